"""Asks the archive about one cluster: its members as a tree, each below the one that it was copied from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from storage.grouping import ClusterRow, Grouping
from storage.models import Article, Revision
from storage.showing import find_number

if TYPE_CHECKING:
    from storage.archive import Archive


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
    below: dict[int | None, list[int]] = {}
    for row in rows.values():
        below.setdefault(row.copied_from, []).append(row.number)
    members: list[Member] = []
    waiting = [(number, 0) for number in below.get(None, ())]
    while waiting:
        number, depth = waiting.pop()
        article, now = known[number]
        members.append(Member(rows[number], article.source, now.url, now.title, article.appeared, depth))
        children = sorted(below.get(number, ()), key=lambda child: (known[child][0].appeared, child))
        waiting += [(child, depth + 1) for child in reversed(children)]
    return tuple(members)
