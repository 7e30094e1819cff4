"""One update that a page shows, taken apart: its time, its title, its blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pipelines.blocks import Block, Kind
from pipelines.clean.prose import is_prose
from pipelines.extract.live.clock import SEPARATORS, clock_apart
from pipelines.extract.live.rendering import rendered
from pipelines.extract.live.times import time_of
from pipelines.extract.live.update import LONGEST_TITLE, Update


def shown_update(run: Sequence[Any]) -> Update | None:
    """The update of a run of elements; None if it says nothing."""
    stamps, clock, leaf = next(
        (found for part in run[:2] if any((found := time_of(part))[:2])), ((), "", None)
    )
    blocks = [block for block in rendered(run, {leaf} - {None}) if block.text.strip(SEPARATORS)]
    title, blocks = title_and_rest(without_separator(blocks) if leaf is not None else blocks)
    if not clock and not stamps:
        clock, title, blocks = clock_before(title, blocks)
    return Update(tuple(blocks), title, stamps, clock) if title or blocks else None


def without_separator(blocks: list[Block]) -> list[Block]:
    """The blocks without the dash or the point that stood behind the time."""
    if not blocks or blocks[0].kind is Kind.ITEM:
        return blocks
    return [replace(blocks[0], text=blocks[0].text.lstrip(SEPARATORS)), *blocks[1:]]


def clock_before(title: str, blocks: list[Block]) -> tuple[str, str, list[Block]]:
    """The time at the head of the title or of the first block, and both without it."""
    clock, rest = clock_apart(title)
    if clock or not blocks or title:
        return clock, rest, blocks
    clock, rest = clock_apart(blocks[0].text.removeprefix("- "))
    return (clock, title, [replace(blocks[0], text=rest), *blocks[1:]]) if clock else ("", title, blocks)


def title_and_rest(blocks: list[Block]) -> tuple[str, list[Block]]:
    """The heading before the first paragraph, and the blocks without it."""
    for place, block in enumerate(blocks):
        if block.kind is Kind.HEADING:
            return block.text[:LONGEST_TITLE], blocks[:place] + blocks[place + 1 :]
        if is_prose(block):
            break
    return "", blocks
