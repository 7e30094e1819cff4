"""The blocks of a plain text file: its lines, or its paragraphs where lines are only wrapped."""

from __future__ import annotations

import re

from pipelines.blocks import Block
from pipelines.clean.prose import ends_sentence

NAME = "plain text"
WIDEST = 100
"""Characters of a line beyond which nobody wrapped it by hand."""
WRAPPED_SHARE = 0.6
FULL_SHARE = 0.6
"""A wrapped line is at least so long, as a share of the longest."""
BLANK = re.compile(r"\n[ \t\xa0]*\n")


def plain_blocks(text: str) -> list[Block]:
    """A block for each line, or for each paragraph of a text that is wrapped to a width."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    paragraphs = [[line for line in part.split("\n") if line.strip()] for part in BLANK.split(text)]
    if is_wrapped(paragraphs):
        return [Block(" ".join(lines)) for lines in paragraphs if lines]
    return [Block(line) for lines in paragraphs for line in lines]


def is_wrapped(paragraphs: list[list[str]]) -> bool:
    """Whether most lines that another one follows are full and end within a sentence."""
    widest = max((len(line) for lines in paragraphs for line in lines), default=0)
    followed = [line for lines in paragraphs for line in lines[:-1]]
    if not followed or widest > WIDEST:
        return False
    wrapped = [line for line in followed if not ends_sentence(line) and len(line) >= FULL_SHARE * widest]
    return len(wrapped) >= WRAPPED_SHARE * len(followed)
