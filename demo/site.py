"""The sample site as data: hosts, pages with their versions and faults, and the HTML they are sent as."""

from __future__ import annotations

import html
import tomllib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from string import Template
from typing import Any

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with a page: an error status, or a body that is not what its type says."""

    status: int
    first: int = 0
    """For so many requests; 0: always."""
    retry_after: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """One page of one host, in the epochs in which it is there."""

    path: str
    title: str = ""
    lead: str = ""
    author: str = ""
    published: datetime | None = None
    modified: datetime | None = None
    """Of the second version."""
    file: str = ""
    """Its own part of the HTML, in the host's folder; a second version stands in `<stem>.2.html`."""
    named_in: tuple[str, ...] = ()
    """feed, news, archive, section."""
    feed_url: str = ""
    """What the feed calls it: a redirect, or the path with tracking parameters."""
    moved_to: str = ""
    """Answered with 301."""
    raw: bool = False
    """The file is sent as it is, with the type text/html."""
    etag: bool = True
    """Else the page has Last-Modified alone."""
    first_epoch: int = 1
    last_epoch: int = 9
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Host:
    """One outlet of the sample site."""

    name: str
    outlet: str
    language: str
    charset: str = "utf-8"
    feed: str = "rss"
    """rss, atom, json, or none."""
    feed_path: str = ""
    crawl_delay: int = 0
    disallow: tuple[str, ...] = ()
    pages: tuple[Page, ...] = ()

    def url(self, path: str) -> str:
        """The page's address."""
        return f"http://{self.name}{path}"

    def page(self, path: str, epoch: int) -> Page | None:
        """The page that a path leads to in an epoch."""
        return next((page for page in self.present(epoch) if page.path == path), None)

    def had(self, path: str) -> bool:
        """Whether the path ever led to a page."""
        return any(page.path == path for page in self.pages)

    def present(self, epoch: int, entrance: str = "") -> list[Page]:
        """The pages of an epoch, those alone that an entrance names if one is given; newest first."""
        pages = [
            page
            for page in self.pages
            if page.first_epoch <= epoch <= page.last_epoch and (not entrance or entrance in page.named_in)
        ]
        return sorted(pages, key=lambda page: (page.published is not None, page.published), reverse=True)


@dataclass(frozen=True, slots=True)
class Site:
    """All hosts by name."""

    hosts: dict[str, Host] = field(default_factory=dict)


def load_site(folder: Path = FOLDER) -> Site:
    """Reads `site.toml`."""
    with (folder / "site.toml").open("rb") as file:
        data = tomllib.load(file)
    hosts = {}
    for entry in data["host"]:
        pages = tuple(_page(page) for page in entry.pop("page"))
        disallow = tuple(entry.pop("disallow", ()))
        hosts[entry["name"]] = Host(**entry, disallow=disallow, pages=pages)
    return Site(hosts)


def _page(entry: dict[str, Any]) -> Page:
    fault = entry.pop("fault", None)
    named_in = tuple(entry.pop("named_in", ()))
    return Page(**entry, named_in=named_in, fault=Fault(**fault) if fault else None)


def body(host: Host, page: Page, epoch: int) -> bytes:
    """The page as it is sent, in the host's charset."""
    path = FOLDER / "pages" / host.name / page.file
    if page.raw:
        return path.read_bytes()
    second = path.with_suffix(".2.html")
    changed = epoch > 1 and second.exists()
    fragment = (second if changed else path).read_text(encoding="utf-8")
    frame = Template((path.parent / "frame.html").read_text(encoding="utf-8"))
    published = page.published.isoformat() if page.published else ""
    words = {
        "title": page.title,
        "lead": page.lead,
        "author": page.author,
        "url": host.url(page.path),
        "published": published,
        "modified": page.modified.isoformat() if changed and page.modified else published,
        "day": page.published.strftime("%d.%m.%Y") if page.published else "",
    }
    escaped = {name: html.escape(word) for name, word in words.items()}
    return frame.substitute(escaped, body=fragment.rstrip("\n")).encode(host.charset, "xmlcharrefreplace")
