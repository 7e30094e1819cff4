"""Markup that only lays out a page, as what it means: tables as containers, labels with blanks between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

CELLS = ("table", "thead", "tbody", "tfoot", "tr", "td", "th")
MARKS = ("h1", "article", "section", "form", "table", "script", "iframe")
INLINE = ("span", "time", "a", "strong", "b", "em")
BOXES = frozenset({"h1", "h2", "h3", "div", "section", "header", "footer", "article", "td", "figcaption"})
SEVERAL = 2
"""Paragraphs of a cell from which it holds a text."""
LONG_CELL = 80
"""Words of a cell from which it holds a text, not a datum."""


def without_layout_tables(root: Any) -> Any:
    """The same tree, its layout tables renamed to containers."""
    for table in list(root.iter("table")):
        if is_layout(table):
            for part in own_parts(table):
                part.tag = "div"
    return root


def with_parted_labels(root: Any) -> Any:
    """The same tree with a blank between inline elements that touch: styles part them, a text would not."""
    for element in root.iter(*INLINE):
        parent, following = element.getparent(), element.getnext()
        if not element.tail and following is not None and following.tag in INLINE and parent.tag in BOXES:
            element.tail = " "
    return root


def is_layout(table: Any) -> bool:
    """Whether a cell holds what no datum is: a headline, another table, a long text."""
    cells = [part for part in own_parts(table) if part.tag in ("td", "th")]
    return any(
        next(cell.iter(*MARKS), None) is not None
        or len(list(cell.iter("p"))) >= SEVERAL
        or len("".join(cell.itertext()).split()) >= LONG_CELL
        for cell in cells
    )


def own_parts(table: Any) -> Iterator[Any]:
    """A table with its rows and cells, not those of tables inside."""
    yield table
    waiting = list(table)
    while waiting:
        part = waiting.pop()
        if part.tag in CELLS and part.tag != "table":
            yield part
            waiting.extend(part)
