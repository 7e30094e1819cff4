"""Notices of a site: on cookies and rights, offers, appeals. What tells of one is the article's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.clean.prose import ends_sentence
from pipelines.phrasebook import phrasebook
from pipelines.wording import words

if TYPE_CHECKING:
    from pipelines.blocks import Block
    from pipelines.phrasebook import Phrasebook

LONGEST = {"notice": 90, "copyright": 60}
"""Words up to which a block with a phrase of the role is one; longer ones are about something."""
LONGEST_TEXT = 3000
"""Characters of a text of so many words, however long they are."""
FEWEST_WORDS = 6
"""Words of a sentence behind which a text is not over yet."""
MOSTLY = 0.4
"""Share of a sentence's words from which the phrase is what it says."""
HALF = 0.5
"""Share of a block's words, in sentences that are notices, from which it is one wherever it stands."""
SENTENCE = re.compile(r"(?<=[.!?…])[\"'»”’)\]]{0,2}\s+")
QUOTED = re.compile(
    r"“[^”]{1,400}”|«[^»]{1,400}»|„[^“”]{1,400}[“”]|\"[^\"]{1,400}\"|(?<!\w)['‘][^'’‘]{1,400}['’](?!\w)"
)
COPYRIGHT = re.compile(
    r"^\W{0,3}(?:©|\(c\)|copyright\s{0,3}(?:©|\(c\)|:|(?:19|20)\d\d))|©\s{0,2}(?:19|20)\d\d", re.IGNORECASE
)
NAMED = re.compile(r"^\W{0,3}copyright\b", re.IGNORECASE)


def notices(blocks: list[Block]) -> list[bool]:
    """Whether each block is a notice: most of it says so, or it tells of nothing else and stands behind the
    end of the text, or before it as a line that ends as no sentence does.
    """
    book = phrasebook()
    speaks = [bool(roles_of(block.text, book)) for block in blocks]
    others = [place for place, block in enumerate(blocks) if is_sentence(block) and not speaks[place]]
    first, last = (others[0], others[-1]) if others else (len(blocks), -1)
    return [
        speaks[place]
        and is_notice(
            block.text, book, at_edge=place > last or (place < first and not ends_sentence(block.text))
        )
        for place, block in enumerate(blocks)
    ]


def is_sentence(block: Block) -> bool:
    """Whether a block is a sentence of the text, if a short one."""
    return not block.linked and len(words(block.text)) >= FEWEST_WORDS and ends_sentence(block.text)


def roles_of(text: str, book: Phrasebook) -> list[str]:
    """The roles, `notice` and `copyright`, in which a text of their length speaks."""
    count = len(words(text)) if len(text) <= LONGEST_TEXT else LONGEST_TEXT
    marked = COPYRIGHT.search(text) or (NAMED.match(text) and not is_told(text, book))
    return [
        role
        for role, longest in LONGEST.items()
        if count <= longest and (book.has(role, text) or (role == "copyright" and marked))
    ]


def is_notice(text: str, book: Phrasebook, *, at_edge: bool) -> bool:
    """Whether a text that speaks as notices do is one."""
    roles = roles_of(text, book)
    parts = [part for part in SENTENCE.split(text) if words(part)]
    said = [part for part in parts if is_said(part, roles, book)]
    share = sum(len(words(part)) for part in said) / max(1, len(words(text)))
    if share >= HALF:
        return True
    return at_edge and not is_told(text, book) and speaks_outside_quotes(text, roles, book)


def is_said(sentence: str, roles: list[str], book: Phrasebook) -> bool:
    """Whether a sentence is the site's own: it speaks to the reader or of the site, or says little else."""
    if is_told(sentence, book) or not speaks_outside_quotes(sentence, roles, book):
        return False
    if "copyright" in roles and COPYRIGHT.search(sentence):
        return True
    count = max(book.share(role, sentence) for role in roles)
    return count >= MOSTLY or book.has("addressed", sentence)


def is_told(text: str, book: Phrasebook) -> bool:
    """Whether somebody is quoted in a text, or its words are given as somebody's."""
    return book.has("told", QUOTED.sub(" ", text))


def speaks_outside_quotes(text: str, roles: list[str], book: Phrasebook) -> bool:
    """Whether a phrase of the roles stands outside of quotation marks."""
    bare = QUOTED.sub(" ", text)
    return bool(COPYRIGHT.search(bare)) or any(book.has(role, bare) for role in roles)
