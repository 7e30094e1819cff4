"""Says which archived texts a new text repeats, and in which words that shows."""

from __future__ import annotations

import asyncio
import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

import xxhash

from items import Article, Edge, Placement, Reading
from storage.archive import Archive

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

KEY_WORDS = 80
"""Words from which equal normalised texts are one text (design.md, Duplicates)."""
PASSAGE = 5
"""Words of a shingle: shorter ones are phrases that any two reports share."""
SAMPLE = 16
"""One shingle of so many is kept in the database; chosen by its hash, so that copies choose the same."""
CANDIDATES = 48
"""Archived texts that are compared with a new one, those that share most samples first."""
CONTAINED = 0.78
"""Share of a text's passages from which it stands in another one: a light edit of every thirtieth word
keeps 0.78 to 0.97, entries of one live blog share up to 0.77."""
RELATED = 0.4
"""The same for texts that are one only in part: half a wire report and as much of a newsroom's own."""
LEAD = 50
"""Passages that open a text, its headline included: what a copy takes, and what background paragraphs
are not."""
LED = 0.8
"""Share of one text's opening that stands in the other one, where they are one in part."""
FRAMED = 0.5
"""Share from which both openings agree: the intro of a live blog, or the frame of a series or site."""
FIGURES = 3
"""Distinct figures from which they can tell two bulletins of one series apart."""
AGREED = 0.6
"""Share of the figures of the text that has fewer that a copy has too: bulletins share up to 0.56."""

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")
_SILENT = dict.fromkeys(map(ord, "'’‘ʼʹ`´\u0307\u00ad\u200b\u200c\u200d\u2060\ufeff"))


class Lookup(Protocol):
    """What `place` asks of an archive; `storage.archive.Archive` answers it."""

    def candidates(self, shingles: Sequence[int]) -> Mapping[int, int]:
        """Accession numbers whose texts hold any of the shingles, each with how many."""

    def text_of(self, number: int) -> str:
        """The current archived text of a number."""


def normalise(text: str) -> str:
    """The words alone: composed, case-folded, without punctuation, apostrophes and invisible characters."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(_WORD.findall(folded.translate(_SILENT)))


def text_key(text: str) -> str:
    """SHA-256 of the normalised text; empty under 80 words, where equal texts stay apart."""
    words = normalise(text)
    if len(words.split()) < KEY_WORDS:
        return ""
    return hashlib.sha256(words.encode()).hexdigest()


def shingles(text: str) -> tuple[int, ...]:
    """The sampled hashes of the text's five-word passages, signed 64 bit, sorted."""
    return tuple(sorted(_signed(mark) for mark in fingerprint(text).passages if mark % SAMPLE == 0))


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What two texts are compared by."""

    passages: frozenset[int]
    """Hashes of all five-word passages, unsigned 64 bit."""
    lead: tuple[int, ...]
    """Those that open the text."""
    figures: frozenset[str]
    """Words with a digit."""


@lru_cache(maxsize=512)
def fingerprint(text: str) -> Fingerprint:
    """The passages and figures of a text; the same archived texts are compared again and again."""
    words = normalise(text).split()
    last = max(1, len(words) - PASSAGE + 1) if words else 0
    marks = [xxhash.xxh3_64_intdigest(" ".join(words[i : i + PASSAGE]).encode()) for i in range(last)]
    figures = frozenset(word for word in words if any(map(str.isdigit, word)))
    return Fingerprint(frozenset(marks), tuple(marks[:LEAD]), figures)


def place(article: Article, lookup: Lookup) -> Placement:
    """Where the text stands among those archived: the edge to the closest of them.

    One edge, because edges join clusters (storage.grouping), and a text that was put together from two
    stories would make them one. An archived article may meet its own earlier text: the store drops that edge.
    """
    sampled = shingles(article.text)
    shared = lookup.candidates(sampled) if sampled else {}
    nearest = sorted(shared, key=lambda number: (-shared[number], number))[:CANDIDATES]
    edges = [edge for number in nearest if (edge := compare(article.text, number, lookup.text_of(number)))]
    closest = sorted(edges, key=lambda edge: (-edge.similarity, edge.other))[:1]
    return Placement(text_key(article.text), sampled, tuple(closest))


def compare(text: str, number: int, archived: str) -> Edge | None:
    """The edge from a text to the archived text of a number, by what each holds of the other's passages."""
    new, old = fingerprint(text), fingerprint(archived)
    both = len(new.passages & old.passages)
    if not both:
        return None
    here, there = both / len(new.passages), both / len(old.passages)
    if not _same_story(new, old, max(here, there)):
        return None
    evidence = (
        f"{both} of {len(new.passages)} five-word passages ({here:.0%}) stand in {number:03d}; "
        f"they are {there:.0%} of that text's {len(old.passages)}"
    )
    return Edge(number, _relation(here, there), round(max(here, there), 4), evidence)


def _same_story(new: Fingerprint, old: Fingerprint, contained: float) -> bool:
    """A copy keeps the figures; a copy in part takes an opening, and one of the two begins otherwise."""
    fewer = min(len(new.figures), len(old.figures))
    if fewer >= FIGURES and len(new.figures & old.figures) < AGREED * fewer:
        return False
    if contained >= CONTAINED:
        return True
    leads = sorted(_share(one.lead, other.passages) for one, other in ((new, old), (old, new)))
    return contained >= RELATED and leads[0] < FRAMED and leads[1] >= LED


def _share(marks: Sequence[int], passages: frozenset[int]) -> float:
    return sum(mark in passages for mark in marks) / len(marks)


def _relation(here: float, there: float) -> str:
    match (here >= CONTAINED, there >= CONTAINED):
        case (True, True):
            return "verbatim"
        case (True, False):
            return "cut"
        case (False, True):
            return "extended"
    return "mixed"


def _signed(mark: int) -> int:
    return mark - 2**64 if mark >= 2**63 else mark


class Dedup:
    """Item pipeline: a Reading that holds an article leaves with its placement."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """With the archive that this process shares."""
        settings = crawler.settings
        return cls(Archive.shared(Path(settings["PARLEY_ARCHIVE"]), settings["DATABASE_URL"]))

    async def process_item(self, item: object) -> object:
        """In a thread: the comparison reads the database and text files."""
        if not (isinstance(item, Reading) and isinstance(item.result, Article)):
            return item
        return replace(item, placement=await asyncio.to_thread(place, item.result, self.archive))
