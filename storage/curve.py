"""When an article is asked again: along a curve from its first visit, bent by how often its outlet edits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from items import KEPT, Outcome
from storage.models import Article

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.models import Url

CURVE = (
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=7),
)
"""After the first visit, where an outlet edits as often as most."""
LATEST = 200
"""Articles of an outlet by which it is judged, the latest ones."""
FEW = 10
"""Articles below which nothing is known of an outlet."""
USUAL = 0.1
"""Share of the articles that an outlet edits as a rule."""
NEAREST, FARTHEST = 0.5, 2.0
"""Bounds of the bend: no outlet is asked more than twice as soon, or less than half as soon."""
LAST = CURVE[-1] * FARTHEST
"""Nothing older is asked again."""

ASKED_AGAIN = frozenset({*KEPT, Outcome.GONE})
"""Outcomes of an article's URL that another visit may change: one that is gone may come back."""


def next_point(first: datetime, visited: datetime, bend: float = 1.0) -> datetime | None:
    """The first point of the curve behind the latest visit; None when it has come to its end."""
    points = (first + step * bend for step in CURVE)
    return next((point for point in points if point > visited), None)


def bend_of(revisions: Sequence[int]) -> float:
    """By how many texts each of its articles has had; below 1 for an outlet that edits more than usual."""
    if len(revisions) < FEW:
        return 1.0
    edited = sum(count > 1 for count in revisions)
    bend = math.sqrt(USUAL * len(revisions) / max(edited, USUAL))
    return min(max(bend, NEAREST), FARTHEST)


def plan_again(session: Session, article: Article, home: Url) -> None:
    """Sets when the article's URL is to be visited next."""
    if home.outcome not in ASKED_AGAIN:
        return
    latest = select(Article.revisions).where(Article.source == article.source)
    revisions = session.scalars(latest.order_by(Article.number.desc()).limit(LATEST)).all()
    visited = home.visited_at or article.first_seen
    home.next_visit = next_point(article.first_seen, visited, bend_of(revisions))
