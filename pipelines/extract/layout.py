"""Markup that only lays out a page, as what it means: tables as containers, labels with blanks between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines.extract.lines import lines_of
from pipelines.wording import WORD

if TYPE_CHECKING:
    from collections.abc import Iterator

PARTS = ("table", "thead", "tbody", "tfoot", "tr", "td", "th", "form", "center")
"""What a table is made of; old pages put a form or a centred part between table and row."""
MARKS = ("h1", "article", "section", "form", "script", "iframe")
HEADINGS = ("h2", "h3", "h4", "h5", "h6")
INLINE = ("span", "time", "a", "strong", "b", "em")
BOXES = frozenset({"h1", "h2", "h3", "div", "section", "header", "footer", "article", "td", "figcaption"})
SEVERAL = 2
"""Sentences of a cell from which it holds a text."""
LONG_LINE = 10
"""Words of a line that is a sentence."""
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
    """Whether a table holds what no table of data does, or says that it is none."""
    if (table.get("role") or "").lower() in ("presentation", "none"):
        return True
    if next(table.iterdescendants("table"), None) is not None:
        return True
    cells = [part for part in own_parts(table) if part.tag in ("td", "th")]
    return len(cells) == 1 or any(map(is_text, cells))


def is_text(cell: Any) -> bool:
    """Whether a cell holds what no datum is: a headline, a long text, sentences below each other."""
    if next(cell.iter(*MARKS), None) is not None:
        return True
    lines = [len(WORD.findall(line)) for line in lines_of(cell)]
    sentences = sum(line >= LONG_LINE for line in lines)
    if sum(lines) >= LONG_CELL or sentences >= SEVERAL:
        return True
    paragraphs = len(list(cell.iter("p", "li"))) + (next(cell.iter(*HEADINGS), None) is not None)
    return sentences > 0 and len(lines) > 1 and paragraphs > 0


def own_parts(table: Any) -> Iterator[Any]:
    """A table with its rows and cells, not those of tables inside."""
    yield table
    waiting = list(table)
    while waiting:
        part = waiting.pop()
        if part.tag in PARTS and part.tag != "table":
            yield part
            waiting.extend(() if part.tag in ("td", "th") else part)
