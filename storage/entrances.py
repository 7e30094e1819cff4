"""Feeds, sitemaps and listings: decides what is new of what they name, and brings it into the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import insert, update

from items import Outcome, Stage
from storage import rows
from storage.decisions import DiscoveryDecision, Exchanged, Named
from storage.exchanged import exchanged
from storage.identity import identity, key_hash, url_key
from storage.models import Entrance, EntranceVisit, Url

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from items import Discovery, Found

LEFT_OUT = frozenset({Outcome.PASSED_OVER, Outcome.OVER_BUDGET, Outcome.OUT_OF_WINDOW})
"""Outcomes of a URL that was never asked for: it is reconsidered when it is named again."""


def decide_discovery(session: Session, discovery: Discovery, run: str, now: datetime) -> DiscoveryDecision:
    """What is to be recorded of a discovery; of URLs that are named twice the first counts."""
    named: dict[str, Found] = {}
    for found in discovery.found:
        try:
            named.setdefault(url_key(found.url), found)
        except ValueError:
            named.setdefault(identity(found.url), _no_page(found))
    known = rows.known_keys(session, named)
    fresh = tuple(Named(found, key) for key, found in named.items() if key not in known)
    reopened = tuple(
        key for key, url in known.items() if _is_left_out(url) and named[key].outcome is Outcome.PENDING
    )
    return DiscoveryDecision(
        sequence=rows.counter(session, "sequence").value,
        run=run,
        at=now,
        visit=exchanged(discovery.capture),
        kind=discovery.kind,
        detail=discovery.capture.detail,
        fresh=fresh,
        known=() if discovery.capture.unchanged else tuple(key for key in named if key in known),
        reopened=tuple(sorted(reopened)),
    )


def _is_left_out(url: Url) -> bool:
    """A page that was read and found to be of another time is not one of them."""
    return url.stage == Stage.DISCOVERY.value and url.outcome in LEFT_OUT


def _no_page(found: Found) -> Found:
    return replace(found, outcome=Outcome.PASSED_OVER, detail="not an http or https address")


def apply_discovery(session: Session, decision: DiscoveryDecision) -> None:
    """New URLs begin, known ones are offered again, the entrance has been read."""
    _begin_urls(session, decision)
    for keys, values in (
        (decision.known, {"last_offered": decision.visit.at}),
        (decision.reopened, {"outcome": Outcome.PENDING.value, "stage": "", "detail": ""}),
    ):
        for part in rows.chunks([key_hash(key) for key in keys]):
            session.execute(update(Url).where(Url.key_hash.in_(part)).values(values))
    if decision.visit.url:
        _log(session, decision, _entrance(session, decision))


def _begin_urls(session: Session, decision: DiscoveryDecision) -> None:
    visit = decision.visit
    counter = rows.counter(session, "url")
    begun = [
        {
            "id": counter.value + place,
            "key_hash": key_hash(named.key),
            "key": named.key,
            "address": named.found.url,
            "source": visit.source,
            "via": decision.kind,
            "title": named.found.hints.title,
            "lead": named.found.hints.lead,
            "published": named.found.hints.published,
            "language": named.found.hints.language,
            "outcome": named.found.outcome.value,
            "stage": "" if named.found.outcome is Outcome.PENDING else Stage.DISCOVERY.value,
            "detail": named.found.detail,
            "discovered_at": visit.at,
            "last_offered": visit.at,
        }
        for place, named in enumerate(decision.fresh)
    ]
    if begun:
        session.execute(insert(Url), begun)
    counter.value += len(begun)


def _entrance(session: Session, decision: DiscoveryDecision) -> Entrance:
    visit = decision.visit
    entrance = rows.entrance_row(session, visit.url)
    if entrance is None:
        entrance = Entrance(
            id=rows.take(session, "entrance"),
            key_hash=key_hash(visit.url),
            address=visit.url,
            source=visit.source,
            kind=decision.kind,
        )
        session.add(entrance)
    if decision.detail:  # what came is not what the entrance should be: it is asked again in full
        return entrance
    if visit.failure is None and (visit.unchanged or visit.status == 200):
        entrance.done_at = max(entrance.done_at or visit.at, visit.at)
    if visit.validators is not None:
        rows.set_validators(entrance, visit.validators)
    session.flush()
    return entrance


def _log(session: Session, decision: DiscoveryDecision, entrance: Entrance) -> None:
    visit: Exchanged = decision.visit
    session.add(
        EntranceVisit(
            id=decision.sequence,
            entrance_id=entrance.id,
            source=visit.source,
            at=visit.at,
            status=visit.status,
            failure=visit.failure.value if visit.failure else "",
            detail=decision.detail,
            unchanged=visit.unchanged,
            offered=len(decision.fresh) + len(decision.known),
            fresh=len(decision.fresh),
            run=decision.run,
            **rows.response_columns(visit.response),
        )
    )
