"""Lines that say where a text was copied from: "Original url:" and the URL, which is the text's own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.phrasebook import phrasebook

if TYPE_CHECKING:
    from pipelines.blocks import Block

URL = re.compile(r"https?://[^\s<>\"']{4,2000}", re.IGNORECASE)
MOST_LABEL = 60


def without_source_lines(blocks: list[Block]) -> tuple[list[Block], str]:
    """The blocks without such lines and without lines that are a bare URL at an end; the URL, empty if none.

    "Source: Reuters" names no URL: it is a credit and stays.
    """
    kept: list[Block] = []
    found = ""
    place = 0
    while place < len(blocks):
        url, taken = source_at(blocks, place)
        found = found or url
        if not taken:
            kept.append(blocks[place])
        place += taken or 1
    return kept, found


def source_at(blocks: list[Block], place: int) -> tuple[str, int]:
    """The URL that a label at this place names, and how many blocks say so; 0 if there is none."""
    rest = phrasebook().behind_label("source", blocks[place].text)
    if rest is None:
        return "", 0
    if match := URL.fullmatch(rest.strip("<>()[] .,")):
        return match.group(), 1
    if (
        not rest
        and place + 1 < len(blocks)
        and (match := URL.fullmatch(blocks[place + 1].text.strip("<>()[] ")))
    ):
        return match.group(), 2
    return "", 0
