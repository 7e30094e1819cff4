"""Undoes the transfer and content codings of a response body, within bounds."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from fastwarc.stream_io import BrotliReader, ZstdReader

from items import Failure

if TYPE_CHECKING:
    from storage.warc.message import Head

_RATIO = 200
"""Bytes out of one byte of the wire from which a body counts as a bomb; prose stays under 20."""
_RATIO_FROM = 2**20
"""Decoded bytes under which no ratio is suspicious."""
_CODINGS = 2
"""Content codings on top of one another that a server may have a reason for."""
_STEP = 2**16
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,16})[^\r\n]*\r?\n")
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A body with its codings undone as far as that went."""

    body: bytes
    failure: Failure | None = None
    detail: str = ""


class _Decoder(Protocol):
    """`read` gives nothing at the end, and raises where the data is broken or has no end."""

    def read(self, size: int) -> bytes: ...


def decode_body(head: Head, wire: bytes, limit: int) -> Decoded:
    """The entity of a response from its body on the wire: at most `limit` bytes of it."""
    body, cut = wire, ""
    codings = head.values("content-encoding")
    if head.values("transfer-encoding")[-1:] == ["chunked"]:
        body, whole = dechunk(wire)
        cut = "" if whole else "the chunked body has no end"
    elif (length := _length(head)) is not None:
        body = wire[:length] if not codings or _decoder(codings[-1], wire) else wire
        cut = "" if len(wire) >= length else f"{len(wire)} bytes of {length}"
    decoded = undo_codings(codings, body, limit)
    if cut and decoded.failure is None:
        return Decoded(decoded.body, Failure.CUT, cut)
    return decoded


def undo_codings(codings: Sequence[str], data: bytes, limit: int) -> Decoded:
    """A body without its content codings, given in the order of their application; at most `limit` bytes.

    A coding that the bytes belie (plain text labelled gzip) is taken as not applied, an unknown one is left.
    """
    codings = [coding for coding in codings if coding != "identity"]
    if len(codings) > _CODINGS:
        return Decoded(b"", Failure.TOO_LARGE, f"{len(codings)} content codings")
    body, cut = data, ""
    for coding in reversed(codings):
        step = _undo(coding, body, limit, len(data))
        if step.failure is Failure.TOO_LARGE:
            return step
        body, cut = step.body, cut or step.detail
    if len(body) > limit:
        return Decoded(body[:limit], Failure.TOO_LARGE, f"more than {limit} bytes")
    return Decoded(body, Failure.CUT if cut else None, cut)


def dechunk(wire: bytes) -> tuple[bytes, bool]:
    """The data of a chunked body, and whether its last chunk was there; another body as it is."""
    parts: list[bytes] = []
    at = 0
    while found := _CHUNK_SIZE.match(wire, at):
        size = int(found[1], 16)
        if size == 0:
            return b"".join(parts), True
        parts.append(wire[found.end() : found.end() + size])
        at = found.end() + size
        if len(parts[-1]) < size:
            return b"".join(parts), False
        at += 2 if wire[at : at + 2] == b"\r\n" else 1 if wire[at : at + 1] == b"\n" else 0
    if not parts and wire:
        return wire, True
    return b"".join(parts), False


def _length(head: Head) -> int | None:
    values = head.values("content-length")
    return int(values[0]) if values and values[0].isascii() and values[0].isdigit() else None


def _undo(coding: str, data: bytes, limit: int, wire: int) -> Decoded:
    decoder = _decoder(coding, data)
    if decoder is None:
        return Decoded(data)
    out = bytearray()
    try:
        while piece := decoder.read(_STEP):
            out += piece
            if len(out) > limit:
                return Decoded(bytes(out[:limit]), Failure.TOO_LARGE, f"more than {limit} bytes decoded")
            if len(out) > _RATIO_FROM and len(out) > _RATIO * wire:
                return Decoded(bytes(out), Failure.TOO_LARGE, f"{coding}: over {_RATIO} to one")
    except (OSError, ValueError, EOFError, zlib.error) as error:
        return Decoded(bytes(out), Failure.CUT, f"{coding}: {error}")
    return Decoded(bytes(out))


def _decoder(coding: str, data: bytes) -> _Decoder | None:
    """None where the coding is unknown or the data does not carry it."""
    if coding in ("gzip", "x-gzip"):
        return _Inflate(data, 31) if data[:2] == _GZIP else None
    if coding == "deflate":
        zlib_header = len(data) > 1 and data[0] & 15 == 8 and (data[0] << 8 | data[1]) % 31 == 0
        return _Inflate(data, 15 if zlib_header else -15) if data[:1] not in (b"", b"<") else None
    if coding == "zstd":
        return ZstdReader(io.BytesIO(data)) if data[:4] == _ZSTD else None
    if coding == "br":
        return BrotliReader(io.BytesIO(data)) if data else None
    return None


class _Inflate:
    """Reads gzip (any number of members), zlib or raw deflate; what follows the last member is ignored."""

    def __init__(self, data: bytes, bits: int) -> None:
        self._rest = data
        self._bits = bits
        self._stream = zlib.decompressobj(bits)

    def read(self, size: int) -> bytes:
        while True:
            if self._stream.eof:
                if self._bits != 31 or self._rest[:2] != _GZIP:
                    return b""
                self._stream = zlib.decompressobj(self._bits)
            piece = self._stream.decompress(self._rest, size)
            self._rest = self._stream.unused_data if self._stream.eof else self._stream.unconsumed_tail
            if piece:
                return piece
            if not self._stream.eof and not self._rest:
                raise EOFError("the compressed data has no end")
