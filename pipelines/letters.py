"""How much a text looks like one that people write: the judge between encodings."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

CYRILLIC = dict.fromkeys("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъёіїєґў", 0.6) | dict.fromkeys(
    "оеаинтсрвлкмдпу", 1.0
)
"""Small letters of Russian, Ukrainian and Belarusian; the frequent ones weigh more."""
LATIN_ALPHABETS = (
    *("çğıöşüâîûİ", "äöüß", "ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž"),
    *("áéíóöőúüű", "čćđšž", "ăâîșțşţ"),
    *("àâæçéèêëîïôœùûüÿ", "áéíñóúü", "ãáàâçéêíóôõú", "àèéìíòóù", "åäöæøéü", "áðéíóúýþæö"),
    *("āčēģīķļņšūž", "ąčęėįšųūž", "äõöüšž"),
)
ALPHABETS = tuple(
    map(
        frozenset,
        (
            *("абвгдежзийклмнопрстуфхцчшщъыьэюяё", "абвгдежзийклмнопрстуфхцчшщьюяєіїґ"),
            *("абвгдежзйклмнопрстуфхцчшыьэюяёіў", "абвгдежзијклмнопрстуфхцчшђљњћџѓќѕ"),
            *LATIN_ALPHABETS,
        ),
    )
)
"""Letters above ASCII of one language each: a text is in one, a wrong encoding mixes several."""
LATIN = (
    dict.fromkeys("".join(LATIN_ALPHABETS), 1.0) | dict.fromkeys("ďťňľđýœ", 0.8) | dict.fromkeys("ðþÿĺŕ", 0.4)
)
"""Rare ones weigh less: of them other languages are made in the wrong encoding."""
LETTERS = CYRILLIC | LATIN
OPENING = frozenset("«»„“‘‚‹")
CLOSING = frozenset("«»“”’‘›")
"""Quotation marks by the side of a word on which some language has them."""
ANYWHERE = frozenset("…–—\xa0\xad")
BESIDE_NUMBERS = frozenset("№€°§£©®±²³½·")
FOREIGN = 0.5
"""What a letter costs that the best of these alphabets lacks; a foreign name has some."""
EAST_ASIAN = re.compile("[\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uff01-\uff60]")
TOUCHING = re.compile("[A-Za-z][\u3400-\u9fff\uac00-\ud7af]|[\u3400-\u9fff\uac00-\ud7af][A-Za-z]")
MOST_ERRORS = 0.01
MOST_OTHERS = 0.2
"""Share of the signs above ASCII of a Chinese, Japanese or Korean page that are of none of these scripts
(half-width kana are none); and of those that touch a Latin letter, as the sign does that an umlaut makes with
the letter behind it."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How a text looks in some encoding."""

    score: float
    """The mean weight of the characters above ASCII, less what is foreign in one language: near 1 in the
    right encoding, below 0 for garbage."""
    faults: int
    """Characters that stand where none does."""


def fit(text: str) -> Fit:
    """Judges the characters above ASCII; a text without any says nothing."""
    weights = [
        weight(character, before, after)
        for before, character, after in zip(f" {text}", text, f"{text[1:]} ", strict=False)
        if character > "\x7f"
    ]
    score = (sum(weights) - FOREIGN * foreign(text)) / len(weights) if weights else 0.0
    return Fit(score, sum(weight < 0 for weight in weights))


def foreign(text: str) -> int:
    """The letters above ASCII that the alphabet lacks which has most of them."""
    found: Counter[str] = Counter()
    for character, times in Counter(text).items():
        if character > "\x7f" and character.isalpha():
            found[small(character)] += times
    return found.total() - max(sum(found[letter] for letter in alphabet) for alphabet in ALPHABETS)


def small(character: str) -> str:
    """The small letter; the Turkish İ itself, whose small letter is ASCII."""
    lowered = character.lower()
    return lowered if len(lowered) == 1 else character


def weight(character: str, before: str, after: str) -> float:
    """One character's worth between its neighbours.

    A capital after a small letter and a symbol inside a word are what the wrong encoding makes of letters.
    """
    if character.isalpha():
        if any(beside.isalpha() and mixes(beside, character) for beside in (before, after)):
            return -0.8
        if character.isupper():
            return -0.8 if before.islower() else min(0.5, LETTERS.get(small(character), 0.2))
        return LETTERS.get(character, 0.2)
    return 0.8 if is_in_place(character, before.isalpha(), after.isalpha()) else fault(character)


def is_in_place(character: str, behind_letter: bool, before_letter: bool) -> bool:
    """Whether a sign stands where texts have it: quotation marks around words, others beside none."""
    if character in "’ʼ":
        return behind_letter or not before_letter
    if character in ANYWHERE:
        return True
    if character in BESIDE_NUMBERS:
        return not behind_letter
    if behind_letter and before_letter:
        return False
    return character in (CLOSING if behind_letter else OPENING if before_letter else OPENING | CLOSING)


def fault(character: str) -> float:
    """What a sign costs that stands where none does."""
    return -1.0 if unicodedata.category(character) in {"Cc", "Cn", "Co", "So", "Sm", "Sk", "Sc"} else -0.8


def mixes(one: str, other: str) -> bool:
    """Whether two letters are of different scripts, Latin and Cyrillic."""
    return ("\u0400" <= one <= "\u04ff") != ("\u0400" <= other <= "\u04ff")


def is_east_asian(text: str) -> bool:
    """Whether what stands above ASCII is Chinese, Japanese or Korean as people write it."""
    above = sum(1 for character in text if character > "\x7f")
    signs = len(EAST_ASIAN.findall(text))
    return (
        text.count("\ufffd") <= MOST_ERRORS * above
        and signs >= (1 - MOST_OTHERS) * above
        and len(TOUCHING.findall(text)) <= MOST_OTHERS * signs
    )
