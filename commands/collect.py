"""`scrapy collect`: everything that is due, once; a table of what each source gave."""

import argparse
import signal
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from scrapy.settings import Settings

from commands.answering import Answering, none
from commands.exit_codes import ExitCode
from commands.networking import check_network
from commands.revisiting import curve_of
from commands.terminal import print_json, print_table, progress_bar, say
from health.run import Collected, Order
from health.yields import Given
from registry.source import choose_sources, load_sources
from registry.topic import choose_topics
from scheduler import collect

COLUMNS = (
    "source", "new", "fetched", "archived", "revised", "unchanged", "duplicate", "refused", "failed",
)  # fmt: skip
CRON_LINES = 10
"""What cron is told of a failed run at most: it mails every line."""
FROM_COMMAND_LINE = 40
"""Scrapy's priority of the settings that `-s` changed."""


class Command(Answering):
    """Asks all sources, or those named, now; with `--cron` those alone that are due."""

    def syntax(self) -> str:
        return "[--topic TOPIC]... [--source SOURCE]... [--cron]"

    def short_desc(self) -> str:
        return "Collect from all sources, or those that are due, once"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add_selection(parser)
        parser.add_argument(
            "--cron", action="store_true", help="only what is due; silent unless something fails"
        )

    def answer(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        none(args)
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        order = order_of(self.values, opts)
        if not opts.cron:
            return self._by_hand(order, json=opts.json)
        lines: list[str] = []
        done = collect(order, lines.append, lambda *_: None)
        code = verdict(done)
        if code:
            reasons = [f"{source}: {why}" for source, why in done.failures().items()]
            for line in shortened([*reasons, *lines]):
                say(line)
        return code

    def _by_hand(self, order: Order, *, json: bool) -> ExitCode:
        say(f"asking {len(order.sources)} sources on {', '.join(order.topics)}")
        with progress_bar("collecting") as progress:
            done = collect(order, say, progress)
        failures = done.failures()
        if done.given:
            print_given(done.given, failures, json=json)
            for source, why in failures.items():
                say(f"{source}: {why}")
        elif json:
            for one in done.reach.values():
                print_json(asdict(one))
        else:
            print_table(("source", "why it does not answer"), failures.items())
        code = verdict(done)
        if code is ExitCode.NOTHING_FETCHED:
            say("nothing could be fetched: is there a network? `make demo` shows the whole flow without one")
        return code


def add_selection(parser: argparse.ArgumentParser) -> None:
    """The options that choose sources and topics."""
    parser.add_argument(
        "--topic", action="append", default=[], metavar="T", help="name or TOML file; may be repeated"
    )
    parser.add_argument(
        "--source", action="append", default=[], metavar="S", help="id of a source; may be repeated"
    )


def order_of(settings: Settings, opts: argparse.Namespace) -> Order:
    """The order that settings and options make. Raises RegistryError and SettingError."""
    check_network(settings)
    curve_of(settings)
    folder = Path(str(settings["PARLEY_SOURCES"]))
    topics = opts.topic or [str(settings["DEFAULT_TOPIC"])]
    choose_topics(topics)
    return Order(
        root=Path(str(settings["PARLEY_ARCHIVE"])),
        database_url=str(settings["DATABASE_URL"] or ""),
        sources=choose_sources(load_sources(folder), opts.source),
        topics=topics,
        jobs=settings.getint("CRAWL_JOBS"),
        proxies=settings.getdict("PROXIES"),
        folder=folder,
        options=handed_on(settings),
        only_due=getattr(opts, "cron", False),
    )


def handed_on(settings: Settings) -> list[str]:
    """What `-s` changed: the crawl processes cannot read it anywhere."""
    return [
        f"{name}={settings[name]}" for name in settings if settings.getpriority(name) == FROM_COMMAND_LINE
    ]


def verdict(done: Collected) -> ExitCode:
    """The exit code that a run deserves."""
    if done.interrupted:
        return ExitCode.INTERRUPTED
    if done.broken is not None:
        return ExitCode(done.broken)
    if done.reach and not done.anything:
        return ExitCode.NOTHING_FETCHED
    return ExitCode.SOURCES_FAILED if done.failures() else ExitCode.DONE


def shortened(lines: Sequence[str]) -> list[str]:
    """As many lines as cron may be told."""
    if len(lines) <= CRON_LINES:
        return list(lines)
    return [*lines[: CRON_LINES - 1], f"and {len(lines) - CRON_LINES + 1} lines more"]


def print_given(rows: Sequence[Given], failures: dict[str, str], *, json: bool) -> None:
    """What each source gave, and all of them together."""
    if json:
        for row in rows:
            print_json({**asdict(row), "failure": failures.get(row.source, "")})
        return
    print_table(COLUMNS, [*map(cells, rows), cells(total(rows))], title="What the sources gave")


def total(rows: Sequence[Given]) -> Given:
    """The sum of all rows."""
    refused: dict[str, int] = {}
    for row in rows:
        for reason, count in row.refused.items():
            refused[reason] = refused.get(reason, 0) + count
    names = ("new_urls", "fetched", "archived", "revised", "unchanged", "duplicate", "failed")
    sums = {name: sum(getattr(row, name) for row in rows) for name in names}
    entrances = sum(row.entrances for row in rows), sum(row.entrances_failed for row in rows)
    return Given(source="all", refused=refused, entrances=entrances[0], entrances_failed=entrances[1], **sums)


def cells(row: Given) -> tuple[object, ...]:
    """A row of the table."""
    refused = ", ".join(f"{reason} {count}" for reason, count in row.refused.items())
    return (
        row.source, row.new_urls, row.fetched, row.archived, row.revised, row.unchanged, row.duplicate,
        refused, row.failed,
    )  # fmt: skip
