"""Telling the paragraphs of an article from the lines around them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.wording import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.blocks import Block

FEWEST_WORDS = 12
LONG = 40
"""Words from which a block is a paragraph, however it ends."""
WIDE = 60
"""Characters above ASCII from which a text without blanks between words (Chinese, Thai) is a paragraph."""
SENTENCE_END = re.compile(r"[.!?…。！？][\"'»”’)\]]{0,3}$|[.!?…][\"'»”’)\]]{0,3}\s*$|[\"”»]$")


def ends_sentence(text: str) -> bool:
    """Whether a block ends as sentences do, or with a quotation."""
    return SENTENCE_END.search(text) is not None


def is_prose(block: Block) -> bool:
    """Whether a block is a paragraph of running text."""
    if block.linked:
        return False
    count = len(words(block.text))
    if count >= LONG or (count >= FEWEST_WORDS and ends_sentence(block.text)):
        return True
    return count < FEWEST_WORDS and len(block.text) - len(block.text.encode("ascii", "ignore")) >= WIDE * 2


def first_prose(blocks: Sequence[Block]) -> int:
    """Where running text begins; behind the end if there is none."""
    return next((place for place, block in enumerate(blocks) if is_prose(block)), len(blocks))


def last_prose(blocks: Sequence[Block]) -> int:
    """Where the last paragraph of running text stands; -1 if there is none."""
    return next((place for place in range(len(blocks) - 1, -1, -1) if is_prose(blocks[place])), -1)
