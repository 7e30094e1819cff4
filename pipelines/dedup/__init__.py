"""Says which archived texts a new text repeats, and in which words that shows.

`words` makes what is compared, `comparing` compares two texts, `crediting` finds what they say of
their origin.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

from items import Archived, Article, Kept, Near, Placement, Reading
from pipelines.dedup.comparing import Text, compare
from pipelines.dedup.words import shingles, text_key
from storage.archive import Archive
from storage.errors import OutrunError

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

CANDIDATES = 200
"""Archived texts that are compared with a new one, those that share most samples first."""
LIKELY = 0.1
"""Share of the samples of the text that has fewer: texts that share less are not compared."""


class Lookup(Protocol):
    """What `place` asks of an archive; `storage.archive.Archive` answers it."""

    def next_number(self) -> int:
        """The accession number that the next article will get."""

    def candidates(self, shingles: Sequence[int]) -> Mapping[int, Near]:
        """Accession numbers whose texts hold any of the shingles, each with how many."""

    def archived(self, numbers: Sequence[int]) -> Mapping[int, Archived]:
        """The current archived texts of these numbers."""


def place(article: Article, lookup: Lookup) -> Placement:
    """Where the text stands among those archived: an edge to each that it repeats, the closest first.

    All edges are kept, since which of them joins the text to a cluster depends on texts that are still to
    come (storage.grouping). An archived article may meet its own earlier text: the store drops that edge.
    """
    return place_text(Archived(article.text, article.url, article.outlinks), lookup)


def place_text(given: Archived, lookup: Lookup) -> Placement:
    """The same of a text that is archived already."""
    until = lookup.next_number()
    sampled = shingles(given.text)
    near = lookup.candidates(sampled) if sampled else {}
    likely = [
        number
        for number, one in near.items()
        if one.shared >= LIKELY * min(len(sampled), one.held or len(sampled))
    ]
    nearest = sorted(likely, key=lambda number: (-near[number].shared, number))[:CANDIDATES]
    new = Text.of(given)
    found = lookup.archived(nearest) if nearest else {}
    edges = [edge for number in nearest if (edge := compare(new, number, Text.of(found[number])))]
    edges.sort(key=lambda edge: (-edge.closeness, edge.other))
    return Placement(text_key(given.text), sampled, tuple(edges), until)


def keep_placed(archive: Archive, reading: Reading, run: str = "") -> Kept:
    """Keeps a reading; a text that another writer has outrun meanwhile is placed once more before."""
    while True:
        try:
            return archive.keep(reading, run)
        except OutrunError:
            if not isinstance(reading.result, Article):
                raise
            reading = replace(reading, placement=place(reading.result, archive))


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
