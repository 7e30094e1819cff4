"""What a page shows for or against there being an article on it; measured once, when a rule first asks."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pipelines.extract.claims import ARTICLE_TYPE
from pipelines.gate.marks import System, seen
from pipelines.gate.spotting import share, weight
from pipelines.wording import length, words

if TYPE_CHECKING:
    from items import Article
    from pipelines.extract import Extracted
    from pipelines.extract.passages import Passage

FEWEST = 6
"""Words of a passage that may be running text."""
HEADLINE = 14
"""Words of a title that may name what a page is."""
MOSTLY = 0.6
"""Share of a headline's words that must be a phrase for it to say what the page is."""
FLASH = 20
"""Words of running text that an article has at least."""
SPEAKS = 0.6
"""Weight of the phrases from which a passage speaks in a role."""
MOST = 150
"""Passages that are asked what they speak of; a page with more is no notice."""
SPEECH = 60
"""Words in sentences from which a text is in some language, or made unreadable."""
BARE_LINKS = 9
BARE_WORDS = 450
MUCH = 90
"""Words side by side that are an article's, whatever the element around them is called."""
SEPARATOR = re.compile(r"\s+[|–—·•»›:/-]{1,2}\s+|\s*\|\s*|\s*::\s*")
SENTENCE = re.compile(r"[.!?…]")


@dataclass(frozen=True)
class Run:
    """Running text that no headline of another page interrupts."""

    first: int
    """The number of its first passage."""
    words: int
    linked: bool
    """Whether a headline of another page stands before it."""


