"""What systems call one update of a live blog, and what titles and addresses of live blogs say."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from pipelines.extract.roles import CAMEL
from pipelines.wording import fold

WORDS = r"(?:[a-z0-9]+[-_]{1,2}){0,4}?"
PART = r"(?:post|entry|item|update|event|block|message|msg|card|row|note|record|satir|madde)"
END = r"(?:--[\w-]+|[-_]{0,2}[\w-]*\d[\w-]*)?"


def whole_name(name: str) -> re.Pattern[str]:
    """One class of an update whole, not that of a part of it: `b-live__item`, not `live-post__title`."""
    return re.compile(rf"{WORDS}(?:{name})[-_]{{0,2}}{WORDS}{PART}{END}")


NAMED = whole_name("live|liveblog|lb|lb24|canli|scrbbl")
"""`live-post`, `lb24-base-list-item`, `live-blog-entry--key`."""
MAYBE_NAMED = whole_name(
    "timeline|online|onlayn|on-line|trans|translation|translyaciya|ticker|stream|chronicle"
)
"""Names that chronologies and lists of news have too: `timeline-item`, `online-trans__item`."""
LONGEST_NAME = 80
CONTAINERS = frozenset({"div", "li", "article", "section", "tr", "dl"})
HINT = re.compile(
    r"\blive(?:blog)?\b|as (?:it|they) happened|\bonline?\b|онлайн|трансляци|трансляці|наживо|хроника|хроніка"
    r"|\bcanli\b|dakika dakika|saat saat|liveticker"
)


def is_named(element: Any) -> bool:
    """Whether a container is named as one update."""
    return has_name(element, NAMED)


def is_maybe_named(element: Any) -> bool:
    """Whether a container has a name that one update may have."""
    return has_name(element, MAYBE_NAMED)


def has_name(element: Any, names: re.Pattern[str]) -> bool:
    """Whether a class or component of a container is such a name."""
    if element.tag not in CONTAINERS:
        return False
    if not element.attrib:
        return False
    return says(f"{element.get('class') or ''} {element.get('data-component') or ''}"[:500], names)


@lru_cache(maxsize=8192)
def says(attributes: str, names: re.Pattern[str]) -> bool:
    """Whether one of the words is such a name."""
    return any(names.fullmatch(CAMEL.sub("-", token[:LONGEST_NAME]).lower()) for token in attributes.split())


def is_hinted(title: str, url: str) -> bool:
    """Whether the title or the address says that the page is a live blog."""
    return HINT.search(fold(f"{title} {url}")) is not None
