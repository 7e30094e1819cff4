"""Files read as a crawl would read them, and nothing kept: what `scrapy extract` answers from."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from items import Capture, Explained, WarcPosition
from pipelines.inputs import Input, Unreadable, inputs
from pipelines.reading import explain_archived, read_archived
from storage.warc import Damage, records

if TYPE_CHECKING:
    from items import Article, Judgement, Rejected
    from pipelines.workers import Readers

WARC_ENDINGS = (".warc", ".warc.gz")


@dataclass(frozen=True, slots=True)
class Page:
    """One page or text to be read: whole in its capture, or where that lies in a WARC file under `root`."""

    capture: Capture
    root: Path
    file: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What would become of a page."""

    page: Page
    result: Article | Rejected
    judgements: tuple[Judgement, ...] = ()
    """What became of each block, where that was asked for."""


def previews(
    pages: Iterable[Page | Preview | Unreadable], readers: Readers, *, explained: bool = False
) -> Iterator[Preview | Unreadable]:
    """The answers in the order of the pages; what cannot be read, or was answered, passes in its place."""
    asked: deque[Page | Preview | Unreadable] = deque()

    def tasks() -> Iterator[tuple[Path, Capture]]:
        for page in pages:
            asked.append(page)
            if isinstance(page, Page):
                yield page.root, page.capture

    answers: Iterator[Article | Rejected | Explained] = (
        readers.map(explain_archived, tasks()) if explained else readers.map(read_archived, tasks())
    )
    for answer in answers:
        while not isinstance(first := asked.popleft(), Page):
            yield first
        if isinstance(answer, Explained):
            yield Preview(first, answer.result, answer.judgements)
        else:
            yield Preview(first, answer)
    for last in asked:
        if not isinstance(last, Page):
            yield last


def pages_in(path: Path) -> Iterator[Page | Unreadable]:
    """The pages of a file: one, or as many as its lines or records."""
    if path.name.lower().endswith(WARC_ENDINGS):
        yield from pages_of_warc(path)
        return
    now = datetime.now(UTC)
    for one in inputs(path):
        yield one if isinstance(one, Unreadable) else of_input(one, path, now)


def of_input(one: Input, path: Path, now: datetime) -> Page:
    """A text or page as if it had been fetched now. Only lines of JSON have an id of their own."""
    is_line = one.name != str(path)
    capture = Capture(
        url=one.url,
        final_url=one.url,
        fetched_at=now,
        status=200,
        headers=(("Content-Type", one.content_type),),
        body=one.data,
        warc=None,
        source=one.source,
        via="ingest",
        hints=one.hints,
    )
    return Page(
        capture, path.parent, "" if is_line else str(path), (one.origin or one.name) if is_line else ""
    )


def pages_of_warc(path: Path) -> Iterator[Page | Unreadable]:
    """The HTTP responses and resources of a WARC file, by their places in it."""
    try:
        for record in records(path):
            if isinstance(record, Damage):
                yield Unreadable(f"{path} at {record.offset}", record.detail)
            elif record.type == "resource" or (record.type == "response" and record.is_http()):
                yield Page(
                    recorded(record.url, WarcPosition(path.name, record.offset, record.id)),
                    path.parent,
                    str(path),
                )
    except OSError as error:
        yield Unreadable(str(path), error.strerror or str(error))


def recorded(url: str, position: WarcPosition) -> Capture:
    """A capture that a reader is to load from its record."""
    return Capture(url, url, datetime.now(UTC), 200, (), b"", position, "", "replay")
