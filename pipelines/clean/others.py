"""Other articles, writers and readers: lead-ins with what hangs on them, and what comes after an article."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.blocks import Kind
from pipelines.clean.furniture import bare
from pipelines.clean.prose import FEWEST_WORDS, ends_sentence, is_prose, last_prose
from pipelines.phrasebook import phrasebook
from pipelines.wording import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipelines.blocks import Block

ADDRESS = re.compile(r"https?://|www\.", re.IGNORECASE)
LONGEST_HEADLINE = 35
"""Words behind "Read also:" up to which they are a headline."""
MOST_HANGING = 15
ENOUGH_PROSE = 2
"""Paragraphs that must stand before what ends an article."""
MOST_COMMENTS = 0.5
"""Words of comments, for one of the article, up to which a label begins them, whatever they look like."""
LINES_BETWEEN = 0.5
"""Names, dates and buttons, for one paragraph, from which what follows are comments."""
LONGEST_BIO = 3
"""Paragraphs of a note on the writer."""


def without_lead_ins(blocks: list[Block]) -> list[Block]:
    """The blocks without "Read also:" and the headlines that hang on it."""
    book = phrasebook()
    kept: list[Block] = []
    place = 0
    while place < len(blocks):
        rest = book.behind_label("related", bare(blocks[place]))
        if rest is None or len(words(rest)) > LONGEST_HEADLINE:
            kept.append(blocks[place])
            place += 1
        else:
            place += 1 + hanging(blocks[place + 1 :], alone=not rest)
    return kept


def hanging(blocks: list[Block], *, alone: bool) -> int:
    """How many blocks hang on a lead-in: links always; unended lines too where it stands alone."""
    count = 0
    for block in blocks[:MOST_HANGING]:
        unended = alone and block.kind in (Kind.PARAGRAPH, Kind.ITEM) and not ends_sentence(block.text)
        if not block.linked and (not unended or is_prose(block)):
            break
        count += 1
    return count


def without_links(blocks: list[Block]) -> list[Block]:
    """The blocks without those that are links alone: teasers between paragraphs, labels around them.

    An address that is written out is a datum, and so is a row of a table.
    """
    return [
        block
        for block in blocks
        if not block.linked or block.kind is Kind.ROW or ADDRESS.match(bare(block)) or is_sentence(block)
    ]


def is_sentence(block: Block) -> bool:
    """Whether a paragraph is a statement, though all of it is a link: headlines have no full stop."""
    return (
        block.kind is Kind.PARAGRAPH
        and len(words(block.text)) >= FEWEST_WORDS
        and block.text.rstrip("\"'»”’)").endswith(".")
    )


def without_end(blocks: list[Block]) -> list[Block]:
    """The blocks up to the comments or the note on the writer."""
    book = phrasebook()
    before = 0
    for place, block in enumerate(blocks):
        if before >= ENOUGH_PROSE:
            text, behind = bare(block), blocks[place + 1 :]
            if book.is_a("bio", text) and len(behind) <= LONGEST_BIO:
                return blocks[:place]
            if book.is_a("tail", text) and are_comments(behind, blocks[:place]):
                return blocks[:place]
        before += is_prose(block)
    return blocks


def are_comments(behind: list[Block], before: list[Block]) -> bool:
    """Whether what stands behind a label of comments is not the rest of the article: it is short, or its
    paragraphs are parted by names, dates and buttons.
    """
    prose = [block for block in behind if is_prose(block)]
    if count(prose) <= MOST_COMMENTS * count(filter(is_prose, before)):
        return True
    lines = sum(block.kind in (Kind.PARAGRAPH, Kind.ITEM) and not is_prose(block) for block in behind)
    return lines >= LINES_BETWEEN * len(prose)


def count(blocks: Iterable[Block]) -> int:
    """The words of blocks."""
    return sum(len(words(block.text)) for block in blocks)


def without_loose_headings(blocks: list[Block]) -> list[Block]:
    """The blocks without headings and lead-ins ("Read more from Ann Bell:") that nothing follows."""
    end, last = len(blocks), last_prose(blocks)
    while end - 1 > last >= 0 and (
        blocks[end - 1].kind is Kind.HEADING or blocks[end - 1].text.endswith(":")
    ):
        end -= 1
    return blocks[:end]
