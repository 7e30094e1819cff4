"""`scrapy export DIR`: a snapshot of the archive, to analyse and to cite."""

import argparse
import re
from datetime import UTC, datetime, time
from pathlib import Path

from scrapy.exceptions import UsageError

from commands.answering import Answering, one
from commands.exit_codes import ExitCode
from commands.terminal import print_facts, print_json, progress_bar
from snapshot.export import export
from snapshot.selection import Selection
from storage.archive import Archive
from storage.corpus import Corpus


class Command(Answering):
    """Writes texts, tables, card and manifests into a folder that is not there yet."""

    def syntax(self) -> str:
        """As the help shows it."""
        return "[options] DIR"

    def short_desc(self) -> str:
        """As the list of commands shows it."""
        return "Export a corpus snapshot"

    def long_desc(self) -> str:
        """What is promised of the result."""
        return (
            "Writes a snapshot into DIR, which must not be there yet: a BagIt bag that is a Hugging Face "
            "dataset repository and a Frictionless package too. The same archive and --as-of give the same "
            "bytes; the identity that is printed stands for all texts and tables, and is what to cite."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """What goes into the snapshot."""
        super().add_options(parser)
        parser.add_argument(
            "--as-of",
            metavar="TIME",
            type=moment,
            help="what was fetched until then (UTC; a day: to its end)",
        )
        parser.add_argument("--topic", metavar="TOPIC", help="articles that are relevant to this topic alone")
        parser.add_argument("--lang", metavar="CODE", help="articles in this language alone, such as uk")
        parser.add_argument("--no-text", action="store_true", help="what is known of the texts, without them")

    def answer(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Writes the snapshot and says its identity."""
        target = Path(one(args, "folder to write to"))
        selection = Selection(opts.as_of, opts.topic, opts.lang, not opts.no_text)
        with (
            Archive.open(self.root, self.database_url, write=False) as archive,
            Corpus.of(archive, selection.as_of) as corpus,
            progress_bar("exporting") as progress,
        ):
            try:
                made = export(corpus, target, selection, lambda done: progress(done, 0))
            except FileExistsError as error:
                raise UsageError(f"{target}: {error.strerror}") from error
        if opts.json:
            print_json(made)
        else:
            print_facts(
                [
                    ("snapshot", made.folder),
                    ("identity", made.identity),
                    ("articles", made.articles),
                    ("texts", made.texts),
                    ("older texts", made.revisions),
                ]
            )
        return ExitCode.DONE


def moment(text: str) -> datetime:
    """An ISO 8601 time, UTC where it names no zone; a bare day means its last microsecond."""
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return datetime.combine(datetime.fromisoformat(text), time.max, UTC)
        parsed = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no time such as 2025-06-30T12:00Z") from error
    return parsed.replace(tzinfo=parsed.tzinfo or UTC).astimezone(UTC)
