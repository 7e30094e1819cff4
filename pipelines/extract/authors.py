"""Who wrote an article, as the page says it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from pipelines.extract.byline import names_in
from pipelines.extract.stamps import is_outside
from pipelines.wording import one_line, words

if TYPE_CHECKING:
    from pipelines.extract.claims import Claims

MOST_AUTHORS = 20
MOST_CLAIMS = 200
"""Bylines and marked elements that are looked at: each is held against what stands around it."""
HEAD = (
    "author",
    "article:author",
    "og:article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "byl",
)
MARKS = frozenset(
    {
        *("author-name", "author_name", "author__name", "authorname", "byline-name", "byline__name"),
        *("post-author-name", "article-author-name", "article__author-name", "user-name", "byline-author"),
    }
)
ELSEWHERE = frozenset({"nav"})
"""A byline may stand in the footer of its article."""
LINKED = "//*[@rel='author' or contains(@itemprop, 'author')]"


def authors(root: Any, claims: Claims) -> tuple[str, ...]:
    """Names in the order of the page: of its linked data, else its head, else elements marked as such."""
    for said in (linked_authors(claims), head_authors(claims), marked_authors(root), named_authors(root)):
        found = once(names_in(islice(said, MOST_CLAIMS)))
        if found:
            return tuple(found[:MOST_AUTHORS])
    return ()


def once(names: Iterable[str]) -> list[str]:
    """Each name once, whatever its case and hyphens; not in capitals if it is written otherwise too."""
    found: dict[str, str] = {}
    for name in names:
        key = " ".join(words(name))
        if key and (key not in found or (found[key].isupper() and not name.isupper())):
            found[key] = name
    return list(found.values())


def linked_authors(claims: Claims) -> Iterator[tuple[str, bool]]:
    """What linked data name (strings, objects, references, lists of these), and whether it is one name."""
    said = claims.article.get("author") or claims.article.get("creator")
    for author in said if isinstance(said, list) else [said]:
        if isinstance(author, dict):
            named = author.get("name") or claims.names.get(str(author.get("@id")))
        else:
            named = author
        for one in named if isinstance(named, list) else [named]:
            if isinstance(one, str):
                yield one, is_organisation(author)


def is_organisation(author: object) -> bool:
    """Whether an object is of a type whose name is one name, whatever words it has."""
    kind = author.get("@type") if isinstance(author, Mapping) else ""
    return isinstance(kind, str) and kind.endswith("Organization")


def head_authors(claims: Claims) -> Iterator[tuple[str, bool]]:
    """What the first meta element that names anybody says."""
    for key in HEAD:
        said = [(text, False) for text in claims.meta.get(key, ())]
        if names_in(said):
            yield from said
            return


def marked_authors(root: Any) -> Iterator[tuple[str, bool]]:
    """The texts of elements that are marked as an author's name; not those of comments and other articles."""
    for element in root.xpath(LINKED)[:MOST_AUTHORS]:
        if not is_outside(element, ELSEWHERE):
            yield element.get("content") or one_line(" ".join(element.itertext())), False


def named_authors(root: Any) -> Iterator[tuple[str, bool]]:
    """The texts of elements whose class or hook says that they are a writer's name."""
    elements = root.iter("a", "span", "div", "p", "h4", "strong")
    for element in islice(filter(is_marked, elements), MOST_CLAIMS):
        if not is_outside(element, ELSEWHERE):
            yield one_line("".join(element.itertext())), False


def is_marked(element: Any) -> bool:
    """Whether an element is called a writer's name."""
    marks = " ".join(element.get(key) or "" for key in ("class", "data-hook", "data-testid"))
    return bool(marks) and not MARKS.isdisjoint(marks.lower().split())
