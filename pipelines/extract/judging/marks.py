"""What an element is for, by the words of its attributes: a bit for each mark, so that ancestors add up."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipelines.extract.roles import CAMEL, WORD, is_hidden

TAGS = (
    *("article", "main", "aside", "header", "footer", "nav", "figure", "figcaption", "form", "table"),
    *("ul", "ol", "blockquote", "section", "a"),
)
"""Tags that are marks themselves."""
ATTRIBUTES = ("class", "id", "data-testid", "data-component", "data-hook", "itemprop", "role", "aria-label")
LONGEST = 300
"""Characters of an attribute that are looked at."""
POPUP = re.compile(
    r"(?:^|[\s_-])(?:tooltip|tool-tip|popover|popup|rollover|hovercard|sr-only|screen-reader|visually-?hidden"
    r"|assistive)(?:$|[\s_-])",
    re.IGNORECASE,
)


TABLES = tomllib.loads((Path(__file__).parent.parent / "roles.toml").read_text(encoding="utf-8"))


def load_marks() -> tuple[tuple[str, ...], dict[str, int], dict[tuple[str, str], int]]:
    """The names of all marks, the bits of single words, and those of pairs of words."""
    lists = [(name, words) for table in TABLES.values() for name, words in table.items()]
    single: dict[str, int] = {}
    pairs: dict[tuple[str, str], int] = {}
    for place, (_, phrases) in enumerate(lists):
        for first, *rest in map(str.split, phrases):
            if rest:
                pairs[first, rest[0]] = pairs.get((first, rest[0]), 0) | 1 << place
            else:
                single[first] = single.get(first, 0) | 1 << place
    return tuple(name for name, _ in lists), single, pairs


NAMES, SINGLE, PAIRS = load_marks()
BITS = {name: 1 << place for place, name in enumerate((*NAMES, *(f"<{tag}>" for tag in TAGS)))}
CLUTTER = sum(BITS[name] for table in ("clutter", "comments") for name in TABLES[table])
"""The marks that roles.toml calls clutter or comments."""
BODY = BITS["<article>"] | BITS["<main>"] | BITS["body"]


@lru_cache(maxsize=8192)
def marks_in(text: str) -> int:
    """The marks that the words of one attribute name."""
    found = 0
    for token in text.split():
        before = ""
        for word in WORD.findall(CAMEL.sub("-", token).lower()):
            found |= SINGLE.get(word, 0) | PAIRS.get((before, word), 0)
            before = word
    return found


def marks_of(element: Any) -> int:
    """The marks of an element by its tag and its attributes."""
    found = BITS.get(f"<{element.tag}>", 0)
    attributes = element.attrib
    if attributes:
        for key in ATTRIBUTES:
            if value := attributes.get(key):
                found |= marks_in(value[:LONGEST])
    return found


def is_popup(element: Any) -> bool:
    """Whether an inline element is shown only on demand: a card on a person, a word for screen readers."""
    if is_hidden(element):
        return True
    return called_popup(element) and not any(map(called_popup, element.iterdescendants("span")))


def called_popup(element: Any) -> bool:
    """Whether a name says so; of what is called so inside of what is called so, the outer one is shown."""
    return element.tag == "span" and bool(POPUP.search(element.get("class", "")[:LONGEST]))
