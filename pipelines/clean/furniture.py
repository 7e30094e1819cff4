"""Blocks that are a site's own: labels, notices, tags, bylines, credits, date lines at the top."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pipelines.blocks import Kind
from pipelines.clean.notices import notices
from pipelines.clean.prose import first_prose, last_prose
from pipelines.phrasebook import Phrasebook, phrasebook
from pipelines.wording import same_words, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.blocks import Block

NEAR_TOP = 5
"""Blocks among which a date line stands, behind a lead too."""
MOST_LABELS = 8
LONGEST_TAGS = 40
LONGEST_DATE = 14
LONGEST_CAPTION = 30
LONGEST_SECTION = 5
MOST_JOINING = 3
"""Words of a byline that are no names ("by", "and"), short ones all of them."""
PARTS = re.compile(r"\s*[·•|]\s*|\s+[-–—/]\s+")
AUTHOR = re.compile(r"^(?:by|authors?|авторы?|автори|текст|yazar|von|par|por)\b\s{0,3}:?", re.IGNORECASE)
CREDIT = re.compile(r"\(([^()]{1,80})\)\.?$")
HANDLE = re.compile(r"^(?:[#@]\w+[\s,;]*)+$")
SIGN = re.compile(r"\w")
"""A line of underscores is the break that agencies set between the parts of a text."""
MARKER = re.compile(r"^[-–—*•·►▶→>]+\s*")


def without_furniture(
    blocks: list[Block], authors: Sequence[str] = (), sections: Sequence[str] = ()
) -> list[Block]:
    """The blocks without the site's own, bylines and names of sections that repeat what is known."""
    book = phrasebook()
    opening, closing = first_prose(blocks) + 1, last_prose(blocks)  # a byline may stand behind the lead
    top = max(opening - 1, NEAR_TOP)
    notice = notices(blocks)
    labels = [is_label(block, book) for block in blocks]
    kept = []
    for place, block in enumerate(blocks):
        if block.kind is Kind.ROW:  # dates and numbers are what tables are made of
            kept.append(block)
            continue
        in_a_row = any(labels[max(0, place - 1) : place]) or any(labels[place + 1 : place + 2])
        if not (
            is_furniture(block, book)
            or (labels[place] and in_a_row)
            or notice[place]
            or is_tag_list(block, book)
            or (place <= top and (is_date_line(block, book) or is_meta_line(block, book)))
            or ((place <= opening or place > closing) and is_byline(block, authors))
            or (place <= top and is_section(block, sections))
            or is_photo_credit(block, book)
        ):
            kept.append(block)
    return kept


def bare(block: Block) -> str:
    """A block's text without a list's marker."""
    return MARKER.sub("", block.text)


def is_furniture(block: Block, book: Phrasebook) -> bool:
    """Whether a block is the label of a control, a row of them ("38 views 2 comments"), or has no words."""
    parts = [word for word in words(block.text) if not word.isdigit()]
    single = book.whole["furniture"] | book.whole["share"]
    in_a_row = 1 < len(words(block.text)) <= MOST_LABELS and parts and all(part in single for part in parts)
    return book.is_a("furniture", bare(block)) or bool(in_a_row) or not SIGN.search(block.text)


def is_label(block: Block, book: Phrasebook) -> bool:
    """Whether a block could stand in a share list: "X", "Facebook", "12 shares"."""
    return book.is_a("share", bare(block)) or is_furniture(block, book)


def is_tag_list(block: Block, book: Phrasebook) -> bool:
    """Whether a block is "Tags: Kremlin, Ukraine war", or nothing but hash tags."""
    if HANDLE.match(block.text):
        return True
    return book.behind_label("tags", block.text) is not None and len(words(block.text)) <= LONGEST_TAGS


def is_meta_line(block: Block, book: Phrasebook) -> bool:
    """Whether a block is labels and dates with dots or bars between: "3 min read · May 22, 2025"."""
    parts = [replace(block, text=part) for part in PARTS.split(block.text) if part.strip()]
    return len(parts) > 1 and all(is_label(part, book) or is_date_line(part, book) for part in parts)


def is_date_line(block: Block, book: Phrasebook) -> bool:
    """Whether a block is a date and nothing else: "May 29, 2025", "Оновлено: 29 травня 2025, 10:15"."""
    parts = words(block.text)
    if len(parts) > LONGEST_DATE or not any(part.isdigit() for part in parts):
        return False
    if len(parts) == 1 and len(parts[0]) < len("2025"):
        return False
    known = book.whole["weekdays"] | book.whole["dated"] | book.months.keys()
    return all(part.isdigit() or part in known or is_month(part, book) for part in parts)


def is_byline(block: Block, authors: Sequence[str]) -> bool:
    """Whether a block is nothing but authors' names: "By Ann Bell", "Ann Bell and Ivan Petrenko"."""
    parts = words(AUTHOR.sub("", block.text))
    named = {part for author in authors for part in words(author)}
    strange = [part for part in parts if part not in named]
    return (
        bool(named & set(parts)) and len(strange) <= MOST_JOINING and all(len(part) <= 3 for part in strange)
    )


def is_section(block: Block, sections: Sequence[str]) -> bool:
    """Whether a block is the name of the section that the article stands in."""
    text = bare(block)
    return len(words(text)) <= LONGEST_SECTION and any(same_words(text, section) for section in sections)


def is_photo_credit(block: Block, book: Phrasebook) -> bool:
    """Whether a block is "Photo: AP", or ends with that in brackets, not longer than a caption."""
    bracketed = CREDIT.search(block.text)
    credited = block.text if bracketed is None else bracketed[1]
    return bool(book.behind_label("photo", credited)) and len(words(block.text)) <= LONGEST_CAPTION


def is_month(word: str, book: Phrasebook) -> bool:
    """Whether a word is a month or its abbreviation of three letters or more."""
    return len(word) >= 3 and any(month.startswith(word) for month in book.months)
