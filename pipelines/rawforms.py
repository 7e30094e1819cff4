"""A topic's forms as patterns over the bytes of a page: UTF-8, entities, escapes, marks inside words.

The patterns find too much rather than too little: any tag may part two words, endings are not
asked for, nor the borders of words but that no Latin letter stands before them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache
from html.entities import html5
from typing import TYPE_CHECKING

from registry.forms import LOOKALIKES, fold, form_words

if TYPE_CHECKING:
    from registry.topic import Topic

Words = tuple[tuple[str, ...], ...]
"""Of each word of a form, its stems."""
LAST_CHARACTER = 0xFFFF
"""Letters beyond stand in no form."""
LARGEST_PATTERN = 2_100_000
"""Characters. RE2 builds an automaton as it reads: with 2.1 million a page of 300 kB took 0.6 ms, with 2.5
million 60 ms, since its states no longer found room. Two smaller ones take twice the time of one."""
AMPERSAND = "&(?:amp;)*"
TAG = r"<[^>]*>"
SKIPPED = (
    r"(?:\xc2\xad|\xe2\x80[\x8b-\x8f\xaa-\xae]|\xe2\x81[\xa0-\xaf]|\xef\xbb\xbf|[\xcc\xcd][\x80-\xbf]"
    r"|[\x00-\x08\x0b\x0c\x0e-\x1f]|</?[A-Za-z]{1,6}/?>"
    r"|&(?:amp;)*(?:shy|zwnj|zwj|#0*173|#0*820[3-7]|#[xX]0*(?:[aA][dD]|200[b-fB-F]));?"
    r"|\\+u(?:00[aA][dD]|200[b-fB-F]))*"
)
"""What may stand between two letters of a word: marks on the letter before, signs that part no word, tags
without attributes (with attributes they would make the automaton too large)."""
WORD_START = (
    r"(?:^|[^0-9A-Za-z]|\\[nrt]|\\u[0-9a-fA-F]{4}|&(?:[A-Za-z]{2,6}|#[0-9]{2,7}|#[xX][0-9a-fA-F]{2,6}))"
)
"""What may stand before a form: no Latin letter and no digit, but those of an escape or entity."""
ENTITY = r"&(?:amp;)*(?:[A-Za-z]{2,8}|#[xX]?[0-9a-fA-F]{2,7});?"
ENDING = rf"(?:[0-9A-Za-z'\x80-\xff]|\\+u[0-9a-fA-F]{{4}}|</?[A-Za-z]{{1,6}}/?>|{ENTITY})*"
"""What may stand behind a stem before its word ends. Not counted: a limit makes the automaton twenty times
slower where a short first word or a digit is found often."""
BETWEEN = (
    rf"{ENDING}(?:{TAG}|{ENTITY}"
    r"|\\+(?:[nrt\"/]|u00[aA2][0-9a-fA-F]|u20[0-9a-fA-F]{2})|[^0-9A-Za-z&<\\\x80-\xff]"
    r"|\xc2[\x80-\xbf]|\xe2[\x80-\xbf]{2})+"
)
"""What may stand between two stems of a form: the ending of the first, then anything but a word."""
LAST_NAMED, CYRILLIC = "\u0180", "\u0400"
"""Letters between stand on pages as themselves: as entities they would make the automaton too large."""


def group_patterns(topic: Topic, concepts: Iterable[str]) -> list[bytes]:
    """Each finds some of the concepts' forms in the bytes of a page in UTF-8, now and then what is none."""
    return [
        pattern.encode("latin-1") for pattern in small_patterns(sorted(needed(group_stems(topic, concepts))))
    ]


