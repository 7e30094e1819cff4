"""Clusters: which articles belong together by their texts and times, in whatever order they were read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from sqlalchemy import or_, select

from storage.models import Article, Edge, Url
from storage.tracing import ClusterRow, Node, trace

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

__all__ = ["ClusterRow", "Grouping"]

BATCH = 500
DAY = timedelta(days=1)

Ends = dict[int, dict[int, Edge]]
"""The edge between two articles, from either of them."""


@dataclass(frozen=True, slots=True)
class Joined:
    """Which earlier article each article is joined to: the one whose text is closest to its own.

    To one and no more, so that a text put together from two stories does not make them one; to an earlier
    one, so that nothing depends on the order in which the texts were read.
    """

    to: dict[int, int | None]

    @classmethod
    def by(cls, numbers: Iterable[int], ends: Ends, nodes: Mapping[int, Node]) -> Self:
        """For each of the numbers, given all their edges and both ends of each."""
        return cls({number: closest_before(number, ends, nodes) for number in numbers})


def closest_before(number: int, ends: Ends, nodes: Mapping[int, Node]) -> int | None:
    """The earlier article whose text is closest; of two that are equally close the earliest."""
    before = [other for other in ends.get(number, ()) if nodes[other].order < nodes[number].order]
    return min(before, key=lambda other: (-ends[number][other].closeness, nodes[other].order), default=None)


def clusters_of(joined: Mapping[int, int | None]) -> dict[int, int]:
    """The smallest number of those that are joined, one to the next; what stands alone is left out."""
    root: dict[int, int] = {}

    def find(number: int) -> int:
        while root.setdefault(number, number) != number:
            root[number] = root[root[number]]
            number = root[number]
        return number

    for number, other in joined.items():
        if other is not None:
            low, high = sorted((find(number), find(other)))
            root[high] = low
    return {number: find(number) for number in root}


class Grouping:
    """The clusters of an archive, as they were at a moment."""

    def __init__(self, ends: Ends, nodes: Mapping[int, Node]) -> None:
        self._ends = ends
        self._nodes = nodes
        self._cluster = clusters_of(Joined.by(sorted(ends), ends, nodes).to)
        self._members: dict[int, list[int]] = {}
        for number in sorted(self._cluster):
            self._members.setdefault(self._cluster[number], []).append(number)
        self._rows: dict[int, tuple[ClusterRow, ...]] = {}

    @classmethod
    def of(cls, session: Session, as_of: datetime | None = None, cluster: int | None = None) -> Self:
        """From the edges of an archive, or of the members of one of its present clusters."""
        query = select(Edge).where(Edge.holds).order_by(Edge.number, Edge.rank, Edge.other)
        if cluster is not None:
            members = select(Article.number).where(Article.cluster == cluster)
            query = query.where(Edge.number.in_(members), Edge.other.in_(members))
        edges = session.scalars(query).all()
        nodes = nodes_of(session, {end for edge in edges for end in (edge.number, edge.other)}, as_of)
        return cls(ends_of(edge for edge in edges if edge.number in nodes and edge.other in nodes), nodes)

    def cluster(self, number: int) -> int | None:
        """The smallest number of the cluster; None for an article that stands alone."""
        return self._cluster.get(number)

    def is_first(self, number: int) -> bool:
        """Whether it is taken for the origin of its cluster; true for an article that stands alone."""
        cluster = self._cluster.get(number)
        return cluster is None or self._traced(cluster)[0].first == number

    def members(self, number: int) -> tuple[int, ...]:
        """All numbers of the article's cluster, itself included; empty if it stands alone."""
        cluster = self._cluster.get(number)
        return () if cluster is None else tuple(self._members[cluster])

    def rows(self) -> Iterator[ClusterRow]:
        """One for each member, by cluster and number."""
        for cluster in sorted(self._members):
            yield from self._traced(cluster)

    def _traced(self, cluster: int) -> tuple[ClusterRow, ...]:
        if cluster not in self._rows:
            self._rows[cluster] = trace(cluster, self._members[cluster], self._ends, self._nodes)
        return self._rows[cluster]


def regroup(session: Session, numbers: Iterable[int]) -> None:
    """Sets `joined` and `cluster` anew after edges of these articles were added or taken back.

    What an article is joined to depends on its own edges alone, so that it can change for the ends of these
    edges only; the clusters that they were or are in are made again.
    """
    session.flush()
    given = set(numbers)
    near = given | {end for edge in edges_at(session, given) for end in (edge.number, edge.other)}
    ends = ends_of(edges_at(session, near))
    nodes = nodes_of(session, near | set(ends))
    touched = Joined.by(near, ends, nodes).to
    articles = {one.number: one for one in _articles(session, near | {to for to in touched.values() if to})}
    for number, other in touched.items():
        articles[number].joined = other
    session.flush()
    labels = {one.cluster for one in articles.values() if one.cluster is not None}
    members = {one.number: one for one in session.scalars(select(Article).where(Article.cluster.in_(labels)))}
    members |= articles
    cluster = clusters_of({number: one.joined for number, one in members.items()})
    for number, article in members.items():
        article.cluster = cluster.get(number)
    session.flush()


def edges_at(session: Session, numbers: set[int]) -> list[Edge]:
    """The edges that hold, of which an end is one of the numbers."""
    found: dict[tuple[int, int], Edge] = {}
    for part in batched(sorted(numbers), BATCH):
        query = select(Edge).where(Edge.holds, or_(Edge.number.in_(part), Edge.other.in_(part)))
        found.update(((edge.number, edge.other), edge) for edge in session.scalars(query))
    return [found[key] for key in sorted(found)]


def ends_of(edges: Iterable[Edge]) -> Ends:
    """By both ends; of two edges between the same articles the closer one, else that of the later number."""
    ends: Ends = {}
    for edge in edges:
        known = ends.get(edge.number, {}).get(edge.other)
        if known is None or (edge.closeness, edge.number) > (known.closeness, known.number):
            ends.setdefault(edge.number, {})[edge.other] = edge
            ends.setdefault(edge.other, {})[edge.number] = edge
    return ends


def nodes_of(session: Session, numbers: Iterable[int], as_of: datetime | None = None) -> dict[int, Node]:
    """Those of the articles that were there at the moment."""
    nodes: dict[int, Node] = {}
    for part in batched(sorted(numbers), BATCH):
        query = select(Article.number, Article.appeared, Article.first_seen, Url.key_hash)
        query = query.join(Url, Url.id == Article.url_id).where(Article.number.in_(part))
        for number, appeared, seen, key in session.execute(query):
            if as_of is None or seen <= as_of:
                nodes[number] = Node(appeared, seen, key)
    return nodes


def appeared(claimed: datetime | None, precision: str, seen: datetime) -> datetime:
    """When a text was there, as far as it claims to say: where the claim is a day, by the end of that day.

    Midnight to the second is such a claim too: pages give it that know no time of day. No text was there
    later than it was seen.
    """
    if claimed is None:
        return seen
    midnight = (claimed.hour, claimed.minute, claimed.second) == (0, 0, 0)
    return min(claimed + DAY - timedelta(seconds=1) if precision == "day" or midnight else claimed, seen)


def batched(numbers: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    """Slices of at most so many."""
    return (numbers[start : start + size] for start in range(0, len(numbers), size))


def _articles(session: Session, numbers: set[int]) -> Iterator[Article]:
    for part in batched(sorted(numbers), BATCH):
        yield from session.scalars(select(Article).where(Article.number.in_(part)))
