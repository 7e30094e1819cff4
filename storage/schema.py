"""Brings a database to the present schema, one process at a time."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from storage.database import Database, explain
from storage.errors import StorageError

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 5_117_020_501
"""PostgreSQL advisory lock that a migration holds; any number that nothing else uses."""


def upgrade(database: Database) -> None:
    """Runs the migrations that are missing, in one transaction. Raises StorageError for a newer schema."""
    try:
        with database.engine.connect() as connection:
            if version(connection) == head():
                return
        with database.engine.connect() as connection:
            writing = connection.execution_options(parley_write=True)
            with writing.begin():
                _lock(writing)
                _migrate(writing)
    except DBAPIError as error:
        raise StorageError(explain(error, database.url)) from error


def require(database: Database) -> None:
    """Raises StorageError if the schema is not the present one; changes nothing."""
    try:
        with database.engine.connect() as connection:
            found = version(connection)
    except DBAPIError as error:
        raise StorageError(explain(error, database.url)) from error
    if found is None:
        raise StorageError(f"{database.url.database}: there is no archive yet; `scrapy collect` begins one")
    if found != head():
        raise StorageError(
            f"{database.url.database} has schema {found}, this is {head()}: open it for writing once, "
            "or use the Parley that wrote it"
        )


def version(connection: Connection) -> str | None:
    """The revision that the database is at; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """The revision that this code needs."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


def _migrate(connection: Connection) -> None:
    found = version(connection)
    known = {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
    if found is not None and found not in known:
        raise StorageError(f"the database has schema {found}, which a newer Parley made: update Parley")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
