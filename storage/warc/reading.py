"""Reads WARC files, ours and others': one record as a capture, or all of them in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from items import Capture, WarcPosition

if TYPE_CHECKING:
    from storage.warc.values import Damage, Origin, Record

DECODED_LIMIT = 10 * 2**20
"""Bytes of a decoded body beyond which a capture is `too_large`."""

Resolve = Callable[[str, str, str], WarcPosition | None]
"""Finds what a revisit refers to, from its WARC-Refers-To, -Target-URI and -Date (empty if not said)."""


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
    raise NotImplementedError


def records(path: Path) -> Iterator[Record | Damage]:
    """All records of a `.warc` or `.warc.gz` file in order; what is damaged costs itself alone.

    A torn last member is a Damage too.
    """
    raise NotImplementedError


def digest_problems(record: Record) -> tuple[str, ...]:
    """Which of the record's own digests its bytes do not bear out, for a person; empty if none."""
    raise NotImplementedError
