"""Retry-After (RFC 9110, section 10.2.3): how long a server asks to be left alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = timedelta(days=1)
"""The most that a server may ask for."""


def retry_after(said: str, now: datetime) -> timedelta | None:
    """Seconds or a date as a time from now, 0 for one that is past; None if it is absent or neither."""
    said = said.strip()
    if said.isascii() and said.isdigit():
        return min(timedelta(seconds=int(said[:9])), LONGEST)
    try:
        moment = parsedate_to_datetime(said)
        wait = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now
    except (ValueError, OverflowError):
        return None
    return max(timedelta(0), min(wait, LONGEST))
