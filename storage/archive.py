"""The archive as its users see it: one object per process and root."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from items import Discovery, Hints, Kept, Reading, Validators, WarcPosition
    from storage.database import Database
    from storage.frontier import Lease
    from storage.warc import WarcWriter


@dataclass(frozen=True, slots=True)
class Pending:
    """A response that lies in a WARC file but was never read to its end: load it, read it, keep it."""

    position: WarcPosition
    url: str
    source: str
    via: str
    hints: Hints


class Archive:
    """Texts, WARC files and database under one root; safe to call from many threads."""

    root: Path
    database: Database
    warc: WarcWriter
    """Raises StorageError on an archive that was opened for reading."""

    @classmethod
    def open(cls, root: Path, database_url: str = "", *, write: bool = True) -> Self:
        """For writing: creates what is missing, migrates, and recovers what a crash left.

        For reading: works beside a writing process; raises StorageError where no archive is. `database_url`
        empty: SQLite inside the root.
        """
        raise NotImplementedError

    @classmethod
    def shared(cls, root: Path, database_url: str = "") -> Archive:
        """This process's archive at `root`, opened for writing at the first call."""
        raise NotImplementedError

    def close(self) -> None:
        """Seals the WARC file and ends the leases; may be called twice."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def record_discovery(self, discovery: Discovery, run: str = "") -> int:
        """Notes what a feed, sitemap or listing named, or its failure; how many of the URLs were new.

        A capture without URL stands for a person: the URLs found have no entrance. URLs that are already
        known keep everything but the time of their last offer.
        """
        raise NotImplementedError

    def keep(self, reading: Reading, run: str = "") -> Kept:
        """Archives what a reading gave, or notes why not; returns after the commit.

        Raises StorageError, after which the capture is still to be kept: nothing of it is lost.
        """
        raise NotImplementedError

    def entrance_validators(self, url: str) -> Validators | None:
        """Validators of a feed, sitemap or listing; None where no whole 200 was recorded."""
        raise NotImplementedError

    def entrance_done(self, url: str) -> datetime | None:
        """When it was last read, or had not changed; None if never."""
        raise NotImplementedError

    def lease(
        self, sources: Sequence[str], limit: int, now: datetime, revisit_before: datetime | None = None
    ) -> list[Lease]:
        """URLs to visit: pending ones, the newest first; failed ones that are due; kept ones again.

        No sources: of all. Kept ones come only if `revisit_before` is given, were archived within seven days
        and not visited since that moment.
        """
        raise NotImplementedError

    def pending_captures(self) -> list[Pending]:
        """Responses that a crash left without a decision; the caller loads, reads and keeps them."""
        raise NotImplementedError

    def candidates(self, shingles: Sequence[int]) -> Mapping[int, int]:
        """Articles that share sampled shingles, most first: number to how many it shares."""
        raise NotImplementedError

    def text_of(self, number: int) -> str:
        """The present archived text of an article. Raises KeyError if the number was never given."""
        raise NotImplementedError

    def first_with(self, text_key: str) -> int | None:
        """The article that first had this text; None for a new text and for the empty key."""
        raise NotImplementedError

    def resolve(self, record_id: str, url: str, date: str) -> WarcPosition | None:
        """Where the record lies that a revisit refers to: what `warc.load` asks for."""
        raise NotImplementedError
