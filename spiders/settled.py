"""Dated entrances that were read before: asked again, after the others, for what a run left."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from spiders.entering import Entrance

if TYPE_CHECKING:
    from spiders.plan import Plan
    from storage.archive import Archive

SETTLES_AFTER = timedelta(days=2)
"""A day's sitemap may still change so long after the day."""
READ_AGAIN = 10
"""So many of those read before a run without days of its own looks through again, other ones each time."""

Before = tuple[datetime, Entrance]


def in_turn(dated: Iterable[tuple[Entrance, date]], archive: Archive, plan: Plan) -> list[Entrance]:
    """Those that may say something new, in their order; then those that were read after their last day."""
    fresh: list[Entrance] = []
    before: list[Before] = []
    for entrance, last in dated:
        done = archive.entrance_done(entrance.url)
        if done is not None and done.date() > last + SETTLES_AFTER:
            before.append((done, entrance))
        else:
            fresh.append(entrance)
    return fresh + once_more(before, plan)


def once_more(before: Iterable[Before], plan: Plan) -> list[Entrance]:
    """They were read for some run's days and topics. All, the longest unread first, where days are asked
    for; else a few, which the run's id draws, so that every topic comes to each in the end."""
    if plan.arguments.since or plan.arguments.until:
        return [entrance for _, entrance in sorted(before, key=lambda pair: pair[0])]
    drawn = sorted((entrance for _, entrance in before), key=lambda one: lot(plan.run, one.url))
    return drawn[:READ_AGAIN]


def lot(run: str, url: str) -> bytes:
    return sha256(f"{run} {url}".encode("utf-8", "replace")).digest()
