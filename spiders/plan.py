"""What one crawl is to do: its arguments checked against the registry, before anything is asked."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from registry.source import Dated, Source, choose_sources, load_sources
from registry.topic import Topic, choose_topics
from spiders.arguments import Arguments, parse_arguments
from spiders.periods import Span

RUN_TIME = "%Y%m%dT%H%M%S.%fZ"


@dataclass(frozen=True, slots=True)
class Plan:
    """Sources and topics as loaded; the run's id."""

    arguments: Arguments
    sources: tuple[Source, ...]
    topics: tuple[Topic, ...]
    run: str

    @property
    def asked(self) -> Span:
        """The days that the command line asks for; open where it says nothing."""
        return Span(self.arguments.since, self.arguments.until)

    @property
    def of_topics(self) -> Span:
        """The days that can matter to some topic."""
        sinces = [topic.window.since for topic in self.topics]
        untils = [topic.window.until for topic in self.topics]
        since = min((day for day in sinces if day), default=None) if all(sinces) else None
        until = max((day for day in untils if day), default=None) if all(untils) else None
        return Span(since, until)

    @property
    def window(self) -> Span:
        """The days that this run looks at: those asked for, else those of the topics."""
        topics = self.of_topics
        return Span(self.arguments.since or topics.first, self.arguments.until or topics.last)

    def past(self, today: date) -> list[Span]:
        """The days whose dated archives are to be read, newest first: those asked for, else the key weeks."""
        if self.arguments.since or self.arguments.until:
            first, last = self.window.first, min(self.window.last or today, today)
            return [Span(first, last)] if first and first <= last else []
        weeks = {week for topic in self.topics for week in topic.key_weeks()}
        return [
            Span(first, min(last, today)) for first, last in sorted(weeks, reverse=True) if first <= today
        ]


def make_plan(given: Mapping[str, str], known: Collection[str], folder: Path, default_topic: str) -> Plan:
    """Raises ArgumentError for the command line, RegistryError for a file or a name that is not there."""
    arguments = parse_arguments(given, known)
    topics = choose_topics(arguments.topic or (default_topic,))
    sources = choose_sources(load_sources(folder), arguments.source)
    return Plan(arguments, tuple(sources), tuple(topics), arguments.run or new_run())


def new_run() -> str:
    """An id that no other run has: when it began, and its process."""
    return f"{datetime.now(UTC):{RUN_TIME}}-{os.getpid()}"


def run_began(run: str) -> datetime:
    """When the run of an id began that several crawls may share; now where the id does not say."""
    try:
        return datetime.strptime(run.partition("-")[0], RUN_TIME).replace(tzinfo=UTC)
    except ValueError:
        return datetime.now(UTC)


def dated_urls(dated: Dated, spans: list[Span]) -> Iterator[tuple[str, date]]:
    """Each address of the spans once, newest first, with the last day of its period."""
    seen: set[str] = set()
    for span in spans:
        if span.first is None or span.last is None:
            continue
        for back in range((span.last - span.first).days + 1):
            day = span.last - timedelta(days=back)
            url = dated.urls(day, day)[0]
            if url not in seen:
                seen.add(url)
                yield url, period_end(dated.every, day)


def period_end(every: str, day: date) -> date:
    """The last day of the ISO week, month or year that a day lies in."""
    if every == "week":
        return day + timedelta(days=7 - day.isoweekday())
    if every == "month":
        return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return day.replace(month=12, day=31) if every == "year" else day
