"""A small crawl that can be killed at any point and taken up again, and what must hold afterwards."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import Engine, event, select

from items import Capture, Discovery, Found
from storage.archive import Archive
from storage.database import Database, database_url
from storage.models import Base
from storage.texts import text_path
from storage.warc import Origin, Record, load, records
from tests.filled import BEGIN, SITE, TALKS, Filling

FEED = f"{SITE}/feed.xml"
NOW = BEGIN + timedelta(hours=1)
PAGES = {
    f"{SITE}/one": ("Talks begin", TALKS),
    f"{SITE}/two": ("Short", "A short text of its own."),
    f"{SITE}/copy": ("Talks begin", TALKS),
}


def crawl(root: Path, url: str, said: Path) -> None:
    """Discovers the pages, reads what a crash left, visits and keeps the rest."""
    with Archive.open(root, url) as archive, said.open("a") as log:
        filling = Filling(archive)
        if not archive.entrance_done(FEED):
            feed = filling.exchange(FEED, "<rss/>", 0)
            archive.record_discovery(Discovery(feed, tuple(map(Found, PAGES)), "feed"))
        for left in archive.pending_captures():
            origin = Origin(left.source, left.via, left.hints)
            keep(filling, load(root, left.position, origin, resolve=archive.resolve), log)
        for lease in archive.lease([], 10, NOW):
            keep(filling, filling.exchange(lease.url, lease.url, 1), log)


def keep(filling: Filling, capture: Capture, log: TextIO) -> None:
    """Reads the page as ever, keeps it, and says so."""
    title, body = PAGES[capture.final_url]
    kept = filling.keep(capture, body, title)
    log.write(f"{capture.final_url} {kept.number} {kept.name}\n")
    log.flush()


def killed_at(call: int, root: Path, url: str, said: Path) -> Callable[[], None]:
    """The crawl, killed before its n-th call that writes, syncs, renames or commits."""

    def work() -> None:
        left = [call]

        def count(*_: object) -> None:
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)

        for owner, name in (
            (os, "write"),
            (os, "fsync"),
            (Path, "replace"),
            (Path, "rename"),
            (os, "rename"),
        ):
            setattr(owner, name, _counted(getattr(owner, name), count))
        event.listen(Engine, "commit", count)
        crawl(root, url, said)

    return work


def _counted(function: Callable[..., Any], count: Callable[[], None]) -> Callable[..., Any]:
    def counted(*arguments: Any, **named: Any) -> Any:
        count()
        return function(*arguments, **named)

    return counted


def tables(root: Path, url: str = "") -> dict[str, list[str]]:
    """Every row of every table but the note of files that were looked through."""
    database = Database(database_url(root, url), write=False)
    with database.engine.connect() as connection:
        found = {
            table.name: sorted(map(repr, connection.execute(select(table)).all()))
            for table in Base.metadata.sorted_tables
            if table.name != "warc_file"
        }
    database.close()
    return found


def texts(root: Path) -> dict[str, bytes]:
    """Every file under `texts/`."""
    return {path.name: path.read_bytes() for path in (root / "texts").rglob("*") if path.is_file()}


def responses(root: Path) -> list[str]:
    """The URLs of all response records."""
    return sorted(
        record.url
        for path in (root / "warc").rglob("*.warc.gz*")
        for record in records(path)
        if isinstance(record, Record) and record.type == "response"
    )


def acknowledged(root: Path, said: Path) -> list[tuple[str, str, bool]]:
    """What was said to be kept: URL, number, and whether its text is there."""
    lines = [line.split(" ") for line in said.read_text().splitlines()] if said.exists() else []
    return [(url, number, not name or text_path(root, name).exists()) for url, number, name in lines]
