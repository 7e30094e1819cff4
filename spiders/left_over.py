"""Responses that lie in a WARC file and were never read to their end: a crash or a limit was before it."""

import logging
from collections.abc import Callable, Container, Iterator

from items import Capture
from storage.archive import Archive, Pending
from storage.warc import Origin, load

log = logging.getLogger(__name__)


def left_over(archive: Callable[[], Archive], sources: Container[str]) -> Iterator[Capture]:
    """Those of the sources, and of none. To be drawn in a thread: the archive may be opened for it."""
    opened = archive()
    for pending in opened.pending_captures():
        if pending.source in sources or not pending.source:
            yield from loaded(opened, pending)


def stopped_at(archive: Callable[[], Archive], sources: Container[str], version: str) -> Iterator[Capture]:
    """Pages of the sources that another version of the reader was stopped at. To be drawn in a thread."""
    opened = archive()
    for pending in opened.stopped_captures(version):
        if pending.source in sources:
            yield from loaded(opened, pending)


def loaded(archive: Archive, pending: Pending) -> Iterator[Capture]:
    """Nothing but a warning where the record cannot be read."""
    origin = Origin(pending.source, pending.via, pending.hints, url=pending.url)
    try:
        yield load(archive.root, pending.position, origin, resolve=archive.resolve)
    except (OSError, ValueError) as error:
        log.warning("%s: cannot be read again: %s", pending.url, error)
