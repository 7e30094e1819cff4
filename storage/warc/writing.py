"""Writes WARC 1.1 files: one writer a file, one gzip member a record, on disk before it is said."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from items import WarcPosition
from storage.warc.growing import GrowingFile
from storage.warc.message import final_response
from storage.warc.record import (
    Headers,
    canonical_json,
    decision_headers,
    info_parts,
    member,
    request_headers,
    resource_headers,
    response_parts,
    text_headers,
    warc_date,
)
from storage.warc.values import Exchange, Written


def _now() -> datetime:
    return datetime.now(UTC)


def _new_id() -> str:
    return f"<{uuid.uuid4().urn}>"


class WarcWriter:
    """Appends to a file of its own that it opens at the first record; safe to call from many threads."""

    def __init__(
        self,
        root: Path,
        *,
        rotate: int = 2**30,
        clock: Callable[[], datetime] = _now,
        new_id: Callable[[], str] = _new_id,
        software: str = "Parley",
    ) -> None:
        """`rotate`: bytes after which the next call starts a new file. `clock` and `new_id` are for tests."""
        self._root = root
        self._rotate = rotate
        self._clock = clock
        self._new_id = new_id
        self._software = software
        self._lock = threading.Lock()
        self._file: GrowingFile | None = None
        self._info_id = ""

    def write_exchange(self, exchange: Exchange) -> Written:
        """The response (or revisit) record and its request; the request alone where nothing came back."""
        received = final_response(exchange.response)
        date = warc_date(exchange.at)
        if not received:
            position = self._append((request_headers(exchange, ""), exchange.request), date=date)
            return Written(position, "", date, unchanged=False)
        headers, block, digest, unchanged = response_parts(replace(exchange, response=received))
        response_id = self._new_id()
        request = (request_headers(exchange, response_id), exchange.request)
        position = self._append((headers, block), request, date=date, first_id=response_id)
        return Written(position, digest, date, unchanged)

    def write_decision(self, decision: Mapping[str, object], refers_to: str) -> WarcPosition:
        """A metadata record about the record with the id `refers_to`; `decision["url"]` names its URL."""
        block = canonical_json(decision)
        return self._append((decision_headers(str(decision["url"]), block, refers_to), block))

    def write_text(self, url: str, text: bytes, refers_to: str) -> WarcPosition:
        """A conversion record: the archived text of the record with the id `refers_to`."""
        return self._append((text_headers(url, text, refers_to), text))

    def write_resource(self, uri: str, content_type: str, data: bytes) -> WarcPosition:
        """A resource record: a file that was given, not fetched."""
        return self._append((resource_headers(uri, content_type, data), data))

    def close(self) -> None:
        """Seals the file under its name without `.open`; a later call opens another."""
        with self._lock:
            self._seal()

    def _append(self, *records: tuple[Headers, bytes], date: str = "", first_id: str = "") -> WarcPosition:
        """Writes the records together and gives the place of the first; raises OSError and leaves no half."""
        with self._lock:
            file = self._opened()
            record_id = first_id or self._new_id()
            when = date or warc_date(self._clock())
            members: list[bytes] = []
            for number, (headers, block) in enumerate(records):
                identity = record_id if number == 0 else self._new_id()
                common = [
                    ("WARC-Record-ID", identity),
                    ("WARC-Date", when),
                    ("WARC-Warcinfo-ID", self._info_id),
                ]
                members.append(member([headers[0], *common, *headers[1:]], block))
            return WarcPosition(file.name, file.append(b"".join(members)), record_id)

    def _opened(self) -> GrowingFile:
        if self._file is not None and not self._file.usable:
            self._file = None
        if self._file is not None and self._file.size >= self._rotate:
            self._seal()
        if self._file is None:
            now = self._clock()
            file = GrowingFile.create(self._root, now)
            self._info_id = self._new_id()
            headers, block = info_parts(
                Path(file.name).name,
                {
                    "software": self._software,
                    "format": "WARC File Format 1.1",
                    "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
                    "robots": "obey",
                },
            )
            common = [("WARC-Record-ID", self._info_id), ("WARC-Date", warc_date(now))]
            file.append(member([headers[0], *common, *headers[1:]], block))
            self._file = file
        return self._file

    def _seal(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            file.seal()
