"""What sites write around articles, in every language at once: a page's furniture need not be in its own."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipelines.wording import fold, words

PHRASES = Path(__file__).parent / "phrases"
WHOLE = (
    "furniture",
    "share",
    "related",
    "tail",
    "bio",
    "tags",
    "photo",
    "source",
    "weekdays",
    "dated",
    "changed",
)
"""Roles whose phrases are a whole block, or stand before a colon."""
WITHIN = ("notice", "copyright", "told", "addressed")
"""Roles whose phrases are found inside a block; those of the gate are read in `gate/spotting.py`."""
GAP = r"(?:\w+ ){0,6}"
LABEL = re.compile(r"\s*[:：]\s*")


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """Phrases by role, folded to words with single spaces between."""

    whole: dict[str, frozenset[str]]
    within: dict[str, re.Pattern[str]]
    months: dict[str, int]

    def is_a(self, role: str, text: str) -> bool:
        """Whether a text as a whole is a phrase of the role, counters ("12 shares") aside."""
        plain = [word for word in words(text) if not word.isdigit()]
        return " ".join(plain) in self.whole[role]

    def has(self, role: str, text: str) -> bool:
        """Whether a phrase of the role stands in the text."""
        return self.within[role].search(" ".join(words(text))) is not None

    def share(self, role: str, text: str) -> float:
        """The share of a text's words that stand in phrases of the role."""
        plain = words(text)
        found = self.within[role].finditer(" ".join(plain))
        return sum(len(words(match.group())) for match in found) / max(1, len(plain))

    def behind_label(self, role: str, text: str) -> str | None:
        """What stands behind "Read also:"; empty where nothing does; None if no such label opens the text."""
        if self.is_a(role, text):
            return ""
        label, colon, rest = partition_label(text)
        return rest if colon and self.is_a(role, label) else None


def partition_label(text: str) -> tuple[str, bool, str]:
    """A text before and behind its first colon, if that stands near its beginning."""
    found = LABEL.search(text[:60])
    return (text[: found.start()], True, text[found.end() :]) if found else (text, False, "")


@lru_cache(maxsize=1)
def phrasebook() -> Phrasebook:
    """All languages; raises KeyError if a file lacks a role."""
    tables = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(PHRASES.glob("*.toml"))]
    return Phrasebook(
        whole={
            role: frozenset(" ".join(words(phrase)) for table in tables for phrase in table[role])
            for role in WHOLE
        },
        within={role: pattern([phrase for table in tables for phrase in table[role]]) for role in WITHIN},
        months={
            fold(name): number for table in tables for number, name in enumerate(table["months"], start=1)
        },
    )


def pattern(phrases: list[str]) -> re.Pattern[str]:
    """One expression for phrases; `*` is up to six words."""
    forms = {f" {GAP}".join(" ".join(words(part)) for part in phrase.split("*")) for phrase in phrases}
    return re.compile(r"\b(?:" + "|".join(sorted(forms, key=len, reverse=True)) + r")\b")
