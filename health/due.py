"""When a source is due again: by its interval, or by its cron fields in UTC."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from registry.schedule import CRON_FIELDS, cron_number, parse_interval
from registry.source import Source
from storage.archive import Archive
from storage.askings import askings
from storage.errors import StorageError

SLACK = 0.1
"""Part of an interval by which a run may come early: a cron line never wakes at the same second twice."""
LONGEST_WAIT = timedelta(days=366 * 8 + 1)
"""29 February comes back after at most eight years."""


def due_now(sources: Iterable[Source], root: Path, database_url: str) -> list[Source]:
    """Those whose time has come by the log of the archive."""
    return due_sources(sources, last_asked(root, database_url), datetime.now(UTC))


def again_now(sources: Iterable[Source], root: Path, database_url: str) -> list[Source]:
    """Those that have articles which are due for another look."""
    try:
        with Archive.open(root, database_url, write=False) as archive:
            due = archive.due_again(datetime.now(UTC))
    except StorageError:
        return []  # as in last_asked
    return [source for source in sources if source.id in due]


def first_turn(sources: Iterable[Source], root: Path, database_url: str) -> datetime | None:
    """When the first of them is due by the log of the archive: now, if its time has come already."""
    last, now = last_asked(root, database_url), datetime.now(UTC)
    turns = [
        now
        if is_due(source.schedule, last.get(source.id), now)
        else next_due(source.schedule, last[source.id])
        for source in sources
    ]
    return min((turn for turn in turns if turn), default=None)


def last_asked(root: Path, database_url: str) -> dict[str, datetime]:
    """When each source was last asked; empty where there is no archive yet."""
    try:
        with Archive.open(root, database_url, write=False) as archive:
            return {name: log.asked_at for name, log in askings(archive).items()}
    except StorageError:
        return {}  # not there yet; one that is there and broken is refused when it is written to


def due_sources(sources: Iterable[Source], last: Mapping[str, datetime], now: datetime) -> list[Source]:
    """Those whose time has come; `last` is when each was last asked (aware), missing where never."""
    return [source for source in sources if is_due(source.schedule, last.get(source.id), now)]


def is_due(schedule: str, last: datetime | None, now: datetime) -> bool:
    """A source never asked is due; so is one asked in the future: the clock was set back."""
    if last is None or last > now:
        return True
    interval = parse_interval(schedule)
    if interval is not None:
        return now - last >= interval * (1 - SLACK)
    following = next_due(schedule, last)
    return following is not None and following <= now


def next_due(schedule: str, last: datetime) -> datetime | None:
    """The first moment after `last` that the schedule names; None where it names none (31 February)."""
    interval = parse_interval(schedule)
    if interval is not None:
        return last + interval
    minutes, hours, *day_fields = schedule.split(" ")
    times = [time(hour, minute) for hour in numbers(hours, 1) for minute in numbers(minutes, 0)]
    day = last.date()
    while day <= last.date() + LONGEST_WAIT:
        if _names_day(datetime.combine(day, time()), day_fields):
            for at in times:
                moment = datetime.combine(day, at, last.tzinfo)
                if moment > last:
                    return moment
        day += timedelta(days=1)
    return None


def _names_day(day: datetime, fields: list[str]) -> bool:
    """As crontab(5) has it: where both day and weekday are restricted, either is enough."""
    days, months, weekdays = fields
    if day.month not in numbers(months, 3):
        return False
    by_day = day.day in numbers(days, 2)
    by_weekday = day.isoweekday() % 7 in {number % 7 for number in numbers(weekdays, 4)}
    if days.startswith("*") or weekdays.startswith("*"):
        return by_day and by_weekday
    return by_day or by_weekday


def numbers(text: str, field: int) -> list[int]:
    """What a checked cron field names, in order; `field` counts from minute, 0, to weekday, 4."""
    _, low, high, names = CRON_FIELDS[field]
    found: set[int] = set()
    for part in text.split(","):
        span, _, step = part.partition("/")
        if span == "*":
            first, last = low, high
        else:
            ends = [number for end in span.split("-") if (number := cron_number(end, names, low)) is not None]
            first, last = ends[0], ends[-1] if "-" in span or not step else high
        found.update(range(first, last + 1, int(step or 1)))
    return sorted(found)
