"""`scrapy verify [DIR]`: whether an archive or a snapshot is what it was."""

import argparse
from collections import Counter
from pathlib import Path

from scrapy.exceptions import UsageError

from commands.answering import Answering
from commands.exit_codes import ExitCode
from commands.terminal import print_json, print_line, print_table, progress_bar, say
from storage.verify.archive import verify
from storage.verify.bag import is_bag, verify_bag
from storage.verify.damage import Damage


class Command(Answering):
    """Reads every file once; changes nothing."""

    def syntax(self) -> str:
        """As the help shows it."""
        return "[options] [DIR]"

    def short_desc(self) -> str:
        """As the list of commands shows it."""
        return "Look for damaged, missing and foreign files"

    def long_desc(self) -> str:
        """What is checked."""
        return (
            "Checks the archive, or the archive or snapshot in DIR: every text against its name and row, "
            "every WARC record against its checksums, every row against the record it names; of a snapshot "
            "every file against the manifests. Names each damaged file; exit code 8 if there is one."
        )

    def answer(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Prints the damages."""
        if len(args) > 1:
            raise UsageError("give one directory, or none for the archive")
        folder = Path(args[0]) if args else self.root
        if args and not folder.is_dir():
            raise UsageError(f"{folder} is no directory")
        with progress_bar(f"verify {folder}") as progress:
            if is_bag(folder):
                damages = verify_bag(folder, progress)
            else:
                damages = verify(folder, self.database_of(folder), progress)
        render(damages, as_json=opts.json)
        say(summary(folder, damages))
        return ExitCode.VERIFICATION if damages else ExitCode.DONE

    def database_of(self, folder: Path) -> str:
        """The database that the settings name belongs to the archive that they name."""
        return self.database_url if folder.resolve() == self.root.resolve() else ""


def render(damages: list[Damage], *, as_json: bool) -> None:
    """One line a damage; nothing for none."""
    if as_json:
        for damage in damages:
            print_json(damage)
    elif damages:
        print_table(("file", "kind", "detail"), ((d.file, d.kind, d.detail) for d in damages))
    else:
        print_line("clean")


def summary(folder: Path, damages: list[Damage]) -> str:
    """One line for a person."""
    files = len({damage.file for damage in damages})
    kinds = ", ".join(f"{count} {kind}" for kind, count in Counter(damage.kind for damage in damages).items())
    return f"{folder}: {files} files with damage ({kinds})" if damages else f"{folder}: no damage found"
