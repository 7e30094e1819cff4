"""How much a text looks like one that people write: the judge between single-byte encodings."""

from __future__ import annotations

import unicodedata

CYRILLIC = dict.fromkeys("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъёіїєґў", 0.6) | dict.fromkeys(
    "оеаинтсрвлкмдпу", 1.0
)
"""Small letters of Russian, Ukrainian and Belarusian; the frequent ones weigh more."""
LATIN = dict.fromkeys("éèàçêüöäßñóíáúôîâãõåøæëïùûœąęłśćżźńčšžřěůőűğışİŞĞÇÖÜÉÄØÅŠŽČ", 1.0)
LATIN |= dict.fromkeys("đďťňľĺŕțșăāēīūķļņģœÀÈÁÓÚÑÍÊÂÔ", 0.8) | dict.fromkeys("ðþýÐÞÝÿ", 0.4)
PUNCTUATION = dict.fromkeys("«»„“”‘’–—…№€°§\xa0", 0.5)
WEIGHTS = CYRILLIC | LATIN | PUNCTUATION


def plausibility(text: str) -> float:
    """The mean weight of the characters above ASCII: near 1 in the right encoding, below 0 for garbage."""
    total = 0.0
    count = 0
    before = " "
    for character in text:
        if character > "\x7f":
            total += weight(character, before)
            count += 1
        before = character
    return total / count if count else 0.0


def weight(character: str, before: str) -> float:
    """One character's worth, given the one before it.

    A capital after a small letter and a symbol inside a word are what the wrong encoding makes of letters.
    """
    known = WEIGHTS.get(character)
    if character.isalpha():
        if before.isalpha() and mixes(before, character):
            return -0.8
        if character.isupper():
            return -0.8 if before.islower() else min(0.5, WEIGHTS.get(character.lower(), 0.2))
        return 0.2 if known is None else known
    if known is not None:
        return known if not before.isalpha() or character in "»”“’…–—\xa0" else 0.0
    return -1.0 if unicodedata.category(character) in {"Cc", "Cn", "Co", "So", "Sm", "Sk"} else -0.4


def mixes(before: str, after: str) -> bool:
    """Whether a Latin and a Cyrillic letter touch."""
    return ("\u0400" <= before <= "\u04ff") != ("\u0400" <= after <= "\u04ff")
