"""A listing page's bytes to the links on it that lead to articles."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from cssselect import SelectorError
from lxml import etree
from lxml import html as markup

from items import Found, Hints
from spiders.charset import decoded
from spiders.links import absolute, plain, primary
from spiders.mending import NOT_XML, thinned

MOST_LINKS = 2000
# fmt: off
LIST_WORDS = frozenset({
    "about", "account", "advertise", "archive", "archives", "author", "authors", "awards", "category",
    "categories", "contact", "contacts", "cookies", "feed", "feeds", "help", "jobs", "label", "legal",
    "login", "logout", "newsletter", "newsletters", "page", "pages", "photos", "podcasts", "privacy",
    "register", "rss", "search", "shop", "sitemap", "static", "subscribe", "subscription", "tag",
    "tags", "tegi", "terms", "topic", "topics", "user", "users", "video", "videos", "wp-content",
    "wp-json", "wp-login.php", "yazar", "yazarlar", "kategori", "etiket", "rubric", "rubrics",
})
# fmt: on
"""First or last but one part of a path under which no single article stands."""
NO_PAGE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|css|js|json|xml|rss|pdf|mp3|mp4|m3u8|zip|gz|apk|exe|docx?|xlsx?)$",
    re.IGNORECASE,
)
DATED = re.compile(r"/(?:19|20)\d\d[/-]?(?:0?[1-9]|1[0-2])[/-]?(?:[0-3]?\d)?(?:/|-|$)")
NUMBERED = re.compile(r"(?<!\d)\d{5,}(?!\d)")
CODED = re.compile(r"(?=.*\d)[a-z0-9]{8,}")
PAGE_FILE = re.compile(r"(?!index|default|home)[^/]{3,}\.[sx]?html?$", re.IGNORECASE)
WORD_JOINTS = re.compile(r"(?<=\w)[-_](?=\w)")
FEWEST_JOINTS = 3
"""A slug of four words or more is a headline."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The articles that a page links to, in its order, each URL once."""

    found: tuple[Found, ...]
    problems: tuple[str, ...]
    is_page: bool = True


def parse_listing(
    body: bytes, url: str, content_type: str, is_article: Callable[[str], bool], links: str = ""
) -> Listing:
    """`links` is a CSS selector of links, or of what holds them; empty: all. Never raises."""
    text, problem = decoded(body, content_type)
    problems = [problem] if problem else []
    try:
        page = markup.document_fromstring(NOT_XML.sub("", thinned(without_prolog(text))), base_url=url)
    except (etree.ParserError, ValueError) as error:
        return Listing((), (*problems, f"no page: {error}"), is_page=False)
    language = primary(page.get("lang") or "")
    base = next((absolute(url, element.get("href") or "") for element in page.iter("base")), "") or url
    titles: dict[str, str] = {}
    try:
        for anchor in anchors(page, links):
            target = absolute(base, anchor.get("href") or "")
            if target and target != absolute(url, url) and is_article(target):
                titles[target] = max(titles.get(target, ""), anchor_text(anchor), key=len)
            if len(titles) >= MOST_LINKS:
                problems.append(f"more than {MOST_LINKS} links: the rest is left out")
                break
    except SelectorError as error:
        problems.append(f"the selector {links!r} is none: {error}")
    found = (Found(target, Hints(title=title, language=language)) for target, title in titles.items())
    return Listing(tuple(found), tuple(problems))


def without_prolog(text: str) -> str:
    """lxml refuses a decoded text that still declares an encoding."""
    return re.sub(r"^\s*<\?xml[^>]{0,300}\?>", "", text)


def anchors(page: Any, links: str) -> Iterator[Any]:
    """Raises SelectorError if `links` is no CSS selector."""
    for element in page.cssselect(links) if links else [page]:
        yield from [element] if element.tag == "a" else element.iter("a")


def anchor_text(anchor: Any) -> str:
    """The words of a link; of one that holds a headline among other things, the headline."""
    heading = next(anchor.iter("h1", "h2", "h3", "h4"), None)
    texts = (anchor if heading is None else heading).itertext(with_tail=False)
    return plain(" ".join(texts), 300) or plain(anchor.get("title") or "", 300)


def looks_like_an_article(url: str) -> bool:
    """By its path alone: dated, numbered, a file or a headline as slug, and in no place where lists stand."""
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return False
    parts = [part.lower() for part in path.split("/") if part]
    if not parts or NO_PAGE.search(path) or len(parts) - len(set(parts)) > 1:
        return False
    if parts[0] in LIST_WORDS or any(part in LIST_WORDS for part in parts[-2:]):
        return False
    slug = re.sub(r"\.\w{2,5}$", "", parts[-1])
    shapes = (
        len(WORD_JOINTS.findall(slug)) >= FEWEST_JOINTS,
        NUMBERED.search(path) or NUMBERED.search(urlsplit(url).query),
        CODED.fullmatch(slug) or PAGE_FILE.fullmatch(parts[-1]),
        DATED.search(path) and len(slug) > 2 and not slug.isdigit(),
    )
    return any(shapes)
