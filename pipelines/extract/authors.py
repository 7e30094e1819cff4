"""Who wrote an article, as the page says it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from pipelines.extract.byline import BY, names_in
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
LINKED = "//*[contains(concat(' ', normalize-space(@rel), ' '), ' author ') or contains(@itemprop, 'author')]"
BYLINES = frozenset(
    {
        *(
            "author",
            "byline",
            "post-author",
            "entry-author",
            "article-author",
            "article__author",
            "story-author",
        ),
        *("news-author", "story-byline", "article-byline", "article__byline", "entry-byline", "post-byline"),
        *("post__author", "news__author", "authors", "post-authors", "article-authors", "article__authors"),
    }
)
"""What the line with the writer is called: it may say more than a name."""
WRITER = re.compile(
    r"/(?:authors?|autor\w*|avtor\w*|yazar\w*|muhabir\w*|people|person|profiles?|staff|users?|journalists?|reporters?"
    r"|contributors?|columnists?|by)/",
    re.IGNORECASE,
)
"""Addresses of pages on a writer."""
JOINERS = frozenset({",", "&", "and", "и", "та", "і", "й", "ve", "und", "et", "y", ", and", "i"})
FEWEST_WORDS, MOST_WORDS = 2, 4
"""Words of a byline without a link that says nothing but a name."""


def authors(root: Any, claims: Claims) -> tuple[str, ...]:
    """Names in the order of the page: of its linked data, else its head, else elements marked as such, else
    the line by the headline that is called a byline.
    """
    for said in (
        linked_authors(claims),
        head_authors(claims),
        marked_authors(root),
        named_authors(root),
        bylines(root),
    ):
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
            yield element.get("content") or own_name(element) or text_of(element), False


def own_name(element: Any) -> str:
    """The name of a person that is described by properties: job and portrait stand beside it."""
    if "author" not in (element.get("itemprop") or "").split():
        return ""
    names = element.xpath("(.//*[@itemprop='name'])[1]")
    return (names[0].get("content") or text_of(names[0])) if names else ""


def text_of(element: Any) -> str:
    """All that an element says, on one line."""
    return one_line(" ".join(element.itertext()))


def named_authors(root: Any) -> Iterator[tuple[str, bool]]:
    """The texts of elements whose class or hook says that they are a writer's name."""
    elements = root.iter("a", "span", "div", "p", "h4", "strong")
    for element in islice(filter(is_marked, elements), MOST_CLAIMS):
        if not is_outside(element, ELSEWHERE):
            yield one_line("".join(element.itertext())), False


def bylines(root: Any) -> Iterator[tuple[str, bool]]:
    """What the byline at the headline says; nothing where several places name different people: these wrote
    the updates of a live blog, or other articles.
    """
    called = (part for part in root.iter("span", "div", "p", "address", "li", "cite") if is_byline(part))
    places: dict[Any, list[tuple[str, bool]]] = {}
    for element in islice(called, MOST_CLAIMS):
        if not is_outside(element, ELSEWHERE) and stands_with_headline(element):
            places.setdefault(element.getparent(), []).extend((text, False) for text in writers(element))
    named = [said for said in places.values() if names_in(said)]
    first = set(names_in(named[0])) if named else set()
    if all(first.issuperset(names_in(said)) for said in named):
        yield from (one for said in named for one in said)


def is_byline(element: Any) -> bool:
    """Whether an element is called a byline."""
    return not BYLINES.isdisjoint((element.get("class") or "").lower().split())


def stands_with_headline(element: Any) -> bool:
    """Whether the first heading around an element is of the first level: others are of other articles."""
    for parent in element.iterancestors():
        if parent.find(".//h1") is not None:
            return True
        if any(parent.find(f".//{tag}") is not None for tag in ("h2", "h3", "h4")):
            return False
    return False


def writers(element: Any) -> list[str]:
    """The links of a byline that lead to writers, else the first ones that are joined as names are, else its
    text if it says who wrote or is a name by its length.
    """
    links = [link for link in element.iter("a") if text_of(link)][:MOST_AUTHORS]
    if known := [link for link in links if WRITER.search(link.get("href") or "")]:
        return [text_of(link) for link in known]
    if links:
        joined = [(link.tail or "").strip().lower() in JOINERS for link in links]
        end = joined.index(False) + 1 if False in joined else len(links)
        return [text_of(link) for link in links[:end]]
    text = text_of(element)
    named = FEWEST_WORDS <= len(words(text)) <= MOST_WORDS and text[-1:].isalpha()
    return [text] if named or (BY.match(text) and len(words(text)) <= 2 * MOST_WORDS) else []


def is_marked(element: Any) -> bool:
    """Whether an element is called a writer's name."""
    marks = " ".join(element.get(key) or "" for key in ("class", "data-hook", "data-testid"))
    return bool(marks) and not MARKS.isdisjoint(marks.lower().split())
