"""When an article was published, from what its page and who named it claim; never from its text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from items import Dated
from pipelines.extract.stamps import Stamp
from pipelines.phrasebook import phrasebook
from pipelines.wording import words

EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
GRACE = timedelta(days=1)
"""How far behind the fetch a date may lie: clocks and zones differ."""
ISO = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)"
    r"(?:[T ]\s?(?P<time>\d\d:\d\d(?::\d\d)?)(?:[.,]\d{1,9})?"
    r"\s?(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?)?",
    re.IGNORECASE,
)
COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?(Z)?)?")
NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})\b")
SLASHED = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})\b")
EPOCH = re.compile(r"\d{10}(?:\d{3})?")
URL_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[/-]?(\d\d)[/-]?(\d\d)(?!\d)|/((?:19|20)\d\d)/([a-z]{3,9})/(\d{1,2})(?:/|$)"
)


def choose(stamps: Iterable[Stamp], fetched_at: datetime) -> Dated | None:
    """The first claim that is a date from 1995 to a day behind the fetch; one that is none costs itself."""
    for stamp in stamps:
        dated = read_date(stamp.text, stamp.rule)
        if dated and EARLIEST <= dated.moment <= fetched_at + GRACE:
            return dated
    return None


def read_date(text: str, rule: str) -> Dated | None:
    """A date in ISO 8601, of mail (RFC 5322) or with the name of a month; None for anything else.

    A time of day without a zone would be a guess of up to fourteen hours: only the day is taken from it.
    """
    text = text.strip()
    try:
        return (
            read_iso(text, rule)
            or read_compact(text, rule)
            or read_mail(text, rule)
            or read_numeric(text, rule)
            or read_named(text, rule)
        )
    except (ValueError, OverflowError):
        return None


def read_iso(text: str, rule: str) -> Dated | None:
    """`2025-05-29T13:02:00+03:00` and shorter forms; raises ValueError for a day or zone that cannot be."""
    match = ISO.match(text)
    if not match:
        return None
    day, time, zone = match.group("day", "time", "zone")
    if not time or not zone or (len(text) > match.end() and text[match.end()] in "+-:0123456789"):
        return on_day(datetime.fromisoformat(day), rule)
    offset = "+00:00" if zone.upper() in ("Z", "UTC", "GMT") else zone
    if len(offset) == 3:
        offset += ":00"
    moment = datetime.fromisoformat(f"{day}T{time}{offset}")
    shift = moment.utcoffset() or timedelta()
    if abs(shift) > timedelta(hours=15):
        raise ValueError(f"no such time zone: {zone}")
    return Dated(moment.astimezone(UTC), "second" if time.count(":") == 2 else "minute", rule)


def read_compact(text: str, rule: str) -> Dated | None:
    """`20250529`, `20250529T100200Z`, and seconds or milliseconds since 1970."""
    if EPOCH.fullmatch(text) and not text.startswith("20"):
        seconds = int(text) if len(text) == 10 else int(text) / 1000
        return Dated(datetime.fromtimestamp(int(seconds), UTC), "second", rule)
    match = COMPACT.fullmatch(text)
    if not match:
        return None
    year, month, day, hour, minute, second, zone = match.groups()
    if hour and zone:
        moment = datetime(
            int(year), int(month), int(day), int(hour), int(minute), int(second or 0), tzinfo=UTC
        )
        return Dated(moment, "second" if second else "minute", rule)
    return on_day(datetime(int(year), int(month), int(day), tzinfo=UTC), rule)


def read_mail(text: str, rule: str) -> Dated | None:
    """`Thu, 29 May 2025 13:02:00 +0300`; without a zone the day alone."""
    if not re.match(r"(?:[A-Za-z]{3,9},?\s+)?\d{1,2}\s+[A-Za-z]{3}[a-z]{0,6}\s+\d{4}\s+\d\d:\d\d", text):
        return None
    moment = parsedate_to_datetime(text)
    if moment.tzinfo is None or text.rstrip().endswith("-0000"):
        return on_day(moment, rule)
    if abs(moment.utcoffset() or timedelta()) > timedelta(hours=15):
        raise ValueError("no such time zone")
    return Dated(moment.astimezone(UTC), "second" if re.search(r"\d:\d\d:\d\d", text) else "minute", rule)


def read_numeric(text: str, rule: str) -> Dated | None:
    """`29.05.2025`, `2025/05/29`; with slashes or hyphens only where day and month cannot be confused."""
    if match := SLASHED.match(text):
        return on_day(datetime(*map(int, match.groups()), tzinfo=UTC), rule)  # type: ignore[misc,arg-type]
    match = NUMERIC.match(text)
    if not match:
        return None
    first, mark, second, year = int(match[1]), match[2], int(match[3]), int(match[4])
    if mark == "." or first > 12 or first == second:
        return on_day(datetime(year, second, first, tzinfo=UTC), rule)
    return on_day(datetime(year, first, second, tzinfo=UTC), rule) if second > 12 else None


def read_named(text: str, rule: str) -> Dated | None:
    """`29 мая 2025`, `May 29, 2025`, `29 Mayıs 2025 Perşembe`: one day, one month, one year."""
    parts = words(text)
    months = [number for part in parts if (number := month_number(part))]
    years = [int(part) for part in parts if re.fullmatch(r"(?:19|20)\d\d", part)]
    days = [int(match[1]) for part in parts if (match := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", part))]
    if len(months) != 1 or len(years) != 1 or not days or len(parts) > 14:
        return None
    return on_day(datetime(years[0], months[0], days[0], tzinfo=UTC), rule)


def month_number(word: str) -> int:
    """The month that a word names in full or by three letters or more; 0 if none, or if several do."""
    months = phrasebook().months
    if word in months:
        return months[word]
    found = {number for name, number in months.items() if len(word) >= 3 and name.startswith(word)}
    return found.pop() if len(found) == 1 else 0


def on_day(moment: datetime, rule: str) -> Dated:
    """A date without a time."""
    return Dated(datetime(moment.year, moment.month, moment.day, tzinfo=UTC), "day", rule)


def url_stamp(url: str) -> tuple[Stamp, ...]:
    """The day in a URL's path: `/2025/05/29/`, `/2025-05-29-`, `/20250529`, `/2025/may/29/`."""
    for match in URL_DAY.finditer(urlsplit(url).path.lower()):
        year, month, day, named_year, name, named_day = match.groups()
        if year:
            return (Stamp(f"{year}-{month}-{day}", "url"),)
        if number := month_number(name):
            return (Stamp(f"{named_year}-{number:02}-{int(named_day):02}", "url"),)
    return ()
