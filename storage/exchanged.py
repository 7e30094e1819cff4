"""What a capture says to a decision: its addresses and keys, its validators, when to come again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from items import Capture, Validators
from storage.characters import storable
from storage.decisions import Exchanged
from storage.identity import identity
from storage.retry_after import retry_after
from storage.warc.record import warc_date

BACKOFF = (timedelta(minutes=5), timedelta(hours=1), timedelta(hours=6), timedelta(days=1))
"""How long to wait after the first, second, ... failed visit."""
ATTEMPTS = 5
"""Failed visits in a row after which a URL is left alone."""


def exchanged(capture: Capture) -> Exchanged:
    """The capture without its bytes. A URL of no text keeps the empty key."""
    final = storable(capture.final_url or capture.url)
    return Exchanged(
        url=storable(capture.url),
        key=identity(capture.url),
        final_url=final,
        final_key=identity(final),
        source=capture.source,
        via=capture.via,
        hints=capture.hints,
        at=capture.fetched_at.astimezone(UTC),
        status=capture.status,
        failure=capture.failure,
        digest=capture.digest,
        unchanged=capture.unchanged,
        response=capture.warc,
        validators=_validators(capture),
    )


def next_visit(capture: Capture, attempts: int) -> datetime | None:
    """When a failed URL is due again after so many failures; None: never."""
    if attempts >= ATTEMPTS:
        return None
    wait = (
        retry_after(capture.header("Retry-After"), capture.fetched_at)
        or BACKOFF[min(attempts, len(BACKOFF)) - 1]
    )
    return capture.fetched_at.astimezone(UTC) + wait


def _validators(capture: Capture) -> Validators | None:
    """Only a whole 200 leaves validators: a cut body must not be answered by 304 for ever."""
    if capture.status != 200 or capture.failure is not None or capture.warc is None or capture.unchanged:
        return None
    return Validators(
        etag=capture.header("ETag"),
        last_modified=capture.header("Last-Modified"),
        digest=capture.digest,
        record_id=capture.warc.record_id,
        record_date=warc_date(capture.fetched_at),
    )
