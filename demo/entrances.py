"""What names the sample site's pages: feeds, sitemaps, listings and robots.txt."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from email.utils import format_datetime
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from demo.site import Host, Page


SITEMAPS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
NOTICE = "Invented sample text, written for the demonstration of Parley"


@dataclass(frozen=True, slots=True)
class Entrance:
    """A document that names pages."""

    body: bytes
    content_type: str


def entrance(host: Host, path: str, epoch: int) -> Entrance | None:
    """The feed, sitemap, listing or robots.txt at a path; None if there is none."""
    if path == "/robots.txt":
        return Entrance(robots(host).encode(), "text/plain; charset=utf-8")
    if path == host.feed_path:
        return feed(host, epoch)
    if path == "/news/":
        return Entrance(section(host, epoch).encode(host.charset), f"text/html; charset={host.charset}")
    if path == "/sitemap.xml":
        return Entrance(sitemap_index(host).encode(), "application/xml")
    if path == "/sitemap-news.xml.gz":
        return Entrance(gzip.compress(news_sitemap(host, epoch).encode(), mtime=0), "application/gzip")
    if path.startswith("/sitemap-2") and path.endswith(".xml"):
        month = path.removeprefix("/sitemap-").removesuffix(".xml")
        return Entrance(archive_sitemap(host, month, epoch).encode(), "application/xml")
    return None


def robots(host: Host) -> str:
    """Rules for everyone, the delay that the host asks for, and where its sitemap is."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in host.disallow)]
    if host.crawl_delay:
        lines.append(f"Crawl-delay: {host.crawl_delay}")
    return "\n".join([*lines, "", f"Sitemap: {host.url('/sitemap.xml')}", ""])


def feed(host: Host, epoch: int) -> Entrance:
    """The feed in the host's format."""
    pages = host.present(epoch, "feed")
    if host.feed == "json":
        return Entrance(json_feed(host, pages).encode(), "application/feed+json")
    if host.feed == "atom":
        return Entrance(atom(host, pages).encode(), "application/atom+xml; charset=utf-8")
    return Entrance(rss(host, pages).encode(host.charset), "application/rss+xml")


def rss(host: Host, pages: list[Page]) -> str:
    """RSS 2.0, declared in the host's charset."""
    items = "".join(
        f"<item><title>{escape(page.title)}</title><link>{escape(_link(host, page))}</link>"
        f"<description>{escape(page.lead)}</description>"
        f'<guid isPermaLink="false">{escape(host.name + page.path)}</guid>'
        f"<pubDate>{format_datetime(page.published) if page.published else ''}</pubDate></item>\n"
        for page in pages
    )
    return (
        f'<?xml version="1.0" encoding="{host.charset}"?>\n<rss version="2.0"><channel>'
        f"<title>{escape(host.outlet)}</title><link>{host.url('/')}</link>"
        f"<description>{NOTICE}</description><language>{host.language}</language>\n{items}</channel></rss>\n"
    )


def atom(host: Host, pages: list[Page]) -> str:
    """Atom 1.0."""
    entries = "".join(
        f"<entry><title>{escape(page.title)}</title>"
        f'<link rel="alternate" href="{escape(_link(host, page))}"/>'
        f"<id>tag:{host.name},2025:{escape(page.path)}</id><summary>{escape(page.lead)}</summary>"
        f"<published>{_iso(page)}</published><updated>{_iso(page)}</updated></entry>\n"
        for page in pages
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{host.language}">'
        f"<title>{escape(host.outlet)}</title><id>{host.url('/')}</id><subtitle>{NOTICE}</subtitle>"
        f"<updated>{_iso(pages[0])}</updated>\n{entries}</feed>\n"
    )


def json_feed(host: Host, pages: list[Page]) -> str:
    """JSON Feed 1.1."""
    items = [
        {
            "id": page.path,
            "url": _link(host, page),
            "title": page.title,
            "summary": page.lead,
            "date_published": _iso(page),
        }
        for page in pages
    ]
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": host.outlet,
        "description": NOTICE,
        "language": host.language,
        "items": items,
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def sitemap_index(host: Host) -> str:
    """An index that leads to the compressed news sitemap."""
    location = host.url("/sitemap-news.xml.gz")
    index = f"<sitemapindex {SITEMAPS}><sitemap><loc>{location}</loc></sitemap></sitemapindex>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{index}\n'


def news_sitemap(host: Host, epoch: int) -> str:
    """Titles, dates and languages as in Google's news sitemaps; the oldest first."""
    urls = "".join(
        f"<url><loc>{escape(host.url(page.path))}</loc><news:news><news:publication>"
        f"<news:name>{escape(host.outlet)}</news:name><news:language>{host.language}</news:language>"
        f"</news:publication><news:publication_date>{_iso(page)}</news:publication_date>"
        f"<news:title>{escape(page.title)}</news:title></news:news></url>\n"
        for page in reversed(host.present(epoch, "news"))
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {SITEMAPS} {NEWS}>\n{urls}</urlset>\n'


def archive_sitemap(host: Host, month: str, epoch: int) -> str:
    """The pages of one month of the past, such as `2025-06`, without titles."""
    urls = "".join(
        f"<url><loc>{escape(host.url(page.path))}</loc><lastmod>{_iso(page)}</lastmod></url>\n"
        for page in host.present(epoch, "archive")
        if _iso(page).startswith(month)
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {SITEMAPS}>\n{urls}</urlset>\n'


def section(host: Host, epoch: int) -> str:
    """A listing page, with the links that are no articles."""
    teasers = "\n".join(
        f'<div class="teaser"><a href="{escape(page.path)}">{escape(page.title)}</a></div>'
        for page in host.present(epoch, "section")
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{host.language}"><head><meta charset="{host.charset}">'
        f'<title>{escape(host.outlet)}</title></head><body>\n<ul class="menu"><li><a href="/">1</a></li>'
        f'<li><a href="/about/">2</a></li><li><a href="mailto:desk@{host.name}">3</a></li></ul>\n'
        f'<main>\n{teasers}\n</main>\n<p class="foot">{NOTICE}</p></body></html>\n'
    )


def _link(host: Host, page: Page) -> str:
    return host.url(page.feed_url or page.path)


def _iso(page: Page) -> str:
    return page.published.isoformat() if page.published else ""
