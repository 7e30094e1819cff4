"""From a capture to an article or the reason why there is none: the pure stages in their order."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from items import (
    Article,
    Capture,
    Discovery,
    Encoding,
    Explained,
    Failure,
    Judgement,
    Outcome,
    Reading,
    Rejected,
    Stage,
)
from pipelines.clean import Cleaned, clean
from pipelines.dates import dates, url_stamp
from pipelines.decode import decode
from pipelines.entries import with_entries
from pipelines.extract import Extracted, extract, extract_plain
from pipelines.extract.judging.judge import NAME
from pipelines.extract.parse import UnparsableError
from pipelines.extract.stamps import Stamp
from pipelines.fetched import FAILURES, fetched
from pipelines.gate import gate
from pipelines.headlines import worth_a_visit
from pipelines.language import language
from pipelines.outlinks import outlinks
from pipelines.relevance import relevance
from pipelines.workers import Readers
from storage.warc import Origin, load

if TYPE_CHECKING:
    import lightgbm
    from scrapy.crawler import Crawler

    from registry.topic import Topic

RULES = "parley rules 3"
"""Raised with every change that may change a text: replay shows what it changes."""
VERSION = f"{NAME}; {RULES}"
"""Of all that reads; a page that another version was stopped at is read once more."""


def read(
    capture: Capture, topics: Sequence[Topic] = (), models: Sequence[lightgbm.Booster] = ()
) -> Article | Rejected:
    """Fetched -> decode -> extract -> clean -> gate -> relevance; the same bytes give the same answer.

    Without topics none is asked. The article of a body that was cut goes with its refusal. `models` judge
    blocks in the place of the shipped ones.
    """
    return explain(capture, topics, models).result


def explain(
    capture: Capture, topics: Sequence[Topic] = (), models: Sequence[lightgbm.Booster] = ()
) -> Explained:
    """The same, with what became of every block of the page but the entries of a live blog."""
    if refusal := fetched(capture):
        return Explained(refusal, ())
    text, encoding = decode(capture.body, capture.header("Content-Type"))
    try:
        page = extract_plain(text) if is_plain(capture) else extract(text, capture.final_url, models)
    except UnparsableError as error:
        return Explained(Rejected(Stage.EXTRACT, Outcome.EXTRACT_FAILED, str(error)), ())
    cleaned = clean(page.blocks, page.title or hinted_title(capture), page.authors, page.claims.sections)
    article = with_entries(compose(capture, page, cleaned, encoding), page, capture.fetched_at)
    return Explained(verdict(capture, article, page, topics), tuple(judgements(page, cleaned)))


def verdict(
    capture: Capture, article: Article, page: Extracted, topics: Sequence[Topic]
) -> Article | Rejected:
    """Cut -> gate -> relevance."""
    if capture.failure is Failure.CUT:
        return Rejected(Stage.FETCH, FAILURES[Failure.CUT], capture.detail or "the body was cut", article)
    return gate(article, page) or relevance(article, topics)


def judgements(page: Extracted, cleaned: Cleaned) -> Iterator[Judgement]:
    """What became of each block: the word of what judged it, or the part of cleaning that took it out."""
    fates = iter(cleaned.fates if len(cleaned.fates) == sum(one.kept for one in page.judged) else ())
    for one in page.judged:
        fate = next(fates, "") if one.kept else ""
        yield Judgement(one.block.text, one.kept and not fate, fate or one.why)


def is_plain(capture: Capture) -> bool:
    """Whether a capture is a plain text file."""
    return capture.header("Content-Type").strip().lower().startswith("text/plain")


def hinted_title(capture: Capture) -> str:
    """The title that came with a text file; of a page, its own is always nearer."""
    return capture.hints.title if is_plain(capture) else ""


def compose(capture: Capture, page: Extracted, cleaned: Cleaned, encoding: Encoding) -> Article:
    """What is known of an article, as one value."""
    is_url = capture.final_url.startswith(("http:", "https:"))
    hint = (Stamp(capture.hints.published, capture.via or "feed"),) if capture.hints.published else ()
    published = (*page.published, *hint, *url_stamp(capture.final_url if is_url else cleaned.url))
    claimed = (
        page.claims.language,
        page.claims.first("og:locale", "content-language"),
        capture.hints.language,
    )
    spoken = language(cleaned.body, *claimed)
    dated = dates(published, page.modified, capture.fetched_at, spoken)
    return Article(
        url=capture.final_url if is_url or not cleaned.url else cleaned.url,
        canonical=page.claims.canonical,
        title=cleaned.title,
        body=cleaned.body,
        authors=page.authors,
        language=spoken,
        published=dated.published,
        modified=dated.modified,
        source=capture.source,
        extractor=f"{page.reader}; {RULES}",
        encoding=encoding,
        date_flags=dated.flags,
        outlinks=outlinks(cleaned.blocks, page.claims, capture.final_url),
    )


def read_archived(root: Path, capture: Capture, topics: Sequence[Topic] = ()) -> Article | Rejected:
    """Reads a capture from its WARC record, so that a live crawl and a replay read the same bytes."""
    return read(from_record(root, capture), topics)


def explain_archived(root: Path, capture: Capture, topics: Sequence[Topic] = ()) -> Explained:
    """The same, for a person."""
    return explain(from_record(root, capture), topics)


def from_record(root: Path, capture: Capture) -> Capture:
    """The capture with the bytes of its WARC record; as it is, if it has none."""
    if capture.warc is None:
        return capture
    origin = Origin(capture.source, capture.via, capture.hints, capture.url, capture.failure, capture.detail)
    loaded = load(root, capture.warc, origin)
    return replace(loaded, final_url=capture.final_url or loaded.final_url)


class Read:
    """Item pipeline: a Capture leaves as its Reading, a Discovery with what is worth a visit."""

    def __init__(self, readers: Readers, root: Path, topics: Sequence[Topic]) -> None:
        self.readers, self.root, self.topics = readers, root, tuple(topics)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The topics are the spider's."""
        settings, topics = crawler.settings, getattr(crawler.spider, "topics", ())
        limits = settings.getint("READERS"), settings.getfloat("READ_SECONDS"), settings.getint("READ_MEMORY")
        readers = Readers(*limits, topics=topics, version=VERSION)
        return cls(readers, Path(settings["PARLEY_ARCHIVE"]), topics)

    async def process_item(self, item: Capture | Discovery) -> Reading | Discovery:
        """In a worker process; the reactor goes on meanwhile."""
        if isinstance(item, Discovery):
            return replace(item, found=tuple(worth_a_visit(found, self.topics) for found in item.found))
        future = self.readers.submit(read_archived, self.root, replace(item, body=b""))
        return Reading(item, await asyncio.wrap_future(future))

    def close_spider(self) -> None:
        """Nothing is left to read."""
        self.readers.close()
