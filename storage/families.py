"""Asks the archive about one cluster: its members as a tree, each below the one that it was copied from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from storage.grouping import ClusterRow, Grouping
from storage.models import Article, Edge, Revision
from storage.showing import find_number
from storage.tracing import Seen

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.archive import Archive


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What a member shares with an article of another story: it is in part of both."""

    number: int
    cluster: int | None
    """None for an article that stands alone."""
    relation: str
    """Of the member to it."""
    evidence: str


@dataclass(frozen=True, slots=True)
class Member:
    """An article of a cluster, and what joins it."""

    row: ClusterRow
    source: str
    url: str
    title: str
    appeared: datetime
    """As its first text claims."""
    depth: int
    """0 for the first."""
    elsewhere: tuple[Elsewhere, ...]
    """The closest of each other cluster."""


def family(archive: Archive, which: int | str) -> tuple[Member, ...] | None:
    """The members of an article's cluster in the order of the tree; empty if it stands alone, None if there
    is no such article."""
    with archive.database.read() as session:
        number = find_number(session, which)
        article = None if number is None else session.get(Article, number)
        if article is None:
            return None
        if article.cluster is None:
            return ()
        rows = {row.number: row for row in Grouping.of(session, cluster=article.cluster).rows()}
        query = select(Article, Revision).join(Revision, Revision.id == Article.current)
        known = {
            one.number: (one, now) for one, now in session.execute(query.where(Article.number.in_(rows)))
        }
        elsewhere = {number: leaving(session, number, article.cluster) for number in rows}
    below: dict[int | None, list[int]] = {}
    for row in rows.values():
        below.setdefault(row.copied_from, []).append(row.number)
    members: list[Member] = []
    waiting = [(number, 0) for number in below.get(None, ())]
    while waiting:
        number, depth = waiting.pop()
        article, now = known[number]
        place = article.source, now.url, now.title, article.appeared
        members.append(Member(rows[number], *place, depth, elsewhere[number]))
        children = sorted(below.get(number, ()), key=lambda child: (known[child][0].appeared, child))
        waiting += [(child, depth + 1) for child in reversed(children)]
    return tuple(members)


def leaving(session: Session, number: int, cluster: int) -> tuple[Elsewhere, ...]:
    """What holds between a member of a cluster and articles outside it, the closest of each cluster."""
    query = select(Edge).where(or_(Edge.number == number, Edge.other == number), Edge.holds)
    seen = [
        Seen(number, edge.other if edge.number == number else edge.number, edge)
        for edge in session.scalars(query)
    ]
    others = select(Article.number, Article.cluster).where(Article.number.in_([one.other for one in seen]))
    clusters = {other: label for other, label in session.execute(others) if label != cluster}
    found: dict[int | None, Elsewhere] = {}
    for one in sorted(seen, key=lambda one: (-one.edge.closeness, one.other)):
        if one.other in clusters:
            label = clusters[one.other]
            found.setdefault(label, Elsewhere(one.other, label, one.relation, one.edge.evidence))
    return tuple(found.values())
