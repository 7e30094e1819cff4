"""How texts are compared: by their words, whatever their case, marks and punctuation."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

REMEMBERED = 2000
"""Characters of a text up to which its folded form is remembered."""
WORD = re.compile(r"\w+")
MARK = re.compile("[\u0300-\u036f]")
WIDE = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Signs of Thai, Japanese, Chinese; Korean has blanks but long words."""
FOLDED = str.maketrans({"ı": "i", "ё": "е", "’": "'", "ʼ": "'", "‘": "'", "\u00ad": None, "\u200b": None})


def fold(text: str) -> str:
    """The text in lower case without accents, Turkish dotless i as i: for comparison, never for keeping."""
    return folded(text) if len(text) <= REMEMBERED else folded.__wrapped__(text)


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """What `fold` gives, remembered: the stages ask it of the same blocks again and again."""
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFC", MARK.sub("", decomposed)).translate(FOLDED)


def words(text: str) -> list[str]:
    """The folded words of a text."""
    return WORD.findall(fold(text))


def length(text: str) -> int:
    """The words of a text; where words have no blanks between them, two signs are one."""
    return len(WORD.findall(WIDE.sub(" ", text))) + len(WIDE.findall(text)) // 2


def same_words(one: str, other: str) -> bool:
    """Whether two texts differ by case, accents, spacing and punctuation at most."""
    return words(one) == words(other)


def one_line(text: str) -> str:
    """The text on one line, blanks of any kind as single spaces."""
    return " ".join(text.split())
