"""`scrapy replay`: the present rules over what was captured."""

import argparse
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from scrapy.exceptions import UsageError

from commands.answering import Answering
from commands.exit_codes import ExitCode
from commands.revisiting import curve_of
from commands.terminal import print_facts, print_json, print_table, progress_bar, say
from pipelines.placing_again import place_again
from pipelines.reading import VERSION
from pipelines.replaying import Replayed, replay
from pipelines.workers import Readers
from registry.topic import choose_topics
from storage.archive import Archive
from storage.replaying import Change, known_topics, replayables

EXAMPLES = 20


class Command(Answering):
    """Reads the latest whole capture of each URL again, in worker processes; asks no network."""

    def syntax(self) -> str:
        """As the help shows it."""
        return "[options]"

    def short_desc(self) -> str:
        """As the list of commands shows it."""
        return "Run the present rules over the archive; say what changes"

    def long_desc(self) -> str:
        """What is read and what is kept."""
        return (
            "Reads the latest whole capture of every URL with the present rules and says which texts would "
            "be gained, lost or changed. Without --dry-run the new readings are kept: gained texts get a "
            "number, changed ones a revision; lost ones stay as they are. Then every text is placed anew "
            "among those before it: what joins it by the present rules, and what does no longer. "
            "Exit code 8 if a record cannot be read."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Which captures, which topics, and whether to keep."""
        super().add_options(parser)
        parser.add_argument("--dry-run", action="store_true", help="change nothing")
        parser.add_argument(
            "--warc",
            metavar="FILE",
            nargs="+",
            type=Path,
            help="only captures in these WARC files of the archive",
        )
        parser.add_argument(
            "--topic",
            metavar="T",
            action="append",
            help="hold every text against this topic (may be repeated), not those it was archived for",
        )

    def answer(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Prints counts and examples; with --json every URL whose reading changes."""
        if args:
            raise UsageError("takes no arguments; --warc FILE names WARC files of the archive")
        counts: Counter[Change] = Counter()
        examples: list[Replayed] = []
        curve = curve_of(self.values)
        with Archive.open(self.root, self.database_url, write=not opts.dry_run, curve=curve) as archive:
            for replayed in self.replayed(archive, opts):
                counts[replayed.change] += 1
                if replayed.change is Change.SAME:
                    continue
                if opts.json:
                    print_json(replayed)
                elif sum(one.change is replayed.change for one in examples) < EXAMPLES:
                    examples.append(replayed)
            placed = Counter(other for _, other in self.placed(archive, opts))
        if not opts.json:
            render(counts, examples)
            print_facts([("placed otherwise", f"{placed[True]} of {placed.total()}" if placed else "")])
        elif counts:
            say(", ".join(f"{count} {change}" for change, count in sorted(counts.items())))
        return ExitCode.VERIFICATION if counts[Change.UNREADABLE] else ExitCode.DONE

    def placed(self, archive: Archive, opts: argparse.Namespace) -> Iterator[tuple[int, bool]]:
        """Every text among those before it, by the present rules; not where only some files are replayed."""
        if opts.warc:
            return
        run = f"replay-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
        with progress_bar("place") as progress:
            total = archive.next_number()
            for number, differs in place_again(archive, keep=not opts.dry_run, run=run):
                progress(number + 1, total)
                yield number, differs

    def replayed(self, archive: Archive, opts: argparse.Namespace) -> Iterator[Replayed]:
        """The answers, with a bar on a terminal."""
        names = opts.topic or known_topics(archive) or [self.values["DEFAULT_TOPIC"]]
        topics = choose_topics(names)
        wanted = list(replayables(archive, files_of(archive.root, opts.warc), anew=bool(opts.topic)))
        limits = (
            self.values.getint("READERS"),
            self.values.getfloat("READ_SECONDS"),
            self.values.getint("READ_MEMORY"),
        )
        run = f"replay-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
        with Readers(*limits, topics=topics, version=VERSION) as readers, progress_bar("replay") as progress:
            answers = replay(archive, readers, wanted, keep=not opts.dry_run, run=run)
            for done, replayed in enumerate(answers, start=1):
                progress(done, len(wanted))
                yield replayed


def files_of(root: Path, paths: list[Path] | None) -> set[str] | None:
    """The files as the archive names them; None for all."""
    if paths is None:
        return None
    files = set()
    for path in paths:
        found = next((place for place in (path, root / path) if place.is_file()), None)
        if found is None or not found.resolve().is_relative_to(root.resolve() / "warc"):
            raise UsageError(f"{path} is no WARC file of the archive; `scrapy ingest` takes others")
        files.add(found.resolve().relative_to(root.resolve()).as_posix().removesuffix(".open"))
    return files


def render(counts: Counter[Change], examples: list[Replayed]) -> None:
    """For a person: how many, then some of each kind."""
    print_facts((change.value, counts[change]) for change in Change)
    if examples:
        print_table(
            ("change", "url", "before", "after", "score", "why", "title"),
            (
                (one.change, one.url, one.before, one.after, scores(one), one.detail, one.title)
                for one in sorted(examples, key=lambda one: list(Change).index(one.change))
            ),
            "Examples",
        )


def scores(one: Replayed) -> str:
    """What each topic gave and gives, `-` where it was not asked."""
    return ", ".join(f"{topic} {shown(before)} > {shown(after)}" for topic, before, after in one.scores)


def shown(score: float | None) -> str:
    """With two decimals."""
    return "-" if score is None else f"{score:.2f}"
