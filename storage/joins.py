"""What was found between an article and others, and which of it joins them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from storage.models import Article, Edge

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Join:
    """What was found between an article and another one, whether or not it joins them."""

    number: int
    other: int
    relation: str
    """Of `number` to `other`."""
    similarity: float
    evidence: str
    holds: bool
    """False: later rules do not find it."""
    joins: bool
    """Whether one of the two is joined to the other by it, and so to a cluster."""


def joins_of(session: Session, number: int) -> tuple[Join, ...]:
    """Everything that was found between an article and others, the closest first."""
    edges = session.scalars(select(Edge).where((Edge.number == number) | (Edge.other == number))).all()
    ends = {end for edge in edges for end in (edge.number, edge.other)}
    articles = session.scalars(select(Article).where(Article.number.in_(ends)))
    joined = {article.number: article.joined for article in articles}
    return tuple(
        Join(
            number=edge.number,
            other=edge.other,
            relation=edge.relation,
            similarity=edge.similarity,
            evidence=edge.evidence,
            holds=edge.holds,
            joins=edge.holds and (joined[edge.number] == edge.other or joined[edge.other] == edge.number),
        )
        for edge in sorted(edges, key=lambda edge: (not edge.holds, -edge.closeness, edge.number, edge.other))
    )
