"""Updates without containers: headings or paragraphs of one element that each begin with a time of day."""

from __future__ import annotations

from typing import Any

from pipelines.extract.live.clock import BEFORE, clock_apart, clock_in, is_in_order, is_only_time, short_text
from pipelines.extract.roles import role_of

OPENERS = ("h2", "h3", "h4", "h5", "p", "dt", "div")
HEADINGS = frozenset({"h2", "h3", "h4", "h5", "dt"})
FEWEST = 4
MOST = 0.8
"""Share of updates that begin with a heading from which the heading is a part of them."""


def flat_runs(body: Any) -> list[tuple[Any, ...]]:
    """The elements of each update: what opens it, and what follows up to the next one."""
    best: list[Any] = []
    for parent in body.iter("div", "section", "article", "main", "dl", "body"):
        openers = [child for child in parent.iterchildren(*OPENERS) if opens(child)]
        if (
            len(openers) > len(best)
            and is_in_order(map(clock_in, map(short_text, openers)))
            and not role_of(parent)
        ):
            best = openers
    if len(best) < FEWEST:
        return []
    starts = set(with_headings(best))
    runs: list[list[Any]] = []
    for child in best[0].getparent().iterchildren():
        if child in starts:
            runs.append([child])
        elif runs:
            runs[-1].append(child)
    return [tuple(run) for run in runs]


def with_headings(openers: list[Any]) -> list[Any]:
    """Where updates start: at the heading before the time, if nearly each has one."""
    before = [opener.getprevious() for opener in openers]
    headed = [one is not None and one.tag in HEADINGS and not opens(one) for one in before]
    if sum(headed) < MOST * len(openers):
        return openers
    return [one if found else opener for opener, one, found in zip(openers, before, headed, strict=True)]


def opens(element: Any) -> bool:
    """Whether an update begins here: a time alone, in bold, or at the head of a heading."""
    if element.tag == "div" and len(element):
        return False
    text = opening_text(element)
    if element.tag in HEADINGS:
        return bool(clock_apart(text)[0])
    return is_only_time(text)


def opening_text(element: Any) -> str:
    """The text of a heading; of a paragraph, that in bold or in an element of its own at its beginning."""
    text = short_text(element)
    if element.tag in HEADINGS or is_only_time(text):
        return text
    if (element.text or "").strip() or not len(element):
        return ""
    if element[0].tag not in ("b", "strong", "time", "span", "em"):
        return ""
    return BEFORE.sub("", short_text(element[0]))
