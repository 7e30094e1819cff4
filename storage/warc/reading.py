"""Reads WARC files, ours and others': one record as a capture, or all of them in order."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from items import Capture, Failure, WarcPosition
from storage.warc.coding import Decoded, decode_body
from storage.warc.growing import SUFFIX
from storage.warc.members import read_records
from storage.warc.message import parse_head
from storage.warc.values import Damage, Origin, Record

DECODED_LIMIT = 10 * 2**20
"""Bytes of a decoded body beyond which a capture is `too_large`."""

Resolve = Callable[[str, str, str], WarcPosition | None]
"""Finds what a revisit refers to, from its WARC-Refers-To, -Target-URI and -Date (empty if not said)."""

_TRUNCATED = {"length": Failure.TOO_LARGE, "time": Failure.TIMEOUT}
_HEAD_ROOM = 2**19
"""Bytes beyond the body's limit that a block may hold: HTTP head and chunk sizes."""


def load(
    root: Path,
    position: WarcPosition,
    origin: Origin,
    *,
    limit: int = DECODED_LIMIT,
    resolve: Resolve | None = None,
) -> Capture:
    """The capture of a response, revisit, resource, conversion or request record, sealed or `.open`.

    Transfer and content codings are undone, up to `limit` bytes: beyond, failure `too_large`; a body that
    breaks off gives what could be decoded and failure `cut`. A revisit has the body of the record that
    `resolve` finds, else none, and `unchanged` set. Raises FileNotFoundError, and ValueError if no
    whole record is there or its id is another one.
    """
    record = _find(root, position)
    capture = _capture(record, position, limit)
    if record.type == "revisit" and resolve is not None:
        refers_to = (record.header(f"WARC-Refers-To{part}") for part in ("", "-Target-URI", "-Date"))
        original = resolve(*refers_to)
        if original is not None:
            capture = _with_body_of(capture, load(root, original, origin, limit=limit))
    return replace(
        capture,
        url=origin.url or capture.url,
        source=origin.source,
        via=origin.via,
        hints=origin.hints,
        failure=origin.failure or capture.failure,
        detail=origin.detail or capture.detail,
    )


def records(path: Path) -> Iterator[Record | Damage]:
    """All records of a `.warc` or `.warc.gz` file in order; what is damaged costs itself alone.

    A torn last member is a Damage too.
    """
    return read_records(path)


def digest_problems(record: Record) -> tuple[str, ...]:
    """Which of the record's own digests its bytes do not bear out, for a person; empty if none.

    The payload of a revisit lies elsewhere and is not asked for; digests of an unknown kind pass.
    """
    problems: list[str] = []
    if _differs(record.header("WARC-Block-Digest"), record.block):
        problems.append(f"block digest of {record.id}")
    if record.type != "revisit" and _differs(record.header("WARC-Payload-Digest"), record.payload):
        problems.append(f"payload digest of {record.id}")
    return tuple(problems)


def _differs(claimed: str, data: Callable[[], bytes]) -> bool:
    name, _, value = claimed.partition(":")
    name = name.lower().replace("-", "")
    if not value or name not in {"sha1", "sha256", "sha512", "md5"}:
        return False
    digest = hashlib.new(name, data(), usedforsecurity=False).digest()
    if len(value) == 2 * len(digest):
        return value.lower() != digest.hex()
    try:
        return base64.b32decode(value.upper() + "=" * (-len(value) % 8)) != digest
    except binascii.Error:
        return True


def _find(root: Path, position: WarcPosition) -> Record:
    path = root / position.file
    if not path.exists():
        path = path.with_name(path.name + SUFFIX)
    for record in read_records(path, position.offset):
        if isinstance(record, Damage):
            raise ValueError(f"{position.file}:{position.offset}: {record.detail}")
        if record.offset != position.offset:
            break
        if position.record_id in ("", record.id):
            return record
    raise ValueError(f"{position.file}:{position.offset}: no record {position.record_id}")


def _capture(record: Record, position: WarcPosition, limit: int) -> Capture:
    plain = Capture(
        url=record.url,
        final_url=record.url,
        fetched_at=_moment(record.header("WARC-Date")),
        status=200,
        headers=(("Content-Type", record.header("Content-Type")),),
        body=b"",
        warc=replace(position, record_id=record.id),
        source="",
        via="",
        digest=record.header("WARC-Payload-Digest"),
    )
    if record.type == "request":
        return replace(plain, status=0, headers=(), digest="", failure=Failure.CONNECTION, detail="no answer")
    block = record.read(limit + _HEAD_ROOM)
    if not record.is_http():
        return _with_decoded(plain, Decoded(block[:limit]), record, limit)
    head = parse_head(block)
    capture = replace(plain, status=head.status, headers=head.headers)
    if record.type == "revisit":
        return replace(capture, unchanged=True)
    return _with_decoded(capture, decode_body(head, block[head.end :], limit), record, limit)


def _with_decoded(capture: Capture, decoded: Decoded, record: Record, limit: int) -> Capture:
    failure, detail = decoded.failure, decoded.detail
    if truncated := record.header("WARC-Truncated"):
        failure, detail = _TRUNCATED.get(truncated, Failure.CUT), f"truncated: {truncated}"
    if record.size > limit + _HEAD_ROOM or (not record.is_http() and record.size > limit):
        failure, detail = Failure.TOO_LARGE, f"{record.size} bytes"
    return replace(capture, body=decoded.body, failure=failure, detail=detail)


def _with_body_of(capture: Capture, original: Capture) -> Capture:
    """A revisit as if the body had come again: a 304 has the status and headers of what it confirms."""
    status, headers = capture.status, capture.headers
    if status == 304:
        status, headers = original.status, original.headers
    return replace(
        capture,
        status=status,
        headers=headers,
        body=original.body,
        failure=original.failure,
        detail=original.detail,
    )


def _moment(text: str) -> datetime:
    """WARC-Date as an aware datetime; the epoch where it cannot be read."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
