"""What parts the text of a page into lines: blocks and line breaks do, elements of a line do not."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from pipelines.extract.roles import is_hidden
from pipelines.wording import one_line

INLINE_TAGS = """
a span b strong i em u font small big sub sup mark abbr acronym cite q time code label ins del s strike
bdi bdo tt kbd var samp wbr img data dfn nobr picture source meta link input path ruby rb rt rp output
"""
INLINE = frozenset(INLINE_TAGS.split())
UNSEEN_TAGS = """
script style head title select textarea datalist button svg iframe object template option audio video map
progress canvas
"""
UNSEEN = frozenset(UNSEEN_TAGS.split())
BLOCK_STYLE = re.compile(r"display\s{0,3}:\s{0,3}(?:block|flex|table)", re.IGNORECASE)


OWN = re.compile("[-:]")
"""In the names of elements that a site or an office program made up."""


def is_inline(element: Any) -> bool:
    """Whether an element is part of a line: by its tag, unless its own style makes it a block.

    One with a name of the site's own is if text stands right before or behind it, and no block in it.
    """
    if element.tag in INLINE:
        return element.tag != "span" or not BLOCK_STYLE.search(element.get("style", "")[:300])
    if not OWN.search(element.tag):
        return False
    before = element.getprevious()
    above = element.getparent()
    ahead = before.tail if before is not None else above.text if above is not None else ""
    beside = (ahead or "").strip() or (element.tail or "").strip()
    return bool(beside) and all(child.tag in INLINE for child in element)


def lines_of(element: Any) -> list[str]:
    """The lines of text in an element that shows itself, without those in it that are hidden or no text."""
    lines: list[list[str]] = [[]]
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, part in walk:
        if part is element:
            text = part.text if event == "start" else ""
        elif event == "end":
            text = part.tail
        elif part.tag in UNSEEN or is_hidden(part):
            walk.skip_subtree()
            text = ""
        else:
            text = part.text
        if part is not element and part.tag not in UNSEEN and not is_inline(part):
            lines.append([])
        lines[-1].append(text or "")
    return [line for pieces in lines if (line := one_line("".join(pieces)))]
