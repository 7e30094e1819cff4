"""What a page says of itself in its head: linked data, meta elements, the canonical link, its language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from pipelines.wording import words

if TYPE_CHECKING:
    from pipelines.extract.parse import Page

ARTICLE_TYPE = re.compile(r"(?:.*article|(?:blog|liveblog|socialmedia)posting|report)")
"""The subtypes of schema.org/Article, in lower case."""
LISTING_TYPES = frozenset({"collectionpage", "searchresultspage"})
PAGE_TYPE = re.compile("webpage|itempage|videoobject|creativework")
MOST_OBJECTS = 2000
LONGEST_CLAIM = 5000
"""Characters of one claim that are looked at: no headline, name or date is longer."""
TRAILING_COMMA = re.compile(r",(\s{0,50}[}\]])")


@dataclass(frozen=True, slots=True)
class Claims:
    """What the head says; empty where it says nothing."""

    article: Mapping[str, Any] = field(default_factory=dict)
    """The linked-data object of the article."""
    broken: str = ""
    """Linked data that could not be read as JSON."""
    meta: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By lower-case name, property or itemprop."""
    page_title: str = ""
    canonical: str = ""
    language: str = ""
    kinds: frozenset[str] = frozenset()
    """Types of every object in its linked data."""
    path: tuple[str, ...] = ()
    """The folders of the page's address, with blanks for hyphens."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Names of the linked-data objects that others refer to, by their `@id`."""

    @property
    def is_article(self) -> bool:
        """Whether linked data or the Open Graph call the page an article."""
        return (
            any(map(ARTICLE_TYPE.fullmatch, types(self.article)))
            or self.first("og:type").lower() == "article"
        )

    @property
    def is_listing(self) -> bool:
        """Whether linked data call it a page of other pages."""
        return bool(self.kinds & LISTING_TYPES)

    @property
    def sections(self) -> tuple[str, ...]:
        """The names of the sections that the article stands in."""
        said = self.article.get("articleSection")
        linked = [text for text in (said if isinstance(said, list) else [said]) if isinstance(text, str)]
        return (*linked, *self.meta.get("article:section", ()), *self.path)

    def first(self, *names: str) -> str:
        """The first meta element of these names, in their order."""
        return next((value for name in names for value in self.meta.get(name, ()) if value), "")


def claims(page: Page, url: str = "") -> Claims:
    """Reads the head; claims that cannot be read are left out."""
    objects, broken = linked_objects(page.linked_data)
    page_title = " ".join("".join(page.root.xpath("(//title)[1]//text()"))[:LONGEST_CLAIM].split())
    canonical = next(iter(page.root.xpath("//link[@rel='canonical']/@href")), "")[:LONGEST_CLAIM]
    return Claims(
        article=article_object(objects, url, page_title),
        broken=broken,
        meta=meta_elements(page.root),
        page_title=page_title,
        canonical=web_address(canonical, url),
        path=tuple(part.replace("-", " ") for part in urlsplit(url).path.split("/")[:-1] if part),
        names=object_names(objects),
        kinds=frozenset(kind for found in objects for kind in types(found)),
        language=str(
            page.root.get("lang") or page.root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
        ),
    )


def web_address(link: str, base: str) -> str:
    """The link as an absolute http(s) URL; empty if it is none."""
    if not link.strip():
        return ""
    try:
        absolute = urljoin(base, link.strip())
        parts = urlsplit(absolute)
        return absolute if parts.scheme in ("http", "https") and parts.hostname else ""
    except ValueError:
        return ""


def meta_elements(root: Any) -> dict[str, tuple[str, ...]]:
    """Every named meta element with content, in the order of the page."""
    found: dict[str, tuple[str, ...]] = {}
    for element in root.iter("meta"):
        content = " ".join((element.get("content") or element.get("value") or "")[:LONGEST_CLAIM].split())
        for key in ("property", "name", "itemprop"):
            if content and (name := (element.get(key) or "").strip().lower()[:80]):
                found[name] = (*found.get(name, ())[:50], content)
    return found


def linked_objects(scripts: tuple[str, ...]) -> tuple[list[dict[str, Any]], str]:
    """Every object of the linked data, and the text of what is no JSON."""
    objects: list[dict[str, Any]] = []
    broken = ""
    for script in scripts:
        text = script.strip().removeprefix("<![CDATA[").removesuffix("]]>").strip().rstrip(";")
        try:
            objects.extend(flatten(lenient(text)))
        except (ValueError, RecursionError):
            broken = broken or script
    return objects[:MOST_OBJECTS], broken


def lenient(text: str) -> Any:
    """JSON with line breaks in strings and commas before brackets; raises ValueError for anything worse."""
    try:
        return json.loads(text, strict=False)
    except ValueError:
        return json.loads(TRAILING_COMMA.sub(r"\1", text), strict=False)


def flatten(value: Any, level: int = 0) -> Iterator[dict[str, Any]]:
    """The objects of a document: of lists, of `@graph`, and what a page says it is mainly about."""
    if level > 6:
        return
    if isinstance(value, list):
        for part in value:
            yield from flatten(part, level + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from flatten(value.get(key), level + 1)


def types(found: Mapping[str, Any]) -> set[str]:
    """The types of an object, in lower case, without their vocabulary."""
    named = found.get("@type")
    names = named if isinstance(named, list) else [named]
    return {name.rpartition("/")[2].lower() for name in names if isinstance(name, str)}


def object_names(objects: list[dict[str, Any]]) -> dict[str, str]:
    """The names of objects that have an `@id`."""
    return {
        found["@id"]: found["name"]
        for found in objects
        if isinstance(found.get("@id"), str) and isinstance(found.get("name"), str)
    }


def article_object(objects: list[dict[str, Any]], url: str, page_title: str) -> Mapping[str, Any]:
    """The article among the objects: the one that names this URL, else the one whose headline is the page's
    title, else the first; without an article, the page likewise."""
    for wanted in (ARTICLE_TYPE, PAGE_TYPE):
        found = [candidate for candidate in objects if any(map(wanted.fullmatch, types(candidate)))]
        named = [candidate for candidate in found if url and names_url(candidate, url)]
        titled = [candidate for candidate in found if has_title(candidate, page_title)]
        if found:
            return (named or titled or found)[0]
    return {}


def has_title(candidate: Mapping[str, Any], page_title: str) -> bool:
    """Whether the page's title begins with an object's headline."""
    headline = words(unescape(str(candidate.get("headline") or ""))[:LONGEST_CLAIM])
    return bool(headline) and words(page_title)[: len(headline)] == headline


def names_url(candidate: Mapping[str, Any], url: str) -> bool:
    """Whether an object says that it is the page of this path."""
    page = candidate.get("mainEntityOfPage")
    links = [candidate.get("url"), candidate.get("@id"), page.get("@id") if isinstance(page, dict) else page]
    path = urlsplit(url).path.rstrip("/")
    return bool(path) and any(isinstance(link, str) and path_of(link) == path for link in links)


def path_of(link: str) -> str:
    """The path of a link without its last slash; empty if it is none."""
    try:
        return urlsplit(link.strip()).path.rstrip("/")
    except ValueError:
        return ""
