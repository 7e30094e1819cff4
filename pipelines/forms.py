"""Finding a topic's forms in a text whatever its case, diacritics and apostrophes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

APOSTROPHES = dict.fromkeys(map(ord, "’ʼ‘`´ʹ＇"), "'")
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−-_/"), " ")
LETTERS = str.maketrans(
    {"ё": "е", "ı": "i", "ґ": "г", "ł": "l", "ø": "o", "đ": "d"} | {"\u00ad": "", "\u200b": ""}
)
MARKED_LATIN = re.compile(r"([a-z])[\u0300-\u036f]+")


def fold(text: str) -> str:
    """The text as forms are looked for in it; its length may differ from the original's.

    Lower case without the Turkish distinction of dotted and dotless i (`İSTANBUL` is `istanbul`), Latin
    letters without diacritics (so that Turkish typed on another keyboard is found too), ё as е, one
    apostrophe, dashes as blanks. Cyrillic й and ї keep their marks: they are letters of their own.
    """
    decomposed = unicodedata.normalize("NFD", text.casefold())
    bare = MARKED_LATIN.sub(r"\1", decomposed)
    composed = unicodedata.normalize("NFC", bare)
    return composed.translate(LETTERS).translate(APOSTROPHES).translate(DASHES)


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of each concept as one compiled pattern."""

    patterns: tuple[tuple[str, re.Pattern[str]], ...]

    def find(self, folded: str) -> dict[str, tuple[str, ...]]:
        """Concept -> what stands in the folded text, each once; only concepts that it touches."""
        found = {
            concept: tuple(dict.fromkeys(match.group() for match in pattern.finditer(folded)))
            for concept, pattern in self.patterns
        }
        return {concept: matches for concept, matches in found.items() if matches}


def compile_forms(concepts: Mapping[str, Mapping[str, Iterable[str]]]) -> Forms:
    """Forms of every language together: texts quote one another, and a claimed language may be wrong."""
    patterns = []
    for concept, languages in concepts.items():
        forms = sorted({form for several in languages.values() for form in several}, key=len, reverse=True)
        if forms:
            patterns.append((concept, re.compile(rf"(?<!\w)(?:{'|'.join(map(pattern_of, forms))})(?!\w)")))
    return Forms(tuple(patterns))


def pattern_of(form: str) -> str:
    """A form as a regular expression over folded text; what follows `re:` is one already."""
    if form.startswith("re:"):
        return f"(?:{form.removeprefix('re:')})"
    words = (re.escape(word).replace(r"\*", r"\w*") for word in fold(form).split())
    return r"\W{1,3}".join(words)
