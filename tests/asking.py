"""What an archive says of a URL, and a feed that names some."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from items import (
    Discovery,
    Found,
    Validators,
)
from storage.frontier import Again
from storage.identity import identity
from storage.models import Url, Visit
from storage.rows import url_row
from tests.filled import SITE, Filling

if TYPE_CHECKING:
    from storage.archive import Archive

InChildren = Callable[[Callable[[int], None], int], list[int]]

PAGE = f"{SITE}/talks"


def outcome(archive: Archive, url: str) -> str:
    """The URL's present outcome; empty for one never seen."""
    with archive.database.read() as session:
        row = url_row(session, identity(url))
        return row.outcome if row else ""


def visits(archive: Archive, url: str) -> list[str]:
    """The outcomes of a URL's visits in their order."""
    with archive.database.read() as session:
        rows = session.scalars(
            select(Visit).join(Url, Url.id == Visit.url_id).where(Url.key == identity(url)).order_by(Visit.id)
        )
        return [row.outcome for row in rows]


def discover(filling: Filling, *urls: str, minute: int = 0) -> int:
    """A feed that names these pages."""
    feed = filling.exchange(f"{SITE}/feed.xml", f"<rss>{urls}</rss>", minute)
    return filling.archive.record_discovery(Discovery(feed, tuple(map(Found, urls)), "feed"))


def leased(archive: Archive, now: datetime) -> dict[str, Validators | None]:
    """What is to be visited again at a time."""
    return {one.url: one.validators for one in archive.lease([], 10, now, again=Again(now))}
