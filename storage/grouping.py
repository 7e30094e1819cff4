"""Clusters: which articles belong together, who was first, and what each edge rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Self

from sqlalchemy import select

from storage.models import Article, Edge, Revision

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

BATCH = 500


@dataclass(frozen=True, slots=True)
class ClusterRow:
    """A member of a cluster and one reason why it belongs there; the earliest number has none of its own."""

    cluster: int
    """Smallest accession number of its members."""
    number: int
    first: int
    """The member that was there first."""
    copied_from: int | None
    """The other end of the edge; None where nothing earlier is known."""
    relation: str
    similarity: float | None
    evidence: str


class Grouping:
    """Articles joined by the first edge of each, among those that were there at a moment.

    Further edges of an article are evidence; they do not join clusters.
    """

    def __init__(self, edges: list[Edge], moments: dict[int, datetime]) -> None:
        """`moments`: when each end was there, as it claims."""
        self._root: dict[int, int] = {}
        for edge in edges:
            if edge.rank == 0:
                self._join(edge.number, edge.other)
        self._edges: dict[int, list[Edge]] = {}
        for edge in edges:
            if self.cluster(edge.number) is not None and self.cluster(edge.number) == self.cluster(
                edge.other
            ):
                self._edges.setdefault(edge.number, []).append(edge)
        self._members: dict[int, list[int]] = {}
        for number in sorted(self._root):
            self._members.setdefault(self._find(number), []).append(number)
        self._first = {
            root: min(members, key=lambda number: (moments[number], number))
            for root, members in self._members.items()
        }

    @classmethod
    def of(cls, session: Session, as_of: datetime | None = None, cluster: int | None = None) -> Self:
        """From the edges of an archive, or of one of its present clusters."""
        query = select(Edge).order_by(Edge.number, Edge.rank, Edge.other)
        if cluster is not None:
            query = query.join(Article, Article.number == Edge.number).where(Article.cluster == cluster)
        edges = session.scalars(query).all()
        moments = appearances(session, {end for edge in edges for end in (edge.number, edge.other)})
        there = {number for number, (seen, _) in moments.items() if as_of is None or seen <= as_of}
        kept = [edge for edge in edges if edge.number in there and edge.other in there]
        return cls(kept, {number: claimed for number, (_, claimed) in moments.items()})

    def cluster(self, number: int) -> int | None:
        """The smallest number of the cluster; None for an article that stands alone."""
        return self._find(number) if number in self._root else None

    def is_first(self, number: int) -> bool:
        """Whether no other member was there earlier; true for an article that stands alone."""
        return number not in self._root or self._first[self._find(number)] == number

    def members(self, number: int) -> tuple[int, ...]:
        """All numbers of the article's cluster, itself included; empty if it stands alone."""
        return tuple(self._members[self._find(number)]) if number in self._root else ()

    def rows(self) -> Iterator[ClusterRow]:
        """By cluster and number; a member without an edge to an earlier one has an empty `copied_from`."""
        for cluster in sorted(self._members):
            first = self._first[cluster]
            for number in self._members[cluster]:
                for edge in self._edges.get(number, ()):
                    yield ClusterRow(
                        cluster, number, first, edge.other, edge.relation, edge.similarity, edge.evidence
                    )
                if number not in self._edges:
                    yield ClusterRow(cluster, number, first, None, "", None, "")

    def _find(self, number: int) -> int:
        while self._root[number] != number:
            self._root[number] = self._root[self._root[number]]
            number = self._root[number]
        return number

    def _join(self, number: int, other: int) -> None:
        for end in (number, other):
            self._root.setdefault(end, end)
        low, high = sorted((self._find(number), self._find(other)))
        self._root[high] = low


def appearances(session: Session, numbers: set[int]) -> dict[int, tuple[datetime, datetime]]:
    """When each article was first seen, and when it claims to have been published.

    A date without a time of day says nothing of who was first: there the time of the first visit counts.
    """
    moments: dict[int, tuple[datetime, datetime]] = {}
    for batch in batched(sorted(numbers), BATCH):
        query = (
            select(Article.number, Article.first_seen, Revision.published, Revision.published_precision)
            .join(Revision, Revision.number == Article.number)
            .where(Article.number.in_(batch))
            .order_by(Revision.id.desc())
        )
        for number, seen, published, precision in session.execute(query):  # the first text comes last
            moments[number] = (seen, seen if published is None or precision == "day" else published)
    return moments


def batched(numbers: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    """Slices of at most so many."""
    return (numbers[start : start + size] for start in range(0, len(numbers), size))
