"""Brings a decision into the database: the same way when it was just made as when it is read from a WARC."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from items import Outcome
from storage import rows
from storage.curve import ASKED_AGAIN
from storage.decisions import Applied, PageDecision, PlacementDecision, kind_of
from storage.entrances import apply_discovery
from storage.identity import key_hash
from storage.models import Alias, Article, Decision, Run, Url, Visit
from storage.placements import apply_placement
from storage.placing import TextOf, see_again, set_text
from storage.serial import to_json

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from items import WarcPosition
    from storage.decisions import Exchanged


def apply(session: Session, decision: Applied, position: WarcPosition, text_of: TextOf) -> None:
    """Makes every change that the decision says; depends on it, on the rows and on the text files alone.

    `position`: of the decision's own record. The text's file is on disk already.
    """
    session.add(
        Decision(
            sequence=decision.sequence,
            kind=kind_of(decision),
            at=decision.at,
            warc_file=position.file,
            warc_offset=position.offset,
            record_id=position.record_id,
        )
    )
    sequence = rows.counter(session, "sequence")
    sequence.value = max(sequence.value, decision.sequence + 1)
    if decision.run:
        _note_run(session, decision.run, decision.at)
    if isinstance(decision, PageDecision):
        _apply_page(session, decision, text_of)
    elif isinstance(decision, PlacementDecision):
        apply_placement(session, decision)
    else:
        apply_discovery(session, decision)
    session.flush()


def _note_run(session: Session, run: str, at: datetime) -> None:
    row = session.get(Run, run)
    if row is None:
        session.add(Run(id=run, started_at=at, last_at=at))
    else:
        row.started_at, row.last_at = min(row.started_at, at), max(row.last_at, at)


def _apply_page(session: Session, decision: PageDecision, text_of: TextOf) -> None:
    visit = decision.visit
    asked = _url(session, visit.key, visit.url, visit)
    home = asked
    if decision.home not in ("", visit.key):
        home = _url(session, decision.home, decision.home_url, visit)
    session.flush()
    fetched = next((url for url in (asked, home) if url.key_hash == key_hash(visit.final_key)), asked)
    if fetched.key_hash == key_hash(visit.final_key):
        _set_validators(fetched, visit)
    for url in (asked, fetched):
        url.visited_at = max(url.visited_at or visit.at, visit.at)
    asked.leased_until, asked.leased_by = None, ""
    _settle(session, decision)
    if decision.text is not None:
        set_text(session, decision, decision.text, home, text_of)
    elif decision.seen and decision.number is not None:
        see_again(session, decision.number, visit.at)
    _join_address(session, decision, asked, home)
    article = session.get(Article, decision.number) if decision.number is not None else None
    if article is not None and (own := rows.home_of(session, article)).outcome in ASKED_AGAIN:
        own.next_visit = decision.again
    _log(session, decision, asked)


def _url(session: Session, key: str, address: str, visit: Exchanged) -> Url:
    """The row of that key; one that nobody named before begins here."""
    url = rows.url_row(session, key)
    if url is None:
        url = Url(
            id=rows.take(session, "url"),
            key_hash=key_hash(key),
            key=key,
            address=address,
            source=visit.source,
            via=visit.via,
            title=visit.hints.title,
            lead=visit.hints.lead,
            published=visit.hints.published,
            language=visit.hints.language,
            outcome=Outcome.PENDING.value,
            discovered_at=visit.at,
            last_offered=visit.at,
        )
        session.add(url)
    return url


def _set_validators(url: Url, visit: Exchanged) -> None:
    if visit.validators is None or (url.visited_at is not None and visit.at < url.visited_at):
        return
    rows.set_validators(url, visit.validators)


def _settle(session: Session, decision: PageDecision) -> None:
    for settled in decision.settlements:
        url = rows.url_row(session, settled.key)
        if url is None:
            raise LookupError(f"decision {decision.sequence} settles a URL that is not there: {settled.key}")
        url.outcome = settled.outcome.value
        url.stage = settled.stage
        url.detail = settled.detail
        url.attempts = settled.attempts
        url.next_visit = settled.next_visit


def _join_address(session: Session, decision: PageDecision, asked: Url, home: Url) -> None:
    """Notes or ends that one URL is another's alias."""
    if decision.text is not None:
        own = session.get(Alias, home.id)
        if own is not None:
            session.delete(own)
    settled = any(settled.key == decision.visit.key for settled in decision.settlements)
    if decision.number is not None and settled and asked is not home:
        session.merge(Alias(url_id=asked.id, number=decision.number))


def _log(session: Session, decision: PageDecision, asked: Url) -> None:
    """One row a response: a later reading says so in it if it changed something, or the first one failed."""
    visit = decision.visit
    row = rows.visit_of(session, visit.response.record_id) if visit.response else None
    changed = decision.text is not None or bool(decision.settlements)
    if row is not None and not changed and row.outcome != Outcome.EXTRACT_FAILED:
        return
    if row is None:
        row = Visit(
            id=decision.sequence,
            url_id=asked.id,
            source=visit.source,
            via=visit.via,
            at=visit.at,
            status=visit.status,
            failure=visit.failure.value if visit.failure else "",
            final_url=visit.final_url,
            digest=visit.digest,
            run=decision.run,
            **rows.response_columns(visit.response),
        )
        session.add(row)
    row.number = decision.number
    row.outcome, row.stage, row.detail = decision.outcome.value, decision.stage, decision.detail
    row.topics = to_json(decision.topics)
