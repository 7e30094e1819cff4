"""What became of every URL: the rows, their counts, and what each source gave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Select, case, func, select

from items import KEPT, Outcome
from storage.askings import ANSWERED
from storage.models import Alias, Article, EntranceVisit, Revision, Url, Visit

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.archive import Archive

BATCH = 500


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """A URL ever seen and its one outcome."""

    url: str
    url_key: str
    source: str
    via: str
    outcome: str
    stage: str
    detail: str
    discovered_at: datetime
    visited_at: datetime | None
    number: int | None
    """The article that it leads to."""
    name: str
    """Of the article's present text."""


@dataclass(frozen=True, slots=True)
class SourceYield:
    """What one source gave in a run or since a moment."""

    source: str
    entrances: int = 0
    """Readings of feeds, sitemaps and listings."""
    entrances_failed: int = 0
    offered: int = 0
    """URLs that these named."""
    fresh: int = 0
    """Those never seen before."""
    visits: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    """How many visits ended in each outcome."""

    @property
    def new_texts(self) -> int:
        """Texts archived, revisions and duplicates included."""
        return sum(self.outcomes.get(outcome, 0) for outcome in KEPT)


def outcome_counts(
    archive: Archive, source: str | None = None, since: datetime | None = None
) -> dict[str, int]:
    """How many URLs have each outcome; the counts add up to the URLs discovered (since the moment given)."""
    query = select(Url.outcome, func.count()).group_by(Url.outcome)
    if source is not None:
        query = query.where(Url.source == source)
    if since is not None:
        query = query.where(Url.discovered_at >= since)
    with archive.database.read() as session:
        counts = {row[0]: row[1] for row in session.execute(query)}
    return {outcome.value: counts[outcome] for outcome in Outcome if outcome in counts}


def source_yield(
    archive: Archive, run: str | None = None, since: datetime | None = None
) -> list[SourceYield]:
    """What each source gave in one run, or since a moment, or ever; by name of the source."""
    entrances = (
        select(
            EntranceVisit.source,
            func.count(),
            func.sum(case((ANSWERED, 0), else_=1)),
            func.sum(EntranceVisit.offered),
            func.sum(EntranceVisit.fresh),
        )
        .where(EntranceVisit.source != "")
        .group_by(EntranceVisit.source)
    )
    visits = select(Visit.source, Visit.outcome, func.count()).group_by(Visit.source, Visit.outcome)
    if run is not None:
        entrances, visits = entrances.where(EntranceVisit.run == run), visits.where(Visit.run == run)
    if since is not None:
        entrances, visits = entrances.where(EntranceVisit.at >= since), visits.where(Visit.at >= since)
    with archive.database.read() as session:
        read = {row[0]: tuple(int(count) for count in row[1:]) for row in session.execute(entrances)}
        outcomes: dict[str, dict[str, int]] = {}
        for source, outcome, count in session.execute(visits):
            outcomes.setdefault(source, {})[outcome] = count
    return [
        sum_up(source, read.get(source, (0, 0, 0, 0)), outcomes.get(source, {}))
        for source in sorted(read.keys() | outcomes.keys())
    ]


def sum_up(source: str, entrances: tuple[int, ...], outcomes: dict[str, int]) -> SourceYield:
    """One source's line from its sums."""
    read, failed, offered, fresh = entrances
    return SourceYield(source, read, failed, offered, fresh, sum(outcomes.values()), outcomes)


def outcome_rows(session: Session, as_of: datetime | None = None) -> Iterator[OutcomeRow]:
    """Every URL discovered until `as_of` with the outcome that it had then, in the order of discovery."""
    query = select(Url).order_by(Url.id)
    if as_of is not None:
        query = query.where(Url.discovered_at <= as_of)
    for urls in session.scalars(query.execution_options(yield_per=BATCH)).partitions():
        numbers = numbers_of(session, [url.id for url in urls], as_of)
        for url in urls:
            number, name = numbers.get(url.id, (None, ""))
            outcome, stage, detail, visited_at = url.outcome, url.stage, url.detail, url.visited_at
            if as_of is not None and visited_at is not None and visited_at > as_of:
                outcome, stage, detail, visited_at = earlier_outcome(session, url.id, as_of)
            yield OutcomeRow(
                url=url.address,
                url_key=url.key,
                source=url.source,
                via=url.via,
                outcome=outcome,
                stage=stage,
                detail=detail,
                discovered_at=url.discovered_at,
                visited_at=visited_at,
                number=number,
                name=name,
            )


def numbers_of(session: Session, ids: Sequence[int], as_of: datetime | None) -> dict[int, tuple[int, str]]:
    """The article that each URL leads to and the file of its text then."""
    own = select(Article.url_id, Revision.number, Revision.name).join(
        Revision, Revision.number == Article.number
    )
    other = select(Alias.url_id, Revision.number, Revision.name).join(
        Revision, Revision.number == Alias.number
    )
    found: dict[int, tuple[int, str]] = {}
    for query in (other.where(Alias.url_id.in_(ids)), own.where(Article.url_id.in_(ids))):
        for url_id, number, name in session.execute(until(query.order_by(Revision.id), as_of)):
            found[url_id] = (number, name)
    return found


def until(query: Select[int, int, str], as_of: datetime | None) -> Select[int, int, str]:
    """The query, of revisions until a moment."""
    return query if as_of is None else query.where(Revision.at <= as_of)


def earlier_outcome(session: Session, url_id: int, as_of: datetime) -> tuple[str, str, str, datetime | None]:
    """Outcome, stage, detail and last visit of a URL as its log had them at a moment."""
    outcome, stage, detail, at = Outcome.PENDING.value, "", "", None
    query = select(Visit).where(Visit.url_id == url_id, Visit.at <= as_of).order_by(Visit.id)
    for visit in session.scalars(query):
        at = visit.at
        keeps = outcome in KEPT and visit.outcome not in {*KEPT, Outcome.GONE, Outcome.WITHDRAWN}
        if visit.outcome != Outcome.UNCHANGED and not keeps:
            outcome, stage, detail = visit.outcome, visit.stage, visit.detail
    return outcome, stage, detail, at
