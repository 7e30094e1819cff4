"""Days and spans of days: what a sitemap's date says, what a URL's path says, what a run asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

ONE_DAY = timedelta(days=1)
W3C = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?!\d)")
IN_NAME = re.compile(r"(?<!\d)(20\d\d)(?:[-_./]?(0[1-9]|1[0-2])(?:[-_./]?(0[1-9]|[12]\d|3[01]))?)?(?!\d)")
IN_PATH = re.compile(r"/(20\d\d)/(0?[1-9]|1[0-2])(?:/(0?[1-9]|[12]\d|3[01]))?/")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Days from `first` to `last`, both included; open where one is None."""

    first: date | None = None
    last: date | None = None

    def misses(self, other: Span) -> bool:
        """Whether the two have no day in common."""
        return bool(
            (self.last and other.first and self.last < other.first)
            or (self.first and other.last and self.first > other.last)
        )

    def widened(self, by: timedelta) -> Span:
        """Time zones and late corrections move a date by a day."""
        return Span(self.first and self.first - by, self.last and self.last + by)


def moment(text: str) -> datetime | None:
    """A W3C or e-mail date as UTC; None if it is none. A date without time is its midnight."""
    text = text.strip()
    parsed: datetime | None
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        parsed = by_parts(text) or by_mail(text)
    if parsed is None:
        return None
    try:
        return parsed.replace(tzinfo=parsed.tzinfo or UTC).astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def by_parts(text: str) -> datetime | None:
    """`2025`, `2025-05`, or a day whose time cannot be read."""
    found = W3C.match(text)
    if not found:
        return None
    try:
        return datetime(int(found[1]), int(found[2] or 1), int(found[3] or 1), tzinfo=UTC)
    except ValueError:
        return None


def by_mail(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def span_in_name(url: str) -> Span | None:
    """The year, month or day in a sitemap's address: sitemap-2025-05.xml, /2025/05/16.xml, x20250516.gz."""
    return next((span for found in IN_NAME.finditer(url) if (span := span_of(found))), None)


def span_in_path(url: str) -> Span | None:
    """The month or day in an article's path: /2025/05/16/title."""
    found = IN_PATH.search(url)
    return span_of(found) if found else None


def span_of(found: re.Match[str]) -> Span | None:
    year, month, day = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    try:
        first = date(year, month or 1, day or 1)
        if day:
            return Span(first, first)
        following = date(year + (month in (0, 12)), month % 12 + 1 if month else 1, 1)
        return Span(first, following - ONE_DAY)
    except ValueError:
        return None
