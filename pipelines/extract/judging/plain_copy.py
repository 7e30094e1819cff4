"""A page's segments as a page of plain markup, for a reader that does not know the page's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lxml import html
from lxml.etree import SubElement

from pipelines.extract.judging.outline import HEADINGS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipelines.extract.judging.outline import Container, Segment

KEPT = frozenset(
    {"article", "main", "section", "header", "footer", "aside", "nav", "ul", "ol", "li", "blockquote"}
)
"""Tags of containers that mean the same to every reader; all others become `div`."""
LINKED = 0.5


def plain_copy(segments: Iterable[Segment]) -> Any:
    """A tree with the segments as headings and paragraphs under their containers, links as links."""
    root = html.Element("html")
    made = {0: SubElement(root, "body")}
    for segment in segments:
        container = segment.container
        tag = container.tag if container.tag in HEADINGS else "p"
        element = SubElement(element_of(container, made), tag)
        if segment.linked >= LINKED:
            element = SubElement(element, "a", href="/")
        element.text = segment.text
    return root


def element_of(container: Container, made: dict[int, Any]) -> Any:
    """The element that stands for a container, made with all around it where it is not there yet."""
    missing: list[Container] = []
    inside = container
    while inside.number not in made and inside.parent is not None:
        missing.append(inside)
        inside = inside.parent
    for one in reversed(missing):
        around = made[one.parent.number if one.parent else 0]
        tag = one.tag if one.tag in KEPT else "div"
        made[one.number] = SubElement(around, tag, {"class": one.path[-1][1]})
    return made[container.number]
