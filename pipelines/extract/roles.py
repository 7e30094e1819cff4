"""Takes out of a page what its markup calls anything but the article: share lists, menus, other articles."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

WORD = re.compile(r"[a-z]+")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
CHROME = frozenset(
    {"nav", "dialog", "button", "select", "menu", "input", "textarea", "datalist", "progress", "figcaption"}
)
CHROME_ROLES = frozenset(
    {"navigation", "search", "dialog", "alertdialog", "menu", "menubar", "toolbar", "tablist", "contentinfo"}
)
FRAMES = frozenset({"html", "body", "head", "article", "main"})
BODY_MARKS = re.compile(
    r"article-?body|entry-?content|post-?body|article-?content|article__(?:body|content|text)"
)
NAMING = ("class", "id", "data-testid", "data-component", "data-hook")
HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)
POST = re.compile(
    r"twitter-(?:tweet|video|quote)|instagram-media|bluesky-embed|mastodon-embed|telegram-post|fb-post"
    r"|tiktok-embed|reddit-(?:embed-bq|card)|text-post-media"
)
"""What networks call the quotation that their scripts replace (`text-post-media`: Threads). A post of VK is
an empty element, one of Truth Social a frame: no word of theirs is on the page."""
MOST_HIDDEN = 0.5
"""Share of the page's running text up to which what is hidden goes: a wall may hide the article."""
MOST_OF_PAGE = 0.3
"""Share of the page's running text from which a container is the article, whatever its name says."""


def load_roles() -> dict[str, tuple[frozenset[str], frozenset[tuple[str, str]]]]:
    """`clutter` and `comments`: the single words and the pairs of words that name them."""
    tables = tomllib.loads((Path(__file__).parent / "roles.toml").read_text(encoding="utf-8"))
    roles = {}
    for role in ("clutter", "comments"):
        lists = tables[role]
        names = [tuple(name.split()) for several in lists.values() for name in several]
        roles[role] = (
            frozenset(name[0] for name in names if len(name) == 1),
            frozenset((name[0], name[1]) for name in names if len(name) == 2),
        )
    return roles


ROLES = load_roles()


def without_clutter(root: Any) -> Any:
    """The same tree with clutter by role taken out; texts behind a removed element stay."""
    total = len(running_text(root))
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if element is not root and element.tag not in FRAMES and is_clutter(element, total):
            drop(element)
        else:
            waiting.extend(element)
    return root


def is_clutter(element: Any, total: int) -> bool:
    """Whether the markup calls an element clutter and holds no article; `total`: the page's length.

    What is not shown is a copy for machines, or a window that opens on demand, unless it is most of the page.
    """
    if not element.attrib and element.tag not in CHROME:
        return False
    if is_hidden(element):
        return len(running_text(element)) <= MOST_HIDDEN * total
    role = role_of(element)
    if not role or holds_article(element) or holds_post(element):
        return False
    return role == "comments" or len(running_text(element)) <= MOST_OF_PAGE * total


def role_of(element: Any) -> str:
    """`chrome`, `comments` or `clutter`; empty for content."""
    if element.tag in CHROME:
        return "chrome"
    if not element.attrib:
        return ""
    if (element.get("role") or "").lower() in CHROME_ROLES:
        return "chrome"
    found = [role_in(value[:500]) for key in NAMING if (value := element.get(key))]
    return "comments" if "comments" in found else "clutter" if "clutter" in found else ""


@lru_cache(maxsize=8192)
def role_in(text: str) -> str:
    """The role that one attribute names."""
    names = list(role_words(text))
    pairs = set(pairwise(names))
    for role in ("comments", "clutter"):
        single, double = ROLES[role]
        if not single.isdisjoint(names) or not double.isdisjoint(pairs):
            return role
    return ""


def role_words(text: str) -> Iterator[str]:
    """The words of an attribute in which themes name what an element is for, an empty one between names."""
    for token in text.split():
        yield from WORD.findall(CAMEL.sub("-", token).lower())
        yield ""


def is_hidden(element: Any) -> bool:
    """Whether an element says itself that it is not shown."""
    attributes = element.attrib
    return "hidden" in attributes or bool(HIDDEN.search(attributes.get("style", "")[:500]))


def holds_post(element: Any) -> bool:
    """Whether a post of a social network is inside, which an article may quote."""
    return any(POST.search(quote.get("class") or "") for quote in element.iter("blockquote"))


def holds_article(element: Any) -> bool:
    """Whether the headline or the body is inside: a wrapper of the page, named after one of its parts."""
    if element.tag == "h1" or element.find(".//h1") is not None:
        return True
    return any(
        child.get("itemprop") == "articleBody" or BODY_MARKS.search((child.get("class") or "").lower())
        for child in element.iter("div", "section", "article")
    )


def running_text(element: Any) -> str:
    """The text outside links and menus."""
    return " ".join(
        stripped
        for text in element.xpath(".//text()[not(ancestor::a or ancestor::nav or ancestor::select)]")
        if (stripped := text.strip())
    )


def drop(element: Any) -> None:
    """Removes an element and what it holds; the text behind it stays where it is."""
    parent = element.getparent()
    if element.tail and element.tail.strip():
        before = element.getprevious()
        if before is None:
            parent.text = f"{parent.text or ''} {element.tail}"
        else:
            before.tail = f"{before.tail or ''} {element.tail}"
    parent.remove(element)
