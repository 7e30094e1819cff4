"""Times of day as pages show them: "10:41", "10.41 BST", "9:05 pm", "2 июня, 10:41"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice, pairwise
from typing import Any

from pipelines.phrasebook import phrasebook
from pipelines.wording import one_line, words

ZONES = r"GMT|UTC|BST|CEST|CET|EEST|EET|MSK|МСК|TRT|TSİ|EDT|EST|ET|CDT|CST|PDT|PST"
CLOCK = re.compile(
    r"(?<![\d.:/-])(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)(?::[0-5]\d)?(?![\d%:]|\.\d)"
    rf"(?:\s?(?P<half>[ap])\.?m\b\.?)?(?:\s\(?(?:{ZONES})\b\)?)?",
    re.IGNORECASE,
)
IN_DATE = re.compile(r"\d{4}-\d\d-\d\d[T ](\d\d:\d\d)")
"""The time of day in ISO 8601, whatever zone follows."""
BEFORE = re.compile(r"^(?:saat|в|о|at)\s+(?=\d)", re.IGNORECASE)
AFTER = re.compile(r"^\s*(?:uhr|hrs?|h)\b", re.IGNORECASE)
SEPARATORS = " .,:;–—-|•·"
LONGEST = 40
"""Characters of an element that holds nothing but a time."""
MOST_PIECES = 20
IN_ORDER = 0.8
"""Share of times that follow one another in one direction: durations of videos do not."""


def shown_clock(text: str) -> str:
    """The time in a short text as it is shown, with its day if nothing else is in it; else empty."""
    text = one_line(text)
    found = CLOCK.search(text) if len(text) <= LONGEST else None
    if not found:
        return ""
    has_day = is_only_time(text) and words(text[: found.start()] + text[found.end() :])
    return text.strip(SEPARATORS) if has_day else found.group()


def is_only_time(text: str) -> bool:
    """Whether a text is a time of day, with a day or without."""
    found = CLOCK.search(text) if len(text) <= LONGEST else None
    if not found:
        return False
    book = phrasebook()
    known = book.months.keys() | book.whole["weekdays"]
    rest = words(text[: found.start()]) + words(text[found.end() :])
    return all(word.isdigit() or word in known or is_month(word) for word in rest)


def is_month(word: str) -> bool:
    """Whether a word is the name of a month cut to three letters or more."""
    return len(word) >= 3 and any(month.startswith(word) for month in phrasebook().months)


def clock_in(text: str) -> str:
    """The time of day in a text, as 24 hours and minutes; empty if there is none."""
    if found := IN_DATE.search(text):
        return found[1]
    match = CLOCK.search(text)
    if not match:
        return ""
    hour, half = int(match["hour"]), (match["half"] or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour:02}:{match['minute']}"


def clock_apart(text: str) -> tuple[str, str]:
    """The time that a line begins with, and the rest ("14.20 - Talks begin"); no time if there is none."""
    bare = BEFORE.sub("", text)
    found = CLOCK.match(bare)
    return (found.group(), AFTER.sub("", bare[found.end() :]).lstrip(SEPARATORS)) if found else ("", text)


def short_text(element: Any) -> str:
    """The beginning of the text in an element, on one line: enough to see a time."""
    return one_line("".join(islice(element.itertext(), MOST_PIECES))[:200])


def is_in_order(times: Iterable[str]) -> bool:
    """Whether most times are later than the one before, or most are earlier."""
    pairs = list(pairwise(time for time in times if time))
    later, earlier = (sum(one < two for one, two in pairs), sum(one > two for one, two in pairs))
    same = len(pairs) - later - earlier
    return max(later, earlier) > 0 and max(later, earlier) + same >= IN_ORDER * len(pairs)
