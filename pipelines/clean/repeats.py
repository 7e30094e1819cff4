"""What a text says twice: the same paragraph, or one cut short ("Talks to resume in...")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.blocks import Kind
from pipelines.clean.headline import is_cut
from pipelines.clean.prose import is_prose
from pipelines.wording import words

if TYPE_CHECKING:
    from pipelines.blocks import Block


FEWEST_QUOTED, MOST_QUOTED = 5, 30
"""Words of what is taken out of a text and set large beside it."""
NEAR = 6
"""Blocks within which a paragraph is not written twice; farther away the meals of a plan come back."""


def without_repeats(blocks: list[Block]) -> list[Block]:
    """The blocks, each once, the first one kept; a cut copy goes wherever the whole one stands; rows stay.

    A paragraph said again goes where it stands near the first one, or where the text begins anew. Shorter
    blocks come back: the question of an interview, the lines of a plan.
    """
    kept = [block for block, is_again in zip(blocks, said_again(blocks), strict=True) if not is_again]
    whole = [quoted_in(block, kept) for block in kept]
    return [block for block, is_part in zip(kept, whole, strict=True) if not is_part]


def said_again(blocks: list[Block]) -> list[bool]:
    """Whether each block says what one before it says."""
    texts = [tuple(words(block.text)) for block in blocks]
    seen: dict[tuple[str, ...], int] = {}
    opening = next((text for text, block in zip(texts, blocks, strict=True) if is_paragraph(block)), ())
    anew = False
    found = []
    for place, (text, block) in enumerate(zip(texts, blocks, strict=True)):
        known = text in seen
        anew = known and (anew or text == opening)
        repeated = anew or (known and is_paragraph(block) and place - seen[text] <= NEAR)
        adjacent = place > 0 and text == texts[place - 1]
        found.append(bool(text) and block.kind is not Kind.ROW and (repeated or adjacent))
        seen.setdefault(text, place)
    return found


def quoted_in(block: Block, others: list[Block]) -> bool:
    """Whether a block is the beginning of another one and dots, or words taken out of it to catch the eye."""
    if is_cut_of_any(block, others):
        return True
    said = words(block.text)
    if (
        block.kind not in (Kind.PARAGRAPH, Kind.QUOTE)
        or not FEWEST_QUOTED <= len(said) <= MOST_QUOTED
        or is_prose(block)
    ):
        return False
    inside = f" {' '.join(said)} "
    return any(
        len(other.text) > len(block.text) + 10
        and is_prose(other)
        and inside in f" {' '.join(words(other.text))} "
        for other in others
    )


def is_cut_of_any(block: Block, others: list[Block]) -> bool:
    """Whether a block is cut short, and the whole one stands elsewhere."""
    return block.text.endswith(("...", "…")) and any(
        other is not block and is_cut(block.text, other.text) for other in others
    )


def is_paragraph(block: Block) -> bool:
    """Whether a block is prose that states something."""
    return block.kind is not Kind.ITEM and is_prose(block) and not block.text.rstrip("\"'»”’) ").endswith("?")
