"""Text of a page to a tree, whatever its depth and size; what would stop or blind the parser goes first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from lxml import etree, html

LONGEST_TAG = 65_536
"""Characters of one tag beyond which its attributes are dropped: libxml2 compares each with every other."""
LONGEST_TEXT = 500_000
"""Characters of one run of text."""
MOST_ELEMENTS = 200_000
DEEPEST = 2000
"""libxml2 stops at 2048 nested elements; a page that comes near is flattened and parsed again."""
UNSHOWN = re.compile(r"<(?:!--|(script|style|template|svg|iframe|object)\b)", re.IGNORECASE)
SCRIPT_START = 400
"""Characters of a script that are kept: enough to know whose it is."""
MOST_OF_SCRIPTS = 40_000
LINKED_DATA = re.compile(r"application/ld\+json", re.IGNORECASE)
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
FRAME = re.compile(
    r"</?(?:div|span|font|b|i|u|em|strong|small|big|center|table|tbody|thead|tr|td|th|section|form|tt|ins|abbr)"
    r"\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
"""Tags that carry no more than looks: what a page nests thousands deep."""


class UnparsableError(ValueError):
    """The page cannot be made into a tree; the message says why."""


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page: its tree without what is never shown, and the linked data that stood in its scripts."""

    root: html.HtmlElement
    linked_data: tuple[str, ...]
    scripts: str = ""
    """The beginnings of its scripts and frames."""
    left_out: int = 0
    """Characters of texts without end: no article has one, and readers stand still before it."""
    elements: tuple[html.HtmlElement, ...] = ()
    """All of the tree: lxml makes an element's Python object anew at every visit, unless one is held."""


def parse(text: str) -> Page:
    """Raises UnparsableError for a page without elements, or with too many."""
    shown, linked_data, scripts = without_unshown(CONTROL.sub("", text))
    shown = with_short_tags(shown)
    if shown.count("<") > 4 * MOST_ELEMENTS:
        raise UnparsableError(f"over {4 * MOST_ELEMENTS} tags")
    root = tree(shown)
    if root is None or depth(root) >= DEEPEST:
        root = tree(FRAME.sub("\n", shown))
    if root is None:
        raise UnparsableError("no markup")
    if (reached := depth(root)) >= DEEPEST:
        raise UnparsableError(f"elements nested {reached} deep")
    elements = tuple(root.iter())
    if len(elements) > MOST_ELEMENTS:
        raise UnparsableError(f"{len(elements)} elements; {MOST_ELEMENTS} are read")
    return Page(root, linked_data, scripts, drop_endless_texts(root), elements)


def drop_endless_texts(root: Any) -> int:
    """Empties every run of text that is longer than any article; how many characters went."""
    left_out = 0
    for element in root.iter():
        for part in ("text", "tail"):
            if len(getattr(element, part) or "") > LONGEST_TEXT:
                left_out += len(getattr(element, part))
                setattr(element, part, "")
    return left_out


def without_unshown(text: str) -> tuple[str, tuple[str, ...], str]:
    """The text without scripts, styles, drawings and comments, in one pass; linked data is handed back,
    and how each script and frame begins.

    What begins and never ends loses its tag alone.
    """
    kept, linked_data, scripts, place = [], [], [], 0
    endless: set[str] = set()
    while found := UNSHOWN.search(text, place):
        name = (found.group(1) or "--").lower()
        end = -1 if name in endless else end_of(text, name, found.end())
        kept.append(text[place : found.start()])
        kept.append(" " if name == "--" else "")
        if end < 0:
            endless.add(name)
            place = found.end() if name == "--" else text.find(">", found.end()) + 1 or len(text)
            continue
        if name in ("script", "iframe"):
            scripts.append(text[found.start() : min(end, found.start() + SCRIPT_START)])
        if name == "script":
            opening, _, content = text[found.start() : end].partition(">")
            if LINKED_DATA.search(opening):
                linked_data.append(content.rpartition("</")[0])
        place = end
    kept.append(text[place:])
    return "".join(kept), tuple(linked_data), "\n".join(scripts)[:MOST_OF_SCRIPTS]


ENDS = {name: re.compile(rf"</{name}\b[^>]{{0,200}}>", re.IGNORECASE) for name in
        ("script", "style", "template", "svg", "iframe", "object")} | {"--": re.compile("-->")}  # fmt: skip


def end_of(text: str, name: str, start: int) -> int:
    """Where the element or comment that began before `start` is over; -1 if it never is."""
    found = ENDS[name].search(text, start)
    return found.end() if found else -1


def with_short_tags(text: str) -> str:
    """The text with the attributes of monstrous tags dropped."""
    if len(text) <= LONGEST_TAG:
        return text
    pieces = text.split("<")
    for number, piece in enumerate(pieces):
        if len(piece) > LONGEST_TAG:
            end = piece.find(">")
            if end > LONGEST_TAG:
                name = re.match(r"/?\w{0,40}", piece)
                pieces[number] = (name.group() if name else "") + piece[end:]
    return "<".join(pieces)


def tree(text: str) -> html.HtmlElement | None:
    """The tree of a text; None if there is nothing in it."""
    parser = html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        return html.document_fromstring(text.encode("utf-8"), parser=parser)
    except etree.ParserError:
        return None


def depth(root: html.HtmlElement) -> int:
    """How deep elements are nested."""
    deepest = level = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        level += 1 if event == "start" else -1
        deepest = max(deepest, level)
    return deepest
