"""A date as somebody wrote it, to the moment or day that it means; what cannot be is refused, not mended."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from items import Dated
from pipelines.phrasebook import phrasebook
from pipelines.wording import words
from pipelines.zones import offset, zone

ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?!\d)")
ISO_TIME = re.compile(r"(?:T|\s{1,2})\s?(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?(?![\d:])", re.IGNORECASE)
COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?(Z)?)?")
NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})\b")
SLASHED = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})\b")
EPOCH = re.compile(r"\d{10}(?:\d{3})?")
MAIL = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?\d{1,2}\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\s+\d{4}\s+\d\d:\d\d",
    re.IGNORECASE,
)
UNKNOWN_ZONE = re.compile(r"-0000\b")
"""A time in UTC that says nothing of where it was written (RFC 5322, section 3.3)."""
TIME = re.compile(
    r"(?<![\d:.])(?<!utc[+-])(?<!gmt[+-])(\d{1,2}):(\d\d)(?::(\d\d))?(?![\d:])(?:\s?([ap])\.?m\b\.?)?",
    re.IGNORECASE,
)
MIDNIGHT = re.compile(r"0?0:00(?::00)?")
DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
BETWEEN = frozenset({"of", "de", "the"})
"""Words between a day and its month, or a month and its year."""
MOST_WORDS = 14


def read_date(text: str, rule: str, *, day_first: bool = False) -> Dated | None:
    """A date in ISO 8601, of mail (RFC 5322), in digits or with the name of a month; None for anything else.

    `day_first`: who wrote it never puts the month before the day.

    A time of day without a zone would be a guess of up to fourteen hours: only the day is taken from it.
    Raises ValueError for a day, a time or a zone that cannot be.
    """
    text = text.strip()
    try:
        return (
            read_iso(text, rule)
            or read_compact(text, rule)
            or read_mail(text, rule)
            or read_numeric(text, rule, day_first=day_first)
            or read_named(text, rule)
        )
    except OverflowError as error:
        raise ValueError(f"beyond the calendar: {text}") from error


def drops_time(text: str, dated: Dated) -> bool:
    """Whether a time of day was written that is not in the date; midnight is how programs write none."""
    if dated.precision != "day":
        return False
    compact = COMPACT.fullmatch(text.strip())
    time = f"{compact[4]}:{compact[5]}" if compact and compact[4] else text.replace("T", " ")
    found = TIME.search(time)
    return found is not None and not MIDNIGHT.fullmatch(found[0].strip())


def read_iso(text: str, rule: str) -> Dated | None:
    """`2025-05-29T13:02:00+03:00` and shorter forms."""
    found = ISO.match(text)
    if not found:
        return None
    day = date(*map(int, found.groups()))
    time = ISO_TIME.match(text, found.end())
    if not time:
        return on_day(day, rule)
    return at_time(day, time.groups(), zone(text[time.end() :]), rule)


def read_compact(text: str, rule: str) -> Dated | None:
    """`20250529`, `20250529T100200Z`, and seconds or milliseconds since 1970."""
    if EPOCH.fullmatch(text) and not text.startswith("20"):
        return Dated(datetime.fromtimestamp(int(text[:10]), UTC), "second", rule)
    found = COMPACT.fullmatch(text)
    if not found:
        return None
    year, month, day, *time, mark = found.groups()
    return at_time(date(int(year), int(month), int(day)), tuple(time), zone(mark or ""), rule)


def read_mail(text: str, rule: str) -> Dated | None:
    """`Thu, 29 May 2025 13:02:00 +0300`, its named zones as RFC 5322 has them (section 4.3)."""
    if not MAIL.match(text):
        return None
    moment = parsedate_to_datetime(text)
    shift = moment.utcoffset()
    if shift is None:
        return (
            on_day(moment.date(), rule) if UNKNOWN_ZONE.search(text) else with_time(moment.date(), text, rule)
        )
    minutes = int(shift.total_seconds() // 60)
    written = offset(-1 if minutes < 0 else 1, *divmod(abs(minutes), 60))
    time = TIME.search(text)
    return at_time(moment.date(), time.groups()[:3] if time else (None,) * 3, written, rule)


def read_numeric(text: str, rule: str, *, day_first: bool) -> Dated | None:
    """`29.05.2025`, `2025/05/29`, a time before it or not; with slashes or hyphens only where day and month
    cannot be confused. Halves of the day are a foreign form where the day stands first.
    """
    if found := SLASHED.match(text):
        return with_time(date(*map(int, found.groups())), text, rule)
    time = TIME.match(text)
    found = NUMERIC.match(text[time.end() :].lstrip(" ,;|–—-") if time else text)
    if not found:
        return None
    day_first = day_first and not any(match[4] for match in TIME.finditer(text))
    first, mark, second, year = int(found[1]), found[2], int(found[3]), int(found[4])
    if mark == "." or first > 12 or first == second or (day_first and second <= 12):
        return with_time(date(year, second, first), text, rule)
    return with_time(date(year, first, second), text, rule) if second > 12 else None


def read_named(text: str, rule: str) -> Dated | None:
    """`29 мая 2025`, `May 29, 2025`, `29 Mayıs 2025 Perşembe`: one month, one year, a day beside it."""
    time = TIME.search(text)
    parts = [part for part in words(TIME.sub(" ", text)) if part not in BETWEEN]
    months = {place: number for place, part in enumerate(parts) if (number := month_number(part))}
    years = {int(part) for part in parts if re.fullmatch(r"(?:19|20)\d\d", part)}
    if len(months) != 1 or len(years) != 1 or len(parts) > MOST_WORDS:
        return None
    place, month = months.popitem()
    days = [int(found[1]) for part in beside(parts, place) if (found := DAY.fullmatch(part))]
    if len(days) != 1:
        return None
    day = date(years.pop(), month, days[0])
    return with_time(day, text, rule) if time else on_day(day, rule)


def beside(parts: list[str], place: int) -> list[str]:
    """The words before and behind a place."""
    return [*parts[max(0, place - 1) : place], *parts[place + 1 : place + 2]]


def month_number(word: str) -> int:
    """The month that a word names in full or by three letters or more; 0 if none, or if several do."""
    months = phrasebook().months
    if word in months:
        return months[word]
    found = {number for name, number in months.items() if len(word) >= 3 and name.startswith(word)}
    return found.pop() if len(found) == 1 else 0


def with_time(day: date, text: str, rule: str) -> Dated:
    """A day and the only time of day that the text names, if the text gives its zone."""
    times = list(TIME.finditer(text))
    if len(times) != 1:
        return on_day(day, rule)
    hour, minute, second, half = times[0].groups()
    if half:
        if not 1 <= int(hour) <= 12:
            raise ValueError(f"no such time: {times[0][0]}")
        hour = str(int(hour) % 12 + (12 if half.lower() == "p" else 0))
    return at_time(day, (hour, minute, second), zone(text[times[0].end() :]), rule)


def at_time(day: date, time: tuple[str | None, ...], written: str, rule: str) -> Dated:
    """The moment of a day, where its zone was written; else the day alone."""
    hour, minute, second = time
    if hour is None or not written:
        return on_day(day, rule)
    shift = timedelta(hours=int(written[1:3]), minutes=int(written[4:])) * (-1 if written[0] == "-" else 1)
    local = datetime(
        day.year, day.month, day.day, int(hour), int(minute or 0), int(second or 0), tzinfo=timezone(shift)
    )
    return Dated(local.astimezone(UTC), "second" if second else "minute", rule, written)


def on_day(day: date, rule: str) -> Dated:
    """A date without a time."""
    return Dated(datetime(day.year, day.month, day.day, tzinfo=UTC), "day", rule)
