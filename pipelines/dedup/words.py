"""What of a text is compared with other texts: its words, the passages they make, the figures in them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import xxhash

KEY_WORDS = 80
"""Words from which equal normalised texts are one text (design.md, Duplicates)."""
SHINGLE = 5
"""Words of a sampled shingle: shorter ones are phrases that any two reports share."""
SAMPLE = 16
"""One shingle of so many is kept in the database; chosen by its hash, so that copies choose the same."""
PASSAGE = 4
"""Words of a passage by which two texts are compared once they met: a light edit breaks fewer of them."""
LONG = 20
"""Words from which a block is a paragraph of the report; headings and what sites add are shorter."""
BEFORE, AFTER = 3, 2
"""Words around a figure that tell what it counts."""

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")
_SILENT = dict.fromkeys(map(ord, "'’‘ʼʹ`´\u0307\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_CLOCK = re.compile(
    r"(?:\d{4}-\d\d-\d\d[T ])?\d{1,2}[:.h]\d{2}(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?(?: ?(?:uhr|[ap]\.?m\.?))?",
    re.IGNORECASE,
)
_PLACES = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5, 0x85EBCA77C2B2AE63],
    np.uint64,
)
"""One odd factor for each place in a passage, so that the order of its words counts."""
_SPREAD = np.uint64(0xD6E8FEB86659FD93)
_HALF = np.uint64(32)
_FIGURE = "#"


def words(text: str) -> list[str]:
    """Composed, case-folded, without punctuation, apostrophes and invisible characters; ß is ss."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold())
    return _WORD.findall(folded.translate(_SILENT))


def normalise(text: str) -> str:
    """The words alone, with one space between them."""
    return " ".join(words(text))


def text_key(text: str) -> str:
    """SHA-256 of the normalised text; empty under 80 words, where equal texts stay apart."""
    found = words(text)
    return hashlib.sha256(" ".join(found).encode()).hexdigest() if len(found) >= KEY_WORDS else ""


def shingles(text: str) -> tuple[int, ...]:
    """The sampled hashes of the text's five-word passages, signed 64 bit, sorted."""
    marks = _passages(_hashes(words(text)), SHINGLE)
    return tuple(sorted(set(marks[marks % np.uint64(SAMPLE) == 0].astype(np.int64).tolist())))


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What two texts are compared by."""

    size: int
    """Words."""
    passages: tuple[int, ...]
    """Hashes of the four-word passages in their order; fewer words make one passage."""
    known: frozenset[int]
    """The same as a set."""
    long: tuple[bool, ...]
    """Of each word, whether it stands in a block of at least twenty words."""
    figures: dict[tuple[str, ...], str]
    """Words with a digit by the words around them, other figures there masked; only where that is unique."""
    headline: str
    """The first block, normalised."""
    opening: int
    """The word at which the report begins, behind a headline."""
    entry: int
    """The word at which the first entry of a live blog begins, behind its time of day; -1 without one."""


@lru_cache(maxsize=2048)
def fingerprint(text: str) -> Fingerprint:
    """Of one text; the same archived texts are compared again and again."""
    found: list[str] = []
    long: list[bool] = []
    entry = -1
    blocks = text.split("\n\n")
    for block in blocks:
        if entry < 0 and _CLOCK.fullmatch(block.strip()):
            entry = len(found)
        of_block = words(block)
        found += of_block
        long += [len(of_block) >= LONG] * len(of_block)
    passages = tuple(_passages(_hashes(found), PASSAGE).tolist())
    return Fingerprint(
        size=len(found),
        passages=passages,
        known=frozenset(passages),
        long=tuple(long),
        figures=_figures(found),
        headline=normalise(blocks[0]),
        opening=0 if len(blocks) == 1 or any(long[:1]) else len(words(blocks[0])),
        entry=entry,
    )


def _figures(found: Sequence[str]) -> dict[tuple[str, ...], str]:
    masked = [_FIGURE if any(map(str.isdigit, word)) else word for word in found]
    figures: dict[tuple[str, ...], str] = {}
    unclear: set[tuple[str, ...]] = set()
    for place, word in enumerate(masked):
        if word == _FIGURE:
            before, after = masked[max(0, place - BEFORE) : place], masked[place + 1 : place + 1 + AFTER]
            around = (*before, "", *after)
            if figures.setdefault(around, found[place]) != found[place]:
                unclear.add(around)
    for around in unclear:
        del figures[around]
    return figures


@lru_cache(maxsize=1 << 16)
def _hash(word: str) -> int:
    return xxhash.xxh3_64_intdigest(word.encode("utf-8", "surrogatepass"))


def _hashes(found: Sequence[str]) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    return np.fromiter(map(_hash, found), np.uint64, len(found))


def _passages(
    hashes: np.ndarray[tuple[int], np.dtype[np.uint64]], size: int
) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """Hashes of every run of so many words; of all words, if there are fewer."""
    if not len(hashes):
        return hashes
    size = min(size, len(hashes))
    count = len(hashes) - size + 1
    sums = np.zeros(count, np.uint64)
    for place in range(size):
        sums += _spread(hashes[place : place + count] * _PLACES[place])
    return _spread(sums)


def _spread(
    values: np.ndarray[tuple[int], np.dtype[np.uint64]],
) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """Every bit of a value in every bit of the result: the sample is drawn by the lowest ones."""
    values = (values ^ (values >> _HALF)) * _SPREAD
    return values ^ (values >> _HALF)
