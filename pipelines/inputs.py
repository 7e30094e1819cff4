"""Files that a person brings, as what the archive keeps of them: texts, saved pages, JSON Lines, WARC."""

from __future__ import annotations

import gzip
import json
import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any

from items import Hints
from pipelines.decode import decode
from pipelines.phrasebook import phrasebook
from storage.identity import text_urn, url_key
from storage.warc import Damage, Exchange, Record, records

MOST_BYTES = 50 * 2**20
"""Of one text, page or line; a longer one is no article."""
TAIL = 12
"""Lines at the end of a text among which its address may stand."""
SAVED_FROM = re.compile(
    rb"<!--\s*(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url:\s*)(https?://[^\s>]+)",
    re.IGNORECASE,
)
"""What browsers and SingleFile write into a page that they save."""
URN = "urn:sha256:"
"""How the identity of a text without address begins."""
TEXT, HTML, UTF_8 = "text/plain", "text/html", "; charset=utf-8"
KINDS = {
    ".txt": "text",
    ".html": "page",
    ".htm": "page",
    ".xhtml": "page",
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".warc": "warc",
    ".wacz": "wacz",
}


@dataclass(frozen=True, slots=True)
class Input:
    """One text, page or response, as it was brought."""

    name: str
    """The file, and where in it."""
    origin: str
    """Name or id that it came with."""
    url: str
    """`urn:sha256:...` where none is known."""
    content_type: str
    data: bytes = field(repr=False)
    hints: Hints = field(default_factory=Hints)
    source: str = ""
    exchange: Exchange | None = None
    """The response of a WARC file, with its bytes; `data` is empty then."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file, line or record that cannot be used, and why."""

    name: str
    detail: str


def inputs(path: Path) -> Iterator[Input | Unreadable]:
    """What a file holds, in its order; by the ending of its name, `.gz` or not."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    ending = suffixes[-2] if suffixes[-1:] == [".gz"] and len(suffixes) > 1 else "".join(suffixes[-1:])
    kind = KINDS.get(ending)
    if kind is None:
        yield Unreadable(str(path), f"is none of {', '.join(KINDS)}")
        return
    readers = {"text": _text, "page": _page, "lines": _lines, "warc": _warc, "wacz": _wacz}
    try:
        yield from readers[kind](path)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile) as error:
        yield Unreadable(str(path), getattr(error, "strerror", None) or str(error) or "cannot be read")


def address_in(text: str) -> str:
    """The URL behind an "Original url:" or "Source:" line at the end of a text; empty if there is none."""
    lines = [line.strip() for line in text.splitlines() if line.strip()][-TAIL:]
    book = phrasebook()
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        behind = book.behind_label("source", line)
        if behind is not None:
            address = re.match(r"https?://\S+", behind.strip() or following)
            if address:
                return address[0]
    return ""


def _read(path: Path) -> bytes:
    if path.suffix.lower() == ".gz":
        with gzip.open(path) as file:
            data = file.read(MOST_BYTES + 1)
    else:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise OSError(f"longer than {MOST_BYTES >> 20} MiB")
    return data


def _text(path: Path) -> Iterator[Input]:
    data = _read(path)
    text, _ = decode(data, TEXT)
    yield Input(str(path), path.name, address_in(text) or text_urn(text), TEXT, data)


def _page(path: Path) -> Iterator[Input]:
    data = _read(path)
    saved = SAVED_FROM.search(data[:4096])
    url = saved[1].decode("ascii", "replace") if saved else text_urn(data.decode("latin-1"))
    yield Input(str(path), path.name, url, HTML, data)


def _lines(path: Path) -> Iterator[Input | Unreadable]:
    opener = gzip.open if path.suffix.lower() == ".gz" else open
    with opener(path, "rb") as file:
        for number, line in enumerate(file, 1):
            name = f"{path}:{number}"
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                yield Unreadable(name, f"no JSON: {error}")
                continue
            yield _row(row, name)


def _row(row: Any, name: str) -> Input | Unreadable:
    """`{"id", "url", "title", "text", "lang", "published", "source"}`; `html` may stand for `text`."""
    if not isinstance(row, dict):
        return Unreadable(name, "is no JSON object")
    said = {key: str(value) for key, value in row.items() if value is not None}
    text, html = said.get("text", ""), said.get("html", "")
    if not (text or html):
        return Unreadable(name, 'has neither "text" nor "html"')
    data = (html or text).encode("utf-8", "replace")
    hints = Hints(
        title=said.get("title", ""), published=said.get("published", ""), language=said.get("lang", "")
    )
    url = said.get("url", "").strip()
    if url.startswith(URN):
        url = ""  # as an export says that no address is known
    if url and not is_address(url):
        return Unreadable(name, f'"url" is no http or https address: {url[:200]!r}')
    url = url or (address_in(text) if text else "") or text_urn(html or text)
    content_type = (HTML if html else TEXT) + UTF_8
    return Input(name, said.get("id", ""), url, content_type, data, hints, said.get("source", ""))


def is_address(url: str) -> bool:
    """Whether it is an http or https URL with a host, under which an article can be kept."""
    try:
        url_key(url)
    except ValueError:
        return False
    return True


def _warc(path: Path) -> Iterator[Input | Unreadable]:
    """Every HTTP response that was whole or cut, with its request where that stands beside it."""
    before: Record | None = None
    waiting: Record | None = None
    for record in records(path):
        if isinstance(record, Damage):
            yield Unreadable(f"{path} at {record.offset}", record.detail)
            continue
        if waiting:
            beside = next((one for one in (record, before) if one and _is_request(one, waiting)), None)
            yield _response(path, waiting, beside)
            before, waiting = None, None
        if record.type == "response" and record.is_http():
            waiting = record
        elif record.type == "request":
            before = record
        elif record.type == "resource":
            yield _resource(path, record)
    if waiting:
        yield _response(path, waiting, before if before and _is_request(before, waiting) else None)


def _is_request(record: Record, response: Record) -> bool:
    return record.type == "request" and record.url == response.url


def _response(path: Path, record: Record, request: Record | None) -> Input:
    exchange = Exchange(
        url=record.url,
        request=request.block() if request else b"",
        response=record.block(),
        ip=record.header("WARC-IP-Address"),
        at=_moment(record.header("WARC-Date")),
        truncated=record.header("WARC-Truncated"),
    )
    return Input(f"{path} at {record.offset}", record.id, record.url, "", b"", exchange=exchange)


def _resource(path: Path, record: Record) -> Input:
    name = f"{path} at {record.offset}"
    return Input(name, record.id, record.url, record.header("Content-Type"), record.block())


def _moment(date: str) -> datetime:
    try:
        moment = datetime.fromisoformat(date)
    except ValueError:
        return datetime.now(UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _wacz(path: Path) -> Iterator[Input | Unreadable]:
    """The WARC files of a WACZ package, one after another."""
    with zipfile.ZipFile(path) as package, tempfile.TemporaryDirectory() as folder:
        for member in package.namelist():
            if re.fullmatch(r"archive/[^/]+\.warc(\.gz)?", member):
                yield from _warc(Path(package.extract(member, folder)))
