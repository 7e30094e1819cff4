"""The time zone that stands behind a time of day, as the offset that it means."""

from __future__ import annotations

import re

NAMED = {
    "Z": "+00:00",
    "GMT": "+00:00",
    "UTC": "+00:00",
    "MSK": "+03:00",
    "МСК": "+03:00",
    "TRT": "+03:00",
    "EET": "+02:00",
    "EEST": "+03:00",
    "CET": "+01:00",
    "CEST": "+02:00",
    "MEZ": "+01:00",
    "MESZ": "+02:00",
    "EST": "-05:00",
    "EDT": "-04:00",
    "PST": "-08:00",
    "PDT": "-07:00",
}
"""Abbreviations that mean one offset wherever news write them; in capitals, since `est` is a French word. BST
(Britain, Bangladesh), IST (India, Israel, Ireland), CST (Chicago, China) and ET (which half of the year?) are
none of them."""
UTC = frozenset({"z", "utc", "gmt"})
"""Those that programs write in small letters too."""
FROM_UTC = re.compile(
    r"\s{0,3}\(?\s?(?:utc|gmt)\s?([+\u2212-])\s?(\d{1,2})(?::?(\d\d))?(?!\d)", re.IGNORECASE
)
BARE = re.compile(r"\s{0,3}\(?\s?([+\u2212-])(\d\d)(?::?(\d\d))?(?![\d:])")
NAME = re.compile(r"\s{0,3}\(?\s?([^\W\d_]{1,4})\b")
WEST, EAST = -12 * 60, 14 * 60
"""Minutes from UTC within which every zone on Earth lies."""


def zone(text: str) -> str:
    """The offset (`+03:00`) of the zone that the text begins with; empty if it begins with none known here.

    Raises ValueError for an offset that no place has.
    """
    if found := FROM_UTC.match(text) or BARE.match(text):
        sign, hours, minutes = found.groups()
        return offset(int(f"{'+' if sign == '+' else '-'}1"), int(hours), int(minutes or 0))
    name = NAME.match(text)
    if not name:
        return ""
    return NAMED.get(name[1].upper() if name[1].lower() in UTC else name[1], "")


def offset(sign: int, hours: int, minutes: int) -> str:
    """`+03:00`. Raises ValueError for what no place has."""
    shift = sign * (60 * hours + minutes)
    if minutes > 59 or not WEST <= shift <= EAST:
        raise ValueError(f"no place is {shift} minutes from UTC")
    return f"{'-' if shift < 0 else '+'}{hours:02}:{minutes:02}"
