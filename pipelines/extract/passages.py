"""A page as its reader meets it: passages in their order, each with what surrounds it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pipelines.wording import WORD, length

MOST = 3000
"""Passages; what comes behind them says nothing new about a page."""
INLINE = frozenset(("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code",
                    "data", "del", "dfn", "em", "font", "i", "img", "ins", "kbd", "mark", "nobr",
                    "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time",
                    "tt", "u", "var", "wbr"))  # fmt: skip
SKIPPED = frozenset(("head", "script", "style", "template", "option", "datalist", "noframes",
                     "title", "meta", "link", "base"))  # fmt: skip
HEADINGS = {f"h{level}": level for level in range(1, 7)}
FRAME_TAGS = frozenset(["nav", "footer", "aside"])
FRAME = re.compile(
    r"(?:.*[-_])?(?:footer|foot|copyright)(?:[-_].*)?|(?:(?!(?:has|with|without|no|w|and)[-_]).*[-_])?(?:sidebar|nav|navbar|navigation"
    r"|menu|breadcrumbs?|comments?|toolbar|ticker)|site-?footer|[a-z]+-?(?:footer|sidebar)|related(?:[-_](?!content).*)?"
    r"|(?:read|see)-?also|share|sharing|social(?:[-_](?:share|links|icons|buttons|bar))?|share[-_](?:buttons?|links|bar)"
    r"|newsletter(?:[-_](?:form|box|signup))?|widget-?area|most-?read|popular-?posts|recommend(?:ed|ations?)|masthead|skip-?link",
)
"""Names of what stands around an article on every page of a site."""
OFFERS = re.compile(r"wall|upgrade|locked|member|subscri|premium|restrict", re.IGNORECASE)
"""Names of an aside that stands in a text's way."""
HIDDEN = re.compile(r"(?:display:none|visibility:hidden)", re.IGNORECASE)
CONTROLS = frozenset(("button", "summary"))


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of text between two borders of blocks."""

    text: str
    words: int
    linked: int
    """Words in links."""
    heading: int = 0
    """1 to 6."""
    place: str = ""
    """`frame`, `control`, `cell`, `noscript`, `hidden` or none of them."""
    names: str = ""
    """Ids and classes of the elements around it, the outermost first."""
    box: int = 0
    """The element that holds the element it stands in: passages side by side have the same."""

    @property
    def own(self) -> int:
        """Words outside links."""
        return self.words - self.linked

    @property
    def leads_away(self) -> bool:
        """Whether most of it is a link."""
        return self.linked > 0 and self.linked * 5 >= self.words * 3


@dataclass(slots=True)
class Level:
    """What holds for everything inside an element."""

    number: int
    tag: str
    names: str
    place: str
    heading: int
    link: bool
    article: bool
    """Whether it stands in an article element."""


class Walk:
    """Gathers the passages of a body in one pass."""

    def __init__(self) -> None:
        self.levels = [Level(0, "body", "", "", 0, False, False)]
        self.blocks = [0, 0]
        self.count = 0
        self.text: list[str] = []
        self.linked: list[str] = []
        self.found: list[Passage] = []

    def enter(self, element: Any) -> bool:
        """False for an element that shows nothing."""
        tag, above = element.tag, self.levels[-1]
        if not isinstance(tag, str) or tag in SKIPPED or len(self.found) >= MOST:
            return False
        if tag not in INLINE:
            self.end_passage()
        self.count += 1
        named = filter(None, (element.get("id"), element.get("class"))) if element.attrib else ()
        own = " ".join(named)[:300]
        names = f"{above.names} {own}" if own and len(above.names) < 2000 else above.names
        self.levels.append(
            Level(
                self.count,
                tag,
                names,
                place(element, own, above),
                HEADINGS.get(tag, above.heading),
                above.link or (tag == "a" and element.get("href") is not None),
                above.article or tag == "article",
            )
        )
        if tag not in INLINE:
            self.blocks.append(self.count)
        elif tag == "br":
            self.text.append(" ")
        self.add(element.text)
        return True

    def leave(self, element: Any) -> None:
        """The end of an element that was entered."""
        if element.tag not in INLINE:
            self.end_passage()
            self.blocks.pop()
        self.levels.pop()

    def add(self, text: str | None) -> None:
        """Text of the innermost element."""
        if text:
            self.text.append(text)
            if self.levels[-1].link:
                self.linked.append(text)

    def end_passage(self) -> None:
        """What was gathered is a passage, if there is a word in it."""
        if not self.text:
            return
        text, linked = " ".join("".join(self.text).split()), " ".join(self.linked)
        self.text.clear()
        self.linked.clear()
        if WORD.search(text):
            level = self.levels[-1]
            self.found.append(
                Passage(
                    text,
                    length(text),
                    length(linked) if linked else 0,
                    level.heading,
                    level.place,
                    level.names,
                    self.blocks[-2],
                )
            )


def place(element: Any, own: str, above: Level) -> str:
    """What an element makes of the passages in it: outer places win, a noscript over all."""
    tag = element.tag
    if above.place in ("noscript", "hidden", "frame"):
        return above.place
    if tag == "noscript":
        return "noscript"
    if element.attrib:
        style = element.get("style")
        if element.get("hidden") is not None or (style and HIDDEN.search(style.replace(" ", ""))):
            return "hidden"
    if (tag in FRAME_TAGS and not (tag == "aside" and (above.article or OFFERS.search(own)))) or (
        own and tag not in ("main", "article", "html") and frames(own)
    ):
        return "frame" if above.tag != "html" else ""
    if tag in CONTROLS:
        return "control"
    return "cell" if tag in ("td", "th") else above.place


@lru_cache(maxsize=4096)
def frames(own: str) -> bool:
    """Whether one of an element's names is that of a part of the frame."""
    return any(FRAME.fullmatch(token) for token in own.lower().split())


def passages(body: Any) -> tuple[Passage, ...]:
    """The passages of a body, without recursion: pages nest deep."""
    walk = Walk()
    walk.add(body.text)
    pending = [iter(body)]
    entered: list[Any] = []
    while pending:
        element = next(pending[-1], None)
        if element is None:
            pending.pop()
            if entered:
                walk.leave(entered[-1])
                walk.add(entered.pop().tail)
            continue
        if walk.enter(element):
            entered.append(element)
            pending.append(iter(element))
        else:
            walk.add(element.tail)
    walk.end_passage()
    return tuple(walk.found)
