"""Compares two texts: whether one repeats the other, how much of it, and which of the two says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from typing import TYPE_CHECKING

from items import Edge
from pipelines.dedup.crediting import credits_of, lies_at, names_host
from pipelines.dedup.words import PASSAGE, fingerprint
from storage.identity import host_of, identity

if TYPE_CHECKING:
    from items import Archived
    from pipelines.dedup.words import Fingerprint

CONTAINED = 0.85
"""Share of a text's words from which it stands in another one: light edits on both sides leave 0.8 to 0.9,
entries of one live blog share up to 0.78."""
RELATED = 0.4
"""The same for texts that are one only in part: half a wire report and as much of a newsroom's own."""
LEAD = 50
"""Words that open a text: what a copy takes, and what background paragraphs are not."""
LED = 0.85
"""Share of one text's opening that stands in the other one, where they are one in part."""
BEGUN = 0.5
"""The same where one stands in the other: less means that its own story comes first."""
REPORTED = 40
"""Words of whole paragraphs that texts share which are one in part: less is the frame of a site."""
CONTRADICTED = 0.3
"""Share of the figures in equal surroundings that differ: above it the texts are bulletins of a series."""
CONTRADICTIONS = 2
"""And how many must differ."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text with where it stood."""

    text: str
    url: str
    host: str
    """Registrable domain; empty for a text without a URL."""
    outlinks: tuple[str, ...]
    print: Fingerprint

    @classmethod
    def of(cls, given: Archived) -> Text:
        """Fingerprinted; of the same texts again and again."""
        return cls(given.text, given.url, host_of(given.url), given.outlinks, fingerprint(given.text))


def compare(new: Text, number: int, old: Text) -> Edge | None:
    """The edge from a text to the archived one of a number; None where neither repeats the other.

    Rests on the two texts and their hosts alone, the same from both sides: which other texts the archive
    holds, and in which order they came, changes nothing.
    """
    if not _may_be_copy(new.print, old.print) or _is_series(new.print, old.print):
        return None
    here, there = _standing(new.print, old.print), _standing(old.print, new.print)
    if not _is_copy(new, old, here, there):
        return None
    share, back = _share(here), _share(there)
    retitled = new.print.headline != old.print.headline
    signs = _signs(new, old, share, back)
    evidence = (
        f"{sum(here)} of its {len(here)} words ({share:.0%}) stand in {number:03d}, "
        f"{back:.0%} of whose {len(there)} words stand in it"
    )
    return Edge(
        other=number,
        relation=_relation(share, back, retitled=retitled),
        similarity=round(max(share, back), 4),
        evidence="; ".join((evidence, *(why for _, why in signs))),
        here=round(share, 4),
        there=round(back, 4),
        avowed=max(-1, min(1, sum(side for side, _ in signs))),
        retitled=retitled,
    )


def _may_be_copy(new: Fingerprint, old: Fingerprint) -> bool:
    """Whether enough passages are shared, before the words that they cover are counted."""
    covered = len(new.known & old.known) * PASSAGE
    return covered > 0 and covered >= RELATED * min(
        new.size - max(new.entry, 0), old.size - max(old.entry, 0)
    )


def _standing(one: Fingerprint, other: Fingerprint) -> list[bool]:
    """Of each word, whether it stands in a passage that the other text has too.

    The head of a live blog is no news: of two entries only what follows their time of day counts.
    """
    known = other.known
    standing: list[bool] = []
    reach = 0
    for place, passage in enumerate(one.passages):
        if passage in known:
            reach = place + PASSAGE
        standing.append(place < reach)
    standing += [place < reach for place in range(len(standing), one.size)]
    return standing if min(one.entry, other.entry) < 0 else standing[one.entry :]


def _share(standing: Sequence[bool]) -> float:
    return sum(standing) / len(standing) if standing else 0.0


def _is_copy(new: Text, old: Text, here: Sequence[bool], there: Sequence[bool]) -> bool:
    """A copy keeps the figures and has one of the openings; one in part has paragraphs, from another site."""
    contained = max(_share(here), _share(there))
    if contained < RELATED:
        return False
    led = max(_led(here, new.print), _led(there, old.print))
    if contained >= CONTAINED:
        return led >= BEGUN
    if led < LED or (new.host and new.host == old.host) or min(new.print.entry, old.print.entry) >= 0:
        return False
    return max(sum(compress(here, new.print.long)), sum(compress(there, old.print.long))) >= REPORTED


def _led(standing: Sequence[bool], one: Fingerprint) -> float:
    """Share of the opening of the report that stands in the other one; a headline is easily changed."""
    begin = one.opening if len(standing) == one.size else 0
    return _share(standing[begin : begin + LEAD])


def _is_series(new: Fingerprint, old: Fingerprint) -> bool:
    """Two bulletins say different figures in the same words."""
    common = new.figures.keys() & old.figures.keys()
    differing = sum(new.figures[around] != old.figures[around] for around in common)
    return differing >= CONTRADICTIONS and differing > CONTRADICTED * len(common)


def _relation(here: float, there: float, *, retitled: bool) -> str:
    match (here >= CONTAINED, there >= CONTAINED):
        case (True, True):
            return "retitled" if retitled else "verbatim"
        case (True, False):
            return "cut"
        case (False, True):
            return "extended"
    return "mixed"


def _signs(new: Text, old: Text, here: float, there: float) -> list[tuple[int, str]]:
    """Who says of itself that it is a copy (1: the new text, -1: the old one), and in which words.

    A credit line of a copy that the original has not says so; one that both have says nothing.
    """
    signs: list[tuple[int, str]] = []
    for side, one, other, contains in ((1, new, old, there), (-1, old, new, here)):
        name = "it" if side > 0 else "that text"
        if contains >= CONTAINED:
            own = credits_of(one.text) - credits_of(other.text)
            credits = sorted(mark for mark in own if not lies_at(mark, one.host))
            if credits:
                signs.append((side, f"{name} alone says {', '.join(map(repr, credits[:2]))}"))
        if other.host and other.host != one.host and (pointed := pointer(one, other)):
            signs.append((side, f"{name} {pointed}"))
    return signs


def pointer(one: Text, other: Text) -> str:
    """How a text points to the other one, or to its site; empty where it does not."""
    if one.outlinks and (key := identity(other.url)) in one.outlinks:
        return f"links to {key}"
    if any(host_of(f"//{key}") == other.host for key in one.outlinks):
        return f"links to {other.host}"
    return f"names {other.host}" if names_host(one.text, other.host) else ""
