"""What a replay reads, and what a new reading would change."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import select

from items import KEPT, Hints, Outcome, WarcPosition
from storage import rows
from storage.deciding import decide
from storage.models import Url, Visit
from storage.warc import Origin

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from items import Reading
    from storage.archive import Archive
    from storage.decisions import PageDecision

BATCH = 500


class Change(StrEnum):
    """What a new reading of a URL's capture would do."""

    GAINED = "gained"
    """A text where none is held."""
    LOST = "lost"
    """No text where one is held; the archive keeps what it holds."""
    CHANGED = "changed"
    """Another text."""
    REASON = "reason"
    """Refused as before, for another reason."""
    SAME = "same"
    UNREADABLE = "unreadable"
    """Its record is damaged or away; `verify` tells more."""


@dataclass(frozen=True, slots=True)
class Replayable:
    """The latest whole response of a URL."""

    position: WarcPosition
    origin: Origin
    final_url: str
    """After redirects."""
    outcome: str
    """What the URL is now."""
    topics: tuple[str, ...] | None
    """The topics that its text was held against; None if it was refused before any was asked."""
    scores: tuple[tuple[str, float], ...] = ()
    """What each of them gave it."""


def replayables(
    archive: Archive, files: Collection[str] | None = None, *, anew: bool = False
) -> Iterator[Replayable]:
    """One for each URL that was answered, in the order of discovery; `files`: from these WARC files alone.

    `anew`: to be held against every topic, not against those that it was archived for.
    """
    last = -1
    while True:
        with archive.database.read() as session:
            query = select(Url).where(Url.id > last, Url.visited_at.is_not(None)).order_by(Url.id)
            urls = session.scalars(query.limit(BATCH)).all()
            visits = answered_visits(session, [url.id for url in urls])
        if not urls:
            return
        for url in urls:
            visit = latest_whole(visits.get(url.id, ()))
            if visit is not None and (files is None or visit.warc_file in files):
                yield replayable(url, visit, anew=anew)
        last = urls[-1].id


def answered_visits(session: Session, ids: Sequence[int]) -> dict[int, list[Visit]]:
    """The visits that brought a page, by URL, the first one first."""
    query = select(Visit).where(
        Visit.url_id.in_(ids),
        Visit.warc_file.is_not(None),
        Visit.failure == "",
        Visit.status.not_in((0, 304)),
    )
    visits: dict[int, list[Visit]] = {}
    for visit in session.scalars(query.order_by(Visit.at, Visit.id)):
        visits.setdefault(visit.url_id, []).append(visit)
    return visits


def latest_whole(visits: Sequence[Visit]) -> Visit | None:
    """The visit that first brought what the last one brought: visits after it may be revisit records."""
    if not visits:
        return None
    found = visits[-1]
    for visit in reversed(visits[:-1]):
        if not found.digest or visit.digest != found.digest:
            break
        found = visit
    return found


def replayable(url: Url, visit: Visit, *, anew: bool) -> Replayable:
    """With what was known of the URL when it was visited."""
    topics = tuple(decision["topic"] for decision in visit.topics)
    was_asked = bool(topics) or visit.outcome in {*KEPT, Outcome.UNCHANGED}
    return Replayable(
        position=WarcPosition(visit.warc_file or "", visit.warc_offset or 0, visit.record_id or ""),
        origin=Origin(
            source=visit.source,
            via=visit.via,
            hints=Hints(url.title, url.lead, url.published, url.language),
            url=url.address,
        ),
        final_url=visit.final_url,
        outcome=url.outcome,
        topics=topics if was_asked and not anew else None,
        scores=tuple((decision["topic"], decision["score"]) for decision in visit.topics),
    )


def known_topics(archive: Archive) -> tuple[str, ...]:
    """Every topic that a text of the archive was ever held against, by name."""
    names: set[str] = set()
    with archive.database.read() as session:
        query = select(Visit.topics).execution_options(yield_per=BATCH)
        for topics in session.scalars(query):
            names.update(decision["topic"] for decision in topics)
    return tuple(sorted(names))


def foresee(archive: Archive, reading: Reading) -> tuple[Change, PageDecision]:
    """What keeping the reading would change; changes nothing."""
    with archive.database.read() as session:
        decision = decide(session, reading, "", datetime.now(UTC))
        asked = rows.url_row(session, decision.visit.key)
    if decision.text is not None:
        held = asked is not None and decision.outcome is Outcome.REVISED
        return (Change.CHANGED if held else Change.GAINED), decision
    if decision.outcome is Outcome.UNCHANGED:
        return Change.SAME, decision
    if decision.number is not None:
        return (
            Change.SAME if asked is not None and asked.outcome == decision.outcome else Change.LOST
        ), decision
    same = asked is not None and (asked.outcome, asked.stage) == (decision.outcome.value, decision.stage)
    return (Change.SAME if same else Change.REASON), decision
