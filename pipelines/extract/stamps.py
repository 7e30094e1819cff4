"""Every date that a page claims for its article, best first, with the place of the claim; none is judged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipelines.extract.claims import Claims

PUBLISHED_META = (
    *("article:published_time", "article:published", "og:article:published_time", "published_time"),
    *("datepublished", "date", "pubdate", "publishdate", "publish-date", "publication_date", "publisheddate"),
    *("parsely-pub-date", "sailthru.date", "dc.date", "dc.date.issued", "dcterms.created", "dcterms.date"),
    *(
        "dcterms.issued",
        "article.published",
        "article_date_original",
        "originalpublicationdate",
        "og:pubdate",
    ),
    *("cxenseparse:recs:publishtime", "displaydate", "news_date", "mediator_published_time"),
)
MODIFIED_META = (
    *("article:modified_time", "article:modified", "og:updated_time", "datemodified", "lastmod"),
    *("last-modified", "dcterms.modified", "dc.date.modified", "article:updated", "updated_time"),
)
PUBLISHED_KEY = re.compile(r'"(?:datePublished|dateCreated)"\s{0,9}:\s{0,9}"([^"\\]{4,40})"')
MODIFIED_KEY = re.compile(r'"dateModified"\s{0,9}:\s{0,9}"([^"\\]{4,40})"')
PUBLISHED_MARK = re.compile(
    r"publish|pubdate|entry-?date|post-?date|article-?date|date-?created|created|posted|news-?date",
    re.IGNORECASE,
)
DATE_MARK = re.compile(
    r"(?:^|[\s_-])(?:datePublished|date-header|(?:entry|post|article|news|publish|published|publication)[_-]{1,2}date"
    r"|date[_-]{0,2}(?:time|published|posted)|news-date-time|published|pubdate|posted-on)(?:$|\s)"
)
MODIFIED_MARK = re.compile(r"modif|updat", re.IGNORECASE)
WEAK_MARK = re.compile(
    r"(?:^|[\s_-])(?:date|create-?date|datetime|date-?line|time|timestamp|meta__?date)(?:$|\s)", re.IGNORECASE
)
"""What a date is called too that may be another article's: it counts beside the headline alone."""
SEPARATOR = re.compile(r"[^a-z0-9]")
OUTSIDE_MARK = re.compile(r"comment|related|sidebar|widget(?! blog\b)|recommend|teaser|popular")
"""A widget of the class Blog holds the posts of a Blogger page, the others what stands around them."""
OUTSIDE = frozenset({"aside", "footer", "nav"})
TITLE_WORDS = 4
LONGEST = 80
MOST_TIMES = 200
MOST_CALLED = 50


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date as it was written, and the rule that found it: json-ld, meta or time."""

    text: str
    rule: str
    shown: bool = False
    """Whether it was written for readers, in the order of day and month that their language has."""


def published_stamps(root: Any, claims: Claims) -> tuple[Stamp, ...]:
    """When the page says that it was published: linked data, meta elements, marked <time> elements."""
    said = [claims.article.get(key) for key in ("datePublished", "dateCreated")]
    stamps = [Stamp(text, "json-ld") for text in [*strings(said), *PUBLISHED_KEY.findall(claims.broken)]]
    stamps += [Stamp(text, "meta") for text in meta_texts(claims, PUBLISHED_META)]
    stamps += [Stamp(text, "time") for text in time_elements(root, modified=False)]
    return tuple(Stamp(stamp.text[:LONGEST], stamp.rule) for stamp in stamps)


def modified_stamps(root: Any, claims: Claims) -> tuple[Stamp, ...]:
    """When the page says that it was changed."""
    stamps = [Stamp(text, "json-ld") for text in strings([claims.article.get("dateModified")])]
    stamps += [Stamp(text, "json-ld") for text in MODIFIED_KEY.findall(claims.broken)]
    stamps += [Stamp(text, "meta") for text in meta_texts(claims, MODIFIED_META)]
    stamps += [Stamp(text, "time") for text in time_elements(root, modified=True)]
    return tuple(Stamp(stamp.text[:LONGEST], stamp.rule) for stamp in stamps)


def meta_texts(claims: Claims, names: tuple[str, ...]) -> Iterator[str]:
    """The contents of meta elements of these names, in the order of the names; separators do not matter."""
    written: dict[str, list[str]] = {}
    for key, texts in claims.meta.items():
        written.setdefault(SEPARATOR.sub("", key), []).extend(texts)
    for name in dict.fromkeys(SEPARATOR.sub("", name) for name in names):
        yield from written.get(name, ())


def strings(values: list[object]) -> Iterator[str]:
    """The strings among values, those inside lists too."""
    for value in values:
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str) and one.strip():
                yield one


def time_elements(root: Any, *, modified: bool) -> Iterator[str]:
    """The dates of <time> elements that are marked as this page's own.

    A lone <time> beside the only headline needs no mark; times of other articles and comments do not count.
    """
    times = [element for element in list(root.iter("time", "abbr"))[:MOST_TIMES] if not is_outside(element)]
    for element in times:
        marks = marks_of(element)
        if MODIFIED_MARK.search(marks) and not PUBLISHED_MARK.search(marks):
            if modified:
                yield written(element)
        elif modified:
            if MODIFIED_MARK.search(marks):
                yield written(element)
        elif PUBLISHED_MARK.search(f"{marks} {marks_of(element.getparent())}"):
            yield written(element)
    if not modified:
        yield from marked_dates(root)
    plain = [element for element in times if element.tag == "time"]
    if not modified and plain and beside_headline(plain[0]):
        yield written(plain[0])
    if not modified:
        yield from dates_beside_headline(root)


def marks_of(element: Any) -> str:
    """What a theme calls an element."""
    marks = [element.get(key) or "" for key in ("class", "itemprop", "id")]
    return " ".join([*marks, "pubdate" if element.get("pubdate") is not None else ""])


def marked_dates(root: Any) -> Iterator[str]:
    """The texts of other elements that are named as the date of publication."""
    elements = root.iter("span", "div", "p", "h2", "li", "a", "em")
    for element in islice(filter(is_named_date, elements), MOST_TIMES):
        if not is_outside(element):
            text = (element.get("content") or element.get("title") or "".join(element.itertext())).strip()
            if text and len(text) <= LONGEST:
                yield text


def is_named_date(element: Any) -> bool:
    """Whether a theme calls an element the date of publication."""
    marks = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
    return marks != " " and DATE_MARK.search(marks) is not None


def dates_beside_headline(root: Any) -> Iterator[str]:
    """The texts of elements that are called a date, and stand with the headline and no other one."""
    called = (
        part for part in root.iter("span", "div", "p", "li") if WEAK_MARK.search(part.get("class") or "")
    )
    for element in islice(called, MOST_CALLED):
        text = " ".join(" ".join(element.itertext()).split())
        if not text or len(text) > LONGEST or is_outside(element):
            continue
        if beside_headline(element) and not of_another(element):
            yield text


def of_another(element: Any) -> bool:
    """Whether an element stands with a heading or a titled link that is not the headline."""
    for part in [element, *element.iterancestors()]:
        if part.find(".//h1") is not None:
            return False
        if part.find(".//h2") is not None or part.find(".//h3") is not None or part.find(".//h4") is not None:
            return True
        if any(len("".join(link.itertext()).split()) >= TITLE_WORDS for link in part.iter("a")):
            return True
    return True


def written(element: Any) -> str:
    """The machine's form of a time, else what is shown."""
    return str(element.get("datetime") or element.get("title") or "".join(element.itertext())).strip()


def is_outside(element: Any, tags: frozenset[str] = OUTSIDE) -> bool:
    """Whether an element stands in one of the tags, in a card of another article, or among comments."""
    for parent in element.iterancestors():
        marks = f"{parent.get('class') or ''} {parent.get('id') or ''}".lower()
        if parent.tag in tags or OUTSIDE_MARK.search(marks):
            return not (parent.tag in ("body", "html") or parent.find(".//h1") is not None)
    return False


def beside_headline(element: Any) -> bool:
    """Whether the nearest container of three levels also holds the only first-level heading."""
    for level, parent in enumerate(element.iterancestors()):
        if level > 4 or parent.tag in ("body", "html"):
            return False
        if parent.find(".//h1") is not None:
            return len(list(parent.iter("h1"))) == 1
    return False
