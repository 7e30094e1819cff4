"""What a crawl asks the archive while it goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from items import Hints, WarcPosition
from storage import rows
from storage.identity import identity
from storage.models import Article, EntranceVisit, Shingle
from storage.recovery import Response, waiting_among
from storage.texts import read_text

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from items import Validators

NEAREST = 200
"""Articles that are named for a text; more share a phrase with it, not a story."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A response that lies in a WARC file but was never read to its end: load it, read it, keep it."""

    position: WarcPosition
    url: str
    source: str
    via: str
    hints: Hints


def pending(session: Session, left: Sequence[Response]) -> list[Pending]:
    """Those responses of a crash that still wait, with what is known of their URLs."""
    found: list[Pending] = []
    for response in waiting_among(session, left):
        url = rows.url_row(session, identity(response.url))
        if url is not None:
            hints = Hints(url.title, url.lead, url.published, url.language)
            found.append(Pending(response.position, url.address, url.source, url.via, hints))
    return found


def entrance_validators(session: Session, url: str) -> Validators | None:
    """What makes the next request of a feed, sitemap or listing conditional."""
    entrance = rows.entrance_row(session, url)
    return rows.validators_of(entrance) if entrance is not None else None


def entrance_done(session: Session, url: str) -> datetime | None:
    """When a feed, sitemap or listing was last read, or had not changed; None if never."""
    entrance = rows.entrance_row(session, url)
    return entrance.done_at if entrance is not None else None


def candidates(session: Session, shingles: Sequence[int]) -> Mapping[int, int]:
    """Articles by how many of the shingles they share."""
    shared: dict[int, int] = {}
    for part in rows.chunks(sorted(set(shingles))):
        counted = select(Shingle.number, func.count()).where(Shingle.hash.in_(part)).group_by(Shingle.number)
        for number, count in session.execute(counted):
            shared[number] = shared.get(number, 0) + count
    nearest = sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:NEAREST]
    return dict(nearest)


def text_of(session: Session, root: Path, number: int) -> str:
    """The present text, from its file."""
    article = session.get(Article, number)
    if article is None:
        raise KeyError(number)
    return read_text(root, rows.present(session, article).name)


def first_with(session: Session, text_key: str) -> int | None:
    """The number under which a text came first."""
    first = rows.first_with(session, text_key)
    return first.number if first is not None else None


def resolve(session: Session, record_id: str) -> WarcPosition | None:
    """Where the response of that id lies, if a decision was made about it."""
    row = rows.visit_of(session, record_id) or session.scalar(
        select(EntranceVisit).where(EntranceVisit.record_id == record_id).limit(1)
    )
    if row is None or row.warc_file is None or row.warc_offset is None:
        return None
    return WarcPosition(row.warc_file, row.warc_offset, record_id)
