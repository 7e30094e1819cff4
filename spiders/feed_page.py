"""A feed's bytes to the URLs it names: RSS 0.9 to 2.0, Atom and JSON Feed, whole or broken."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import feedparser
from lxml import etree

from items import Found, Hints
from spiders.charset import decoded
from spiders.feed_entry import LANG, Entry, bare_url, name, read_entry, words
from spiders.links import absolute, plain, primary
from spiders.mending import mended, outside_cdata, thinned

MOST_ITEMS = 2000
FORMS = {"rss": "rss", "rdf": "rdf", "feed": "atom"}
ITEM = re.compile(r"<(?:\w+:)?(?:item|entry)(?=[\s>])")


@dataclass(frozen=True, slots=True)
class FeedPage:
    """What a feed named, in its order, each URL once."""

    found: tuple[Found, ...]
    problems: tuple[str, ...]
    form: str
    """rss, rdf, atom or json; empty if the bytes are no feed."""


def parse_feed(body: bytes, url: str, content_type: str = "") -> FeedPage:
    """Never raises: what is broken costs itself and is named in `problems`."""
    text, problem = decoded(body, content_type)
    text = text.lstrip("\ufeff \t\r\n\x00")
    problems = [problem] if problem else []
    if text.startswith(("{", "[")):
        form, entries = json_feed(text, url, problems)
    else:
        form, entries = xml_feed(text, url, problems)
    found: dict[str, Found] = {}
    for number, entry in enumerate(entries[:MOST_ITEMS], 1):
        if entry.link:
            found.setdefault(entry.link, Found(entry.link, entry.hints))
        else:
            problems.append(f"item {number} has no link: {entry.hints.title[:80]!r}")
    if len(entries) > MOST_ITEMS:
        problems.append(f"more than {MOST_ITEMS} items: the rest is left out")
    if not form and not problems:
        problems.append("no feed: neither RSS, Atom nor JSON Feed")
    return FeedPage(tuple(found.values()), tuple(problems), form)


def xml_feed(text: str, url: str, problems: list[str]) -> tuple[str, list[Entry]]:
    """Read strictly; if that fails mended, then item by item, then by feedparser."""
    text = re.sub(r"^<\?xml[^>]{0,300}\?>", "", thinned(text))
    try:
        return read(text, url, recover=False)
    except etree.XMLSyntaxError as error:
        if not text.strip():
            problems.append("the feed is empty")
            return "", []
        problems.append(f"not well-formed XML: {error.msg}")
    whole = mended(text)
    expected = min(len(ITEM.findall("".join(outside_cdata(whole)))), MOST_ITEMS)
    form, entries = read(whole, url, recover=True)
    if form and len(entries) < expected:
        apart = one_by_one(whole, url)
        entries = apart if len(apart) > len(entries) else entries
    if not entries:
        soup, entries = by_feedparser(text, url)
        form = soup or form
    if form and len(entries) < expected:
        problems.append(f"{expected - len(entries)} of {expected} items could not be read")
    return form, entries


def read(text: str, url: str, *, recover: bool) -> tuple[str, list[Entry]]:
    """Form and items, at most one more than are kept. Raises XMLSyntaxError unless `recover`."""
    form, language, entries = "", "", []
    events = etree.iterparse(
        io.BytesIO(text.encode("utf-8", "replace")),
        events=("start", "end"),
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for event, element in events:
            label = name(element)
            if event == "start":
                if not form and (form := FORMS.get(label.removeprefix("rdf:").lower(), "")):
                    language = element.get(LANG) or ""
            elif label in ("language", "dc:language") and name(element.getparent()) == "channel":
                language = language or words(element)
            elif label in ("item", "entry"):
                entries.append(read_entry(element, url, language))
                element.clear(keep_tail=False)
                if len(entries) > MOST_ITEMS:
                    break
    except etree.XMLSyntaxError:
        if not recover:
            raise
    return form, entries


def one_by_one(text: str, url: str) -> list[Entry]:
    """Each item parsed alone, so that a broken one costs itself; namespaces are the root's."""
    starts = [match.start() for match in ITEM.finditer(text)][: MOST_ITEMS + 1]
    root = re.match(r"\s*(?:<[?!][^>]*>\s*)*<([A-Za-z][\w:.-]*)([^<>]*)>", text)
    opening = f"<{root[1]}{root[2]}>" if root and not root[2].endswith("/") else "<rss>"
    entries = []
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        entries += read(opening + text[start:end], url, recover=True)[1][:1]
    return entries


def by_feedparser(text: str, url: str) -> tuple[str, list[Entry]]:
    """What a reader of tag soup makes of it."""
    if not ITEM.search(text.lower()):
        return "", []
    feed = feedparser.parse(io.BytesIO(text.encode("utf-8", "replace")), sanitize_html=False)
    language = primary(feed.feed.get("language", ""))
    entries = [
        Entry(
            absolute(url, item.get("link", "")) if item.get("link") else "",
            Hints(
                plain(item.get("title", "")),
                plain(item.get("summary", "")),
                plain(item.get("published", "") or item.get("updated", ""), 100),
                language,
            ),
        )
        for item in feed.entries[: MOST_ITEMS + 1]
    ]
    return ("rss" if entries else ""), entries


def json_feed(text: str, url: str, problems: list[str]) -> tuple[str, list[Entry]]:
    """https://www.jsonfeed.org/version/1.1/"""
    try:
        feed = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        problems.append(f"not JSON: {error}")
        return "", []
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        problems.append("JSON, but no JSON Feed: it has no list of items")
        return "", []
    return "json", [json_entry(item, feed, url) for item in items[: MOST_ITEMS + 1]]


def json_entry(item: object, feed: dict[str, Any], url: str) -> Entry:
    if not isinstance(item, dict):
        return Entry("", Hints())

    def first(*keys: str) -> str:
        return next((item[key] for key in keys if isinstance(item.get(key), str) and item[key]), "")

    language = first("language") or str(feed.get("language") or "")
    candidates: Iterable[str] = (first("url"), first("external_url"), bare_url(first("id")))
    link = next((absolute(url, candidate) for candidate in candidates if candidate), "")
    hints = Hints(
        plain(first("title")),
        plain(first("summary", "content_text", "content_html")),
        plain(first("date_published", "date_modified"), 100),
        primary(language),
    )
    return Entry(link, hints)
