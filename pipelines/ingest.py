"""What a person brings takes the way of what was fetched: to WARC, read from there, placed, kept."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from items import Article, Capture, Reading
from pipelines.dedup import keep_placed, place
from pipelines.inputs import Input, Unreadable
from pipelines.reading import read_archived
from storage.warc import Origin, load

if TYPE_CHECKING:
    from concurrent.futures import Future

    from items import Kept, Rejected
    from pipelines.workers import Readers
    from storage.archive import Archive

    Waiting = tuple[Input, Capture, Future[Article | Rejected]]

VIA = "ingest"


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of one input."""

    name: str
    origin: str
    url: str
    kept: Kept


def ingest(
    given: Iterable[Input | Unreadable], archive: Archive, readers: Readers, run: str
) -> Iterator[Ingested | Unreadable]:
    """The answers in the order of the inputs; each is committed when it is said. Raises StorageError."""
    waiting: deque[Waiting | Unreadable] = deque()
    for one in given:
        waiting.append(one if isinstance(one, Unreadable) else submit(one, archive, readers))
        if len(waiting) > 2 * readers.size:
            yield finish(waiting.popleft(), archive, run)
    while waiting:
        yield finish(waiting.popleft(), archive, run)


def submit(one: Input, archive: Archive, readers: Readers) -> Waiting:
    """Writes the record, then has it read."""
    if one.exchange:
        position = archive.warc.write_exchange(one.exchange).position
    else:
        position = archive.warc.write_resource(one.url, one.content_type, one.data)
    capture = load(archive.root, position, Origin(one.source or VIA, VIA, one.hints))
    return one, capture, readers.submit(read_archived, archive.root, replace(capture, body=b""))


def finish(waiting: Waiting | Unreadable, archive: Archive, run: str) -> Ingested | Unreadable:
    """Places the text and keeps it; the name that it came with goes along."""
    if isinstance(waiting, Unreadable):
        return waiting
    one, capture, future = waiting
    result = future.result()
    placement = None
    if isinstance(result, Article):
        result = replace(result, origin=one.origin)
        placement = place(result, archive)
    kept = keep_placed(archive, Reading(capture, result, placement), run)
    return Ingested(one.name, one.origin, one.url, kept)
