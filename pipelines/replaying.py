"""Runs the present rules over what the archive has captured, and says what they would change."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from items import Article, Capture, Reading, Rejected
from pipelines.dedup import keep_placed, place
from pipelines.reading import read_archived
from storage.replaying import Change, Replayable, foresee
from storage.warc import load

if TYPE_CHECKING:
    from pipelines.workers import Readers
    from registry.topic import Topic
    from storage.archive import Archive


@dataclass(frozen=True, slots=True)
class Replayed:
    """What the present rules make of a URL's capture."""

    url: str
    change: Change
    before: str
    """Outcome of the URL as it is."""
    after: str
    """Outcome that the present rules give."""
    detail: str
    title: str
    scores: tuple[tuple[str, float | None, float | None], ...] = ()
    """Topic, the score that it gave, the score that it gives now; None where it was not asked."""


def replay(
    archive: Archive, readers: Readers, wanted: Iterable[Replayable], *, keep: bool, run: str = ""
) -> Iterator[Replayed]:
    """One answer for each of `wanted`, in their order, read in the pool with the pool's topics.

    A text that was held against some topics when it was archived is held against these alone. With `keep`,
    what is gained or changed goes into the archive, and what is refused for another reason says so; a
    text that is lost by the present rules stays.
    """
    waiting: deque[tuple[Replayable, Capture | None]] = deque()
    answers = readers.map(read_for, inputs(archive, wanted, waiting))
    while True:
        answer = next(answers, None)
        while waiting and waiting[0][1] is None:
            yield unreadable(waiting.popleft()[0])
        if answer is None:
            return
        asked, capture = waiting.popleft()
        if capture is not None:
            yield settle(archive, asked, Reading(capture, answer), keep=keep, run=run)


def inputs(
    archive: Archive, wanted: Iterable[Replayable], waiting: deque[tuple[Replayable, Capture | None]]
) -> Iterator[tuple[Path, Capture, tuple[str, ...] | None]]:
    """What the pool reads; `waiting` gets every capture that was asked for, None for one that is damaged."""
    for asked in wanted:
        try:
            capture = load(archive.root, asked.position, asked.origin)
        except (OSError, ValueError):
            waiting.append((asked, None))
            continue
        capture = replace(capture, final_url=asked.final_url, body=b"")
        waiting.append((asked, capture))
        yield archive.root, capture, asked.topics


def read_for(
    root: Path, capture: Capture, names: tuple[str, ...] | None, topics: Sequence[Topic]
) -> Article | Rejected:
    """In a worker: reads a capture for the topics of these names, or for all."""
    return read_archived(root, capture, [topic for topic in topics if names is None or topic.id in names])


def settle(archive: Archive, asked: Replayable, reading: Reading, *, keep: bool, run: str) -> Replayed:
    """Says what a reading changes; keeps it if it is to be kept."""
    change, decision = foresee(archive, reading)
    if change is not Change.SAME and isinstance(reading.result, Article):
        reading = replace(reading, placement=place(reading.result, archive))
        change, decision = foresee(archive, reading)
    detail = decision.detail
    if keep and change in {Change.GAINED, Change.CHANGED, Change.REASON}:
        detail = keep_placed(archive, reading, run).detail
    article = reading.result if isinstance(reading.result, Article) else reading.result.article
    title = article.title if article is not None else ""
    scores = both_scores(asked, article)
    return Replayed(asked.origin.url, change, asked.outcome, decision.outcome.value, detail, title, scores)


def both_scores(
    asked: Replayable, article: Article | None
) -> tuple[tuple[str, float | None, float | None], ...]:
    """What each topic gave the text, and gives it now."""
    before = dict(asked.scores)
    after = {decision.topic: decision.score for decision in article.topics} if article else {}
    return tuple((topic, before.get(topic), after.get(topic)) for topic in sorted({*before, *after}))


def unreadable(asked: Replayable) -> Replayed:
    """Of a damaged record."""
    detail = f"no whole record at {asked.position.file}:{asked.position.offset}"
    return Replayed(asked.origin.url, Change.UNREADABLE, asked.outcome, "", detail, "")
