"""A block: what a page or a text file is made of, and what the stages after extraction judge."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What the markup says a block is; in a plain text every block is a paragraph."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    QUOTE = "quote"
    ROW = "row"
    """Of a table."""


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, list item or table row, on one line."""

    text: str
    kind: Kind = Kind.PARAGRAPH
    linked: bool = False
    """Nothing but links: in a list of related articles, never in a paragraph."""
    links: tuple[str, ...] = ()
    """Where its links lead, as the page says it."""
