"""The lead that stands between headline and body: many themes keep it outside the body."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pipelines.wording import one_line, same_words, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.extract.claims import Claims

MARKS = re.compile(
    r"excerpt|standfirst|sub-?_?(?:title|head|heading|headline)|\bdek\b|\bdeck\b|lede|\blead|[-_]lead\b|summary"
    r"|\bintro|[-_]intro\b|description|chapo|anons|\bspot|[-_]spot\b|vorspann|perex|strapline|ozet|entradilla",
    re.IGNORECASE,
)
LEAVES = ("p", "h2", "h3", "div", "span", "strong", "em")
OUTSIDE = frozenset({"nav", "aside", "footer", "figure", "figcaption", "form", "button", "blockquote"})
FEWEST_WORDS = 6
LONGEST = 120
NEAR = 40
"""Elements behind the headline among which the lead stands."""


def find_lead(root: Any, claims: Claims, title: str) -> str:
    """The first text behind the headline that is marked as a lead, or that the head gives as description."""
    described = [
        words(text) for key in ("og:description", "description") for text in claims.meta.get(key, ())
    ]
    for element in behind_headline(root, title):
        text = one_line("".join(element.itertext()))
        parts = words(text)
        if not FEWEST_WORDS <= len(parts) <= LONGEST or same_words(text, title):
            continue
        if parts in described or MARKS.search(marks_of(element)):
            return text
    return ""


def behind_headline(root: Any, title: str) -> Iterator[Any]:
    """The leaves that follow the headline, within reach of it."""
    for heading in root.iter("h1", "h2", "h3"):
        if title and same_words("".join(heading.itertext()), title):
            break
    else:
        return
    count = 0
    for element in heading.xpath("following::*")[: NEAR * 4]:
        if element.tag in LEAVES and not any(
            True for _ in element.iterchildren("p", "div", "ul", "h2", "section")
        ):
            if any(parent.tag in OUTSIDE for parent in element.iterancestors()):
                continue
            count += 1
            if count > NEAR:
                return
            yield element


def marks_of(element: Any) -> str:
    """The class of an element and of what holds nothing but it."""
    marks = [element.get("class") or "", element.get("itemprop") or ""]
    parent = element.getparent()
    if parent is not None and len(parent) == 1:
        marks.append(parent.get("class") or "")
    return " ".join(marks)
