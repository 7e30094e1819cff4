"""The frontier: which URLs are to be visited next, given out so that no two processes get the same one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, or_, select, update

from items import TRANSIENT, Hints, Outcome, Validators
from storage import rows
from storage.curve import ASKED_AGAIN, MISSED
from storage.holding import is_dead
from storage.models import Article, Url

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

LEASE = timedelta(minutes=10)
"""After this a lease is free again, should its holder be neither done nor known to be dead."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A URL that the caller alone may visit, until it is kept or ten minutes have passed."""

    url: str
    source: str
    via: str
    hints: Hints
    validators: Validators | None
    """What makes the request conditional; None where no whole 200 was recorded."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a caller wants to visit."""

    sources: Sequence[str]
    """Of all, if none is named."""
    limit: int
    now: datetime
    revisit_before: datetime | None
    """Articles that are due on their curve and were last visited before; None: no articles."""
    sooner: timedelta = timedelta(0)
    """How long before they are due."""


def lease(session: Session, wish: Wish, holder: str) -> list[Lease]:
    """Pending URLs, the newest first; then failed ones that are due; then articles that are due again."""
    given: list[Url] = []
    for statement in _kinds(wish):
        room = wish.limit - len(given)
        if room > 0:
            given += session.scalars(statement.limit(room))
    for url in given:
        url.leased_until = wish.now + LEASE
        url.leased_by = holder
    return [_lease(url) for url in given]


def release(session: Session, holder: str) -> None:
    """Ends all leases of a holder."""
    session.execute(update(Url).where(Url.leased_by == holder).values(leased_until=None, leased_by=""))


def release_dead(session: Session, root: Path) -> None:
    """Ends the leases of processes that are no more."""
    holders = session.scalars(select(Url.leased_by).where(Url.leased_by != "").distinct()).all()
    for holder in holders:
        if is_dead(root, holder):
            release(session, holder)


def _kinds(wish: Wish) -> Iterator[Select[Url]]:
    free = [or_(Url.leased_until.is_(None), Url.leased_until <= wish.now)]
    if wish.sources:
        free.append(Url.source.in_(wish.sources))
    yield _newest(Url.outcome == Outcome.PENDING.value, *free)
    failed = Url.outcome.in_([outcome.value for outcome in TRANSIENT])
    yield _newest(failed, Url.next_visit <= wish.now, *free)
    if wish.revisit_before is not None:
        yield _newest(
            Url.outcome.in_([outcome.value for outcome in ASKED_AGAIN]),
            Url.visited_at < wish.revisit_before,
            Url.next_visit.between(wish.now - MISSED, wish.now + wish.sooner),
            *free,
        ).join(Article, Article.url_id == Url.id)


def _newest(*conditions: ColumnElement[bool]) -> Select[Url]:
    """Latest discovery first; within one, in the order in which the URLs were named.

    Only what a spider can ask for: an ingested text that has no URL of its own has a URN.
    """
    return (
        select(Url).where(~Url.address.like("urn:%"), *conditions).order_by(Url.discovered_at.desc(), Url.id)
    )


def _lease(url: Url) -> Lease:
    return Lease(
        url=url.address,
        source=url.source,
        via=url.via,
        hints=Hints(url.title, url.lead, url.published, url.language),
        validators=rows.validators_of(url),
    )
