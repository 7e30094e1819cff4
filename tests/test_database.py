"""Connections, schema and what a database's errors say."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import StatementError

from items import Dated, DateFlag
from storage import database as databases
from storage.archive import Archive
from storage.database import Database, database_url
from storage.errors import StorageError
from storage.models import Base, Run
from storage.schema import head, upgrade, version
from storage.showing import show
from tests.filled import PUBLISHED, SITE, Filling
from tests.older_schema import take_back

SEARCH = ("body_fts", "body_tsv", "'tsv'")
"""What the models do not know: the full-text index of each dialect."""


def test_the_migrations_make_what_the_models_say(archive: Archive) -> None:
    with archive.database.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    assert [one for one in differences if not any(name in str(one) for name in SEARCH)] == []


def test_a_second_start_changes_nothing(archive: Archive) -> None:
    upgrade(archive.database)
    with archive.database.engine.connect() as connection:
        assert version(connection) == head()


def test_an_archive_of_the_first_schema_keeps_its_rows(filling: Filling, database_url: str) -> None:
    archive = filling.archive
    filling.keep(filling.exchange(f"{SITE}/a", "a", 1), "The delegations met.", "Talks")
    with archive.database.engine.begin() as connection:
        take_back(connection, "0001")
    with Archive.open(archive.root, database_url) as opened:
        row = show(opened, 0)
        assert row is not None
        assert row.current.published == Dated(PUBLISHED, "second", "json-ld", zone="")
        assert row.current.date_flags == ()
        filling = Filling(opened)
        filling.keep(filling.exchange(f"{SITE}/b", "b", 2), "They met again.", "More talks")
        later = show(opened, 1)
        assert later is not None
        assert later.current.published == Dated(PUBLISHED, "second", "json-ld", zone="+03:00")
        assert later.current.date_flags == (DateFlag.CONFLICT,)


def test_a_newer_schema_is_refused(archive: Archive, database_url: str) -> None:
    with archive.database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for write in (True, False):
        with pytest.raises(StorageError, match="9999"):
            Archive.open(archive.root, database_url, write=write)


def test_moments_keep_their_instant(archive: Archive) -> None:
    moscow = datetime(2025, 6, 2, 15, 0, 0, 123456, tzinfo=timezone(timedelta(hours=3)))
    with archive.database.write() as session:
        session.add(Run(id="a", started_at=moscow, last_at=moscow))
    with archive.database.read() as session:
        read = session.get_one(Run, "a").started_at
    assert (read, read.tzinfo) == (moscow, UTC)


def test_a_moment_without_zone_is_refused(archive: Archive) -> None:
    naive = datetime(2025, 6, 2)  # noqa: DTZ001
    with archive.database.read() as session:
        session.add(Run(id="a", started_at=naive, last_at=naive))
        with pytest.raises(StatementError, match="without its time zone"):
            session.flush()


def test_a_failed_transaction_leaves_nothing(archive: Archive) -> None:
    now = datetime.now(UTC)

    def fail() -> None:
        with archive.database.write() as session:
            session.add(Run(id="a", started_at=now, last_at=now))
            session.flush()
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with archive.database.read() as session:
        assert session.get(Run, "a") is None


def test_a_locked_database_says_who_waits_for_whom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "BUSY_SECONDS", 0.2)
    with Archive.open(tmp_path) as archive:
        other = sqlite3.connect(tmp_path / "parley.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match=r"parley\.db: database is locked; another process wrote"):
            archive.lease([], 1, datetime.now(UTC))
        other.close()
        assert archive.lease([], 1, datetime.now(UTC)) == []


def test_what_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "parley.db").write_text("not a database, though of some length" * 100)
    with pytest.raises(StorageError, match=r"parley\.db: file is not a database; .*scrapy rebuild"):
        Archive.open(tmp_path)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "not a database URL"),
        ("oracle+unknown://x", "no driver"),
        ("postgresql://user:secret@127.0.0.1:1/none", "see that the server runs"),
    ],
)
def test_an_unusable_url_says_why_and_no_password(tmp_path: Path, url: str, said: str) -> None:
    with pytest.raises(StorageError, match=said) as raised:
        Archive.open(tmp_path / "a", url)
    assert "secret" not in str(raised.value)


def test_a_readonly_database_is_refused_with_advice(tmp_path: Path) -> None:
    with Archive.open(tmp_path):
        pass
    database = Database(database_url(tmp_path), write=False)
    with pytest.raises(StorageError, match="readonly database; make the file"), database.write() as session:
        session.add(Run(id="a", started_at=datetime.now(UTC), last_at=datetime.now(UTC)))
    database.close()
