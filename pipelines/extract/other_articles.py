"""Takes out the articles that a page appends to its own: the next one to read, those of the same section."""

from __future__ import annotations

from typing import Any

from pipelines.extract.roles import drop, running_text
from pipelines.wording import length, same_words

ENOUGH_WORDS = 40
"""Of running text in the headline's `article` element, from which it holds the text and not only its head."""
MUCH_LONGER = 2
"""Another one that is so many times longer holds the text itself."""


def without_other_articles(root: Any, title: str) -> Any:
    """The same tree without `article` elements that stand beside the one with the headline."""
    articles = list(root.iter("article"))
    own = article_of(root, title) if len(articles) > 1 else None
    if own is None:
        return root
    words = length(running_text(own))
    if words < ENOUGH_WORDS:
        return root
    related = {*own.iterancestors(), *own.iter("article")}
    others = [one for one in articles if one not in related]
    innermost = [one for one in others if one.find(".//article") is None]
    if any(length(running_text(one)) > MUCH_LONGER * words for one in innermost):
        return root
    for one in others:
        if one.getparent() is not None:
            drop(one)
    return root


def article_of(root: Any, title: str) -> Any:
    """The innermost `article` element around the headline; None where there is none."""
    for heading in root.iter("h1", "h2"):
        if title and same_words("".join(heading.itertext()), title):
            return next(heading.iterancestors("article"), None)
    return None
