"""Kept or not: the model's word, and the few rules that add to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from pipelines.extract.judging.outline import HEADINGS
from pipelines.phrasebook import phrasebook

if TYPE_CHECKING:
    from pipelines.extract.judging.outline import Container, Segment
    from pipelines.extract.judging.witnesses import Testimony

LIKELY = 0.55
"""Probability from which a segment is of the article."""
LIKELY_TABLE = 0.2
"""Of a data table that trafilatura reads too: tables of the article are kept, models see few of them."""
LIKELY_BETWEEN = 0.12
"""Of a few words between two kept segments of one element: the number of a list, a crosshead."""
ALONE = "trafilatura alone"
"""Why a segment is kept where the model has found no article."""
LIKELY_OPENING = 0.4
"""Of a crosshead right before the first one: a section of the site may have its name there too."""
READ = 0.5
FEW_WORDS = 4
LONGEST_CREDIT, LONGEST_REPORTED = 10, 40
REPORTED = re.compile(
    r"\W{0,2}(?:with |additional )?(?:reporting|writing|editing|contributing)(?: by\b|:)", re.IGNORECASE
)
LITTLE = 20
"""Words of likely segments below which the model has found no article."""
CROSSHEAD_WORDS = 12
NEAR = 2
FEWEST_ITEMS, MOST_OF_LIST, LIST_DEPTH = 2, 0.6, 6
ANCHOR = 5
"""Words of a kept segment from which the article can begin or end with it."""
BEHIND = 4
"""Segments behind the last such one among which a quoted post still belongs to the article."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a segment is of the article, and why."""

    kept: bool
    why: str


def decide(
    segments: Sequence[Segment], probabilities: Sequence[float], testimony: Testimony
) -> list[Decision]:
    """A decision for each segment; where next to none is likely, trafilatura's word counts."""
    likely = [probability > LIKELY for probability in probabilities]
    anchors = [one.place for one in segments if likely[one.place] and one.words >= ANCHOR]
    found = sum(segments[place].words for place in anchors)
    read = sum(one.words for one in segments if testimony.reader[one.place] > READ)
    if not anchors or (found < LITTLE and read >= 2 * LITTLE):
        return [Decision(share > READ, ALONE if share > READ else "no reader") for share in testimony.reader]
    words = [0, *accumulate(one.words for one in segments)]
    likely_words = [0, *accumulate(one.words * likely[one.place] for one in segments)]
    around = Surrounded(
        segments=segments,
        likely=likely,
        probabilities=probabilities,
        read=testimony.reader,
        first=anchors[0],
        last=anchors[-1],
        words=words,
        likely_words=likely_words,
    )
    decisions = []
    for segment in segments:
        probability, share = probabilities[segment.place], testimony.reader[segment.place]
        rule = "" if likely[segment.place] else around.rule_for(segment)
        why = rule or f"model {probability:.3f}, trafilatura {share:.1f}"
        decisions.append(Decision(likely[segment.place] or bool(rule), why))
    return decisions


@dataclass(frozen=True, slots=True)
class Surrounded:
    """Where the likely segments are: what rules keep stands among them."""

    segments: Sequence[Segment]
    likely: Sequence[bool]
    probabilities: Sequence[float]
    read: Sequence[float]
    first: int
    last: int
    """Places of the first and last likely segment of some length."""
    words: Sequence[int]
    """Before each place, so that a list of any length is added up at once; likewise the next."""
    likely_words: Sequence[int]

    def rule_for(self, segment: Segment) -> str:
        """Why a segment is kept that the model does not think likely; empty if it is not."""
        place = segment.place
        begins = self.first - (segment.container.tag in HEADINGS)
        if not begins <= place <= self.last + BEHIND:
            return ""
        if segment.container.post:
            return "a post that the article quotes"
        if self.is_table(segment) and place <= self.last + NEAR:
            return "a table of the article"
        if place <= self.last + NEAR and self.read[place] > READ and is_credit(segment):
            return "who it is from"
        if place < self.last and self.is_between(segment):
            return "a few words between two kept ones"
        if self.is_in_list(segment):
            return "an item of a list that is kept"
        return ""

    def is_table(self, segment: Segment) -> bool:
        """Whether a segment is a data table that trafilatura reads too."""
        place = segment.place
        return len(segment.rows) > 1 and self.probabilities[place] > LIKELY_TABLE and self.read[place] > READ

    def is_between(self, segment: Segment) -> bool:
        """Whether few words, or a crosshead, stand between likely ones, the next below the same parent; none
        that as a whole are what sites write around articles.
        """
        place, book = segment.place, phrasebook()
        following = self.segments[place + 1]
        longest = CROSSHEAD_WORDS if segment.container.tag in HEADINGS else FEW_WORDS
        return (
            segment.words <= longest
            and segment.linked < READ
            and self.probabilities[place] > (LIKELY_BETWEEN if place > self.first else LIKELY_OPENING)
            and (self.likely[place - 1] or segment.container.tag in HEADINGS)
            and self.likely[place + 1]
            and is_inside(following.container, segment.container.parent)
            and not any(book.is_a(role, segment.text) for role in ("furniture", "share", "related"))
        )

    def is_in_list(self, segment: Segment) -> bool:
        """Whether most of the other items of its list, outer lists included, are likely."""
        around = outermost_list(segment.container)
        if around is None or segment.linked >= READ or self.read[segment.place] <= READ:
            return False
        others = self.words[around.end] - self.words[around.start] - segment.words
        likely = self.likely_words[around.end] - self.likely_words[around.start]
        return around.end - around.start > FEWEST_ITEMS and likely >= MOST_OF_LIST * others


def is_inside(container: Container, around: Container | None) -> bool:
    """Whether one container stands in another one, at most three levels below."""
    inside: Container | None = container
    for _ in range(4):
        if inside is None:
            return False
        if inside is around:
            return True
        inside = inside.parent
    return False


def is_credit(segment: Segment) -> bool:
    """Whether a segment names the source or who had part in it: "Source: AFP", "(Reporting by Ann Bell)"."""
    if segment.words <= LONGEST_REPORTED and REPORTED.match(segment.text):
        return True
    return segment.words <= LONGEST_CREDIT and bool(phrasebook().behind_label("source", segment.text))


def outermost_list(container: Container) -> Container | None:
    """The list that a list item stands in, or the one around that."""
    found, inside = None, container
    for _ in range(LIST_DEPTH):
        if inside.parent is None:
            break
        if inside.tag == "li" and inside.parent.tag in ("ul", "ol"):
            found = inside.parent
        inside = inside.parent
    return found
