"""Clutter out of an extracted page and of a plain text file alike: each part takes one kind, in this order.

`tidy` (format of one block), `copied` (where a text was copied from), `furniture` (labels, notices,
tags), `others` (other articles, comments, the writer), `headline` (its copies), `repeats` (said twice).
What `prose` calls a paragraph is what all of them spare.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.clean.copied import without_source_lines
from pipelines.clean.furniture import without_furniture
from pipelines.clean.headline import find_headline, without_headline
from pipelines.clean.others import without_end, without_lead_ins, without_links, without_loose_headings
from pipelines.clean.repeats import without_repeats
from pipelines.clean.tidy import tidy, tidy_text

if TYPE_CHECKING:
    from pipelines.blocks import Block


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The headline and the blocks that an editor would keep."""

    title: str
    blocks: tuple[Block, ...]
    url: str = ""
    """Where the text says that it was copied from."""

    @property
    def body(self) -> str:
        """In the source format: one blank line between blocks."""
        return "\n\n".join(block.text for block in self.blocks)


def clean(
    blocks: Iterable[Block], title: str = "", authors: Sequence[str] = (), sections: Sequence[str] = ()
) -> Cleaned:
    """The text without what a site adds around it; the headline is looked for if none is given."""
    kept = [block for block in map(tidy, blocks) if block.text]
    kept, url = without_source_lines(kept)
    kept = without_furniture(without_end(kept), authors, sections)
    kept = without_loose_headings(without_links(without_lead_ins(kept)))
    title = tidy_text(title) or find_headline(kept)
    kept = without_repeats(without_headline(kept, title))
    return Cleaned(title, tuple(kept), url)
