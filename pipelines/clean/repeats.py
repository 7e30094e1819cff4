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
FEWEST_CUT = 4
"""Words that a beginning has at least, before its dots."""
MOST_ASKED = 100
NEAR = 6
"""Blocks within which a paragraph is not written twice; farther away the meals of a plan come back."""


def without_repeats(blocks: list[Block]) -> list[Block]:
    """The blocks, each once, the first one kept; a cut copy goes wherever the whole one stands; rows stay.

    A paragraph said again goes where it stands near the first one, or where the text begins anew. Shorter
    blocks come back: the question of an interview, the lines of a plan.
    """
    kept = [block for block, is_again in zip(blocks, said_again(blocks), strict=True) if not is_again]
    parts = parts_of_others(kept)
    return [block for place, block in enumerate(kept) if place not in parts]


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


def parts_of_others(blocks: list[Block]) -> set[int]:
    """The places of blocks that are the beginning of another one and dots, or words taken out of a paragraph
    to catch the eye; of a page that has very many such blocks only the first are looked into.
    """
    beginnings: dict[tuple[str, ...], list[Block]] = {}
    for block in blocks:
        beginnings.setdefault(tuple(words(block.text)[:FEWEST_CUT]), []).append(block)
    prose = "\n".join(f" {' '.join(words(block.text))} " for block in blocks if is_prose(block))
    found: set[int] = set()
    asked = 0
    for place, block in enumerate(blocks):
        if block.text.endswith(("...", "…")):
            alike = beginnings[tuple(words(block.text)[:FEWEST_CUT])][:MOST_ASKED]
            if any(other is not block and is_cut(block.text, other.text) for other in alike):
                found.add(place)
        elif may_be_quoted(block) and asked < MOST_ASKED:
            asked += 1
            if f" {' '.join(words(block.text))} " in prose:
                found.add(place)
    return found


def may_be_quoted(block: Block) -> bool:
    """Whether a block is as short as what is set large beside a text, and no sentence of it."""
    if block.kind not in (Kind.PARAGRAPH, Kind.QUOTE) or is_prose(block):
        return False
    return FEWEST_QUOTED <= len(words(block.text)) <= MOST_QUOTED


def is_paragraph(block: Block) -> bool:
    """Whether a block is prose that states something."""
    return block.kind is not Kind.ITEM and is_prose(block) and not block.text.rstrip("\"'»”’) ").endswith("?")
