"""Archived texts that are placed again: what the present rules find is added, the rest holds no more."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from storage import rows
from storage.decisions import PlacementDecision
from storage.grouping import regroup
from storage.models import Article, Edge, Revision, Shingle
from storage.placing import add_edges, set_shingles

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from items import Edge as ItemEdge
    from items import Placement


def decide_placement(
    session: Session, number: int, placement: Placement, run: str, now: datetime
) -> PlacementDecision | None:
    """What is to be recorded; None where the rows say the same."""
    article = session.get_one(Article, number)
    held = select(Edge).where(Edge.number == number, Edge.holds)
    known = {edge.other: said(edge) for edge in session.scalars(held)}
    edges = tuple(edge for edge in placement.edges if edge.other < number or edge.other in known)
    withdrawn = tuple(sorted(known.keys() - {edge.other for edge in edges}))
    is_borrowed = session.get_one(Revision, article.current).text_file is None
    shingles = () if is_borrowed else placement.shingles
    samples = set(session.scalars(select(Shingle.hash).where(Shingle.number == number)))
    fresh = any(known.get(edge.other) != said(edge) for edge in edges)
    if not fresh and not withdrawn and samples == set(shingles):
        return None
    sequence = rows.counter(session, "sequence").value
    return PlacementDecision(sequence, run, now, number, shingles, edges, withdrawn)


def said(edge: Edge | ItemEdge) -> tuple[str, float, float, int]:
    """What an edge says, but for its words."""
    return edge.relation, edge.here, edge.there, edge.avowed


def apply_placement(session: Session, decision: PlacementDecision) -> None:
    """Nothing is deleted: what holds no more stays to be asked for."""
    session.get_one(Article, decision.number)
    set_shingles(session, decision.number, decision.shingles)
    add_edges(session, decision.number, decision.edges)
    for other in decision.withdrawn:
        session.get_one(Edge, (decision.number, other)).holds = False
    session.flush()
    regroup(session, [decision.number, *decision.withdrawn])
