"""The headline once, first: its copies in a body go, and a text without a claimed one is searched for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.blocks import Kind
from pipelines.breadcrumb import SEPARATOR, heads, looks_like_host
from pipelines.clean.prose import ends_sentence, first_prose, is_prose
from pipelines.wording import same_words, words

if TYPE_CHECKING:
    from pipelines.blocks import Block

NEAR_TOP = 4
"""Blocks among which a headline's copy stands."""
LONGEST_KICKER = 4
LONGEST = 35
"""Words of a headline."""


def find_headline(blocks: list[Block]) -> str:
    """The headline of a text that claims none: its first block if it reads like one; empty otherwise.

    A first block is the headline if it is repeated, or short and unended before a paragraph; of a breadcrumb
    ("Headline | World | site.com") it is what stands first.
    """
    if not blocks:
        return ""
    first, others = blocks[0].text, [block.text for block in blocks[1:]]
    for head in heads(first):
        if any(same_words(head, other) for other in others[:NEAR_TOP]) or (
            len(words(head)) >= 3 and looks_like_host(SEPARATOR.split(first)[-1])
        ):
            return head
    if any(same_words(first, other) for other in others):
        return first
    short = 3 <= len(words(first)) <= LONGEST
    before_prose = 0 < first_prose(blocks) <= NEAR_TOP
    if short and before_prose and (blocks[0].kind is Kind.HEADING or not ends_sentence(first)):
        return first
    return ""


def without_headline(blocks: list[Block], title: str) -> list[Block]:
    """The blocks without the headline's copies: whole ones, cut ones ("Headline of..."), breadcrumbs."""
    if not title:
        return blocks
    top = max(first_prose(blocks), NEAR_TOP)
    return [block for place, block in enumerate(blocks) if not repeats(block, title, at_top=place <= top)]


def repeats(block: Block, title: str, *, at_top: bool) -> bool:
    """Whether a block is a copy of the headline; breadcrumbs count only at the top."""
    text = block.text
    if same_words(text, title) or is_cut(text, title) or is_kicker(block, title):
        return True
    return at_top and is_breadcrumb(block, title)


def is_kicker(block: Block, title: str) -> bool:
    """Whether a heading is the headline with its topic before it: "Chile: Former president dies"."""
    said, whole = words(title), words(block.text)
    extra = len(whole) - len(said)
    return 0 < extra <= LONGEST_KICKER and whole[extra:] == said and ":" in block.text[: -len(title)]


def is_cut(text: str, whole: str) -> bool:
    """Whether a text is the beginning of another one and dots."""
    if not text.endswith(("...", "…")):
        return False
    stem = words(text)
    return len(stem) >= 4 and words(whole)[: len(stem)] == stem


def is_breadcrumb(block: Block, title: str) -> bool:
    """Whether a block is the headline with the site's parts behind it or before it."""
    if is_prose(block) and len(words(block.text)) > 2 * len(words(title)):
        return False
    return any(same_words(head, title) for head in heads(block.text))
