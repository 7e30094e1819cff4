"""What a page looks like as a whole: how much of it runs on, how much links away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipelines.wording import length, one_line, words

PARAGRAPH_WORDS = 20
SAMPLE = 4000
"""Characters of the visible text that are kept for the gate."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Measures of the page before anything is taken out of it."""

    visible: str = ""
    """The beginning of what a reader sees."""
    words: int = 0
    linked_words: int = 0
    paragraphs: int = 0
    """Of twenty words or more, outside links."""
    teasers: int = 0
    """Headings that link to other pages."""

    @property
    def linked_share(self) -> float:
        """Words in links, of all words."""
        return self.linked_words / self.words if self.words else 0.0


def shape(root: Any) -> Shape:
    """Measures a page's body."""
    body = root.find("body")
    if body is None:
        return Shape()
    visible = one_line(" ".join(body.itertext()))
    linked = sum(length(" ".join(link.itertext())) for link in body.iter("a"))
    paragraphs = sum(1 for element in body.iter("p") if len(own_words(element)) >= PARAGRAPH_WORDS)
    headings = body.xpath(".//*[self::h2 or self::h3 or self::h4][.//a[@href] or ancestor::a[@href]]")
    return Shape(visible[:SAMPLE], length(visible), linked, paragraphs, len(headings))


def own_words(element: Any) -> list[str]:
    """The words of an element outside its links."""
    return words(" ".join(element.xpath(".//text()[not(ancestor::a)]")))
