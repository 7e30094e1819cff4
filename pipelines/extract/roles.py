"""Takes out of a page what its markup calls anything but the article: share lists, menus, other articles."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from lxml import etree

WORD = re.compile(r"[a-z]+")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
CHROME = frozenset(
    {"nav", "dialog", "button", "select", "menu", "input", "textarea", "datalist", "progress", "figcaption"}
)
CHROME_ROLES = frozenset(
    {"navigation", "search", "dialog", "alertdialog", "menu", "menubar", "toolbar", "tablist", "contentinfo"}
)
FRAMES = frozenset({"html", "body", "head", "article", "main"})
LEADS_AWAY = frozenset({"a", "nav", "select"})
BODIES = frozenset({"div", "section", "article"})
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


@dataclass(slots=True)
class Inside:
    """What an element holds, itself included."""

    article: bool
    """Whether that is the headline or the body: a wrapper of the page, named after one of its parts."""
    post: bool
    """Whether that is a post of a social network, which an article may quote."""
    length: int = 0
    """Characters of its running text."""


def without_clutter(root: Any) -> Any:
    """The same tree with clutter by role taken out; texts behind a removed element stay."""
    inside = insides(root)
    total = inside[root].length
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if element is not root and element.tag not in FRAMES and is_clutter(element, inside[element], total):
            drop(element)
        else:
            waiting.extend(element)
    return root


def insides(root: Any) -> dict[Any, Inside]:
    """What every element of a tree holds, added up in one pass: boxes nest deep."""
    found: dict[Any, Inside] = {}
    around: list[Inside] = []
    away = 0
    """Elements that lead away, around the place that the walk has reached."""
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            away += element.tag in LEADS_AWAY
            inside = found[element] = Inside(is_body(element), is_post(element))
            inside.length = measured(element.text, away)
            around.append(inside)
            continue
        away -= element.tag in LEADS_AWAY
        inside = around.pop()
        if around:
            around[-1].length += inside.length + measured(element.tail, away)
            around[-1].article |= inside.article
            around[-1].post |= inside.post
    return found


def measured(text: str | None, away: int) -> int:
    """The characters of a running text with the blank behind it."""
    stripped = text.strip() if text and not away else ""
    return len(stripped) + 1 if stripped else 0


def is_clutter(element: Any, inside: Inside, total: int) -> bool:
    """Whether the markup calls an element clutter and holds no article; `total`: the page's length.

    What is not shown is a copy for machines, or a window that opens on demand, unless it is most of the page.
    """
    if not element.attrib and element.tag not in CHROME:
        return False
    if is_hidden(element):
        return inside.length <= MOST_HIDDEN * total
    role = role_of(element)
    if not role or inside.article or inside.post:
        return False
    return role == "comments" or inside.length <= MOST_OF_PAGE * total


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


def is_post(element: Any) -> bool:
    """Whether an element is a post of a social network, as the network's script finds it."""
    return element.tag == "blockquote" and POST.search(element.get("class", "")) is not None


def is_body(element: Any) -> bool:
    """Whether an element is the headline, or says that it is the article's body."""
    if element.tag not in BODIES:
        return bool(element.tag == "h1")
    return element.get("itemprop") == "articleBody" or bool(
        BODY_MARKS.search((element.get("class") or "").lower())
    )


def running_text(element: Any) -> str:
    """The text outside links and menus."""
    if any(around.tag in LEADS_AWAY for around in element.iterancestors()):
        return ""
    pieces: list[str | None] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, part in walk:
        if event == "end":
            pieces.append(part.tail if part is not element else None)
        elif part.tag in LEADS_AWAY:
            walk.skip_subtree()
        else:
            pieces.append(part.text)
    return " ".join(stripped for piece in pieces if piece and (stripped := piece.strip()))


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