def small_patterns(forms: Sequence[Words]) -> Iterator[str]:
    """One pattern if it is small enough, else those of both halves: a first word stays in one."""
    pattern = f"{WORD_START}(?:{tree_pattern(forms)})"
    middle = next((n for n in range(len(forms) // 2, len(forms)) if forms[n][0] != forms[n - 1][0]), 0)
    if len(pattern) <= LARGEST_PATTERN or not middle:
        yield pattern
    else:
        yield from small_patterns(forms[:middle])
        yield from small_patterns(forms[middle:])


def group_stems(topic: Topic, concepts: Iterable[str]) -> set[Words]:
    """The forms of the concepts as the stems of each of their words."""
    return {
        tuple(word.stems for word in form_words(form, language))
        for concept in concepts
        for language, of_language in topic.concepts[concept].items()
        for form in of_language
    }


def needed(forms: Collection[Words]) -> list[Words]:
    """The forms, a stem a word, without those in which another form of one word stands anyway."""
    short = {stem for words in forms if len(words) == 1 for stem in words[0]}
    least = {stem for stem in short if not any(other in stem for other in short if other != stem)}
    longer = [words for words in forms if len(words) > 1 and not any(map(has(least), words))]
    return sorted([((stem,),) for stem in least] + longer)


def has(least: Collection[str]) -> Callable[[tuple[str, ...]], bool]:
    """Whether a word, whichever stem of it stands there, has one of the stems in it."""
    return lambda stems: all(any(one in stem for one in least) for stem in stems)


def tree_pattern(forms: Iterable[Words]) -> str:
    """The forms as one pattern, in which those with the same first word share it."""
    tails: dict[tuple[str, ...], list[Words]] = defaultdict(list)
    for first, *others in forms:
        tails[first].append(tuple(others))
    branches = []
    for first, rests in tails.items():
        word = "|".join(SKIPPED.join(map(letter_pattern, stem)) for stem in first)
        tail = "" if () in rests else BETWEEN + f"(?:{tree_pattern(rests)})"
        branches.append(f"(?:{word}){tail}")
    return "|".join(sorted(branches))


@cache
def letter_pattern(letter: str) -> str:
    """Every way to write a folded letter: its characters in UTF-8, as entities, as escapes of JSON."""
    characters = sorted(unfolded(letter))
    numbers = [ord(character) for character in characters if character < LAST_NAMED or character >= CYRILLIC]
    decimal = "|".join(map(str, numbers))
    sixteen = "|".join(any_case(f"{number:x}") for number in numbers)
    escapes = "|".join(any_case(f"{number:04x}") for number in numbers)
    names = "".join(f"|{name}" for number in numbers for name in entity_names().get(chr(number), ()))
    raw = "|".join(re.escape(character.encode().decode("latin-1")) for character in characters)
    return rf"(?:{raw}|{AMPERSAND}(?:#(?:0*(?:{decimal})|[xX]0*(?:{sixteen})){names});?|\\+u(?:{escapes}))"


@cache
def entity_names() -> dict[str, list[str]]:
    """Character -> the names that HTML has for it."""
    names: dict[str, set[str]] = defaultdict(set)
    for name, character in html5.items():
        names[character].add(name.rstrip(";"))
    return {character: sorted(of_character) for character, of_character in names.items()}


def unfolded(letter: str) -> set[str]:
    """The characters that fold to the letter, or to it without its mark, or look like it."""
    base = unicodedata.normalize("NFD", letter)[0]
    twins = {chr(latin) for latin, cyrillic in LOOKALIKES.items() if chr(cyrillic) in (letter, base)}
    own = {character for one in {letter, base} for character in folding()[one]}
    return own | {cased for twin in twins for cased in (twin, twin.upper())}


@cache
def folding() -> dict[str, list[str]]:
    """Folded letter -> the characters that it may have been."""
    found: dict[str, list[str]] = defaultdict(list)
    for character in map(chr, range(ord("'"), LAST_CHARACTER + 1)):
        folded = "" if "\ud800" <= character <= "\udfff" else fold(character)
        if len(folded) == 1 and (folded.isalnum() or folded == "'"):
            found[folded].append(character)
    return found


def any_case(digits: str) -> str:
    """Hexadecimal digits, small or capital."""
    return "".join(f"[{digit}{digit.upper()}]" if digit.isalpha() else digit for digit in digits)
