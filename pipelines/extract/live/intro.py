"""What a live blog says outside its updates: the lead and the key points, and running text behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from pipelines.blocks import Block, Kind
from pipelines.clean.prose import ends_sentence, is_prose
from pipelines.extract.live.clock import CLOCK
from pipelines.extract.live.rendering import BREAKING, SKIPPED, Piece, folded, pieces
from pipelines.extract.roles import role_of
from pipelines.wording import same_words, words

OUTSIDE = SKIPPED | {"footer"}
SIDE = ("sidebar", "widget", "side-bar", "right-col", "menu", "video", "player")
BODY = ("article", "main")
LONGEST_STAMP = 12


def around(root: Any, title: str, runs: list[tuple[Any, ...]]) -> tuple[Block, ...]:
    """The blocks between the headline and the first update; then running text behind the last one.

    Behind the updates it would read as part of the last one. Lists of links do not count, of links to updates
    neither.
    """
    first = runs[0][0]
    body = text_body(root, title, first)
    before, behind = split(body, headline_of(body, title, first), runs)
    kept = [block for block in before if not is_stamp(block.text)]
    return (*kept, *(block for block in behind if is_prose(block) and block.kind is not Kind.HEADING))


def text_body(root: Any, title: str, first: Any) -> Any:
    """The smallest element that holds the first update and the headline; else the article, else the body."""
    parents = list(first.iterancestors())
    for parent in parents:
        if any(same_words("".join(one.itertext()), title) for one in parent.iter("h1")):
            return parent
    return next((parent for parent in parents if parent.tag in BODY), root.find("body"))


def headline_of(body: Any, title: str, first: Any) -> Any:
    """The headline's element; None if it stands elsewhere."""
    for heading in body.iter("h1", "h2"):
        if heading is first or first in heading.iterancestors():
            return None
        if title and same_words("".join(heading.itertext()), title):
            return heading
    return None


def split(body: Any, start: Any, runs: list[tuple[Any, ...]]) -> tuple[list[Block], list[Block]]:
    """The blocks of an element before its updates, behind its headline; and those behind its updates."""
    known = {element for run in runs for element in run}
    opened, last = holders((*known, start), body), runs[-1][-1]
    before: list[Piece] = []
    behind: list[Piece] = []
    into: list[Piece] | None = before if start is None else None
    walker = etree.iterwalk(body, events=("start", "end"))
    for event, part in walker:
        if event == "start":
            if part in known:
                into = None
            elif part in opened:
                add(into, text_of(part, part.text))
                continue
            elif not is_aside(part):
                add(into, pieces(part))
            walker.skip_subtree()
        else:
            into = before if part is start else behind if part is last else into
            add(into, text_of(part, part.tail if part is not body else ""))
    return list(folded(before)), list(folded(behind))


def add(into: list[Piece] | None, found: Iterable[Piece]) -> None:
    """Adds pieces where any are gathered."""
    if into is not None:
        into.extend(found)


def text_of(element: Any, text: str | None) -> Iterator[Piece]:
    """A text beside an element's children, with a break where the element is a block."""
    if element.tag in BREAKING:
        yield "", Kind.PARAGRAPH, False
    if text:
        yield text, Kind.PARAGRAPH, False


def holders(elements: Iterable[Any], body: Any) -> set[Any]:
    """The elements that hold one of these, up to a body."""
    found = {body}
    for element in elements:
        for parent in element.iterancestors() if element is not None else ():
            if parent in found:
                break
            found.add(parent)
    return found


def is_stamp(text: str) -> bool:
    """Whether a block only says when the page was published: "First published on 2 Jun 2025 08.10 BST"."""
    count = len(words(text))
    return count <= LONGEST_STAMP and CLOCK.search(text) is not None and not ends_sentence(text)


def is_aside(element: Any) -> bool:
    """Whether an element is clutter by its name."""
    marks = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    if element.tag in OUTSIDE or any(side in marks for side in SIDE):
        return next(element.iter("h1"), None) is None
    return bool(role_of(element)) and next(element.iter("h1", "article"), None) is None
