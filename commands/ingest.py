"""`scrapy ingest`: texts, saved pages, JSON Lines and WARC files into the archive."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scrapy.exceptions import UsageError

from commands.answering import Answering
from commands.exit_codes import ExitCode
from commands.revisiting import curve_of
from commands.terminal import print_json, print_line, progress_bar, say
from pipelines.ingest import Ingested, ingest
from pipelines.inputs import Input, Unreadable, inputs
from pipelines.reading import VERSION
from pipelines.workers import Readers
from registry.topic import choose_topics
from scheduling.crawls import new_run
from storage.archive import Archive


class Command(Answering):
    """Brings files in as a crawl brings pages in: each gets an outcome, and what is kept a number."""

    def syntax(self) -> str:
        """As the help shows it."""
        return "[--topic TOPIC]... [--no-filter] PATH..."

    def short_desc(self) -> str:
        """As the list of commands shows it."""
        return "Bring texts, saved pages, JSON Lines and WARC files into the archive"

    def long_desc(self) -> str:
        """With what it takes, and the exit codes."""
        return (
            "Takes texts in the source format (.txt), saved pages (.html), JSON Lines of {id, url, title, "
            "text, lang, published, source}, WARC and WACZ files, or folders of them; .gz or not. Exit code "
            "2: something could not be read and is named; the rest was brought in."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """`--topic` and `--no-filter`."""
        super().add_options(parser)
        parser.add_argument(
            "--topic", action="append", default=[], metavar="T", help="name or TOML file; may be repeated"
        )
        parser.add_argument("--no-filter", action="store_true", help="ask no topic: every article is kept")

    def answer(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """A line for each input, in their order."""
        if not args:
            raise UsageError("give at least one file")
        if opts.no_filter and opts.topic:
            raise UsageError("--no-filter asks no topic, so it cannot be given with --topic")
        topics = [] if opts.no_filter else choose_topics(opts.topic or [str(self.values["DEFAULT_TOPIC"])])
        unreadable = 0
        with (
            Archive.open(self.root, self.database_url, curve=curve_of(self.values)) as archive,
            self._readers(topics) as readers,
            progress_bar("bringing in") as progress,
        ):
            for number, one in enumerate(ingest(everything(args), archive, readers, new_run()), 1):
                progress(number, max(number, len(args)))
                if isinstance(one, Unreadable):
                    unreadable += 1
                    say(f"scrapy ingest: {one.name}: {one.detail}")
                else:
                    show(one, json=opts.json)
        return ExitCode.USAGE if unreadable else ExitCode.DONE

    def _readers(self, topics: list[Any]) -> Readers:
        values = self.values
        limits = values.getint("READERS"), values.getfloat("READ_SECONDS"), values.getint("READ_MEMORY")
        return Readers(*limits, topics=topics, version=VERSION)


def everything(names: list[str]) -> Iterator[Input | Unreadable]:
    """What the files hold; a folder stands for the files below it, in order of their names."""
    for name in names:
        path, empty = Path(name), True
        for file in (
            sorted(below for below in path.rglob("*") if below.is_file()) if path.is_dir() else [path]
        ):
            empty = False
            yield from inputs(file)
        if empty:
            yield Unreadable(name, "holds no file")


def show(one: Ingested, *, json: bool) -> None:
    """One line: what became of it, its number and name, and what it is."""
    kept = one.kept
    if json:
        answer = {"input": one.name, "id": one.origin, "url": one.url, "outcome": kept.outcome.value}
        print_json(answer | {"number": kept.number, "name": kept.name, "detail": kept.detail})
        return
    number = "" if kept.number is None else kept.number
    print_line(f"{kept.outcome.value}\t{number}\t{kept.name}\t{one.name}\t{kept.detail}")
