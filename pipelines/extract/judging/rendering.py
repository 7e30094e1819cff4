"""A segment as the blocks that the stages after extraction take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.blocks import Block, Kind
from pipelines.extract.judging.outline import HEADINGS

if TYPE_CHECKING:
    from pipelines.extract.judging.outline import Container, Segment

ITEMS = frozenset({"li", "dt", "dd"})
LINKED = 0.8
"""Share of a segment's characters in links from which it is nothing but links."""
MOST_IN_ITEM = 3
"""Segments of a list item; one with more is a container that a theme made of a list."""


def blocks_of(segment: Segment) -> list[Block]:
    """A segment as the stages after extraction take it: the rows of a table each for itself."""
    if segment.rows:
        return [Block(row, Kind.ROW, links=segment.links) for row in segment.rows]
    linked = segment.linked >= LINKED
    item = list_item(segment.container)
    if item is None:
        return [Block(segment.text, kind_of(segment.container), linked, segment.links)]
    opens = segment.place == item.start and not segment.text.startswith("- ")
    text = f"- {segment.text}" if opens else segment.text
    return [Block(text, Kind.ITEM, linked, segment.links)]


def list_item(container: Container) -> Container | None:
    """The list item that a container is or stands in."""
    inside: Container | None = container
    for _ in range(3):
        if inside is None:
            return None
        if inside.tag in ITEMS:
            return inside if inside.end - inside.start <= MOST_IN_ITEM else None
        inside = inside.parent
    return None


def kind_of(container: Container) -> Kind:
    """What the markup says of a container outside lists and tables."""
    if container.tag in HEADINGS:
        return Kind.HEADING
    return Kind.QUOTE if container.quote else Kind.PARAGRAPH
