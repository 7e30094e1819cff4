"""How much running text elements hold: what is no link, no menu, no sidebar."""

from __future__ import annotations

from typing import Any

from lxml import etree

NOT_RUNNING = frozenset(
    {"a", "nav", "aside", "footer", "button", "select", "form", "script", "style", "title"}
)


def running_words(element: Any) -> int:
    """The words under an element outside links and what stands around an article."""
    total, left = 0, None
    walker = etree.iterwalk(element, events=("start", "end"))
    for event, part in walker:
        if event == "start":
            if part is not element and part.tag in NOT_RUNNING:
                walker.skip_subtree()
                left = part
            elif part.text:
                total += len(part.text.split())
        else:
            left = None if part is left else left
            if part is not element and part.tail:
                total += len(part.tail.split())
    return total
