"""What a crawl asks the archive while it goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import TextClause, func, select, text

from items import Archived, Hints, Near, WarcPosition
from storage import rows
from storage.grouping import batched
from storage.identity import identity
from storage.models import Article, Counter, Edge, EntranceVisit, Revision, Shingle
from storage.recovery import Response, waiting_among
from storage.texts import read_text

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from items import Validators

NEAREST = 200
"""Articles that are named for a text; more share a phrase with it, not a story."""
POSTINGS = 256
"""Holders of a shingle that are looked at: more have it from a template or a standing paragraph."""
SIZES = (8, 16, 32, 64)
"""Shingles in one query, of which some may be empty: few statements are to be prepared."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A response that lies in a WARC file but was never read to its end: load it, read it, keep it."""

    position: WarcPosition
    url: str
    source: str
    via: str
    hints: Hints


def pending(session: Session, left: Sequence[Response]) -> list[Pending]:
    """Those responses of a crash that still wait, with what is known of their URLs."""
    found: list[Pending] = []
    for response in waiting_among(session, left):
        url = rows.url_row(session, identity(response.url))
        if url is not None:
            hints = Hints(url.title, url.lead, url.published, url.language)
            found.append(Pending(response.position, url.address, url.source, url.via, hints))
    return found


def entrance_validators(session: Session, url: str) -> Validators | None:
    """What makes the next request of a feed, sitemap or listing conditional."""
    entrance = rows.entrance_row(session, url)
    return rows.validators_of(entrance) if entrance is not None else None


def entrance_done(session: Session, url: str) -> datetime | None:
    """When a feed, sitemap or listing was last read, or had not changed; None if never."""
    entrance = rows.entrance_row(session, url)
    return entrance.done_at if entrance is not None else None


def next_number(session: Session) -> int:
    """What the next article will be numbered."""
    return session.scalars(select(Counter.value).where(Counter.name == "number")).one()


def candidates(session: Session, shingles: Sequence[int]) -> Mapping[int, Near]:
    """Articles that share shingles; of those that very many hold, the first holders alone."""
    shared: dict[int, int] = {}
    for part in batched(sorted(set(shingles)), SIZES[-1]):
        room = next(size for size in SIZES if size >= len(part))
        bound = {f"h{place}": part[place] if place < len(part) else None for place in range(room)}
        for (number,) in session.execute(holders(room), bound):
            shared[number] = shared.get(number, 0) + 1
    nearest = sorted(shared, key=lambda number: (-shared[number], number))[:NEAREST]
    nearest += twins(session, nearest, shared)
    held: dict[int, int] = {}
    for some in rows.chunks(nearest):
        counted = (
            select(Shingle.number, func.count()).where(Shingle.number.in_(some)).group_by(Shingle.number)
        )
        held.update((number, count) for number, count in session.execute(counted))
    return {number: Near(shared[number], held.get(number, 0)) for number in nearest}


def twins(session: Session, numbers: Sequence[int], shared: dict[int, int]) -> list[int]:
    """Articles whose present text is the file of one of these, and so has no shingles; `shared` is filled."""
    found: list[int] = []
    for part in rows.chunks(numbers):
        query = select(Article.number, Article.duplicate_of).where(Article.duplicate_of.in_(part))
        query = query.join(Revision, Revision.id == Article.current).where(Revision.text_file.is_(None))
        for number, first in session.execute(query.order_by(Article.number)):
            if number not in shared and first is not None:
                shared[number] = shared[first]
                found.append(number)
    return found


@lru_cache
def holders(count: int) -> TextClause:
    """The first holders of each of so many shingles, which are bound as `h0`, `h1`, ...

    As text: a database bounds each list by itself, and a statement built of so many parts costs more time
    than it takes to run.
    """
    one = (
        "SELECT number FROM (SELECT number FROM shingle WHERE hash = :h{0} ORDER BY number LIMIT {1}) AS p{0}"
    )
    return text(" UNION ALL ".join(one.format(place, POSTINGS) for place in range(count)))


def archived(session: Session, root: Path, numbers: Sequence[int]) -> Mapping[int, Archived]:
    """The present texts of articles, from their files."""
    found: dict[int, Archived] = {}
    for part in rows.chunks(numbers):
        query = select(Revision.number, Revision.name, Revision.url, Revision.outlinks)
        query = query.join(Article, Article.current == Revision.id).where(Article.number.in_(part))
        for number, name, url, outlinks in session.execute(query):
            found[number] = Archived(read_text(root, name), url, tuple(outlinks))
    return found


def versions(session: Session, root: Path, number: int) -> list[Archived]:
    """Every text that an article ever had, the first one first."""
    query = select(Revision.name, Revision.url, Revision.outlinks).where(Revision.number == number)
    by_name = {name: (url, outlinks) for name, url, outlinks in session.execute(query.order_by(Revision.id))}
    return [Archived(read_text(root, name), url, tuple(links)) for name, (url, links) in by_name.items()]


def repeated(session: Session, number: int) -> frozenset[int]:
    """Earlier articles that a text of this one was found to repeat, and is still held to."""
    return frozenset(session.scalars(select(Edge.other).where(Edge.number == number, Edge.holds)))


def numbers(session: Session, after: int, limit: int) -> Sequence[int]:
    """Those of the articles behind a number."""
    query = select(Article.number).where(Article.number > after)
    return session.scalars(query.order_by(Article.number).limit(limit)).all()


def text_of(session: Session, root: Path, number: int) -> str:
    """The present text, from its file."""
    article = session.get(Article, number)
    if article is None:
        raise KeyError(number)
    return read_text(root, rows.present(session, article).name)


def first_with(session: Session, text_key: str) -> int | None:
    """The number under which a text came first."""
    first = rows.first_with(session, text_key)
    return first.number if first is not None else None


def resolve(session: Session, record_id: str) -> WarcPosition | None:
    """Where the response of that id lies, if a decision was made about it."""
    row = rows.visit_of(session, record_id) or session.scalar(
        select(EntranceVisit).where(EntranceVisit.record_id == record_id).limit(1)
    )
    if row is None or row.warc_file is None or row.warc_offset is None:
        return None
    return WarcPosition(row.warc_file, row.warc_offset, record_id)
