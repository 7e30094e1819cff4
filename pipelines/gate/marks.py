"""Whose a wall is: systems known by the marks they leave in ids, classes and scripts."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

TABLE = Path(__file__).parent / "marks.toml"


@dataclass(frozen=True, slots=True)
class System:
    """A system that stands between a reader and a page."""

    name: str
    role: str
    """challenge, consent or paywall."""
    alone: tuple[str, ...]
    """Marks that come with the wall only."""
    also: tuple[str, ...]
    """Marks that stand on pages without a wall too."""


@lru_cache(maxsize=1)
def systems() -> tuple[System, ...]:
    """Every known system; raises KeyError for an entry that lacks a list."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return tuple(
        System(name, role, *(tuple(mark.lower() for mark in marks[kind]) for kind in ("alone", "also")))
        for role, named in table.items()
        for name, marks in named.items()
    )


def stands(mark: str, text: str) -> bool:
    """Whether a mark stands in a text in lower case, at the beginning of a word if it begins as one."""
    place = text.find(mark)
    while place >= 0:
        if not (place and mark[0].isalnum() and text[place - 1].isalnum()):
            return True
        place = text.find(mark, place + 1)
    return False


def seen(known: tuple[System, ...], role: str, text: str) -> tuple[System | None, bool]:
    """The system of a role whose marks stand in a text, and whether they come with a wall only."""
    of = [system for system in known if system.role == role]
    for alone in (True, False):
        for system in of:
            if any(stands(mark, text) for mark in (system.alone if alone else system.also)):
                return system, alone
    return None, False
