"""When each source was last asked, when it last answered, and which of its entrances fail now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from storage.models import Entrance, EntranceVisit, Run

if TYPE_CHECKING:
    from storage.archive import Archive

ANSWERED = and_(
    EntranceVisit.failure == "",
    or_(EntranceVisit.status == 304, and_(EntranceVisit.status == 200, EntranceVisit.detail == "")),
)
"""An entrance has a detail where nothing could be read of it: a page in the place of a feed, say."""


@dataclass(frozen=True, slots=True)
class Failing:
    """An entrance whose last reading failed."""

    source: str
    address: str
    at: datetime
    status: int
    failure: str
    detail: str

    def __str__(self) -> str:
        """For a person."""
        return f"{self.address}: {self.detail or self.failure or f'status {self.status}'}"


@dataclass(frozen=True, slots=True)
class Askings:
    """The log of a source's entrances in short."""

    source: str
    first_at: datetime
    asked_at: datetime
    """The last time."""
    answered_at: datetime | None
    """Last time that an entrance was read or had not changed."""
    new_at: datetime | None
    """Last time that one named a URL never seen before."""


def askings(archive: Archive) -> dict[str, Askings]:
    """Of every source that was ever asked."""
    at = EntranceVisit.at
    times = (
        func.min(at),
        func.max(at),
        func.max(case((ANSWERED, at))),
        func.max(case((EntranceVisit.fresh > 0, at))),
    )
    named = EntranceVisit.source != ""  # robots.txt is a host's, not a source's
    query = select(EntranceVisit.source, *times).where(named).group_by(EntranceVisit.source)
    with archive.database.read() as session:
        return {source: Askings(source, *times) for source, *times in session.execute(query)}


def failing(archive: Archive) -> list[Failing]:
    """Entrances whose last reading failed, by source and address."""
    last = select(func.max(EntranceVisit.id)).group_by(EntranceVisit.entrance_id)
    return _failing(archive, EntranceVisit.id.in_(last))


def _failing(archive: Archive, among: ColumnElement[bool]) -> list[Failing]:
    query = (
        select(
            EntranceVisit.source,
            Entrance.address,
            EntranceVisit.at,
            EntranceVisit.status,
            EntranceVisit.failure,
            EntranceVisit.detail,
        )
        .join(Entrance, Entrance.id == EntranceVisit.entrance_id)
        .where(among, EntranceVisit.source != "", ~ANSWERED)
        .order_by(EntranceVisit.source, Entrance.address)
    )
    with archive.database.read() as session:
        return [Failing(*row) for row in session.execute(query)]


def failing_in(archive: Archive, run: str) -> list[Failing]:
    """Entrances whose last reading in a run failed, by source and address."""
    last = select(func.max(EntranceVisit.id)).where(EntranceVisit.run == run)
    return _failing(archive, EntranceVisit.id.in_(last.group_by(EntranceVisit.entrance_id)))


def last_run(archive: Archive) -> str:
    """Id of the run that began last; empty if there was none."""
    with archive.database.read() as session:
        return session.scalar(select(Run.id).order_by(Run.started_at.desc()).limit(1)) or ""
