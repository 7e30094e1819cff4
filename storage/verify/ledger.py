"""What the database says should be on the disk, and whether the database itself is whole."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from sqlalchemy import collate, literal, select, union_all

from items import KEPT
from storage.database import read_only
from storage.models import Alias, Article, Body, Decision, EntranceVisit, Revision, Url, Visit
from storage.verify.damage import Damage, Kind

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

BATCH = 2_000
NAMED = 20
"""Faults of the database that are named one by one."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """A row's claim that a record lies at a place."""

    file: str
    offset: int
    record_id: str
    sha256: str
    """Of the record's block, where the row knows it; else empty."""
    table: str


def pointers(session: Session) -> Iterator[tuple[str, list[Pointer]]]:
    """What each WARC file should hold, by name of the file and offset."""
    selects: list[Any] = [
        select(
            model.warc_file.label("file"),
            model.warc_offset.label("place"),
            model.record_id.label("record"),
            literal("").label("sha"),
            literal(model.__tablename__).label("of"),
        ).where(model.warc_file.is_not(None))
        for model in (Visit, EntranceVisit, Revision, Decision)
    ]
    selects.append(
        select(
            Revision.text_file,
            Revision.text_offset,
            Revision.text_record,
            Revision.sha256,
            literal("revision"),
        ).where(Revision.text_file.is_not(None))
    )
    columns = union_all(*selects).subquery().c
    query = select(*columns).order_by(in_order(session, columns.file), columns.place)
    rows = session.execute(query.execution_options(yield_per=BATCH))
    for file, group in groupby((Pointer(*row) for row in rows), key=lambda pointer: pointer.file):
        yield file, list(group)


def names(session: Session) -> Iterator[tuple[str, str]]:
    """Every text file that should be there, with its SHA-256, by name."""
    once = select(Revision.name, Revision.sha256).group_by(Revision.name, Revision.sha256)
    query = once.order_by(in_order(session, Revision.name))
    yield from ((row[0], row[1]) for row in session.execute(query.execution_options(yield_per=BATCH)))


def in_order(session: Session, column: Any) -> Any:
    """Sorts as Python does, whatever the server's language."""
    return collate(column, "C" if session.get_bind().dialect.name == "postgresql" else "BINARY")


def sqlite_faults(path: Path) -> Iterator[Damage]:
    """What SQLite itself finds wrong with its file. The full-text index is not looked into."""
    try:
        place = f"{path.absolute().as_uri()}?{urlencode(read_only(path))}"
        with closing(sqlite3.connect(place, uri=True)) as connection:
            connection.execute("BEGIN")
            for (said,) in connection.execute(f"PRAGMA integrity_check({NAMED})"):
                if said != "ok":
                    yield Damage(path.name, Kind.CHANGED, " ".join(str(said).split()))
            for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
                yield Damage(path.name, Kind.MISMATCH, f"row {row} of {table} names no row of {parent}")
    except sqlite3.DatabaseError as error:
        yield Damage(path.name, Kind.CHANGED, f"SQLite: {error}")


def row_faults(session: Session, database: str) -> Iterator[Damage]:
    """Rows that contradict one another."""
    kept = [outcome.value for outcome in KEPT]
    questions: tuple[tuple[str, Select[Any]], ...] = (
        (
            "article {} has no present text",
            select(Article.number)
            .outerjoin(Revision, Revision.id == Article.current)
            .where(Revision.id.is_(None)),
        ),
        (
            "article {} cannot be searched for",
            select(Article.number)
            .outerjoin(Body, Body.number == Article.number)
            .where(Body.number.is_(None)),
        ),
        (
            "URL {} is kept, but no article is its",
            select(Url.address)
            .outerjoin(Article, Article.url_id == Url.id)
            .outerjoin(Alias, Alias.url_id == Url.id)
            .where(Url.outcome.in_(kept), Article.number.is_(None), Alias.number.is_(None)),
        ),
        (
            "visit {} was never decided",
            select(Visit.id)
            .outerjoin(Decision, Decision.sequence == Visit.id)
            .where(Decision.sequence.is_(None)),
        ),
        (
            "reading {} of an entrance was never decided",
            select(EntranceVisit.id)
            .outerjoin(Decision, Decision.sequence == EntranceVisit.id)
            .where(Decision.sequence.is_(None)),
        ),
    )
    for said, query in questions:
        for value in session.scalars(query.limit(NAMED)):
            yield Damage(database, Kind.MISMATCH, said.format(value))
