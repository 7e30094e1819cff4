"""Where a text says what walls, notices and lists say: phrases of a role, found word by word."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from pipelines.phrasebook import PHRASES
from pipelines.wording import fold, words

ROLES = ("challenge", "consent", "missing", "paywall", "page", "listing", "parked", "script")
STEMS = Path(__file__).parent / "stems.toml"
GAP = 6
"""Words that a `*` may stand for."""
WEIGHTS = (0.0, 0.34, 0.7)
"""What a phrase of one or two words is worth; a longer one is worth 1."""

Phrase = tuple[tuple[str, ...], ...]
Index = dict[str, tuple[Phrase, ...]]


@lru_cache(maxsize=1)
def phrases() -> dict[str, Index]:
    """The phrases of all languages by role and first word, the longest first; KeyError if a role is lost."""
    tables = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(PHRASES.glob("*.toml"))]
    return {role: index([phrase for table in tables for phrase in table[role]]) for role in ROLES}


@lru_cache(maxsize=1)
def stems() -> dict[str, tuple[str, ...]]:
    """How words begin, by what they speak of."""
    table = tomllib.loads(STEMS.read_text(encoding="utf-8"))
    return {kind: tuple(fold(stem) for stem in listed) for kind, listed in table.items()}


def index(listed: list[str]) -> Index:
    """Phrases by their first word, in parts where they have a gap."""
    by_first: dict[str, set[Phrase]] = {}
    for phrase in listed:
        parts = tuple(tuple(words(part)) for part in phrase.split("*"))
        by_first.setdefault(parts[0][0], set()).add(parts)
    return {
        first: tuple(sorted(found, key=lambda parts: (-sum(map(len, parts)), parts)))
        for first, found in by_first.items()
    }


def spots(role: str, said: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where phrases of a role begin and end among folded words; none overlaps another."""
    by_first, place = phrases()[role], 0
    while place < len(said):
        ends = (end_of(phrase, said, place) for phrase in by_first.get(said[place], ()))
        end = next((end for end in ends if end), 0)
        if end:
            yield place, end
        place = end or place + 1


def end_of(phrase: Phrase, said: Sequence[str], place: int) -> int:
    """Where a phrase that begins at a place is over; 0 if it does not stand there."""
    for number, part in enumerate(phrase):
        reach = GAP + 1 if number else 1
        starts = range(place, min(place + reach, len(said)))
        start = next((at for at in starts if tuple(said[at : at + len(part)]) == part), None)
        if start is None:
            return 0
        place = start + len(part)
    return place


def weight(role: str, said: Sequence[str]) -> float:
    """How much a text speaks in a role: its different phrases, the longer the more."""
    found = {tuple(said[start:end]) for start, end in spots(role, said)}
    return sum(WEIGHTS[len(phrase)] if len(phrase) < len(WEIGHTS) else 1.0 for phrase in found)


def share(role: str, said: Sequence[str]) -> float:
    """The part of a text's words that stand in phrases of a role; numbers belong to what surrounds them."""
    inside = [word for start, end in spots(role, said) for word in said[start:end]]
    counted = sum(not word.isdigit() for word in said)
    if not counted:
        return float(bool(inside))
    return sum(not word.isdigit() for word in inside) / counted
