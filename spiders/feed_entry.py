"""One item of an RSS or Atom feed: where it stands, and what the feed says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from items import Hints
from spiders.links import absolute, plain, primary

PREFIXES = {
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner:",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
    "http://search.yahoo.com/mrss/": "media:",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
}
OWN = re.compile(
    r"https?://(?:purl\.org/(?:rss|atom)/|www\.w3\.org/2005/Atom|\S*netscape\.com/|\S*userland\.com/)"
)
"""Namespaces of the feed formats themselves."""
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
PUBLISHED = ("pubDate", "published", "issued", "dc:date", "date", "updated", "modified")
LEADS = ("description", "summary", "content")


@dataclass(frozen=True, slots=True)
class Entry:
    """One item as written; `link` is absolute, empty if it has none."""

    link: str
    hints: Hints


def read_entry(element: Any, url: str, language: str) -> Entry:
    children: dict[str, list[Any]] = {}
    for child in element:
        children.setdefault(name(child), []).append(child)

    def first(*labels: str) -> str:
        texts = (words(child) for label in labels for child in children.get(label, ()))
        return next((text for text in texts if text), "")

    spoken = first("dc:language", "language") or nearest_language(element) or language
    hints = Hints(plain(first("title")), plain(first(*LEADS)), plain(first(*PUBLISHED), 100), primary(spoken))
    base = urljoin(url, element.base or "")
    candidates = (absolute(urljoin(base, where or ""), link) for where, link in links(element, children))
    return Entry(next((link for link in candidates if link), ""), hints)


def links(element: Any, children: dict[str, list[Any]]) -> Iterator[tuple[str | None, str]]:
    """Where an item may be said to stand, best first, each with the xml:base that it is relative to."""
    for child in children.get("feedburner:origLink", ()):
        yield None, words(child)
    stated = [link for link in children.get("link", ()) if link.get("rel", "alternate") == "alternate"]
    stated.sort(key=lambda link: "html" not in link.get("type", "html"))
    for link in stated:
        yield link.base, link.get("href") or words(link)
    for guid in children.get("guid", ()):
        if guid.get("isPermaLink", "true").lower() != "false":
            yield None, bare_url(words(guid))
    for identity in children.get("id", ()):
        yield None, bare_url(words(identity))
    yield None, element.get(ABOUT) or ""
    for link in children.get("link", ()):
        if link.get("rel") == "self":
            yield link.base, link.get("href") or ""


def bare_url(text: str) -> str:
    """An identifier that is a URL: one that is not would resolve to a page that does not exist."""
    return text if text.lower().startswith(("http://", "https://")) else ""


def name(element: Any) -> str:
    """The local name, with the usual prefix where the namespace is none of the feed formats'."""
    if element is None or not isinstance(element.tag, str):
        return ""
    space, _, local = element.tag.rpartition("}")
    space = space.lstrip("{")
    if not space or OWN.match(space):
        return str(local)
    return f"{PREFIXES.get(space, '?:')}{local}"


def words(element: Any) -> str:
    return "".join(element.itertext()).strip()


def nearest_language(element: Any) -> str:
    return element.get(LANG) or next((up.get(LANG) for up in element.iterancestors() if up.get(LANG)), "")
