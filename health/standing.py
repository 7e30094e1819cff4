"""How each source is doing: when it last answered and gave something, against what its file calls healthy."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from health.due import next_due
from registry.source import Healthy, Source
from storage.archive import Archive
from storage.askings import Askings, Failing, askings, failing, last_run
from storage.outcomes import SourceYield, source_yield

WEEK = timedelta(days=7)
LATE_TURNS = 3
"""A source whose turn was missed so many times in a row is called late."""
WORST_FIRST = ("failing", "silent", "low", "late", "never asked", "not followed", "healthy")


@dataclass(frozen=True, slots=True)
class Standing:
    """One source, judged."""

    source: str
    state: str
    """One of WORST_FIRST."""
    detail: str = ""
    """Why, for a person; empty where all is well."""
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    new_at: datetime | None = None
    """Last time that it named a URL never seen before."""
    new_per_day: float = 0.0
    """New URLs a day, over the last week or for as long as it has been asked."""
    min_per_day: float | None = None
    """Healthy from here on; None where its file does not say."""
    last_run: SourceYield | None = None
    """What it gave in the last run; None if that did not ask it."""


def standings(archive: Archive, sources: Mapping[str, Source], now: datetime) -> list[Standing]:
    """Every source of the registry, and every other that the archive knows, by id."""
    log = askings(archive)
    week = _by_source(source_yield(archive, since=now - WEEK))
    last = _by_source(source_yield(archive, run=last_run(archive)))
    problems: dict[str, list[Failing]] = {}
    for one in failing(archive):
        problems.setdefault(one.source, []).append(one)
    rows = []
    for name in sorted({*sources, *log}):
        source, asked = sources.get(name), log.get(name)
        per_day = _per_day(week.get(name), asked, now)
        state, detail = judge(source, asked, per_day, problems.get(name, ()), now)
        row = Standing(name, state, detail, min_per_day=_least(source), last_run=last.get(name))
        if asked:
            row = replace(
                row,
                asked_at=asked.asked_at,
                answered_at=asked.answered_at,
                new_at=asked.new_at,
                new_per_day=per_day,
            )
        rows.append(row)
    return rows


def never_asked(sources: Iterable[Source]) -> list[Standing]:
    """The sources of a registry that has no archive yet."""
    return [Standing(source.id, "never asked", min_per_day=_least(source)) for source in sources]


def _least(source: Source | None) -> float | None:
    return source.healthy.min_per_day if source and source.healthy else None


def judge(
    source: Source | None, log: Askings | None, per_day: float, problems: Sequence[Failing], now: datetime
) -> tuple[str, str]:
    """The state of a source and why; the worst that is true of it."""
    if source is None:
        return "not followed", "no file of the registry names it any more"
    if log is None:
        return "never asked", ""
    said = "; ".join(str(problem) for problem in problems)
    if log.answered_at is None or _entrances(source) <= {problem.address for problem in problems}:
        return "failing", said or "no entrance ever answered"
    state, detail = _against(source.healthy, log, per_day, now)
    if not state and _missed(source.schedule, log.asked_at, now):
        state, detail = "late", f"its schedule is {source.schedule}: does cron or the daemon run?"
    return state or "healthy", "; ".join(part for part in (detail, said) if part)


def _against(healthy: Healthy | None, log: Askings, per_day: float, now: datetime) -> tuple[str, str]:
    if healthy is None:
        return "", ""
    number, unit = int(healthy.max_silence[:-1]), healthy.max_silence[-1]
    allowed = timedelta(hours=number) if unit == "h" else timedelta(days=number)
    since = log.new_at or log.first_at
    if log.asked_at - since > allowed:
        return "silent", f"nothing new since {since:%Y-%m-%d %H:%M}Z; expected within {healthy.max_silence}"
    if now - log.first_at >= timedelta(days=1) and per_day < healthy.min_per_day:
        return "low", f"{per_day:g} new URLs a day; healthy from {healthy.min_per_day:g} on"
    return "", ""


def _missed(schedule: str, asked_at: datetime, now: datetime) -> bool:
    turn: datetime | None = asked_at
    for _ in range(LATE_TURNS):
        turn = next_due(schedule, turn) if turn else None
    return turn is not None and turn < now


def _entrances(source: Source) -> set[str]:
    """Those that every run asks."""
    dated = ("archives", "calendars")
    return {url for key, url in source.entrances() if not key.startswith(dated)}


def _per_day(found: SourceYield | None, log: Askings | None, now: datetime) -> float:
    if found is None or log is None:
        return 0.0
    asked_for = min(now - log.first_at, WEEK)
    return round(found.fresh / max(asked_for / timedelta(days=1), 1.0), 2)


def _by_source(found: Iterable[SourceYield]) -> dict[str, SourceYield]:
    return {one.source: one for one in found}
