"""Everything that an archive holds against everything that it says of itself."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from storage.database import FILE_NAME, Database
from storage.database import database_url as url_of
from storage.errors import StorageError
from storage.schema import require
from storage.texts import text_files
from storage.verify.damage import Damage, Kind, OnProgress
from storage.verify.ledger import names, pointers, row_faults, sqlite_faults
from storage.verify.texts import verify_texts
from storage.verify.warcs import OPEN, is_locked, verify_warcs, warc_files

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


IN_FLIGHT = 60
"""Seconds that may lie between a text's file and the commit of its row."""


def verify(root: Path, database_url: str = "", progress: OnProgress | None = None) -> list[Damage]:
    """All damage found, by file; empty for a clean archive. Raises StorageError where no archive is.

    A database that cannot be read is a damage too; texts and WARC files are then checked by themselves.
    """
    if not any((root / part).exists() for part in ("warc", "texts", FILE_NAME)):
        raise StorageError(f"{root}: there is no archive")
    total = sum(1 for _ in text_files(root)) + len(warc_files(root))
    done = 0

    def tick() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, total)

    started = time.time()
    damages: list[Damage] = []
    with rows(root, database_url, damages) as session:
        if session is not None:
            damages += row_faults(session, database_name(root, database_url))
        expected = None if session is None else dict(names(session))
        damages += verify_texts(root, expected, tick)
        damages += verify_warcs(root, iter(()) if session is None else pointers(session), tick)
    if is_written_to(root):
        damages = [damage for damage in damages if not is_fresh(root, damage, started)]
    return sorted(set(damages), key=lambda damage: (damage.file, damage.kind, damage.detail))


def is_written_to(root: Path) -> bool:
    """Whether a process archives at this moment."""
    return any(is_locked(path) for path in warc_files(root) if path.name.endswith(OPEN))


def is_fresh(root: Path, damage: Damage, started: float) -> bool:
    """Whether the file is one that a running process writes before it commits its row."""
    path = root / damage.file
    return (
        damage.kind in {Kind.FOREIGN, Kind.LEFTOVER}
        and path.is_relative_to(root / "texts")
        and (not path.exists() or path.stat().st_mtime > started - IN_FLIGHT)
    )


@contextmanager
def rows(root: Path, database_url: str, damages: list[Damage]) -> Iterator[Session | None]:
    """A session of the database; None, and a damage, where it cannot be used."""
    url = url_of(root, database_url)
    if url.get_backend_name() == "sqlite":
        path = Path(url.database or "")
        if not path.exists():
            damages.append(Damage(path.name, Kind.MISSING, "`scrapy rebuild` makes it again"))
            yield None
            return
        faults = list(sqlite_faults(path))
        damages += faults
        if any(fault.kind is Kind.CHANGED for fault in faults):
            yield None
            return
    database = Database(url, write=False)
    try:
        require(database)
    except StorageError as error:
        database.close()
        damages.append(Damage(database_name(root, database_url), Kind.CHANGED, str(error)))
        yield None
        return
    try:
        with database.read() as session:
            yield session
    finally:
        database.close()


def database_name(root: Path, database_url: str) -> str:
    """The database as a damage names it."""
    url = url_of(root, database_url)
    return Path(url.database or "").name if url.get_backend_name() == "sqlite" else url.render_as_string()
