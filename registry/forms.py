"""Finding a topic's forms in a text, inflected, whatever its case, diacritics and apostrophes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from registry.language import Inflection, inflection

APOSTROPHES = dict.fromkeys(map(ord, "’ʼ‘`´ʹ＇"), "'")
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−-_/"), " ")
LETTERS = str.maketrans({"ё": "е", "ı": "i", "ґ": "г", "ł": "l", "ø": "o", "đ": "d"})
INVISIBLE = dict.fromkeys(
    (0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF)
)
"""Soft hyphen, zero-width and direction marks: they part no word."""
MARKED_LATIN = re.compile(r"([a-z])[\u0300-\u036f]+")
MARKS = re.compile(r"[\u0300-\u036f]")
LOOKALIKES = str.maketrans("aceiopxykmtbh", "асеіорхукмтвн")
"""Latin letters that look like Cyrillic ones, for words that mix both."""
TWO_SCRIPTS = re.compile(r"[a-z][\u0400-\u04ff]|[\u0400-\u04ff][a-z]")
WORD = re.compile(r"\w+(?:'\w+)*")
SHORTEST_STEM = 3
"""Letters that cutting and changing leave of a word."""
MOST_REMEMBERED = 100_000
"""Words of which a process remembers what they are forms of."""


def fold(text: str) -> str:
    """The text as forms are looked for in it; its length may differ from the original's.

    Lower case without the Turkish distinction of dotted and dotless i (`İSTANBUL` is `istanbul`), Latin
    letters without diacritics (so that Turkish typed on another keyboard is found too), ё as е, one
    apostrophe, dashes as blanks, no marks of stress. Cyrillic й and ї keep theirs: they are letters of
    their own.
    """
    small = text.lower()
    if small.isascii():
        return small.replace("-", " ").replace("_", " ").replace("/", " ").replace("`", "'")
    bare = MARKED_LATIN.sub(r"\1", unicodedata.normalize("NFD", small.translate(INVISIBLE)))
    composed = unicodedata.normalize("NFC", bare)
    return MARKS.sub("", composed).translate(LETTERS | APOSTROPHES | DASHES)


def one_script(word: str) -> str:
    """A folded word of two scripts (`Cтамбул`) as Cyrillic, if all its Latin letters look like some there."""
    return word if TWO_SCRIPTS.search(word) is None else word.translate(LOOKALIKES)


class Ending(StrEnum):
    """What may follow the stem of a word in a form."""

    NONE = "none"
    ANY = "any"
    INFLECTION = "inflection"


@dataclass(frozen=True, slots=True)
class FormWord:
    """One word of a form: any of the stems, then what `ending` allows."""

    stems: tuple[str, ...]
    ending: Ending
    language: str


def form_words(form: str, language: str) -> tuple[FormWord, ...]:
    """A form's words: `word` is inflected by its language's rules, `stem*` has any ending, `=word` none."""
    return tuple(form_word(word, language) for word in form.split())


def form_word(word: str, language: str) -> FormWord:
    """One word of a form."""
    (bare,) = WORD.findall(fold(word))
    if word.startswith("="):
        return FormWord((bare,), Ending.NONE, language)
    if word.endswith("*"):
        return FormWord((bare,), Ending.ANY, language)
    return FormWord(stems_of(bare, inflection(language)), Ending.INFLECTION, language)


def stems_of(word: str, rules: Inflection) -> tuple[str, ...]:
    """What endings are put to: the word less its dictionary ending, and that with its end changed."""
    cut = next(
        (end for end in rules.strip if word.endswith(end) and len(word) - len(end) >= SHORTEST_STEM), ""
    )
    stem = word.removesuffix(cut)
    changed = [
        stem.removesuffix(old) + new
        for old, new in rules.alternations
        if stem.endswith(old) and len(stem) - len(old) + len(new) > SHORTEST_STEM
    ]
    return tuple(dict.fromkeys((stem, *changed)))


@lru_cache(maxsize=64)
def endings_of(language: str) -> re.Pattern[str]:
    """What may stand behind a stem of the language, apostrophe and all; also nothing."""
    rules = inflection(language)
    ending = "|".join(sorted(map(re.escape, rules.endings), key=len, reverse=True))
    return re.compile(rf"'?(?:{ending}){{0,{rules.most_endings}}}" if ending else "")


@dataclass(frozen=True, slots=True, eq=False)
class Forms:
    """The forms of each concept: looked up word by word."""

    stems: Mapping[str, tuple[tuple[int, Ending, str], ...]]
    """Stem -> numbers of the form words that have it, and what may follow."""
    sequences: Mapping[int, tuple[tuple[tuple[int, ...], str], ...]]
    """First word of a form -> the other words, and the concept."""
    known: dict[str, frozenset[int]] = field(default_factory=dict)
    """What the words met so far are forms of."""

    def find(self, folded: str) -> dict[str, tuple[str, ...]]:
        """Concept -> what stands in the folded text, each once; only concepts that it touches."""
        words = WORD.findall(folded)
        numbers = [self.numbers(word) for word in words]
        found: dict[str, dict[str, None]] = {}
        for place, here in enumerate(numbers):
            for first in here:
                for others, concept in self.sequences[first]:
                    end = place + 1 + len(others)
                    if all(map(contains, numbers[place + 1 : end], others)) and end <= len(words):
                        found.setdefault(concept, {})[" ".join(words[place:end])] = None
        return {concept: tuple(matches) for concept, matches in found.items()}

    def numbers(self, word: str) -> frozenset[int]:
        """The form words that a word of a text is, remembered."""
        if (numbers := self.known.get(word)) is None:
            if len(self.known) >= MOST_REMEMBERED:
                self.known.clear()
            numbers = self.known[word] = frozenset(self.looked_up(one_script(word)))
        return numbers

    def looked_up(self, word: str) -> Iterator[int]:
        """The same, by all its beginnings."""
        for end in range(1, len(word) + 1):
            for number, ending, language in self.stems.get(word[:end], ()):
                if end == len(word) or may_follow(word, end, ending, language):
                    yield number


def may_follow(word: str, end: int, ending: Ending, language: str) -> bool:
    """Whether what stands behind the stem that ends at `end` is an ending."""
    if ending is Ending.INFLECTION:
        return endings_of(language).fullmatch(word, end) is not None
    return ending is Ending.ANY


def contains(numbers: frozenset[int], number: int) -> bool:
    """As a function, for `map`."""
    return number in numbers


def compile_forms(concepts: Mapping[str, Mapping[str, Iterable[str]]]) -> Forms:
    """Forms of every language together: texts quote one another, and a claimed language may be wrong."""
    numbers: dict[FormWord, int] = {}
    sequences: dict[int, dict[tuple[tuple[int, ...], str], None]] = {}
    for concept, languages in concepts.items():
        for language, forms in languages.items():
            for form in forms:
                words = form_words(form, language)
                first, *others = (numbers.setdefault(word, len(numbers)) for word in words)
                sequences.setdefault(first, {})[tuple(others), concept] = None
    stems: dict[str, list[tuple[int, Ending, str]]] = {}
    for word, number in numbers.items():
        sequences.setdefault(number, {})
        for stem in word.stems:
            stems.setdefault(stem, []).append((number, word.ending, word.language))
    return Forms(
        {stem: tuple(of_stem) for stem, of_stem in stems.items()},
        {number: tuple(of_first) for number, of_first in sequences.items()},
    )
