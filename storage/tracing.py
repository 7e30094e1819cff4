"""Who was first in a cluster, and from whom each of the others was copied, with the evidence in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.models import Edge

WHOLE = 0.85
"""Share from which a text stands in another one as a whole."""
MOST = 0.7
"""Share of its kin with another headline, from which a text is the one whose headline was changed."""
FEW = 2
"""Kin below which a headline says nothing."""
NEARER = 0.01
"""Mean share of words by which an undated text must be nearer to its kin than the earliest dated one: what
light edits on copies of copies make is less."""

INVERSE = {"cut": "extended", "extended": "cut"}


@dataclass(frozen=True, slots=True)
class Node:
    """When an article was there, and what decides where that is equal."""

    appeared: datetime
    """As its first text claims."""
    seen: datetime
    """When it was first fetched."""
    key: str
    """Of its URL: no accident of the order in which texts were read."""

    @property
    def order(self) -> tuple[datetime, datetime, str]:
        """Earlier articles have a smaller one."""
        return self.appeared, self.seen, self.key

    @property
    def is_dated(self) -> bool:
        """Whether it claims a time; one that claims none was there at some time before it was fetched."""
        return self.appeared != self.seen


@dataclass(frozen=True, slots=True)
class ClusterRow:
    """A member of a cluster, and the one that it was copied from."""

    cluster: int
    """Smallest accession number of its members."""
    number: int
    first: int
    """The member that is taken for the origin."""
    copied_from: int | None
    """None for the first."""
    relation: str
    """Of the member to that one: verbatim, retitled, cut, extended or mixed."""
    similarity: float | None
    evidence: str


@dataclass(frozen=True, slots=True)
class Seen:
    """An edge as one of its ends sees it."""

    number: int
    other: int
    edge: Edge

    @property
    def turned(self) -> bool:
        return self.edge.number != self.number

    @property
    def holds(self) -> float:
        """Share of the other's words that stand here."""
        return self.edge.here if self.turned else self.edge.there

    @property
    def is_avowed(self) -> bool:
        """Whether this end says of itself that it is a copy."""
        return self.edge.avowed == (-1 if self.turned else 1)

    @property
    def relation(self) -> str:
        named = self.edge.relation
        return INVERSE.get(named, named) if self.turned else named


def trace(
    cluster: int, members: Sequence[int], ends: Mapping[int, Mapping[int, Edge]], nodes: Mapping[int, Node]
) -> tuple[ClusterRow, ...]:
    """A row for each member: the first one and the tree below it."""
    order = sorted(members, key=lambda number: nodes[number].order)
    inside = set(members)
    seen = {
        number: [Seen(number, other, edge) for other, edge in ends[number].items() if other in inside]
        for number in order
    }
    first = first_of(order, seen, nodes)
    parents = parents_of(first, order, seen)
    rows = []
    for number in sorted(members):
        found = parents.get(number)
        if found is None:
            rows.append(ClusterRow(cluster, number, first, None, "", None, ""))
            continue
        evidence = f"{found.edge.evidence}; {times(nodes[number], nodes[found.other], found.other)}"
        if found.turned:
            evidence = f"of {found.other:03d}: {evidence}"
        rows.append(
            ClusterRow(cluster, number, first, found.other, found.relation, found.edge.similarity, evidence)
        )
    return tuple(rows)


def first_of(order: Sequence[int], seen: Mapping[int, Sequence[Seen]], nodes: Mapping[int, Node]) -> int:
    """The earliest that does not betray itself as a copy, or an undated one that all others are nearer to.

    Copies differ from each other by what was done to either, from their origin by what was done to one: it
    is the text in the middle (the archetype of stemmatics), whatever its page says of time.
    """
    own = [number for number in order if not is_derived(seen[number])]
    if not own:
        return order[0]
    enough = nearness(seen[own[0]]) + NEARER * (len(order) - 1)
    undated = [number for number in own if not nodes[number].is_dated]
    middle = max(undated, key=lambda number: nearness(seen[number]), default=own[0])
    return middle if nearness(seen[middle]) > enough else own[0]


def nearness(seen: Sequence[Seen]) -> float:
    """Shares that a text and each of its kin have of the other, added up."""
    return sum(one.edge.here + one.edge.there for one in seen) / 2


def is_derived(seen: Sequence[Seen]) -> bool:
    """Whether it says so, beside half of those whose whole text it has, or most have another headline."""
    whole = [one for one in seen if one.holds >= WHOLE]
    if whole and 2 * sum(one.is_avowed for one in whole) >= len(whole):
        return True
    kin = [one for one in seen if one.edge.similarity >= WHOLE]
    return len(kin) >= FEW and sum(one.edge.retitled for one in kin) > MOST * len(kin)


def parents_of(first: int, order: Sequence[int], seen: Mapping[int, Sequence[Seen]]) -> dict[int, Seen]:
    """For each but the first the closest of those that stand before it; one whose edges lead only to later
    members waits for the first of them."""
    place = {first: 0}
    parents: dict[int, Seen] = {}
    waiting = [number for number in order if number != first]
    while waiting:
        ready = next((n for n in waiting if any(one.other in place for one in seen[n])), None)
        if ready is None:
            break
        parents[ready] = min(
            (one for one in seen[ready] if one.other in place),
            key=lambda one: (-one.edge.closeness, place[one.other]),
        )
        place[ready] = len(place)
        waiting.remove(ready)
    return parents


def times(node: Node, origin: Node, other: int) -> str:
    """Which of the two was there first, as they claim."""
    if node.appeared == origin.appeared:
        return f"both claim {when(node)}"
    earlier = "earlier" if origin.appeared < node.appeared else "later"
    return f"{other:03d} claims {when(origin)}, {earlier} than {when(node)}"


def when(node: Node) -> str:
    return node.appeared.isoformat(timespec="minutes").replace("+00:00", "Z")
