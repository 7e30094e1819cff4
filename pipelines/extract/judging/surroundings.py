"""Where a segment stands: its containers, the article's region, the headline, its like, what was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pipelines.extract.judging import regions
from pipelines.extract.judging.marks import CLUTTER

if TYPE_CHECKING:
    from pipelines.extract.judging.outline import Container, Segment
    from pipelines.extract.judging.regions import Array, Region, Sums
    from pipelines.extract.judging.witnesses import Testimony

READ = 0.6
"""Share that the reader testifies to from which a segment of some length is of its text."""
FAR = 30


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The columns of `features` that need more than the segment, and what other columns are made from."""

    columns: dict[str, Array]
    marks: Array
    """Of each container with all around it."""
    near_marks: Array
    hidden: Array
    title: int
    """The segment that is the headline; -1 if there is none."""


@dataclass(frozen=True, slots=True)
class Way:
    """From a region to a container in the tree."""

    kind: int
    """The same for as many steps up and then the same tags down."""
    up: int
    down: int
    articles: int
    """How many of the containers on the way down are articles."""


def surroundings(
    containers: Sequence[Container], segments: Sequence[Segment], testimony: Testimony
) -> Surroundings:
    """Looks around every segment."""
    read = testimony.reader
    sums = regions.add_up(containers, segments, read)
    marks, near, hidden = regions.inherited_marks(containers, sums.prose)
    title = title_place(segments, testimony.headline)
    clutter = [bool(marks[segment.container.number] & CLUTTER) for segment in segments]
    columns = (
        held(containers, segments, sums)
        | placed(containers, segments, sums)
        | alike(containers, segments, read, sums)
        | seen_from_title(containers, segments, sums, title)
        | between(segments, read, clutter)
    )
    return Surroundings(columns, marks, near, hidden, title)


def read_region(containers: Sequence[Container], sums: Sums) -> Container:
    """The smallest container of most of what was read."""
    children = regions.children_of(containers)
    return regions.most_of_all(containers[0], children, sums.read, regions.TESTIFIED)


def title_place(segments: Sequence[Segment], headline: tuple[str, ...]) -> int:
    """Where the headline stands: as a heading with its words, else as the first `h1`; -1 if nowhere."""
    for segment in segments:
        if segment.container.tag in ("h1", "h2") and tuple(segment.tokens) == headline:
            return segment.place
    return next((segment.place for segment in segments if segment.container.tag == "h1"), -1)


def held(containers: Sequence[Container], segments: Sequence[Segment], sums: Sums) -> dict[str, Array]:
    """What the parent, grandparent and great-grandparent of a segment's element hold."""
    parents = np.array([one.parent.number if one.parent else one.number for one in containers])
    numbers = np.array([segment.container.number for segment in segments])
    prose, read = max(1.0, sums.prose[0]), max(1.0, sums.read[0])
    columns: dict[str, Array] = {}
    for name in ("parent", "grandparent", "ancestor"):
        numbers = parents[numbers]
        words = np.maximum(1.0, sums.words[numbers])
        columns |= {
            f"{name} words": np.log1p(sums.words[numbers]),
            f"{name} linked": sums.linked[numbers] / words,
            f"{name} prose": sums.prose[numbers] / prose,
            f"{name} paragraphs": sums.paragraphs[numbers],
            f"{name} read": sums.read[numbers] / words,
            f"{name} of read": sums.read[numbers] / read,
            f"{name} segments": sums.segments[numbers],
        }
    return columns


def placed(containers: Sequence[Container], segments: Sequence[Segment], sums: Sums) -> dict[str, Array]:
    """Place on the page and in the parent; inside or outside of where the article seems to be."""
    top, children = containers[0], regions.children_of(containers)
    nearly = regions.Region(regions.innermost(top, children, sums.prose, regions.NEARLY_ALL))
    most = regions.Region(regions.innermost(top, children, sums.prose, regions.MOST))
    best = regions.Region(regions.best_scored(containers, sums))
    parents = [one.container.parent or one.container for one in segments]
    before = np.cumsum([0, *(one.words for one in segments)])[:-1]
    words, size = max(1.0, sums.words[0]), len(segments)
    score = max(1.0, sums.score[best.container.number])
    return {
        "place": np.arange(size) / size,
        "words before": before / words,
        "segments": np.full(size, np.log1p(size)),
        "read of page": np.full(size, sums.read[0] / words),
        "depth": np.array([one.container.depth for one in segments]),
        "depth in most": np.array([one.container.depth - most.container.depth for one in segments]),
        "in nearly all": np.array([nearly.holds(one) for one in segments]),
        "in most": np.array([most.holds(one) for one in segments]),
        "in best": np.array([best.holds(one) for one in segments]),
        "best of prose": np.full(size, sums.prose[best.container.number] / max(1.0, sums.prose[0])),
        "parent score": np.array([sums.score[one.number] for one in parents]) / score,
        "like best": np.array([is_like(one.container, best.container) for one in segments]),
        "since parent began": np.array(
            [min(FAR, one.place - up.start) for one, up in zip(segments, parents, strict=True)]
        ),
        "until parent ends": np.array(
            [min(FAR, up.end - one.place - 1) for one, up in zip(segments, parents, strict=True)]
        ),
    }


