"""Finds the records of a WARC file, compressed or not; a damaged stretch costs itself and no more.

Readers at hand stop or skip silently at a flipped byte; an archive has to say which bytes are no longer good.
"""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from storage.warc.values import Damage, Record

_GZIP = b"\x1f\x8b\x08"
_STEP = 2**16
_HEAD_LIMIT = 2**17
"""Bytes that the WARC headers of one record may take."""
_HELD = 2**24
"""Blocks up to this size stay in memory once read; longer ones are read again when asked for."""
_VERSION = re.compile(rb"WARC/\d\.\d+\r?\n")


class _BrokenError(Exception):
    """Why there is no record at a place."""


class _Stream:
    """The uncompressed file from an offset on, its bytes handed out in order."""

    many = False
    """Whether several records share one offset."""
    mark = b"\nWARC/"
    """What stands before the next record; the record begins at its first byte that is no newline."""

    def __init__(self, file: BinaryIO, offset: int) -> None:
        self._file = file
        self._next = offset
        self._offset = offset
        self._buffer = b""

    def _fill(self) -> bytes:
        """More bytes; nothing at the end."""
        self._file.seek(self._next)
        data = self._file.read(_STEP)
        self._next += len(data)
        return data

    @property
    def consumed(self) -> int:
        """Bytes of the file that were handed out."""
        return self._next - self._offset - len(self._buffer)

    def head(self) -> bytes | None:
        """The next record's headers with the blank line; None at the end."""
        while True:
            self._buffer = self._buffer.lstrip(b"\r\n")
            found = re.search(rb"\r?\n\r?\n", self._buffer)
            if found:
                head, self._buffer = self._buffer[: found.end()], self._buffer[found.end() :]
                return head
            if len(self._buffer) > _HEAD_LIMIT:
                raise _BrokenError("no end of the WARC headers")
            more = self._fill()
            if not more and self._buffer:
                raise _BrokenError("the file ends within WARC headers")
            if not more:
                return None
            self._buffer += more

    def take(self, size: int, *, hold: bool = True) -> bytes:
        """The next `size` bytes; nothing of them where they are not to be held."""
        parts: list[bytes] = []
        while size:
            if not self._buffer:
                self._buffer = self._fill()
            if not self._buffer:
                raise _BrokenError("the file ends within a block")
            part, self._buffer = self._buffer[:size], self._buffer[size:]
            size -= len(part)
            if hold:
                parts.append(part)
        return b"".join(parts)

    def skip_newlines(self) -> None:
        """What separates a record from the next one."""
        if not self._buffer:
            self._buffer = self._fill()
        self._buffer = self._buffer.removeprefix(b"\r\n").removeprefix(b"\r\n")


class _Member(_Stream):
    """What one gzip member holds; its checksum is good once `head` says None."""

    many = True
    mark = _GZIP

    def __init__(self, file: BinaryIO, offset: int) -> None:
        super().__init__(file, offset)
        self._inflate = zlib.decompressobj(31)

    def _fill(self) -> bytes:
        while not self._inflate.eof:
            data = self._inflate.unconsumed_tail or super()._fill()
            if not data:
                raise _BrokenError("the file ends within a gzip member")
            try:
                out = self._inflate.decompress(data, _STEP)
            except zlib.error as error:
                raise _BrokenError(f"gzip: {error}") from error
            if out:
                return out
        return b""

    @property
    def consumed(self) -> int:
        """Bytes of the file that the member takes; known at its end."""
        return self._next - self._offset - len(self._inflate.unused_data)


@dataclass(frozen=True, slots=True)
class _Parsed:
    headers: dict[str, str]
    size: int
    block: bytes | None
    """None where it is too long to be held."""


def read_records(path: Path, start: int = 0) -> Iterator[Record | Damage]:
    """Records and damages in the order of the file, from the record or member at `start` on."""
    with path.open("rb") as file:
        first = file.read(5)
        named_gzip = path.name.removesuffix(".open").endswith(".gz") and first != b"WARC/"
        kind = _Member if first.startswith(_GZIP) or named_gzip else _Stream
        size = os.fstat(file.fileno()).st_size
        offset = start
        while offset < size:
            stream = kind(file, offset)
            try:
                yield from _records_of(stream, path, offset)
            except _BrokenError as broken:
                end = _next_start(file, stream, offset + 1, size)
                yield Damage(offset, end - offset, str(broken))
                offset = end
            else:
                offset += stream.consumed


def _records_of(stream: _Stream, path: Path, offset: int) -> Iterator[Record]:
    """The records of one member; each only once what follows it proves it whole."""
    held: _Parsed | None = None
    nth = 0
    while (parsed := _parse(stream, _HELD)) is not None:
        if held is not None:
            yield _record(held, type(stream), path, (offset, stream.consumed, nth))
            nth += 1
        held = parsed
        if not stream.many:
            break
    if held is not None:
        yield _record(held, type(stream), path, (offset, stream.consumed, nth))


def _record(parsed: _Parsed, kind: type[_Stream], path: Path, place: tuple[int, int, int]) -> Record:
    offset, length, nth = place

    def read(limit: int) -> bytes:
        if parsed.block is not None:
            return parsed.block[:limit]
        with path.open("rb") as file:
            stream = kind(file, offset)
            for _ in range(nth):
                _parse(stream, 0)
            stream.head()
            return stream.take(min(limit, parsed.size))

    named = {name.lower(): value for name, value in parsed.headers.items()}
    return Record(named.get("warc-type", "").lower(), parsed.headers, offset, length, parsed.size, read)


def _parse(stream: _Stream, hold: int) -> _Parsed | None:
    head = stream.head()
    if head is None:
        return None
    if not _VERSION.match(head):
        raise _BrokenError("no WARC version line")
    headers: dict[str, str] = {}
    name = ""
    for line in head.decode("utf-8", "replace").splitlines()[1:]:
        if line[:1] in (" ", "\t") and name:
            headers[name] += f" {line.strip()}"
        elif ":" in line:
            name, _, value = line.partition(":")
            name = name.strip()
            headers[name] = value.strip()
    text = next((value for key, value in headers.items() if key.lower() == "content-length"), "")
    if not (text.isascii() and text.isdigit()):
        raise _BrokenError("no Content-Length")
    block = stream.take(int(text), hold=int(text) <= hold)
    stream.skip_newlines()
    return _Parsed(headers, int(text), block if int(text) <= hold else None)


def _next_start(file: BinaryIO, stream: _Stream, offset: int, size: int) -> int:
    """Where the next record after a damage begins; the end of the file if there is none."""
    while offset < size:
        file.seek(offset)
        window = file.read(_STEP + len(stream.mark))
        found = window.find(stream.mark)
        if found < 0:
            offset += max(len(window) - len(stream.mark) + 1, 1)
            continue
        offset += found + (0 if stream.many else 1)
        try:
            head = type(stream)(file, offset).head()
        except _BrokenError:
            head = None
        if head and _VERSION.match(head):
            return offset
        offset += 1
    return size
