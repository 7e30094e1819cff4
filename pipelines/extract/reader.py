"""The article's blocks as trafilatura finds them in a tree."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import trafilatura
from trafilatura.settings import Document

from pipelines.blocks import Block, Kind
from pipelines.wording import one_line, words

NAME = f"trafilatura {trafilatura.__version__}"
BLOCK_TAGS = ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "dd", "div", "figcaption", "blockquote")
LINKED_SHARE = 0.8


def read_blocks(root: Any) -> list[Block]:
    """The blocks in the order of the page; none where trafilatura finds no article.

    Its own metadata are not asked for: a date of an odd time zone would cost the text, and an author's name
    can hold it for a minute. Its `deduplicate` remembers texts across calls.
    """
    linked = linked_texts(root)
    body = found(root)
    if is_rescued(body, root):
        careful = found(root, favor_precision=True)
        body = careful if len(careful) else body
    return [
        Block(text, kind, tuple(words(text)) in linked)
        for element in body
        for kind, text in blocks_of(element)
    ]


def found(root: Any, *, favor_precision: bool = False) -> Any:
    """The elements that trafilatura finds in a copy of the tree, which it changes."""
    document = trafilatura.bare_extraction(
        deepcopy(root),
        with_metadata=False,
        include_comments=False,
        include_tables=True,
        deduplicate=False,
        favor_precision=favor_precision,
    )
    return document.body if isinstance(document, Document) and document.body is not None else []


def is_rescued(body: Any, root: Any) -> bool:
    """Whether trafilatura ran all that the page shows together, as it does for a very short text."""
    if len(body) != 1 or body[0].tag != "p" or len(body[0]):
        return False
    text = words(body[0].text or "")
    return not any(
        words("".join(element.itertext())) == text for element in root.iter("p", "li", "blockquote")
    )


def linked_texts(root: Any) -> frozenset[tuple[str, ...]]:
    """The words of every leaf of the page that is all but links."""
    found = set()
    for element in root.iter(*BLOCK_TAGS):
        if any(True for _ in element.iterchildren(*BLOCK_TAGS, "ul", "ol", "table", "section")):
            continue
        text = words("".join(element.itertext()))
        inside = sum(len(words("".join(link.itertext()))) for link in element.iter("a") if leads_away(link))
        if element.getparent() is not None and any(map(leads_away, element.iterancestors("a"))):
            inside = len(text)
        if text and inside >= LINKED_SHARE * len(text):
            found.add(tuple(text))
    return frozenset(found)


def leads_away(link: Any) -> bool:
    """Whether a link leads to another place than one on its own page."""
    return not (link.get("href") or "").startswith("#")


def blocks_of(element: Any) -> Iterator[tuple[Kind, str]]:
    """The blocks of one element of trafilatura's body, cut where lines break; items are marked."""
    if element.tag == "list":
        for item in element.iter("item"):
            for kind, text in lines(Kind.ITEM, item):
                yield kind, text if text.startswith("- ") else f"- {text}"
    elif element.tag == "table":
        for row in element.iter("row"):
            cells = (one_line("".join(cell.itertext())) for cell in row)
            if text := " | ".join(cell for cell in cells if cell):
                yield Kind.ROW, text
    elif element.tag == "head":
        yield from lines(Kind.HEADING, element)
    else:
        yield from lines(Kind.QUOTE if element.tag == "quote" else Kind.PARAGRAPH, element)
    if element.tail and element.tail.strip():
        yield Kind.PARAGRAPH, one_line(element.tail)


def lines(kind: Kind, element: Any) -> Iterator[tuple[Kind, str]]:
    """The text of an element, a block for each of its own paragraphs and lines."""
    pieces = [""]
    gather(element, pieces)
    for piece in pieces:
        if text := one_line(piece):
            yield kind, text


def gather(element: Any, pieces: list[str]) -> None:
    """Adds the text under an element to the last piece, and begins another where a line or paragraph does."""
    pieces[-1] += element.text or ""
    for child in element:
        breaks = child.tag in ("lb", "p", "list", "item", "head", "quote", "table", "row")
        if breaks:
            pieces.append("")
        if not (child.tag == "list" and element.tag == "item"):  # its items are blocks of their own
            gather(child, pieces)
        if breaks and child.tag != "lb":
            pieces.append("")
        pieces[-1] += child.tail or ""
