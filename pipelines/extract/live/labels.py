"""Short lines at the edge of several updates: their writers, "Key event", the names of their buttons."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

from pipelines.blocks import Block, Kind
from pipelines.clean.prose import ends_sentence
from pipelines.wording import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.extract.live.update import Update

LONGEST = 5
"""Words of a label."""
FEWEST = 3
"""Updates that bear a label."""


def without_labels(updates: Sequence[Update]) -> list[Update]:
    """The updates without lines that stand at the beginning or end of three or more of them."""
    seen = Counter(text for update in updates for text in edges(update.blocks))
    labels = {text for text, count in seen.items() if count >= FEWEST}
    return [unlabelled(update, labels) for update in updates] if labels else list(updates)


def edges(blocks: Sequence[Block]) -> set[str]:
    """The short lines that open and close an update."""
    return {block.text for run in (blocks, blocks[::-1]) for block in takewhile(is_short, run)}


def is_short(block: Block) -> bool:
    """Whether a block could be a label."""
    short = len(words(block.text)) <= LONGEST and not ends_sentence(block.text)
    return short and block.kind in (Kind.PARAGRAPH, Kind.ITEM)


def unlabelled(update: Update, labels: set[str]) -> Update:
    """An update without labels at its edges; one that is nothing else stays."""
    start, end = 0, len(update.blocks)
    while start < end and is_short(update.blocks[start]) and update.blocks[start].text in labels:
        start += 1
    while end > start and is_short(update.blocks[end - 1]) and update.blocks[end - 1].text in labels:
        end -= 1
    return replace(update, blocks=update.blocks[start:end]) if start < end or update.title else update