def is_like(container: Container, other: Container) -> bool:
    """Whether a container or one of the two around it has the tag and class of another one."""
    inside: Container | None = container
    for _ in range(3):
        if inside is None:
            return False
        if inside.path[-1] == other.path[-1]:
            return True
        inside = inside.parent
    return False


def alike(
    containers: Sequence[Container], segments: Sequence[Segment], read: Sequence[float], sums: Sums
) -> dict[str, Array]:
    """What segments of the same tags and classes add up to; and of the same tags below what was read."""
    columns: dict[str, Array] = {}
    ways = ways_from(regions.Region(read_region(containers, sums)), containers)
    way_of = [ways[one.container.number] for one in segments]
    total = max(1.0, sums.read[0])
    kinds_of: dict[str, Sequence[Any]] = {
        "kind": [one.container.path for one in segments],
        "way": [way.kind for way in way_of],
    }
    for name, kinds in kinds_of.items():
        count, words, linked, testified = regions.sums_of_kind(kinds, segments, read).T
        columns |= {
            f"{name} count": count,
            f"{name} words": np.log1p(words),
            f"{name} linked": linked / np.maximum(1, words),
            f"{name} length": words / count,
            f"{name}_read": testified / np.maximum(1, words),
            f"{name} of read": testified / total,
        }
    return columns | {
        "steps up to region": np.array([way.up for way in way_of]),
        "steps down to it": np.array([way.down for way in way_of]),
    }


def ways_from(region: Region, containers: Sequence[Container]) -> list[Way]:
    """The way to each container by its number; it goes on from that to the one around it."""
    ways: list[Way] = []
    kinds: dict[tuple[int, str], int] = {}
    for container in containers:
        if container.number in region.steps or container.parent is None:
            up = region.steps.get(container.number, FAR)
            ways.append(Way(kinds.setdefault((up, ""), len(kinds)), up, 0, 0))
            continue
        before = ways[container.parent.number]
        kind = kinds.setdefault((before.kind, container.tag), len(kinds))
        articles = before.articles + (container.tag == "article")
        ways.append(Way(kind, before.up, before.down + 1, articles))
    return ways


def seen_from_title(
    containers: Sequence[Container], segments: Sequence[Segment], sums: Sums, title: int
) -> dict[str, Array]:
    """How far a segment is from the headline in the tree, and whether another article stands between."""
    if title < 0:
        size = len(segments)
        names = ("title up", "title down", "title articles", "title prose", "title headings")
        return {name: np.full(size, -1.0) for name in names} | {"has title": np.zeros(size)}
    region = regions.Region(segments[title].container)
    around = [one for one in containers if one.tag == "article" and one.number in region.steps]
    prose = np.log1p(max((sums.prose[one.number] for one in around), default=0.0)) if around else -1.0
    ways = ways_from(region, containers)
    way_of = [ways[segment.container.number] for segment in segments]
    articles = np.array([way.articles for way in way_of])
    headings = np.cumsum([one.container.tag == "h1" and one.place > title for one in segments])
    return {
        "title up": np.array([way.up for way in way_of]),
        "title down": np.array([way.down for way in way_of]),
        "title articles": articles if around else -articles,
        "title prose": np.full(len(segments), prose),
        "title headings": headings,
        "has title": np.ones(len(segments)),
    }


def between(segments: Sequence[Segment], read: Sequence[float], clutter: Sequence[bool]) -> dict[str, Array]:
    """How far the text read lies behind and ahead, in segments and words, and how much clutter came since."""
    size = len(segments)
    words = np.cumsum([0, *(segment.words for segment in segments)])
    is_read = [
        share > READ and segment.words >= regions.PROSE for share, segment in zip(read, segments, strict=True)
    ]
    rows = np.zeros((5, size))
    last, crossed = -1, 0
    for place in range(size):
        rows[0, place] = min(FAR, place - last) if last >= 0 else FAR + 10
        rows[1, place] = np.log1p(words[place] - words[last + 1]) if last >= 0 else 9
        crossed = 0 if is_read[place] else crossed + clutter[place]
        rows[4, place] = min(20, crossed)
        last = place if is_read[place] else last
    ahead = -1
    for place in range(size - 1, -1, -1):
        rows[2, place] = min(FAR, ahead - place) if ahead >= 0 else FAR + 10
        rows[3, place] = np.log1p(words[ahead] - words[place + 1]) if ahead >= 0 else 9
        ahead = place if is_read[place] else ahead
    names = ("since read", "words since read", "until read", "words until read", "clutter since read")
    return dict(zip(names, rows, strict=True))
