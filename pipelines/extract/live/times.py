"""The time of an update: in its <time>, in its attributes, or a leaf that is a time of day alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from pipelines.extract.live.clock import LONGEST, clock_in, is_only_time, short_text, shown_clock
from pipelines.extract.stamps import Stamp

LEAVES = (
    "span",
    "div",
    "p",
    "b",
    "strong",
    "a",
    "small",
    "td",
    "dt",
    "h2",
    "h3",
    "h4",
    "h5",
    "abbr",
    "em",
    "i",
)
ATTRIBUTES = ("data-timestamp", "data-time", "data-datetime", "data-date", "data-published", "data-created")
MARK = re.compile(r"time|date|clock|hour|saat|zaman|vremya|tarih|stamp", re.IGNORECASE)
DAY = re.compile(r"\d{4}-\d\d-\d\d|\d{10,13}$")
NEAR = 40
"""Elements of an update among which its time stands."""
MOST_PARTS = 2
"""Elements inside a leaf: "2 June" and "10:41"."""


def time_of(element: Any) -> tuple[tuple[Stamp, ...], str, Any]:
    """Stamps, best first; the time of day as shown; the element that shows it, if any."""
    stamps = list(attribute_stamps(element))
    shown = time_leaf(element)
    if shown is None:
        return tuple(stamps), clock_in(stamps[0].text) if stamps else "", None
    text = short_text(shown)
    written = (shown.get("datetime") or shown.get("content") or shown.get("title") or "").strip()
    stamps = [Stamp(one[:80], "time") for one in (written, text) if one] + stamps
    return tuple(stamps), shown_clock(text) or clock_in(written), shown


def sort_key(element: Any) -> str:
    """What the time of an update is compared by: its moment, else its time of day; empty if it has none."""
    stamps, clock, _ = time_of(element)
    written = next((stamp.text for stamp in stamps if DAY.match(stamp.text)), "")
    return written or clock_in(clock)


def attribute_stamps(element: Any) -> Iterator[Stamp]:
    """Dates in an update's own attributes, and in its <meta itemprop=datePublished>."""
    for name in ATTRIBUTES:
        if value := (element.get(name) or "").strip():
            yield Stamp(value[:80], "time")
    for meta in islice(element.iter("meta"), NEAR):
        if "datePublished" in (meta.get("itemprop") or "") and meta.get("content"):
            yield Stamp(meta.get("content")[:80], "meta")


def time_leaf(element: Any) -> Any:
    """The first <time> of an update, outside quotations; else the first leaf that is only a time of day."""
    for part in element.iter("time"):
        if has_time(part) and not any(up.tag == "blockquote" for up in ancestors_within(part, element)):
            return part
    return next((part for part in islice(element.iter(*LEAVES), NEAR) if is_clock_leaf(part)), None)


def has_time(element: Any) -> bool:
    """Whether a <time> says one, to a machine or to a reader."""
    return bool(element.get("datetime")) or bool(shown_clock(short_text(element)))


def is_clock_leaf(element: Any) -> bool:
    """Whether an element is only a time of day ("10:41"), or is named as a time and shows one."""
    if len(element) > MOST_PARTS or any(len(child) for child in element):
        return False
    text = short_text(element)
    if not text or len(text) > LONGEST:
        return False
    marks = f"{element.get('class') or ''} {element.get('data-testid') or ''}"
    return is_only_time(text) or bool(MARK.search(marks) and shown_clock(text))


def ancestors_within(element: Any, top: Any) -> Iterator[Any]:
    """The elements between one and another that holds it."""
    for parent in element.iterancestors():
        if parent is top:
            return
        yield parent