@dataclass(frozen=True)
class Evidence:
    """An article, the page it was read from, and the systems that may have left marks on it."""

    article: Article
    page: Extracted
    known: tuple[System, ...] = ()

    @cached_property
    def content(self) -> list[Passage]:
        """Passages of the page outside its frame, as they are shown.

        Names mislead: what is called a sidebar or is hidden counts where the page has most of its text there.
        """
        shown = [passage for passage in self.page.shape.passages if passage.place != "noscript"]
        outside = [passage for passage in shown if passage.place not in ("frame", "hidden")]
        boxes: Counter[int] = Counter()
        for passage in shown:
            if passage.place in ("frame", "hidden") and is_prose(passage):
                boxes[passage.box] += passage.own
        most = max(boxes.values(), default=0)
        if most < MUCH or most <= sum(passage.own for passage in outside if is_prose(passage)) // 2:
            return outside
        return shown

    @cached_property
    def bare(self) -> bool:
        """Whether the page lacks the frame that a site gives its articles."""
        return self.page.shape.links <= BARE_LINKS and self.page.shape.words <= BARE_WORDS

    @cached_property
    def titles(self) -> list[list[str]]:
        """What the page is called, in folded words: parts of its title, and its first headings."""
        claims = self.page.claims
        first = [passage.text for passage in self.content if passage.heading == 1][:2]
        return brief([*SEPARATOR.split(claims.page_title[:300]), claims.first("og:title")[:300], *first])

    @cached_property
    def headlines(self) -> list[list[str]]:
        """Titles, and on a page without a frame or a first heading, the next headings."""
        if not self.bare and any(passage.heading == 1 for passage in self.content):
            return self.titles
        others = [passage.text for passage in self.content if passage.heading and not passage.linked]
        return [*self.titles, *brief(others[:3])]

    def called(self, role: str, least: float = MOSTLY) -> str:
        """The headline that says what the page is; empty if none does."""
        return next((" ".join(part) for part in self.headlines if share(role, part) >= least), "")

    @cached_property
    def runs(self) -> list[Run]:
        """The running text, parted by headlines of other pages."""
        found: list[Run] = []
        first, count, linked = 0, 0, False
        for number, passage in enumerate(self.content):
            if is_head(passage):
                if count:
                    found.append(Run(first, count, linked))
                first, count, linked = number + 1, 0, True
            elif is_prose(passage):
                first = first if count else number
                count += passage.own
            elif passage.heading == 1:
                linked = False
        return [*found, Run(first, count, linked)] if count else found

    @cached_property
    def heads(self) -> int:
        """Headlines of other pages."""
        return sum(map(is_head, self.content))

    @cached_property
    def prose(self) -> int:
        """Words of running text."""
        return sum(run.words for run in self.runs)

    @cached_property
    def longest(self) -> int:
        """Words of the longest run."""
        return max((run.words for run in self.runs), default=0)

    @cached_property
    def text(self) -> int:
        """Words of the runs that stand behind no headline of another page, or are too long for a teaser."""
        return sum(run.words for run in self.runs if not run.linked or run.words > HEADLINE * 8)

    def rest(self, role: str) -> int:
        """Words of running text in passages that do not speak in a role."""
        return sum(
            passage.own
            for number, passage in enumerate(self.content[:MOST])
            if is_prose(passage) and self.says(role, number) < SPEAKS
        )

    @cached_property
    def dated(self) -> bool:
        """Whether the page claims to be an article, or to be of some day."""
        return self.page.claims.is_article or bool(self.page.published)

    @cached_property
    def stated(self) -> bool:
        """Whether linked data name an article: the Open Graph calls many pages one that are none."""
        return any(ARTICLE_TYPE.fullmatch(kind) for kind in self.page.claims.kinds)

    def told(self, role: str) -> bool:
        """Whether an article is there that only tells of what walls and notices say."""
        return self.dated and self.rest(role) >= FLASH

    @cached_property
    def folded(self) -> dict[int, list[str]]:
        """The words of passages that were looked at, by number."""
        return {}

    def said(self, number: int) -> list[str]:
        """The folded words of a passage of the content."""
        if number not in self.folded:
            self.folded[number] = words(self.content[number].text[:1500])
        return self.folded[number]

    def says(self, role: str, number: int) -> float:
        """How much a passage of the content speaks in a role."""
        return weight(role, self.said(number))

    @cached_property
    def sample(self) -> list[str]:
        """The folded words of all that a small page shows, with what it shows without scripts."""
        return words(" . ".join(passage.text for passage in self.page.shape.passages[:80])[:5000])

    @cached_property
    def marked(self) -> str:
        """Ids, classes and scripts, where marks of systems are looked for."""
        shape = self.page.shape
        return f"{shape.names}\n{shape.scripts}\n{self.page.claims.page_title}".lower()

    def system(self, role: str) -> tuple[System | None, bool]:
        """The system of a role that left marks, and whether they come with a wall only."""
        return seen(self.known, role, self.marked)

    def count(self, kind: str) -> int:
        """Elements of a kind."""
        return self.page.shape.counts.get(kind, 0)

    @cached_property
    def body(self) -> int:
        """Words of the article's body, as it was read."""
        return length(self.article.body)

    @cached_property
    def speech(self) -> int:
        """Words of the body that have letters, in blocks of some; figures and labels are none."""
        counts = (sum(map(has_letter, words(block))) for block in self.article.body.split("\n\n"))
        return sum(count for count in counts if count >= FEWEST)

    @cached_property
    def figures(self) -> int:
        """Words of the body that have no letter."""
        return sum(not has_letter(word) for word in words(self.article.body))


def brief(parts: list[str]) -> list[list[str]]:
    """The folded words of texts that are short enough to name what a page is."""
    found = [words(part) for part in dict.fromkeys(parts) if part]
    return [part for part in found if 0 < len(part) <= HEADLINE]


def has_letter(word: str) -> bool:
    """Whether a word is more than a figure."""
    return any(map(str.isalpha, word))


def is_head(passage: Passage) -> bool:
    """Whether a passage is the headline of another page."""
    least = 2 if passage.heading > 1 else 4
    return passage.leads_away and passage.words >= least


def is_prose(passage: Passage) -> bool:
    """Whether a passage is running text: a sentence or more, most of it outside links."""
    if passage.heading or (passage.place in ("control", "cell") and not SENTENCE.search(passage.text)):
        return False
    return passage.own >= FEWEST and passage.own * 2 >= passage.words
