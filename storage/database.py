"""The database behind the archive: connections, transactions, and what its errors mean for a person."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.orm import Session

from storage.errors import SettingError, StorageError
from storage.models import Counter

__all__ = ["Database", "StorageError", "database_url", "read_only"]

FILE_NAME = "parley.db"
BUSY_SECONDS = 30
"""How long a writer waits for another one."""


def database_url(root: Path, url: str = "") -> URL:
    """The database of an archive: SQLite inside it where no URL is given. Raises SettingError if unusable."""
    try:
        return make_url(url) if url else URL.create("sqlite", database=str(root / FILE_NAME))
    except (ArgumentError, ValueError) as error:
        raise SettingError(
            "DATABASE_URL: is not a database URL, such as postgresql://user@host/name"
        ) from error


class Database:
    """One engine; sessions of it either read a snapshot or are, for their time, the only writer."""

    def __init__(self, url: URL, *, write: bool = True) -> None:
        """Connects to nothing yet."""
        self.url = url
        self.writable = write
        self.engine = _engine(url, write=write)
        self._writer = threading.Lock()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one state; what it changes is dropped."""
        with self._explained(), Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """The only writing session of all processes: commits at the end, rolls back if anything is raised."""
        with self._writer, self._explained(), self.engine.connect() as connection:
            writing = connection.execution_options(parley_write=True)
            with Session(writing, expire_on_commit=False) as session, session.begin():
                session.scalar(select(Counter.value).where(Counter.name == "sequence").with_for_update())
                yield session

    def close(self) -> None:
        """Gives every connection back."""
        self.engine.dispose()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise StorageError(explain(error, self.url)) from error


def explain(error: DBAPIError, url: URL) -> str:
    """What happened and what to do, without password and without the statement."""
    said = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
    where = url.database if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)
    advice = next((advice for sign, advice in _ADVICE if sign in said.lower()), "")
    return f"database {where}: {said}" + (f"; {advice}" if advice else "")


_ADVICE = (
    ("locked", f"another process wrote for more than {BUSY_SECONDS} s: try again when it is done"),
    ("full", "free some space and start again: nothing that was acknowledged is lost"),
    ("no space", "free some space and start again: nothing that was acknowledged is lost"),
    ("readonly", "make the file and its directory writable for this user"),
    ("unable to open", "see that the directory exists and is writable for this user"),
    ("disk i/o", "the disk may be full or failing: check it, then run `scrapy verify`"),
    ("malformed", "the file is damaged: move it away and run `scrapy rebuild`"),
    ("not a database", "the file is something else: move it away and run `scrapy rebuild`"),
    ("no such table", "it is not this version's database: open the archive for writing once"),
    ("connection", "see that the server runs and that DATABASE_URL names it"),
)


def _engine(url: URL, *, write: bool) -> Engine:
    try:
        if url.get_backend_name() != "sqlite":
            return create_engine(
                url, pool_pre_ping=True, max_overflow=40, connect_args={"connect_timeout": 10}
            )
        place = _sqlite(url, write=write)
        engine = create_engine(place, max_overflow=40, connect_args={"timeout": BUSY_SECONDS})
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        told = f"DATABASE_URL: no driver for {url.drivername}: {error}; install parley[postgres]"
        raise SettingError(told) from error
    event.listen(engine, "connect", _prepare_writing if write else _prepare_reading)
    event.listen(engine, "begin", _begin)
    return engine


def read_only(path: Path) -> dict[str, str]:
    """SQLite's URI parameters for reading: as immutable where nothing could be created beside the file."""
    if not os.access(path.parent, os.W_OK) and not path.with_name(path.name + "-wal").exists():
        return {"mode": "ro", "immutable": "1"}
    return {"mode": "ro"}


def _sqlite(url: URL, *, write: bool) -> URL:
    if write or url.database in (None, "", ":memory:"):
        return url
    path = Path(str(url.database)).absolute()
    return url.set(database=path.as_uri(), query={**read_only(path), "uri": "true"})


def _prepare_writing(connection: Any, _record: object) -> None:
    _prepare_reading(connection, _record)
    for pragma in ("journal_mode=wal", "synchronous=full", "foreign_keys=on"):
        connection.execute(f"PRAGMA {pragma}").close()


def _prepare_reading(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself: `_begin` does


def _begin(connection: Connection) -> None:
    """SQLite: a writer takes its lock at once; read-then-write fails when another writer comes between."""
    immediate = connection.get_execution_options().get("parley_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
