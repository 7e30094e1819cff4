"""`scrapy rebuild`: the database and the texts again, from the WARC files alone."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from scrapy.exceptions import UsageError

from commands.answering import Answering
from commands.exit_codes import ExitCode
from commands.terminal import print_facts, print_json, print_table, progress_bar
from storage.archive import Archive
from storage.mending import mend_texts
from storage.rebuild import Report, rebuild
from storage.verify.damage import Damage


class Command(Answering):
    """Writes an empty database and missing texts; takes nothing away."""

    def syntax(self) -> str:
        """As the help shows it."""
        return "[options]"

    def short_desc(self) -> str:
        """As the list of commands shows it."""
        return "Make database and texts again, from the WARC files alone"

    def long_desc(self) -> str:
        """What it does to what is there."""
        return (
            "Reads every decision in the archive's WARC files and makes the database and the texts again: "
            "the same numbers, names and bytes. The database has to be empty or away; texts that are there "
            "and whole stay, damaged ones are replaced. Exit code 8 if a WARC record is damaged: it costs "
            "itself alone."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Where to."""
        super().add_options(parser)
        parser.add_argument(
            "--into",
            metavar="DIR",
            type=Path,
            help="make a whole archive in DIR, with a SQLite database and the WARC files linked",
        )

        parser.add_argument(
            "--texts",
            action="store_true",
            help="only put back texts that are missing or damaged; the database stays",
        )

    def answer(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Prints what was made and what is damaged."""
        if args:
            raise UsageError("takes no arguments; --into DIR says where to")
        if opts.texts:
            return self.mend(opts)
        database_url = "" if opts.into else self.database_url
        with progress_bar("rebuild") as progress:
            report = rebuild(self.root, database_url, into=opts.into, progress=progress)
        if opts.json:
            print_json(report)
        else:
            render(report)
        return ExitCode.VERIFICATION if report.damages else ExitCode.DONE

    def mend(self, opts: argparse.Namespace) -> ExitCode:
        """Prints the texts that were put back."""
        if opts.into:
            raise UsageError("--texts mends this archive; --into makes another")
        with Archive.open(self.root, self.database_url) as archive:
            mended = mend_texts(archive)
        if opts.json:
            print_json(mended)
            return ExitCode.VERIFICATION if mended.damages else ExitCode.DONE
        print_facts([("texts put back", len(mended.texts)), ("files", mended.texts)])
        render_damages(mended.damages)
        return ExitCode.VERIFICATION if mended.damages else ExitCode.DONE


def render(report: Report) -> None:
    """For a person."""
    print_facts(
        [
            ("WARC files", report.files),
            ("decisions", report.decisions),
            ("articles", report.articles),
            ("texts", report.texts),
        ]
    )
    render_damages(report.damages)


def render_damages(damages: Sequence[Damage]) -> None:
    """One line each."""
    if damages:
        print_table(("file", "kind", "detail"), ((d.file, d.kind, d.detail) for d in damages), "Damage")
