"""Start for writing: takes up what a crash left between a WARC record and its commit."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from items import WarcPosition
from storage import rows
from storage.applying import apply
from storage.decisions import Applied, PageDecision, Void, from_record, to_record
from storage.errors import StorageError
from storage.frontier import release_dead
from storage.holding import dead
from storage.identity import identity
from storage.leftovers import forget_text, remove_leftovers, restore_text
from storage.models import Decision, WarcFile
from storage.texts import read_text
from storage.warc import Record, WarcWriter, records, recover

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.database import Database

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Response:
    """A response record of a file that was looked through."""

    position: WarcPosition
    url: str
    at: datetime


@dataclass(slots=True)
class Scan:
    """What a WARC file holds that may have to be taken up."""

    decisions: list[tuple[Applied, WarcPosition]] = field(default_factory=list)
    """Those that were not committed."""
    void: set[str] = field(default_factory=set)
    """Record ids of decisions that were taken back."""
    responses: list[Response] = field(default_factory=list)


def recover_archive(root: Path, database: Database, warc: WarcWriter) -> list[Response]:
    """Seals WARC files, frees leases, applies or takes back decisions, removes half-written texts.

    Gives the responses that no decision is about and whose URL still waits for one.
    """
    for sealed in recover(root):
        log.info(
            "%s: sealed after a crash, %d records, %d bytes cut", sealed.file, sealed.records, sealed.cut
        )
    crashed = dead(root)
    with database.write() as session:
        release_dead(session, root)
        settled = {row.file: row.unread for row in session.scalars(select(WarcFile))}
    with database.read() as session:
        scans = {file: _scan(session, root, file) for file in sealed_files(root) if settled.get(file, 1)}
    if not scans and not crashed:
        return []
    with database.write() as session:
        _settle_decisions(session, root, warc, [one for file, one in scans.items() if file not in settled])
        if crashed:
            remove_leftovers(session, root, min(path.stat().st_mtime for path in crashed))
        waiting = _note_files(session, scans)
    for path in crashed:
        path.unlink(missing_ok=True)
    return waiting


def sealed_files(root: Path) -> Iterator[str]:
    """The WARC files that nobody writes to any more, relative to the root, oldest first."""
    return (path.relative_to(root).as_posix() for path in sorted((root / "warc").rglob("*.warc.gz")))


def _scan(session: Session, root: Path, file: str) -> Scan:
    """One pass over a file. Damage is for `verify` to report: what is whole counts."""
    found = Scan()
    for record in records(root / file):
        if not isinstance(record, Record):
            log.warning("%s: damaged at %d, %s: run `scrapy verify`", file, record.offset, record.detail)
            continue
        position = WarcPosition(file, record.offset, record.id)
        at = _date(record)
        if record.type == "metadata":
            _add_decision(session, found, record, position)
        elif at and record.type in {"response", "revisit"} and not _is_redirect(record):
            found.responses.append(Response(position, record.url, at))
    return found


def waiting_among(session: Session, responses: Sequence[Response]) -> list[Response]:
    """Pages that were asked for and of which nothing was decided."""
    known = rows.known_records(session, [response.position.record_id for response in responses])
    return [
        response
        for response in responses
        if response.position.record_id not in known and _is_waited_for(session, response)
    ]


def _is_waited_for(session: Session, response: Response) -> bool:
    url = rows.url_row(session, identity(response.url))
    if url is None:
        return False
    if url.leased_until is not None and url.leased_until > datetime.now(UTC):
        return False  # a living process is at it: the leases of dead ones are gone by now
    return url.visited_at is None or url.visited_at < response.at


def _settle_decisions(session: Session, root: Path, warc: WarcWriter, scans: list[Scan]) -> None:
    """Applies what was recorded and not committed, in its order, as long as its place is free."""
    void = {record_id for one in scans for record_id in one.void}
    found = [pair for one in scans for pair in one.decisions if pair[1].record_id not in void]
    last = {decision.sequence: position for decision, position in sorted(found, key=_order)}
    for decision, position in sorted(found, key=_order):
        committed = session.get(Decision, decision.sequence)
        stands = committed is None and last[decision.sequence] == position
        if stands and restore_text(root, decision):
            apply(session, decision, position, partial(read_text, root))
            log.info("%s: decision %d was recorded and is now committed", position.file, decision.sequence)
        elif committed is None or committed.record_id != position.record_id:
            taken_back = Void(decision.sequence, position.record_id)
            warc.write_decision(to_record(taken_back), position.record_id)
            if isinstance(decision, PageDecision) and decision.text is not None:
                forget_text(session, root, decision.text.name)
            log.info("%s: decision %d was not committed: taken back", position.file, decision.sequence)


def _order(pair: tuple[Applied, WarcPosition]) -> tuple[int, datetime]:
    """Of two with one place the later stands: it was made because the earlier one was lost."""
    return pair[0].sequence, pair[0].at


def _note_files(session: Session, scans: dict[str, Scan]) -> list[Response]:
    waiting: list[Response] = []
    for file, found in scans.items():
        unread = waiting_among(session, found.responses)
        session.merge(WarcFile(file=file, unread=len(unread)))
        waiting += unread
    return waiting


def _add_decision(session: Session, found: Scan, record: Record, position: WarcPosition) -> None:
    if rows.is_committed(session, position.record_id):
        return
    try:
        decision = from_record(json.loads(record.block()))
    except ValueError as error:
        log.warning("%s: decision at %d: %s", position.file, position.offset, error)
        return
    if isinstance(decision, Void):
        found.void.add(decision.record_id)
    elif decision is not None:
        if decision.sequence > 0 and rows.counter(session, "sequence").value == 0:
            raise StorageError(
                f"the database is empty, but {position.file} holds what was archived: run `scrapy rebuild`"
            )
        found.decisions.append((decision, position))


def _is_redirect(record: Record) -> bool:
    """A hop to another URL is no page; the pages it led to have records of their own."""
    status = record.read(12).partition(b" ")[2][:3]
    return status.startswith(b"3") and status != b"304"


def _date(record: Record) -> datetime | None:
    try:
        moment = datetime.fromisoformat(record.header("WARC-Date"))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
