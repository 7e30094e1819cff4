"""What goes into a WARC file and what comes out of one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from items import Failure, Hints, Validators, WarcPosition
from storage.warc.message import parse_head


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what came back, as the wire carried them."""

    url: str
    """The URL of this request, without fragment: a redirect is an exchange of its own."""
    request: bytes
    """Request line, headers and body as sent."""
    response: bytes
    """Status line, headers and body as received, codings kept; cut or empty if so received."""
    ip: str
    """Address of the peer; empty where no connection was made."""
    at: datetime
    """When the request began; aware."""
    truncated: str = ""
    """WARC-Truncated: `length`, `time` or `disconnect`; empty for a whole response."""
    previous: Validators | None = None
    """What the last whole response of this URL left: makes an equal answer a revisit record."""
    extra: tuple[tuple[str, str], ...] = ()
    """Further WARC headers of the response record."""


@dataclass(frozen=True, slots=True)
class Written:
    """Where an exchange lies, said only after fsync."""

    position: WarcPosition
    """Of the response or revisit record; of the request record where nothing was received."""
    digest: str
    """WARC-Payload-Digest; of the earlier record after a 304; empty without an HTTP response."""
    date: str
    """WARC-Date."""
    unchanged: bool
    """A revisit record was written: a 304, or the payload of the visit before."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a capture's record does not say about it."""

    source: str
    via: str
    hints: Hints = field(default_factory=Hints)
    url: str = ""
    """As first requested; empty where that is the record's own URL."""
    failure: Failure | None = None
    """Wins over what the record shows: a redirect that was refused, a request without an answer."""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a WARC file."""

    type: str
    """WARC-Type, lower case."""
    headers: dict[str, str]
    """Names as written; `header` looks them up whatever their case."""
    offset: int
    """Where its gzip member (or, uncompressed, its first byte) lies in the file."""
    length: int
    """Bytes of the file that its member takes."""
    size: int
    """Bytes of its block."""
    read: Callable[[int], bytes] = field(repr=False, compare=False)
    """The first so many bytes of its block."""

    def header(self, name: str) -> str:
        """The value of a WARC header; empty if there is none."""
        return next((value for key, value in self.headers.items() if key.lower() == name.lower()), "")

    @property
    def url(self) -> str:
        """WARC-Target-URI, without the angle brackets that some writers of WARC 1.0 put around it."""
        return self.header("WARC-Target-URI").removeprefix("<").removesuffix(">")

    @property
    def id(self) -> str:
        """WARC-Record-ID with its angle brackets, as WarcPosition has it."""
        return self.header("WARC-Record-ID")

    def block(self) -> bytes:
        """All of the block: for `response` and `request` head and body as on the wire."""
        return self.read(self.size)

    def is_http(self) -> bool:
        """Whether the block is an HTTP message, also one that is not labelled so for its long head."""
        if self.header("Content-Type").lower().startswith("application/http"):
            return True
        return self.type == "response" and self.read(5) == b"HTTP/"

    def payload(self) -> bytes:
        """The block without the HTTP head, where it has one; codings kept."""
        block = self.block()
        return block[parse_head(block).end :] if self.is_http() else block


@dataclass(frozen=True, slots=True)
class Damage:
    """Bytes of a WARC file that are no record; the records after them were read."""

    offset: int
    length: int
    detail: str


@dataclass(frozen=True, slots=True)
class Recovered:
    """A file that a writer left open, now sealed."""

    file: str
    """Relative to the archive's root, without `.open`; it was removed if `records` is 0."""
    records: int
    """Whole members kept, the warcinfo record included."""
    cut: int
    """Bytes of a torn tail that were dropped."""
