"""When an article is asked again: along a curve from its first visit, bent by how often its outlet edits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from items import KEPT, Outcome
from storage import rows
from storage.models import Article

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.decisions import PageDecision

Curve = Sequence[timedelta]
"""Ascending, after the first visit, where an outlet edits as often as most."""
CURVE: Curve = (
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=7),
)
"""Where the settings say nothing else."""
LATEST = 200
"""Articles of an outlet by which it is judged, the latest ones."""
FEW = 10
"""Articles below which nothing is known of an outlet."""
USUAL = 0.1
"""Share of the articles that an outlet edits as a rule."""
NEAREST, FARTHEST = 0.5, 2.0
"""Bounds of the bend: no outlet is asked more than twice as soon, or less than half as soon."""
MISSED = timedelta(days=28)
"""A point that was missed for so long is not made good."""

ASKED_AGAIN = frozenset({*KEPT, Outcome.GONE})
"""Outcomes of an article's URL that another visit may change: one that is gone may come back."""


def next_point(first: datetime, visited: datetime, curve: Curve, bend: float = 1.0) -> datetime | None:
    """The first point of the curve behind the latest visit; None when it has come to its end."""
    points = (first + step * bend for step in curve)
    return next((point for point in points if point > visited), None)


def bend_of(revisions: Sequence[int]) -> float:
    """By how many texts each of its articles has had; below 1 for an outlet that edits more than usual."""
    if len(revisions) < FEW:
        return 1.0
    edited = sum(count > 1 for count in revisions)
    bend = math.sqrt(USUAL * len(revisions) / max(edited, USUAL))
    return min(max(bend, NEAREST), FARTHEST)


def plan_again(session: Session, decision: PageDecision, curve: Curve) -> datetime | None:
    """When the URL of the decision's article is to be visited next; None without an article, or never."""
    if decision.number is None:
        return None
    visit = decision.visit
    article, home = session.get(Article, decision.number), rows.url_row(session, decision.home)
    known = [article.first_seen] if article is not None else []
    if home is not None and home.visited_at is not None:
        known.append(home.visited_at)
    if decision.home in {visit.key, visit.final_key} or not known:
        known.append(visit.at)
    source = visit.source if article is None else article.source
    latest = select(Article.revisions).where(Article.source == source)
    revisions = session.scalars(latest.order_by(Article.number.desc()).limit(LATEST)).all()
    first = visit.at if article is None else article.first_seen
    return next_point(first, max(known), curve, bend_of(revisions))
