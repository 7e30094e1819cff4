"""Clutter out of an extracted page and of a plain text file alike: each part takes one kind, in this order.

`tidy` (format of one block), `copied` (where a text was copied from), `furniture` (labels, notices,
tags), `others` (other articles, comments, the writer), `headline` (its copies), `repeats` (said twice).
What `prose` calls a paragraph is what all of them spare.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipelines.clean.copied import without_source_lines
from pipelines.clean.furniture import without_furniture
from pipelines.clean.headline import find_headline, without_headline
from pipelines.clean.others import without_end, without_lead_ins, without_links, without_loose_headings
from pipelines.clean.repeats import without_repeats
from pipelines.clean.tidy import tidy, tidy_text

if TYPE_CHECKING:
    from pipelines.blocks import Block


@dataclass(slots=True)
class Work:
    """The blocks still kept, and by its identity what took each of the others out."""

    kept: list[Block]
    fates: dict[int, str] = field(default_factory=dict)

    def through(self, part: str, left: list[Block]) -> None:
        """Goes on with what a part left."""
        staying = {id(block) for block in left}
        self.fates |= {id(block): part for block in self.kept if id(block) not in staying}
        self.kept = left


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The headline and the blocks that an editor would keep."""

    title: str
    blocks: tuple[Block, ...]
    url: str = ""
    """Where the text says that it was copied from."""
    fates: tuple[str, ...] = ()
    """Of each block that came in: the part that took it out; empty if it was kept."""

    @property
    def body(self) -> str:
        """In the source format: one blank line between blocks."""
        return "\n\n".join(block.text for block in self.blocks)


def clean(
    blocks: Iterable[Block], title: str = "", authors: Sequence[str] = (), sections: Sequence[str] = ()
) -> Cleaned:
    """The text without what a site adds around it; the headline is looked for if none is given."""
    given = [tidy(block) for block in blocks]
    work = Work([block for block in given if block.text])
    left, url = without_source_lines(work.kept)
    work.through("where it was copied from", left)
    work.through("behind the end of the article", without_end(work.kept))
    work.through("furniture of the site", without_furniture(work.kept, authors, sections))
    work.through("other articles", without_lead_ins(work.kept))
    work.through("a link alone", without_links(work.kept))
    work.through("a heading over nothing", without_loose_headings(work.kept))
    title = tidy_text(title) or find_headline(work.kept)
    work.through("the headline again", without_headline(work.kept, title))
    work.through("said twice", without_repeats(work.kept))
    fates = tuple("empty" if not block.text else work.fates.get(id(block), "") for block in given)
    return Cleaned(title, tuple(work.kept), url, fates)
