"""Asks the archive about one URL: what became of it, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from items import Hints, WarcPosition
from storage.identity import identity, key_hash
from storage.joins import Join, joins_of
from storage.models import Alias, Article, Entrance, EntranceVisit, Revision, Url, Visit

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.archive import Archive


@dataclass(frozen=True, slots=True)
class VisitLine:
    """One line of the log of a URL."""

    at: datetime
    outcome: str
    stage: str
    detail: str
    status: int
    failure: str
    source: str
    via: str
    final_url: str
    number: int | None
    name: str
    """Of the file that holds the text which was seen; empty if none was kept."""
    warc: WarcPosition | None
    topics: tuple[dict[str, Any], ...]
    """TopicDecisions, with the terms that were matched."""
    run: str


@dataclass(frozen=True, slots=True)
class EntranceLine:
    """One reading of a feed, sitemap or listing."""

    at: datetime
    status: int
    failure: str
    detail: str
    unchanged: bool
    offered: int
    fresh: int
    warc: WarcPosition | None
    run: str


@dataclass(frozen=True, slots=True)
class Why:
    """What became of a URL, and everything that happened to it."""

    url: str
    """As first seen."""
    url_key: str
    outcome: str
    """Empty for a URL that was only read as a feed, sitemap or listing."""
    stage: str = ""
    detail: str = ""
    source: str = ""
    via: str = ""
    hints: Hints = field(default_factory=Hints)
    discovered_at: datetime | None = None
    last_offered: datetime | None = None
    next_visit: datetime | None = None
    attempts: int = 0
    number: int | None = None
    name: str = ""
    leads_to: str = ""
    """The URL whose article it is, where that is another one."""
    visits: tuple[VisitLine, ...] = ()
    readings: tuple[EntranceLine, ...] = ()
    """Where it is a feed, sitemap or listing."""
    cluster: int | None = None
    joins: tuple[Join, ...] = ()
    """What the article shares with others, and which of it joins it to a cluster."""


def why(archive: Archive, url: str) -> Why | None:
    """The outcome of a URL, or of the URN of an ingested text, and its log; None if it was never seen."""
    key = identity(url)
    with archive.database.read() as session:
        row = session.scalar(select(Url).where(Url.key_hash == key_hash(key)))
        readings = entrance_lines(session, url)
        if row is not None:
            return why_row(session, row, readings)
    return Why(url, key, "", readings=readings) if readings else None


def why_row(session: Session, row: Url, readings: tuple[EntranceLine, ...]) -> Why:
    """What is known of one row of `url`."""
    number, name, leads_to = kept_as(session, row.id)
    article = None if number is None else session.get(Article, number)
    return Why(
        url=row.address,
        url_key=row.key,
        outcome=row.outcome,
        stage=row.stage,
        detail=row.detail,
        source=row.source,
        via=row.via,
        hints=Hints(row.title, row.lead, row.published, row.language),
        discovered_at=row.discovered_at,
        last_offered=row.last_offered,
        next_visit=row.next_visit,
        attempts=row.attempts,
        number=number,
        name=name,
        leads_to=leads_to,
        visits=visit_lines(session, row.id),
        readings=readings,
        cluster=None if article is None else article.cluster,
        joins=() if article is None else joins_of(session, article.number),
    )


def kept_as(session: Session, url_id: int) -> tuple[int | None, str, str]:
    """Number and file of the article that a URL leads to, and that article's URL if it is another one."""
    article = session.scalar(select(Article).where(Article.url_id == url_id))
    if article is not None:
        return article.number, current_name(session, article), ""
    query = select(Article, Url.address).join(Alias, Alias.number == Article.number)
    row = session.execute(query.join(Url, Url.id == Article.url_id).where(Alias.url_id == url_id)).first()
    return (None, "", "") if row is None else (row[0].number, current_name(session, row[0]), row[1])


def current_name(session: Session, article: Article) -> str:
    """The file of the present text."""
    return session.scalar(select(Revision.name).where(Revision.id == article.current)) or ""


def visit_lines(session: Session, url_id: int) -> tuple[VisitLine, ...]:
    """The log of a URL, the first visit first."""
    lines = []
    for visit in session.scalars(select(Visit).where(Visit.url_id == url_id).order_by(Visit.id)):
        name = seen_name(session, visit)
        lines.append(
            VisitLine(
                at=visit.at,
                outcome=visit.outcome,
                stage=visit.stage,
                detail=visit.detail,
                status=visit.status,
                failure=visit.failure,
                source=visit.source,
                via=visit.via,
                final_url=visit.final_url,
                number=visit.number,
                name=name,
                warc=position(visit),
                topics=tuple(visit.topics),
                run=visit.run,
            )
        )
    return tuple(lines)


def seen_name(session: Session, visit: Visit) -> str:
    """The file with the text that a visit saw: read from its own response, or the present one by then."""
    if visit.number is None:
        return ""
    names = select(Revision.name).where(Revision.number == visit.number).order_by(Revision.id.desc()).limit(1)
    if visit.record_id is not None:
        name = session.scalar(names.where(Revision.record_id == visit.record_id))
        if name is not None:
            return name
    return session.scalar(names.where(Revision.id <= visit.id)) or ""


def entrance_lines(session: Session, url: str) -> tuple[EntranceLine, ...]:
    """The readings of a feed, sitemap or listing, the first one first."""
    query = select(EntranceVisit).join(Entrance, Entrance.id == EntranceVisit.entrance_id)
    query = query.where(Entrance.key_hash == key_hash(url)).order_by(EntranceVisit.id)
    return tuple(
        EntranceLine(
            at=visit.at,
            status=visit.status,
            failure=visit.failure,
            detail=visit.detail,
            unchanged=visit.unchanged,
            offered=visit.offered,
            fresh=visit.fresh,
            warc=position(visit),
            run=visit.run,
        )
        for visit in session.scalars(query)
    )


def position(row: Visit | EntranceVisit) -> WarcPosition | None:
    """Where the response lies that a row came from."""
    if row.warc_file is None or row.warc_offset is None or row.record_id is None:
        return None
    return WarcPosition(row.warc_file, row.warc_offset, row.record_id)
