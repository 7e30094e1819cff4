"""Exchanges to write into WARC files, and what other readers say of the files."""

from __future__ import annotations

import io
import json
from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path

from cdxj_indexer.main import CDXJIndexer
from fastwarc import ArchiveIterator, WarcRecordType
from warcio.checker import Checker

from items import Hints, Validators
from storage.warc import Exchange, Origin, Record, WarcWriter, Written, records

AT = datetime(2026, 11, 22, 15, 30, 0, 250_000, tzinfo=UTC)
URL = "http://news.example/talks"
REQUEST = b"GET /talks HTTP/1.1\r\nHost: news.example\r\n\r\n"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nset-cookie: a=1\r\nX-Odd:  two\r\nSet-Cookie: b=2\r\n"
PAGE = "<p>Переговоры в Стамбуле начались.</p>".encode() * 30
ORIGIN = Origin("a-source", "urls", Hints(title="Talks"))


def answer(body: bytes = PAGE, extra: bytes = b"") -> bytes:
    """A whole response."""
    return HEAD + extra + b"Content-Length: %d\r\n\r\n" % len(body) + body


def chunked(body: bytes, extra: bytes = b"") -> bytes:
    """The same in chunks of 500 bytes, with chunk extensions."""
    pieces = [body[at : at + 500] for at in range(0, len(body), 500)]
    parts = b"".join(b"%x;name=v\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    return HEAD + extra + b"Transfer-Encoding: chunked\r\n\r\n" + parts + b"0\r\n\r\n"


def exchange(response: bytes = b"", truncated: str = "", previous: Validators | None = None) -> Exchange:
    """A whole exchange unless told otherwise."""
    return Exchange(URL, REQUEST, response or answer(), "192.0.2.7", AT, truncated, previous)


def counting_writer(root: Path) -> WarcWriter:
    """A writer whose clock stands still and whose record ids count."""
    numbers = iter(range(1000))
    return WarcWriter(
        root, clock=lambda: AT, new_id=lambda: f"<urn:uuid:00000000-0000-4000-8000-{next(numbers):012}>"
    )


def files(root: Path) -> list[Path]:
    """The WARC files under a root, open ones too."""
    return sorted((root / "warc").rglob("*.warc.gz*"))


def validators_of(written: Written) -> Validators:
    """What a visit leaves for the next one."""
    return Validators('"e"', "", written.digest, written.position.record_id, written.date)


def whole(path: Path) -> list[Record]:
    """The records of a file without damage."""
    found = list(records(path))
    assert all(isinstance(each, Record) for each in found), found
    return [each for each in found if isinstance(each, Record)]


def check_with_others(path: Path) -> None:
    """`warcio check` and FastWARC find every digest right."""
    assert Checker(Namespace(inputs=[str(path)], verbose=False)).process_all() == 0
    with path.open("rb") as file:
        for each in ArchiveIterator(file, parse_http=False):
            assert each.verify_block_digest()
    with path.open("rb") as file:
        for each in ArchiveIterator(file, record_types=WarcRecordType.response):
            assert not each.is_http or each.verify_payload_digest()


def indexed(path: Path) -> list[dict[str, str]]:
    """What cdxj-indexer, and pywb with it, makes of the file."""
    lines = io.StringIO()
    CDXJIndexer(lines, [str(path)]).process_all()
    return [json.loads(line.split(" ", 2)[2]) for line in lines.getvalue().splitlines()]
