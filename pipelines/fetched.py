"""What a capture's failure, status and first bytes say before anything is read."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from items import Failure, Outcome, Rejected, Stage
from pipelines.decode import nul_pattern

if TYPE_CHECKING:
    from items import Capture

FAILURES = {
    Failure.ROBOTS: Outcome.ROBOTS,
    Failure.TIMEOUT: Outcome.TIMEOUT,
    Failure.DNS: Outcome.FETCH_FAILED,
    Failure.CONNECTION: Outcome.FETCH_FAILED,
    Failure.TLS: Outcome.FETCH_FAILED,
    Failure.ADDRESS: Outcome.BLOCKED,
    Failure.TOO_LARGE: Outcome.TOO_LARGE,
    Failure.CUT: Outcome.FETCH_FAILED,
    Failure.REDIRECT: Outcome.FETCH_FAILED,
}
STATUSES = {
    304: Outcome.UNCHANGED,
    401: Outcome.BLOCKED,
    402: Outcome.PAYWALLED,
    403: Outcome.BLOCKED,
    404: Outcome.GONE,
    408: Outcome.TIMEOUT,
    410: Outcome.GONE,
    451: Outcome.BLOCKED,
}
"""Every other status that is none of success is `fetch_failed`."""
MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a RIFF file (WebP, WAV or AVI)"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"\x1f\x8b", "gzip inside gzip"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"OggS", "an Ogg file"),
    (b"ID3", "an MP3 file"),
    (b"wOF", "a font"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"{\\rtf", "a rich text document"),
)
"""First bytes of formats that servers send as text/html."""
XML = (
    (b"<rss", "an RSS feed"),
    (b"<feed", "an Atom feed"),
    (b"<urlset", "a sitemap"),
    (b"<sitemapindex", "a sitemap"),
)
NO_TEXT = (
    "image/",
    "video/",
    "audio/",
    "font/",
    "application/pdf",
    "application/zip",
    "application/octet-stream",
)
START = 2048
MOST_CONTROL = 0.1
"""Share of control bytes in the beginning of a body from which it is no text."""


def fetched(capture: Capture) -> Rejected | None:
    """Why there is nothing to read; None for a whole answer with text in it.

    A body that was cut is refused only after it was read, so that what came is seen (`reading.read`).
    """
    if capture.failure and not (capture.failure is Failure.CUT and capture.body):
        return refused(FAILURES[capture.failure], capture.detail or capture.failure.value)
    if capture.status == HTTPStatus.NOT_MODIFIED or capture.unchanged:
        return refused(
            Outcome.UNCHANGED, "304" if capture.status == HTTPStatus.NOT_MODIFIED else "the same payload"
        )
    if not 200 <= capture.status < 300:
        return refused(STATUSES.get(capture.status, Outcome.FETCH_FAILED), status_line(capture))
    if not capture.body.strip():
        return Rejected(Stage.DECODE, Outcome.EXTRACT_FAILED, f"{capture.status} with an empty body")
    if what := foreign(capture.body, capture.header("Content-Type")):
        return Rejected(Stage.DECODE, Outcome.NOT_ARTICLE, what)
    return None


def refused(reason: Outcome, detail: str) -> Rejected:
    """Of the stage that fetches."""
    return Rejected(Stage.FETCH, reason, detail)


def status_line(capture: Capture) -> str:
    """`429 Too Many Requests, Retry-After: 120`."""
    try:
        line = f"{capture.status} {HTTPStatus(capture.status).phrase}"
    except ValueError:
        line = f"status {capture.status}"
    wait = capture.header("Retry-After")
    return f"{line}, Retry-After: {wait[:40]}" if wait else line


def foreign(body: bytes, content_type: str) -> str:
    """What a body is, if it is no page and no text; empty if it may be one. The bytes win over the header."""
    start = body[:START].lstrip()
    for magic, what in MAGIC:
        if start.startswith(magic):
            return f"{what}, sent as {content_type or 'nothing'}"
    if body[4:8] == b"ftyp":
        return f"an MP4 file, sent as {content_type or 'nothing'}"
    lowered = start[:512].lower()
    for tag, what in XML:
        if lowered.startswith((tag, b"<?xml")) and tag in lowered and b"<html" not in lowered:
            return what
    control = sum(1 for byte in start if byte < 9 or 13 < byte < 27 or 27 < byte < 32)
    nuls = start.count(0)
    if start and control - nuls > MOST_CONTROL * len(start) and not nul_pattern(body):
        return f"binary data, sent as {content_type or 'nothing'}"
    kind = content_type.strip().lower()
    looks_like_text = lowered.startswith((b"<!doctype html", b"<html", b"<?xml", b"<!--"))
    return "" if looks_like_text or not kind.startswith(NO_TEXT) else f"{kind.partition(';')[0]}, not a page"
