"""Listens to the connections of Twisted's HTTP client: the bytes of each exchange, as they pass.

Names that are not public and that this rests on: the handler's `_pool`, its `_factory`, and `request`,
`dataReceived` and `transport` of the protocol that it builds. `tests/test_private_names.py` fails if they
move, and so does every fetch.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from twisted.internet.defer import fail

from items import Failure
from network.failures import RefusedError

TOKEN = b"X-Parley-Exchange"
"""Header that tells a connection which exchange a request belongs to; taken out before anything is sent."""
HEAD_BYTES = 256 * 1024
HEAD_LINES = 200
_END = re.compile(rb"\r?\n\r?\n")
_INTERIM = re.compile(rb"HTTP/\d\.\d[ \t]+1(?!01)\d\d")


class Wire:
    """The bytes of one exchange."""

    def __init__(self, limit: int, admits: Callable[[str], bool]) -> None:
        """`limit`: bytes that may be received; 0: any number. `admits`: which peer addresses may be asked."""
        self._limit = limit
        self.admits = admits
        self.began = datetime.now(UTC)
        self.peer = ""
        self.sent: list[bytes] = []
        self.received: list[bytes] = []
        self.overflow = ""
        """Why we hung up, for a person; empty if we did not."""
        self._head = bytearray()
        self._in_head = True
        self._size = self._head_size = self._head_lines = 0

    def take(self, data: bytes) -> bool:
        """Notes what was received; False if it was too much."""
        self.received.append(data)
        self._size += len(data)
        if self._in_head:
            self._watch_head(data)
        if self._limit and self._size > self._limit:
            self.overflow = f"more than {self._limit} bytes"
        return not self.overflow

    def _watch_head(self, data: bytes) -> None:
        self._head += data
        while self._in_head and (end := _END.search(self._head)):
            self._in_head = _INTERIM.match(self._head) is not None
            self._head_size += end.end()
            self._head_lines += self._head.count(b"\n", 0, end.end())
            del self._head[: end.end()]
        size, lines = self._head_size, self._head_lines
        if self._in_head:
            size, lines = size + len(self._head), lines + self._head.count(b"\n")
        if size > HEAD_BYTES or lines > HEAD_LINES:
            self.overflow = f"response headers of {size} bytes in {lines} lines"


class _Copying:
    """A transport that keeps a copy of what is written."""

    def __init__(self, transport: Any, sent: list[bytes]) -> None:
        self._transport = transport
        self._sent = sent

    def write(self, data: bytes) -> None:
        self._sent.append(data)
        self._transport.write(data)

    def writeSequence(self, pieces: list[bytes]) -> None:
        self.write(b"".join(pieces))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class _Tap:
    """Stands between one connection's protocol and its users; an exchange lasts until the next one begins."""

    def __init__(self, protocol: Any, wires: Mapping[bytes, Wire]) -> None:
        self._protocol = protocol
        self._wires = wires
        self._wire: Wire | None = None
        self._request, protocol.request = protocol.request, self.request
        self._receive, protocol.dataReceived = protocol.dataReceived, self.receive

    def request(self, outgoing: Any) -> Any:
        self._wire = wire = self._claim(outgoing)
        if wire is not None:
            peer = self._protocol.transport.getPeer().host
            if not wire.admits(peer):
                self._protocol.transport.abortConnection()
                return fail(RefusedError(Failure.ADDRESS, f"{peer} is not a public address"))
            wire.peer = peer
        return self._request(outgoing)

    def _claim(self, outgoing: Any) -> Wire | None:
        """The exchange that a request's token names; from here on its bytes are copied when written."""
        (token,) = outgoing.headers.getRawHeaders(TOKEN, [b""])
        outgoing.headers.removeHeader(TOKEN)
        wire = self._wires.get(token)
        if wire is not None:
            outgoing.writeTo = partial(_write, outgoing.writeTo, wire)
        return wire

    def receive(self, data: bytes) -> None:
        if self._wire is None or self._wire.take(data):
            self._receive(data)
        else:
            self._protocol.transport.abortConnection()


def _write(write_to: Callable[[Any], Any], wire: Wire, transport: Any) -> Any:
    return write_to(_Copying(transport, wire.sent))


def listen(pool: Any, wires: Mapping[bytes, Wire]) -> None:
    """From now on each exchange on the pool's new connections is noted in the Wire that its token names."""
    make_factory = pool._factory

    def make_listening_factory(*args: Any) -> Any:
        factory = make_factory(*args)
        build = factory.buildProtocol

        def build_listening(address: Any) -> Any:
            protocol = build(address)
            _Tap(protocol, wires)
            return protocol

        factory.buildProtocol = build_listening
        return factory

    pool._factory = make_listening_factory
