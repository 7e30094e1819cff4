"""How often a source is asked: an interval such as `30m`, or five cron fields in UTC."""

from __future__ import annotations

import re
from datetime import timedelta

INTERVAL = re.compile(r"([1-9]\d{0,3})([mhd])")
UNITS = {"m": "minutes", "h": "hours", "d": "days"}
LONGEST = timedelta(days=31)

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
CRON_FIELDS: tuple[tuple[str, int, int, list[str]], ...] = (
    ("minute", 0, 59, []),
    ("hour", 0, 23, []),
    ("day", 1, 31, []),
    ("month", 1, 12, MONTHS),
    ("weekday", 0, 7, WEEKDAYS),
)


def parse_interval(text: str) -> timedelta | None:
    """The interval that a schedule names; None for a cron schedule or anything else."""
    match = INTERVAL.fullmatch(text.strip())
    if match is None:
        return None
    return timedelta(**{UNITS[match[2]]: int(match[1])})


def check_schedule(text: str) -> str:
    """The schedule with its blanks tidied. Raises ValueError if it is neither interval nor cron."""
    tidy = " ".join(text.split())
    interval = parse_interval(tidy)
    if interval is not None:
        if interval > LONGEST:
            raise ValueError(f"{tidy!r} is longer than {LONGEST.days}d")
        return tidy
    fields = tidy.split(" ")
    if len(fields) != len(CRON_FIELDS):
        raise ValueError(
            f'{text!r} is neither an interval ("30m", "2h", "1d") nor five cron fields ("*/20 * * * *")'
        )
    for field, (name, low, high, names) in zip(fields, CRON_FIELDS, strict=True):
        for part in field.split(","):
            check_cron_part(part, name, (low, high), names)
    return tidy


def check_cron_part(part: str, name: str, bounds: tuple[int, int], names: list[str]) -> None:
    """Raises ValueError unless `part` is `*`, a number, a name or a range of them, with an optional step."""
    span, _, step = part.partition("/")
    if "/" in part and not (step.isascii() and step.isdigit() and int(step) > 0):
        raise ValueError(f"{part!r} is no step of cron's {name}")
    if span == "*":
        return
    ends = [cron_number(end, names, bounds[0]) for end in span.split("-")]
    low, high = bounds
    if len(ends) > 2 or any(end is None or not low <= end <= high for end in ends):
        raise ValueError(f"{part!r} is no {name} of cron: {low} to {high}")
    known = [end for end in ends if end is not None]
    if known != sorted(known):
        raise ValueError(f"{part!r}: the range of cron's {name} runs backwards")


def cron_number(text: str, names: list[str], first: int) -> int | None:
    """The number that a cron value or name stands for; None if it is none."""
    if text.lower() in names:
        return names.index(text.lower()) + first
    return int(text) if text.isascii() and text.isdigit() else None
