"""Elements of an update, or of what stands around them, as blocks; not what their markup calls clutter."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from lxml import etree

from pipelines.blocks import Block, Kind
from pipelines.extract.roles import role_of
from pipelines.wording import one_line, words

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
KINDS = dict.fromkeys(HEADINGS, Kind.HEADING) | {"li": Kind.ITEM, "blockquote": Kind.QUOTE}
BREAKING = HEADINGS | frozenset(
    {
        "p",
        "div",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "aside",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
    }
    | {"blockquote", "table", "thead", "tbody", "tr", "td", "th", "pre", "br", "hr", "details", "summary"}
)
SKIPPED = frozenset(
    {"nav", "figure", "figcaption", "picture", "button", "form", "select", "input", "textarea", "label"}
    | {"video", "audio", "dialog", "menu", "style", "noscript", "canvas"}
)
TITLE_MARK = re.compile(r"(?:^|[-_\s])(?:title|headline|heading|baslik|zagolovok)(?=$|\s)", re.IGNORECASE)
UNSHOWN = re.compile(r"display\s{0,3}:\s{0,3}none", re.IGNORECASE)
LINKED_SHARE = 0.8
BLOCKS_IN_CELL = ("p", "div", "table", "ul", "ol", "h2", "h3", "h4", "br")

Piece = tuple[str, Kind, bool]
"""Text, what it is part of, whether in a link; without text: a break."""


def rendered(elements: Iterable[Any], without: Collection[Any] = ()) -> list[Block]:
    """The blocks of elements in their order; `without`: elements inside that are left out."""
    blocks: list[Block] = []
    for element in elements:
        if element in without:
            continue
        blocks.extend(folded(pieces(element, without)))
    return blocks


def folded(run: Iterable[Piece]) -> Iterator[Block]:
    """Blocks of the pieces between breaks."""
    text, linked, kind = "", 0, Kind.PARAGRAPH
    for piece, part, in_link in (*run, ("", Kind.PARAGRAPH, False)):
        if piece:
            kind = kind if text.strip() else part
            text += piece
            linked += len(words(piece)) if in_link else 0
            continue
        if line := one_line(text).strip("| "):
            count = len(words(line))
            marked = f"- {line}" if kind is Kind.ITEM and not line.startswith("- ") else line
            yield Block(marked, kind, bool(count) and linked >= LINKED_SHARE * count)
        text, linked = "", 0


def pieces(element: Any, without: Collection[Any] = ()) -> Iterator[Piece]:
    """The texts under an element in the order of the page, with breaks where blocks begin and end."""
    kinds, links, left = [Kind.PARAGRAPH], 0, None
    walker = etree.iterwalk(element, events=("start", "end"))
    for event, part in walker:
        breaks = part.tag in BREAKING or is_title(part)
        if breaks:
            yield "", Kind.PARAGRAPH, False
        if event == "start":
            if part is not element and (part in without or is_skipped(part)):
                walker.skip_subtree()
                left = part
                continue
            links += part.tag == "a"
            if kind := kind_in(part, element):
                kinds.append(kind)
            elif part.tag in ("td", "th") and kinds[-1] is Kind.ROW and part.getprevious() is not None:
                yield " | ", Kind.ROW, False
            text = part.text
        else:
            if part is left:
                left = None
            else:
                links -= part.tag == "a"
                if kind_in(part, element):
                    kinds.pop()
            text = part.tail if part is not element else None
        if text:
            yield text, kinds[-1], links > 0


def kind_in(part: Any, top: Any) -> Kind | None:
    """What a part makes of its text; the item or row that holds all of an update makes nothing of it."""
    return None if part is top and part.tag in ("li", "tr") else kind_of(part)


def kind_of(element: Any) -> Kind | None:
    """What an element makes of the text in it; None if nothing else than what holds it."""
    if element.tag == "tr":
        return None if next(element.iter(*BLOCKS_IN_CELL), None) is not None else Kind.ROW
    return Kind.HEADING if is_title(element) else KINDS.get(element.tag)


def is_title(element: Any) -> bool:
    """Whether an element is named as a title and holds no other blocks."""
    if element.tag not in ("div", "p", "span", "strong", "b"):
        return False
    mark = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
    return mark != " " and bool(TITLE_MARK.search(mark)) and next(element.iter("p", "h2", "h3"), None) is None


def is_skipped(element: Any) -> bool:
    """Whether an element is a control, an image, or clutter by its name; an embedded quotation stays."""
    if element.tag in SKIPPED:
        return True
    if element.get("itemprop") in ("author", "publisher") or UNSHOWN.search(element.get("style") or ""):
        return True
    if element.tag == "footer":
        return str(element.getparent().tag) != "blockquote"
    return bool(role_of(element)) and next(element.iter("blockquote"), None) is None
