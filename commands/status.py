"""`scrapy status`: how each source is doing, said in words."""

import argparse
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from commands.answering import Answering, none
from commands.exit_codes import ExitCode
from commands.terminal import print_json, print_table, say
from health.standing import WORST_FIRST, Standing, never_asked, standings
from registry.source import Source, load_sources
from scheduler import LOCK
from storage.archive import Archive
from storage.lock import holder

COLUMNS = ("state", "source", "last success", "last run", "new a day", "healthy from", "why")


class Command(Answering):
    """Each source's last success and yield against its healthy range, the worst first."""

    def syntax(self) -> str:
        return "[--json]"

    def short_desc(self) -> str:
        return "Say how each source is doing"

    def answer(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        none(args)
        rows = self._standings(load_sources(Path(str(self.values["PARLEY_SOURCES"]))))
        if opts.json:
            for row in rows:
                print_json(asdict(row))
            return ExitCode.DONE
        print_table(COLUMNS, map(cells, rows))
        counts = Counter(row.state for row in rows)
        say(", ".join(f"{counts[state]} {state}" for state in WORST_FIRST if counts[state]))
        running = holder(self.root / LOCK)
        if running:
            say(f"a run goes on: {running}")
        return ExitCode.DONE

    def _standings(self, sources: dict[str, Source]) -> list[Standing]:
        if not self.database_url and not self.root.is_dir():
            say(f"there is no archive at {self.root} yet: `scrapy collect` makes one")
            return never_asked(sources.values())
        with Archive.open(self.root, self.database_url, write=False) as archive:
            rows = standings(archive, sources, datetime.now(UTC))
        return sorted(rows, key=lambda row: (WORST_FIRST.index(row.state), row.source))


def cells(row: Standing) -> tuple[object, ...]:
    """A row of the table."""
    last = row.last_run
    gave = f"{last.fresh} new, {last.new_texts} kept" if last else ""
    return (row.state, row.source, row.answered_at, gave, row.new_per_day, row.min_per_day, row.detail)
