"""Who wrote an article, as the page says it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pipelines.clean.tidy import tidy_text
from pipelines.wording import one_line

if TYPE_CHECKING:
    from pipelines.extract.claims import Claims

LONGEST_NAME = 100
MOST_AUTHORS = 20
BY = re.compile(r"^(?:by|written by|author|автор|текст|yazar|von|par|por|autor)\b[\s:]{0,3}", re.IGNORECASE)
NOT_A_NAME = re.compile(
    r"https?:|www\.|@|^\W*$|^\d+$|^(?:admin|administrator|editor|unknown|anonymous)$", re.IGNORECASE
)
SEVERAL = re.compile(r"\s*[;,|]\s*|\s+(?:and|und|et|и|та|і|ve|y|i)\s+")
AUTHOR_MARK = re.compile(
    r"(?:^|[\s_-])(?:author[-_]{0,2}name|byline[-_]{0,2}name|(?:post|article)[-_]author[-_]name|user-name|authorName)(?:$|\s)"
)
LINKED = "//*[@rel='author' or contains(@itemprop, 'author')]"


def authors(root: Any, claims: Claims) -> tuple[str, ...]:
    """Names in the order of the page: of its linked data, else its head, else elements marked as such."""
    for names in (linked_authors(claims), head_authors(claims), marked_authors(root), named_authors(root)):
        found = list(dict.fromkeys(filter(None, map(name, names))))
        if found:
            return tuple(found[:MOST_AUTHORS])
    return ()


def linked_authors(claims: Claims) -> Iterator[str]:
    """The names in linked data: strings, objects, lists of either."""
    said = claims.article.get("author")
    for author in said if isinstance(said, list) else [said]:
        named = author.get("name") if isinstance(author, dict) else author
        for one in named if isinstance(named, list) else [named]:
            if isinstance(one, str):
                yield one


def head_authors(claims: Claims) -> Iterator[str]:
    """The names in meta elements; several may stand in one."""
    for key in ("author", "article:author", "parsely-author", "dc.creator", "byl"):
        for said in claims.meta.get(key, ()):
            yield from SEVERAL.split(said[: LONGEST_NAME * MOST_AUTHORS])


def marked_authors(root: Any) -> Iterator[str]:
    """The texts of elements that are marked as an author's name."""
    for element in root.xpath(LINKED)[:MOST_AUTHORS]:
        yield element.get("content") or "".join(element.itertext())


def named_authors(root: Any) -> Iterator[str]:
    """The texts of elements whose class or hook says that they are a writer's name; not those of comments."""
    for element in root.iter("a", "span", "div", "p", "h4", "strong"):
        marks = " ".join(element.get(key) or "" for key in ("class", "data-hook", "data-testid"))
        if AUTHOR_MARK.search(marks) and not any(
            "comment" in (parent.get("class") or "").lower() for parent in element.iterancestors()
        ):
            yield one_line("".join(element.itertext()))


def name(text: str) -> str:
    """A name without "By" before it; empty if it cannot be one."""
    if len(text) > LONGEST_NAME * 2:
        return ""
    bare = BY.sub("", tidy_text(text)).strip(" ,;|-–—")
    return "" if NOT_A_NAME.search(bare) or len(bare) > LONGEST_NAME else bare
