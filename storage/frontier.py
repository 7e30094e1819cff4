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


IS_ASKED_AGAIN = Url.outcome.in_([outcome.value for outcome in ASKED_AGAIN])


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
class Again:
    """Articles that are due on their curve."""

    before: datetime
    """Last visited before."""
    sooner: timedelta = timedelta(0)
    """How long before they are due."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a caller wants to visit."""

    sources: Sequence[str]
    """Of all, if none is named."""
    limit: int
    now: datetime
    again: Again | None = None
    """None: no articles."""
    found: bool = True
    """Whether pages that were found and never had are wanted, and those that failed."""


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
    if wish.found:
        yield _newest(Url.outcome == Outcome.PENDING.value, *free)
        failed = Url.outcome.in_([outcome.value for outcome in TRANSIENT])
        yield _newest(failed, Url.next_visit <= wish.now, *free)
    if wish.again is not None:
        due = Url.next_visit.between(wish.now - MISSED, wish.now + wish.again.sooner)
        yield _newest(IS_ASKED_AGAIN, due, Url.visited_at < wish.again.before, *free).join(
            Article, Article.url_id == Url.id
        )


def due_again(session: Session, now: datetime) -> frozenset[str]:
    """Sources that have articles which are due on their curve, and that no process has leased."""
    free = or_(Url.leased_until.is_(None), Url.leased_until <= now)
    query = select(Url.source).where(IS_ASKED_AGAIN, Url.next_visit.between(now - MISSED, now), free)
    query = query.join(Article, Article.url_id == Url.id)
    return frozenset(session.scalars(query.distinct()))


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
