"""Writes WARC 1.1 files: one writer a file, one gzip member a record, on disk before it is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from items import WarcPosition
    from storage.warc.values import Exchange, Written


class WarcWriter:
    """Appends to a file of its own that it opens at the first record; safe to call from many threads."""

    def __init__(
        self,
        root: Path,
        *,
        rotate: int = 2**30,
        clock: Callable[[], datetime] | None = None,
        new_id: Callable[[], str] | None = None,
        software: str = "Parley",
    ) -> None:
        """`rotate`: bytes after which the next call starts a new file. `clock` and `new_id` are for tests."""
        raise NotImplementedError

    def write_exchange(self, exchange: Exchange) -> Written:
        """The response (or revisit) record and its request; the request alone where nothing came back."""
        raise NotImplementedError

    def write_decision(self, decision: Mapping[str, object], refers_to: str) -> WarcPosition:
        """A metadata record about the record with the id `refers_to`; `decision["url"]` is its target."""
        raise NotImplementedError

    def write_text(self, url: str, text: bytes, refers_to: str) -> WarcPosition:
        """A conversion record: the archived text of the record with the id `refers_to`."""
        raise NotImplementedError

    def write_resource(self, uri: str, content_type: str, data: bytes) -> WarcPosition:
        """A resource record: a file that was given, not fetched."""
        raise NotImplementedError

    def close(self) -> None:
        """Seals the file: fsync, the name without `.open`, fsync of the folder. A later call opens another."""
        raise NotImplementedError
