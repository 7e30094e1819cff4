"""Kept or not: the model's word, and the few rules that go before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.extract.judging.outline import Segment
    from pipelines.extract.judging.witnesses import Testimony

LIKELY = 0.45
"""Probability from which a segment is of the article."""
LIKELY_TABLE = 0.2
"""Of a data table that trafilatura reads too: tables of the article are kept, models see few of them."""
LIKELY_BETWEEN = 0.12
"""Of a few words between two kept segments of one element: the number of a list, a crosshead."""
READ = 0.5
FEW_WORDS = 4
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
    """A decision for each segment; where none is likely, trafilatura's word counts."""
    kept = [probability > LIKELY for probability in probabilities]
    anchors = [one.place for one in segments if kept[one.place] and one.words >= ANCHOR]
    if not anchors:
        return [
            Decision(share > READ, "trafilatura alone" if share > READ else "no reader")
            for share in testimony.reader
        ]
    decisions = [
        Decision(is_kept, f"model {probability:.2f}, trafilatura {share:.1f}")
        for is_kept, probability, share in zip(kept, probabilities, testimony.reader, strict=True)
    ]
    first, last = anchors[0], anchors[-1]
    for segment in segments[first : last + BEHIND + 1]:
        place = segment.place
        if kept[place]:
            continue
        if segment.container.post:
            decisions[place] = Decision(True, "a post that the article quotes")
        elif (
            len(segment.rows) > 1
            and probabilities[place] > LIKELY_TABLE
            and testimony.reader[place] > READ
            and place <= last + 2
        ):
            decisions[place] = Decision(True, "a table of the article")
        elif first < place < last and is_between(segments, kept, place, probabilities[place]):
            decisions[place] = Decision(True, "a few words between two kept ones")
    return decisions


def is_between(
    segments: Sequence[Segment], kept: Sequence[bool], place: int, probability: float
) -> bool:
    """Whether a segment of few words stands between two kept ones, the next one of its own parent."""
    segment, following = segments[place], segments[place + 1]
    return (
        segment.words <= FEW_WORDS
        and segment.linked < READ
        and probability > LIKELY_BETWEEN
        and kept[place - 1]
        and kept[place + 1]
        and segment.container.parent is following.container.parent
    )
