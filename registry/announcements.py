"""Which feeds and sitemaps a home page and a robots.txt name, and what an answer's bytes are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urldefrag, urljoin

from lxml import etree, html

FEED_TYPES = {
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/feed+json",
    "application/json",
}
ROOTS = {
    "rss": "feed",
    "feed": "feed",
    "rdf": "feed",
    "urlset": "sitemap",
    "sitemapindex": "sitemap",
    "html": "page",
}
ROOT = re.compile(rb"<(?![?!])(?:[\w.-]+:)?([A-Za-z]+)")
JSON_FEED = re.compile(rb"\s*\{[^}]{0,400}jsonfeed\.org/version", re.DOTALL)
DATES = re.compile(
    rb"<(?:\w+:)?(?:pubDate|updated|published|date|lastmod|publication_date)>\s*(?:<!\[CDATA\[)?([^<\]]{8,60})"
    rb'|"date_published"\s*:\s*"([^"]{8,60})"'
)
MOST_DATES = 5_000


def named_by_page(body: bytes, url: str) -> list[str]:
    """The feeds that a page's `<link rel=alternate>` name, absolute, each once; a `<base>` is honoured."""
    if not body.strip():
        return []
    try:
        root = html.document_fromstring(body)
    except (etree.ParserError, ValueError):
        return []
    base = urljoin(url, next(iter(root.xpath("//base/@href")), ""))
    return list(dict.fromkeys(feed_links(root, base)))


def feed_links(root: html.HtmlElement, base: str) -> Iterator[str]:
    """What the page offers as the same in the form of a feed; feeds of comments are left out."""
    for link in root.iter("link"):
        relations = (link.get("rel") or "").lower().split()
        form = (link.get("type") or "").split(";")[0].strip().lower()
        href = (link.get("href") or "").strip()
        if (
            "alternate" in relations
            and form in FEED_TYPES
            and href
            and "oembed" not in href
            and "wp-json" not in href
        ):
            target = absolute(href, base)
            if target and not target.rstrip("/").endswith("comments/feed"):
                yield target


def named_by_robots(body: bytes, url: str) -> list[str]:
    """The sitemaps that a robots.txt names, absolute, each once (sitemaps.org, "Specifying the location")."""
    lines = (line.split("#")[0].partition(":") for line in body.decode("utf-8-sig", "replace").splitlines())
    named = (value.strip() for key, _, value in lines if key.strip().lower() == "sitemap")
    return list(dict.fromkeys(target for value in named if value and (target := absolute(value, url))))


def absolute(href: str, base: str) -> str:
    """The http(s) URL that a reference means; empty if it is none."""
    try:
        target = urldefrag(urljoin(base, href)).url
    except ValueError:
        return ""
    return target if target.startswith(("http://", "https://")) else ""


def kind_of(body: bytes) -> str:
    """`feed`, `sitemap`, `page` or `empty`; `unknown` for anything else. Looks at the root alone."""
    start = body[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        return "empty"
    if JSON_FEED.match(start):
        return "feed"
    match = ROOT.search(start)
    name = match[1].decode("ascii").lower() if match and start.startswith(b"<") else ""
    return ROOTS.get(name, "unknown")


def newest_date(body: bytes) -> datetime | None:
    """The latest date of a feed's or sitemap's entries, UTC; None where it has none that can be read."""
    found = (match[1] or match[2] for _, match in zip(range(MOST_DATES), DATES.finditer(body), strict=False))
    dates = (moment(text.decode("ascii", "replace").strip()) for text in found)
    return max((date for date in dates if date), default=None)


def moment(text: str) -> datetime | None:
    """An ISO 8601 or e-mail date as UTC; one without zone is taken for UTC."""
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            date = parse(text)
            return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return None
