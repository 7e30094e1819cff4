"""What stands around each segment: how much text, links and testimony its containers and its like hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from pipelines.extract.judging.marks import CLUTTER

if TYPE_CHECKING:
    from pipelines.extract.judging.outline import Container, Segment

Array = Any
"""A numpy array."""
PROSE = 10
"""Words of a segment from which it may be a paragraph."""
PLAIN = 0.5
"""Share of links up to which it may be one."""
FRAMES = frozenset({"html", "body", "article", "main"})
MOST_OF_PAGE = 0.3
"""Share of the page's prose from which a container is more than its name says."""
NEARLY_ALL, MOST, TESTIFIED = 0.9, 0.6, 0.7
"""Shares of a container's prose, or testimony, that a part of it must hold to be the container itself."""


@dataclass(slots=True)
class Sums:
    """Of each container, by its number: what it holds with all that is inside it."""

    words: Array
    linked: Array
    prose: Array
    """Words of segments that may be paragraphs."""
    read: Array
    """Words that the reader testified to."""
    segments: Array
    paragraphs: Array
    """Segments in `p` elements right inside."""
    score: Array
    """Prose inside, less the farther down it is: the parent of paragraphs has most."""


@dataclass(slots=True)
class Region:
    """Where the article seems to be, by one measure."""

    container: Container
    steps: dict[int, int] = field(default_factory=dict)
    """How far up each container around it is; 0 for itself."""

    def __post_init__(self) -> None:
        inside: Container | None = self.container
        while inside is not None:
            self.steps[inside.number] = len(self.steps)
            inside = inside.parent

    def holds(self, segment: Segment) -> bool:
        """Whether a segment is inside."""
        return self.container.start <= segment.place < self.container.end


def is_prose(segment: Segment) -> bool:
    """Whether a segment is as long and as free of links as a paragraph."""
    return segment.words >= PROSE and segment.linked < PLAIN


def add_up(containers: Sequence[Container], segments: Sequence[Segment], read: Sequence[float]) -> Sums:
    """The sums of every container, from the inside out."""
    size = len(containers)
    sums = Sums(*(np.zeros(size) for _ in range(7)))
    for segment, share in zip(segments, read, strict=True):
        number, parent = segment.container.number, segment.container.parent
        sums.words[number] += segment.words
        sums.linked[number] += segment.words * segment.linked
        sums.read[number] += segment.words * share
        sums.segments[number] += 1
        if segment.container.tag == "p" and parent is not None:
            sums.paragraphs[parent.number] += 1
        if is_prose(segment):
            sums.prose[number] += segment.words
            add_score(sums.score, segment)
    for container in reversed(containers):
        if container.parent is not None:
            for total in (sums.words, sums.linked, sums.prose, sums.read, sums.segments):
                total[container.parent.number] += total[container.number]
    return sums


def add_score(score: Array, segment: Segment) -> None:
    """A paragraph counts for the element around it, and half as much for each of the two around that."""
    inside: Container | None = segment.container
    if inside is not None and inside.tag in ("p", "li", "blockquote", "pre") and inside.parent:
        inside = inside.parent
    weight = float(segment.words)
    for _ in range(3):
        if inside is None:
            return
        score[inside.number] += weight
        weight /= 2
        inside = inside.parent


def innermost(top: Container, children: dict[int, list[Container]], total: Array, share: float) -> Container:
    """The smallest container that holds this share of what the one around it holds."""
    found = top
    while True:
        heavy = [
            child
            for child in children.get(found.number, ())
            if total[child.number] >= share * total[found.number] > 0
        ]
        if not heavy:
            return found
        found = heavy[0]


def most_of_all(
    top: Container, children: dict[int, list[Container]], total: Array, share: float
) -> Container:
    """The smallest container that holds this share of all that the page holds."""
    least = share * max(1.0, total[top.number])
    found = top
    while True:
        heavy = [child for child in children.get(found.number, ()) if total[child.number] >= least]
        if not heavy:
            return found
        found = heavy[0]


def best_scored(containers: Sequence[Container], sums: Sums) -> Container:
    """The container with the highest score, links held against it."""
    links = sums.linked / np.maximum(1.0, sums.words)
    return containers[int(np.argmax(sums.score * (1 - links)))]


def children_of(containers: Iterable[Container]) -> dict[int, list[Container]]:
    """The containers right inside each, by its number."""
    found: dict[int, list[Container]] = {}
    for container in containers:
        if container.parent is not None:
            found.setdefault(container.parent.number, []).append(container)
    return found


def inherited_marks(containers: Sequence[Container], prose: Array) -> tuple[Array, Array, Array]:
    """The marks that hold for each container: of all around it, of the nearest three, and if it is hidden.

    A mark of clutter on what holds the headline or much of the page says nothing of what is inside.
    """
    size = len(containers)
    around, near, own = (np.zeros(size, np.int64) for _ in range(3))
    hidden = np.zeros(size, bool)
    with_headline = holders(containers, lambda container: container.tag == "h1")
    for container in containers:
        number, parent = container.number, container.parent
        small = prose[number] <= MOST_OF_PAGE * max(1.0, prose[0])
        credible = container.tag not in FRAMES and number not in with_headline and small
        own[number] = container.marks if credible else container.marks & ~CLUTTER
        around[number] = near[number] = own[number]
        hidden[number] = credible and container.hidden
        if parent is not None:
            around[number] |= around[parent.number]
            hidden[number] |= hidden[parent.number]
            near[number] |= own[parent.number] | (own[parent.parent.number] if parent.parent else 0)
    return around, near, hidden


def holders(containers: Iterable[Container], wanted: Callable[[Container], bool]) -> set[int]:
    """The numbers of the containers that are wanted, and of all around them."""
    found: set[int] = set()
    for container in containers:
        inside: Container | None = container
        if wanted(container):
            while inside is not None and inside.number not in found:
                found.add(inside.number)
                inside = inside.parent
    return found


def sums_of_kind(kinds: Sequence[Any], segments: Sequence[Segment], read: Sequence[float]) -> Array:
    """For each segment what all of its kind add up to: count, words, words in links, words read."""
    totals: dict[Any, Array] = {}
    for kind, segment, share in zip(kinds, segments, read, strict=True):
        total = totals.setdefault(kind, np.zeros(4))
        total += (1, segment.words, segment.words * segment.linked, segment.words * share)
    return np.array([totals[kind] for kind in kinds])
