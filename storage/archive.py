"""The archive as its users see it: one object per process and root."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from storage import frontier, lock, lookups
from storage.curve import CURVE
from storage.database import Database
from storage.database import database_url as url_of
from storage.disk import disk_errors
from storage.errors import StorageError
from storage.frontier import Lease, Wish
from storage.holding import holding
from storage.keeping import Keeper
from storage.lookups import Pending
from storage.recovery import Response, recover_archive
from storage.schema import require, upgrade
from storage.stopped import stopped
from storage.warc import WarcWriter

if TYPE_CHECKING:
    from items import Archived, Discovery, Kept, Near, Placement, Reading, Validators, WarcPosition
    from storage.curve import Curve

__all__ = ["Archive", "Pending"]

LOCK = "archive.lock"
"""Shared by every process that writes to the archive; a rebuild holds it alone."""

_SHARED: dict[tuple[Path, str], Archive] = {}
_SHARING = threading.Lock()


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class _Writing:
    """What an archive has that was opened for writing."""

    holder: str
    warc: WarcWriter
    keeper: Keeper
    left: list[Response]
    locks: ExitStack


class Archive:
    """Texts, WARC files and database under one root; safe to call from many threads."""

    def __init__(self, root: Path, database: Database, writing: _Writing | None) -> None:
        """Use `open` or `shared`."""
        self.root = root
        self.database = database
        self._writing = writing
        self._closing = threading.Lock()

    @classmethod
    def open(
        cls,
        root: Path,
        database_url: str = "",
        *,
        write: bool = True,
        curve: Curve = CURVE,
        clock: Callable[[], datetime] = _now,
    ) -> Self:
        """For writing: creates what is missing, migrates, and recovers what a crash left.

        For reading: works beside a writing process; raises StorageError where no archive is. `database_url`
        empty: SQLite inside the root. `curve`: when an article that is kept is to be asked again. `clock` is
        for tests.
        """
        if not write:
            if not root.is_dir():
                raise StorageError(f"{root}: there is no archive here; `scrapy collect` begins one")
            database = Database(url_of(root, database_url), write=False)
            with ExitStack() as undo:
                undo.callback(database.close)
                require(database)
                undo.pop_all()
            return cls(root, database, None)
        with disk_errors(root), ExitStack() as locks:
            root.mkdir(parents=True, exist_ok=True)
            locks.enter_context(lock.shared(root / LOCK))
            holder = locks.enter_context(holding(root))
            database = Database(url_of(root, database_url))
            locks.callback(database.close)
            upgrade(database)
            warc = WarcWriter(root)
            locks.callback(warc.close)
            left = recover_archive(root, database, warc)
            keeper = Keeper(root, database, warc, clock, curve)
            return cls(root, database, _Writing(holder, warc, keeper, left, locks.pop_all()))

    @classmethod
    def shared(cls, root: Path, database_url: str = "", curve: Curve = CURVE) -> Archive:
        """This process's archive at `root`, opened for writing at the first call, with its curve."""
        key = (root.resolve(), database_url)
        with _SHARING:
            if key not in _SHARED:
                _SHARED[key] = cls.open(root, database_url, curve=curve)
            return _SHARED[key]

    def close(self) -> None:
        """Seals the WARC file and ends the leases; may be called twice."""
        with _SHARING:
            for key in [key for key, archive in _SHARED.items() if archive is self]:
                del _SHARED[key]
        with self._closing:
            writing, self._writing = self._writing, None
        if writing is None:
            self.database.close()
            return
        with disk_errors(self.root), writing.locks:
            writing.warc.close()
            with self.database.write() as session:
                frontier.release(session, writing.holder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def warc(self) -> WarcWriter:
        """The writer of this process. Raises StorageError on an archive that was opened for reading."""
        return self._opened().warc

    def record_discovery(self, discovery: Discovery, run: str = "") -> int:
        """Notes what a feed, sitemap or listing named, or its failure; how many of the URLs were new.

        A capture without URL stands for a person: the URLs found have no entrance. Of URLs that are known
        the last offer is noted; one that had been left out becomes pending if it is worth a visit now.
        """
        with disk_errors(self.root):
            return self._opened().keeper.record_discovery(discovery, run)

    def keep(self, reading: Reading, run: str = "") -> Kept:
        """Archives what a reading gave, or notes why not; returns after the commit.

        Raises StorageError, after which the capture is still to be kept: nothing of it is lost; OutrunError
        if a text that it may repeat was archived after it was placed.
        """
        with disk_errors(self.root):
            return self._opened().keeper.keep(reading, run)

    def place_again(self, number: int, placement: Placement, run: str = "") -> bool:
        """Notes what the present rules find between an archived text and those before it; whether that
        differs from what they found before."""
        with disk_errors(self.root):
            return self._opened().keeper.place_again(number, placement, run)

    def due_again(self, now: datetime) -> frozenset[str]:
        """Sources with articles that are due on their curve."""
        with self.database.read() as session:
            return frontier.due_again(session, now)

    def lease(
        self,
        sources: Sequence[str],
        limit: int,
        now: datetime,
        again: frontier.Again | None = None,
        found: bool = True,
    ) -> list[Lease]:
        """URLs to visit, of these sources or of all: if `found`, pending ones, the newest first, and failed
        ones that are due; then with `again` articles that are due on their curve (storage.curve)."""
        holder = self._opened().holder
        with self.database.write() as session:
            return frontier.lease(session, Wish(sources, limit, now, again, found), holder)

    def pending_captures(self) -> list[Pending]:
        """Responses that a crash left without a decision; the caller loads, reads and keeps them."""
        left = self._opened().left
        with self.database.read() as session:
            return lookups.pending(session, left)

    def stopped_captures(self, version: str) -> list[Pending]:
        """Responses whose reading was stopped, by another version of the reader than this one."""
        with self.database.read() as session:
            return stopped(session, version)

    def entrance_validators(self, url: str) -> Validators | None:
        """Validators of a feed, sitemap or listing; None where no whole 200 was recorded."""
        with self.database.read() as session:
            return lookups.entrance_validators(session, url)

    def entrance_done(self, url: str) -> datetime | None:
        """When it was last read, or had not changed; None if never."""
        with self.database.read() as session:
            return lookups.entrance_done(session, url)

    def next_number(self) -> int:
        """The accession number that the next article will get."""
        with self.database.read() as session:
            return lookups.next_number(session)

    def candidates(self, shingles: Sequence[int]) -> Mapping[int, Near]:
        """Articles that share sampled shingles, those that share most first."""
        with self.database.read() as session:
            return lookups.candidates(session, shingles)

    def archived(self, numbers: Sequence[int]) -> Mapping[int, Archived]:
        """The present archived texts of these articles."""
        with self.database.read() as session, disk_errors(self.root):
            return lookups.archived(session, self.root, numbers)

    def versions(self, number: int) -> Sequence[Archived]:
        """Every text that an article ever had, the first one first."""
        with self.database.read() as session, disk_errors(self.root):
            return lookups.versions(session, self.root, number)

    def repeated(self, number: int) -> frozenset[int]:
        """Earlier articles that a text of this one was found to repeat, and is still held to."""
        with self.database.read() as session:
            return lookups.repeated(session, number)

    def numbers(self, after: int = -1, limit: int = 500) -> Sequence[int]:
        """Those of the next articles behind a number."""
        with self.database.read() as session:
            return lookups.numbers(session, after, limit)

    def text_of(self, number: int) -> str:
        """The present archived text of an article. Raises KeyError if the number was never given."""
        with self.database.read() as session, disk_errors(self.root):
            return lookups.text_of(session, self.root, number)

    def first_with(self, text_key: str) -> int | None:
        """The article that first had this text; None for a new text and for the empty key."""
        with self.database.read() as session:
            return lookups.first_with(session, text_key)

    def resolve(self, record_id: str, url: str, date: str) -> WarcPosition | None:
        """Where the record lies that a revisit refers to: what `warc.load` asks for."""
        with self.database.read() as session:
            return lookups.resolve(session, record_id)

    def _opened(self) -> _Writing:
        if self._writing is None:
            raise StorageError(f"{self.root}: the archive was opened for reading, or is closed")
        return self._writing
