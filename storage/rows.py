"""Finds the rows that a decision is about, and gives out the numbers of new ones."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import select

from items import Validators
from storage.identity import key_hash
from storage.models import (
    Alias,
    Article,
    Counter,
    Decision,
    Entrance,
    EntranceVisit,
    Revision,
    Url,
    Visit,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

CHUNK = 500
"""Values in one IN (...): SQLite takes 32,766 parameters in a statement, older ones 999."""

T = TypeVar("T")


def counter(session: Session, name: str) -> Counter:
    """The counter's row. Only in a writing session, which holds them all."""
    row = session.get(Counter, name)
    if row is None:
        raise LookupError(f"the database has no counter {name!r}")
    return row


def take(session: Session, name: str) -> int:
    """The counter's next value, which nothing else will get."""
    row = counter(session, name)
    row.value += 1
    return row.value - 1


def url_row(session: Session, key: str) -> Url | None:
    """The URL of that key."""
    return session.scalar(select(Url).where(Url.key_hash == key_hash(key)))


def entrance_row(session: Session, address: str) -> Entrance | None:
    """The feed, sitemap or listing at that address."""
    return session.scalar(select(Entrance).where(Entrance.key_hash == key_hash(address)))


def article_of(session: Session, url: Url | None) -> Article | None:
    """The article that has this URL for its own."""
    return session.scalar(select(Article).where(Article.url_id == url.id)) if url is not None else None


def article_behind(session: Session, url: Url | None) -> Article | None:
    """The article that the URL leads to as an alias."""
    alias = session.get(Alias, url.id) if url is not None else None
    return session.get(Article, alias.number) if alias is not None else None


def home_of(session: Session, article: Article) -> Url:
    """The article's own URL."""
    return session.get_one(Url, article.url_id)


def present(session: Session, article: Article) -> Revision:
    """The article's present revision."""
    return session.get_one(Revision, article.current)


def first_with(session: Session, text_key: str) -> Revision | None:
    """The revision that first had this text; None for the empty key."""
    if not text_key:
        return None
    return session.scalar(
        select(Revision).where(Revision.text_key == text_key).order_by(Revision.id).limit(1)
    )


def visit_of(session: Session, record_id: str) -> Visit | None:
    """The visit whose response is that record."""
    return session.scalar(select(Visit).where(Visit.record_id == record_id).limit(1))


def known_records(session: Session, record_ids: Sequence[str]) -> set[str]:
    """Those of the responses about which a decision was made."""
    found: set[str] = set()
    for part in chunks(record_ids):
        for column in (Visit.record_id, EntranceVisit.record_id):
            found.update(one for one in session.scalars(select(column).where(column.in_(part))) if one)
    return found


def is_committed(session: Session, record_id: str) -> bool:
    """Whether the decision of that record is in the ledger."""
    return session.scalar(select(Decision.sequence).where(Decision.record_id == record_id)) is not None


def known_keys(session: Session, keys: Collection[str]) -> dict[str, Url]:
    """The rows of those keys that were seen before."""
    by_hash = {key_hash(key): key for key in keys}
    return {
        by_hash[row.key_hash]: row
        for part in chunks(list(by_hash))
        for row in session.scalars(select(Url).where(Url.key_hash.in_(part)))
    }


def validators_of(row: Url | Entrance) -> Validators | None:
    """What the last whole 200 left; None if there was none."""
    if not row.record_id and not row.etag and not row.last_modified:
        return None
    return Validators(row.etag, row.last_modified, row.digest, row.record_id, row.record_date)


def set_validators(row: Url | Entrance, validators: Validators) -> None:
    """What makes the next request of it conditional."""
    row.etag, row.last_modified = validators.etag, validators.last_modified
    row.digest, row.record_id, row.record_date = (
        validators.digest,
        validators.record_id,
        validators.record_date,
    )


def chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """The values in parts that one statement can take."""
    return (values[start : start + CHUNK] for start in range(0, len(values), CHUNK))


def response_columns(position: Any) -> dict[str, Any]:
    """A WarcPosition as the columns of `FromResponse`; None as nulls."""
    if position is None:
        return {"warc_file": None, "warc_offset": None, "record_id": None}
    return {"warc_file": position.file, "warc_offset": position.offset, "record_id": position.record_id}
