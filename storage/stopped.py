"""Pages on which the reading was stopped: each is read once more by every other version of the reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from items import READ_BY, Hints, Outcome, Stage, WarcPosition, stopped_by
from storage.lookups import Pending
from storage.models import Url, Visit

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def stopped(session: Session, version: str) -> list[Pending]:
    """The last visits of their URLs that ended so at another version, the oldest first."""
    query = (
        select(Visit, Url)
        .join(Url, Url.id == Visit.url_id)
        .where(
            Visit.outcome == Outcome.EXTRACT_FAILED.value,
            Visit.stage == Stage.EXTRACT.value,
            Visit.detail.contains(READ_BY, autoescape=True),
            ~Visit.detail.endswith(stopped_by("", version), autoescape=True),
            Visit.warc_file.is_not(None),
            Visit.at >= Url.visited_at,
        )
        .order_by(Visit.id)
    )
    return [
        Pending(
            WarcPosition(visit.warc_file or "", visit.warc_offset or 0, visit.record_id or ""),
            url.address,
            visit.source,
            visit.via,
            Hints(url.title, url.lead, url.published, url.language),
        )
        for visit, url in session.execute(query)
    ]
