"""What a text says twice: the same paragraph, or one cut short ("Talks to resume in...")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.blocks import Kind
from pipelines.clean.headline import is_cut
from pipelines.clean.prose import is_prose
from pipelines.wording import words

if TYPE_CHECKING:
    from pipelines.blocks import Block



def without_repeats(blocks: list[Block]) -> list[Block]:
    """The blocks, each once, the first one kept; a cut copy goes wherever the whole one stands; rows stay.

    Only a paragraph is never written twice: the question of an interview comes back, and so do the lines of a plan.
    """
    kept: list[Block] = []
    seen: set[tuple[str, ...]] = set()
    before: tuple[str, ...] = ()
    for block in blocks:
        text = tuple(words(block.text))
        repeated = text == before or (text in seen and is_paragraph(block))
        if not (text and repeated) or block.kind is Kind.ROW:
            kept.append(block)
        seen.add(text)
        before = text
    ends = [block for block in kept if block.text.endswith(("...", "…"))]
    cut = {
        id(block)
        for block in ends
        if any(other is not block and is_cut(block.text, other.text) for other in kept)
    }
    return [block for block in kept if id(block) not in cut]


def is_paragraph(block: Block) -> bool:
    """Whether a block is prose that states something."""
    return block.kind is not Kind.ITEM and is_prose(block) and not block.text.rstrip("\"'»”’) ").endswith("?")
