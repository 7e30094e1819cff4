"""What a page looks like as a whole: its passages, and how many of the things that pages are made of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from lxml import etree

from pipelines.extract.passages import Passage, passages

if TYPE_CHECKING:
    from pipelines.extract.parse import Page

SAMPLE = 4000
"""Characters of the visible text that are kept for the gate."""
APP_TAGS = frozenset({"app-root", "flutter-view"})
COUNTED = frozenset(("a", "article", "audio", "figure", "form", "h1", "iframe", "img", "input",
                     "noscript", "table", "textarea", "tr", "video"))  # fmt: skip
PLAYER = re.compile(
    r"(?:^|[ _-])(?:jw-?player|player|video-js|brightcove|kaltura|youtube|vimeo|livestream)(?:[ _-]|$)"
)
BLUR = re.compile(r"filter: ?blur", re.IGNORECASE)
BLUR_NAME = re.compile(
    r"(?:^|[ _-])(?:blur(?:red|ry)?|obfuscated|scrambled|encrypted)(?:[ _-]|$)", re.IGNORECASE
)
ROOT = re.compile(
    r"(?:root|app|__next|__nuxt|___gatsby|app-root|react-root|main-app|application|spa|svelte|ember-application"
    r"|ng-app|vue-app|q-app|flutter[-_]\w+)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Shape:
    """Measures of the page before anything is taken out of it."""

    passages: tuple[Passage, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    """How many elements of a kind: by tag; `input/password` by type; `player`, `root` (of an app) by name."""
    names: str = ""
    """Every id and class once."""
    scripts: str = ""
    """The beginnings of its scripts and frames, and where they come from."""
    refresh: str = ""
    """What a refresh in the head says."""
    blurred: int = 0
    """Words that are made unreadable."""
    left_out: int = 0
    """Characters of texts without end that were not read."""

    @property
    def visible(self) -> str:
        """The beginning of what a reader sees."""
        return " ".join(passage.text for passage in self.passages[:200])[:SAMPLE]

    @property
    def words(self) -> int:
        """Of the whole page."""
        return sum(passage.words for passage in self.passages)

    @property
    def links(self) -> int:
        """Elements that lead away."""
        return self.counts.get("a", 0)


def shape(page: Page) -> Shape:
    """Measures a page's body."""
    body = page.root.find("body")
    if body is None:
        return Shape(scripts=page.scripts, left_out=page.left_out)
    counts: dict[str, int] = {}
    names: dict[str, None] = {}
    blurred = 0
    for element in page.root.iter(etree.Element):
        if not element.attrib and element.tag not in COUNTED and element.tag not in (*APP_TAGS, "input"):
            continue
        own = " ".join(filter(None, (element.get("id"), element.get("class"))))[:300]
        if own:
            names.update(dict.fromkeys(own.split()))
        for kind in kinds(element, own):
            counts[kind] = counts.get(kind, 0) + 1
        if (own and "lur" in own.lower() and BLUR_NAME.search(own)) or BLUR.search(
            element.get("style") or ""
        ):
            blurred += len(" ".join(element.itertext()).split())
    return Shape(
        passages(body), counts, " ".join(names), page.scripts, refresh(page.root), blurred, page.left_out
    )


def kinds(element: Any, own: str) -> list[str]:
    """What an element is counted as."""
    tag = element.tag
    found = [tag] if tag in COUNTED and (tag != "a" or element.get("href")) else []
    if tag == "input":
        found.append(f"input/{(element.get('type') or 'text').lower()[:20]}")
    if own and is_player(own):
        found.append("player")
    if tag in APP_TAGS or (tag in ("div", "main") and ROOT.fullmatch(element.get("id") or "")):
        found.append("root")
    return found


@lru_cache(maxsize=8192)
def is_player(own: str) -> bool:
    """Whether an element's names are those of a player."""
    return PLAYER.search(own.lower()) is not None


def refresh(root: Any) -> str:
    """`5;url=/` of a page that sends its reader on."""
    for element in root.iter("meta"):
        if (element.get("http-equiv") or "").lower() == "refresh":
            return (element.get("content") or "")[:300]
    return ""
