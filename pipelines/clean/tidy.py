"""One block in the source format: NFC, on one line, without markup, control and bidi characters."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from pipelines.wording import one_line

if TYPE_CHECKING:
    from pipelines.blocks import Block

TAG = re.compile(
    r"</?(?:a|abbr|b|big|blockquote|br|center|code|div|em|font|h[1-6]|hr|i|ins|li|mark|ol|p|s|small|span|strike"
    r"|strong|sub|sup|table|tbody|td|th|tr|u|ul|wbr)(?:\s[^<>]{0,500})?/?>",
    re.IGNORECASE,
)
BREAKING = re.compile(r"<(?:br|hr|p|/p|div|/div|li|/li)\b", re.IGNORECASE)
ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}[0-9]{0,2}|#[0-9]{2,6}|#x[0-9a-fA-F]{2,5});")
INVISIBLE = re.compile(
    "[\u00ad\u200b\u2060\ufeff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffc\ufff9-\ufffb]"
)
BACK = re.compile(r"\s{0,3}[↩↑⏎]\ufe0e?$")
"""The way back from a footnote."""
UNWANTED = frozenset({"Cc", "Cs", "Co", "Cn"})


def tidy(block: Block) -> Block:
    """The same block with its text in the source format; the text may become empty."""
    return replace(block, text=tidy_text(block.text))


def tidy_text(text: str) -> str:
    """Stray markup goes, the words in it stay: `<u>said</u>` is `said`."""
    if "<" in text:
        text = TAG.sub(lambda tag: " " if BREAKING.match(tag.group()) else "", text)
    if "&" in text:
        text = ENTITY.sub(lambda entity: html.unescape(entity.group()), text)
    text = INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    if not text.isprintable():
        text = "".join(
            character if character.isprintable() or unicodedata.category(character) not in UNWANTED else " "
            for character in text
        )
    return unicodedata.normalize("NFC", BACK.sub("", one_line(text)))
