"""Builds WARC 1.1 records: the headers of each type, and the gzip member that carries one."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from storage.warc.message import parse_head

if TYPE_CHECKING:
    from items import Validators
    from storage.warc.values import Exchange

_HTTP = "application/http;msgtype={}"
_READABLE_HEAD = 30 * 2**10
"""FastWARC gives a whole file up at an HTTP head of more than 32 KiB; so such a one is not labelled HTTP."""
_REVISIT = "http://netpreserve.org/warc/1.1/revisit/"
Headers = list[tuple[str, str]]


def sha1(data: bytes) -> str:
    """A digest as WARC readers expect it: `sha1:` and base32."""
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


def warc_date(moment: datetime) -> str:
    """WARC-Date: UTC with microseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def decision_uri(url: str) -> str:
    """Target of a decision record: not the page itself, or replay tools would take it for a capture."""
    return f"urn:parley:decision:{url}"


def canonical_json(value: Mapping[str, object]) -> bytes:
    """The same bytes for the same value; a lone surrogate, which UTF-8 lacks, as its JSON escape."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace")


def member(headers: Headers, block: bytes) -> bytes:
    """One record as one gzip member; the same bytes for the same record."""
    lines = [*headers, ("WARC-Block-Digest", sha1(block)), ("Content-Length", str(len(block)))]
    head = "WARC/1.1\r\n" + "".join(f"{name}: {_one_line(value)}\r\n" for name, value in lines) + "\r\n"
    return gzip.compress(head.encode() + block + b"\r\n\r\n", mtime=0)


def _one_line(value: str) -> str:
    return " ".join(value.splitlines())


def response_parts(exchange: Exchange) -> tuple[Headers, bytes, str, bool]:
    """Headers and block of a response or revisit record, payload digest, and whether it is a revisit."""
    head = parse_head(exchange.response)
    digest = sha1(exchange.response[head.end :]) if head.status else ""
    profile = _revisit_profile(exchange, head.status, digest)
    headers: Headers = [
        ("WARC-Type", "revisit" if profile else "response"),
        ("WARC-Target-URI", exchange.url),
    ]
    if profile and exchange.previous:
        digest = exchange.previous.digest or digest
        headers += _refers_to(profile, exchange.url, exchange.previous)
    if digest:
        headers.append(("WARC-Payload-Digest", digest))
    if exchange.ip:
        headers.append(("WARC-IP-Address", exchange.ip))
    if exchange.truncated:
        headers.append(("WARC-Truncated", exchange.truncated))
    readable = head.status and head.end <= _READABLE_HEAD
    kind = _HTTP.format("response") if readable else "application/octet-stream"
    headers += [*exchange.extra, ("Content-Type", kind)]
    return headers, exchange.response[: head.end] if profile else exchange.response, digest, bool(profile)


def _revisit_profile(exchange: Exchange, status: int, digest: str) -> str:
    previous = exchange.previous
    if exchange.truncated or previous is None or not previous.record_id:
        return ""
    if status == 304:
        return "server-not-modified"
    return "identical-payload-digest" if status == 200 and digest == previous.digest else ""


def _refers_to(profile: str, url: str, previous: Validators) -> Headers:
    headers = [
        ("WARC-Profile", _REVISIT + profile),
        ("WARC-Refers-To", previous.record_id),
        ("WARC-Refers-To-Target-URI", url),
    ]
    return [*headers, ("WARC-Refers-To-Date", previous.record_date)] if previous.record_date else headers


def request_headers(exchange: Exchange, concurrent_to: str) -> Headers:
    """Headers of a request record; `concurrent_to` is the id of its response, empty where none came."""
    headers: Headers = [("WARC-Type", "request"), ("WARC-Target-URI", exchange.url)]
    if concurrent_to:
        headers.append(("WARC-Concurrent-To", concurrent_to))
    if exchange.ip:
        headers.append(("WARC-IP-Address", exchange.ip))
    return [*headers, ("Content-Type", _HTTP.format("request"))]


def decision_headers(url: str, block: bytes, refers_to: str) -> Headers:
    """Headers of what was decided about a record."""
    headers: Headers = [("WARC-Type", "metadata"), ("WARC-Target-URI", decision_uri(url))]
    if refers_to:
        headers += [("WARC-Refers-To", refers_to), ("WARC-Concurrent-To", refers_to)]
    return [*headers, ("WARC-Payload-Digest", sha1(block)), ("Content-Type", "application/json")]


def text_headers(url: str, block: bytes, refers_to: str) -> Headers:
    """Headers of the archived text of a record."""
    headers: Headers = [("WARC-Type", "conversion"), ("WARC-Target-URI", url)]
    if refers_to:
        headers.append(("WARC-Refers-To", refers_to))
    return [*headers, ("WARC-Payload-Digest", sha1(block)), ("Content-Type", "text/plain; charset=utf-8")]


def resource_headers(uri: str, content_type: str, block: bytes) -> Headers:
    """Headers of a file that was given."""
    return [
        ("WARC-Type", "resource"),
        ("WARC-Target-URI", uri),
        ("WARC-Payload-Digest", sha1(block)),
        ("Content-Type", content_type),
    ]


def info_parts(file_name: str, fields: Mapping[str, str]) -> tuple[Headers, bytes]:
    """Headers and block of the record that opens a file."""
    block = "".join(f"{name}: {_one_line(value)}\r\n" for name, value in fields.items()).encode()
    return [
        ("WARC-Type", "warcinfo"),
        ("WARC-Filename", file_name),
        ("Content-Type", "application/warc-fields"),
    ], block
