"""How feeds, sitemaps and listings are asked: an answer is recorded with what it names, a failure too."""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure as Trouble

from items import Capture, Discovery, Found, Outcome, Validators
from registry.source import Source
from spiders.captures import Asked, of_response
from spiders.periods import ONE_DAY, Span, moment, span_in_path
from spiders.visiting import Step, Visiting
from storage.errors import StorageError
from storage.warc import DECODED_LIMIT, Origin, load

log = logging.getLogger(__name__)

FIRST = 100
"""Priority of an entrance: it is asked before pages."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """A place that names pages."""

    url: str
    source: Source
    language: str = ""
    """Of what it names; empty: as it says itself, or the source's only one."""
    links: str = ""
    """CSS selector of the links of a listing."""
    depth: int = 1
    """How many sitemaps stand above it, itself included."""


@dataclass(frozen=True, slots=True)
class Page:
    """What one answer of an entrance gave."""

    found: Sequence[Found]
    problems: Sequence[str]
    recognised: bool
    """Whether it is at all what it should be."""
    further: Sequence[Entrance] = ()
    """Entrances that it names, the best first."""


class Entering(Visiting, ABC):
    """Asks its entrances conditionally, then visits pages. Counts `entrance/asked` and `entrance/failed`."""

    arguments = ("source", "topic", "since", "until", "max_items", "run")
    kind = ""
    """feed, sitemap or section."""
    longest = DECODED_LIMIT
    """Bytes of an answer, codings undone."""

    @abstractmethod
    def entrances(self) -> Iterable[Entrance]:
        """What is asked, in this order. Called in a thread: it may ask the archive."""

    @abstractmethod
    def read(self, body: bytes, content_type: str, entrance: Entrance) -> Page:
        """What an answer names. Called in a thread."""

    async def opening(self) -> AsyncIterator[Step]:
        """Asks all entrances."""
        for entrance in self.admitted(await asyncio.to_thread(lambda: list(self.entrances()))):
            yield await self.enter(entrance)

    def admitted(self, entrances: Iterable[Entrance]) -> Iterator[Entrance]:
        """Those that this run may still ask."""
        yield from entrances

    async def enter(self, entrance: Entrance) -> Step:
        """A conditional request, or the discovery of why there can be none."""
        self.count("entrance/asked")
        return self.asking(entrance, await asyncio.to_thread(self.archive.entrance_validators, entrance.url))

    def asking(self, entrance: Entrance, validators: Validators | None) -> Step:
        """The request of an entrance, in full without validators."""
        asked = Asked(entrance.url, entrance.source.id, self.kind)
        meta = {
            "validators": validators,
            "entrance": entrance,
            "priority": FIRST,
            "download_maxsize": self.longest,
        }
        step = self.request(asked, self.entered, self.refused, meta)
        return self.failing(step) if isinstance(step, Capture) else step

    async def entered(self, response: Response, asked: Asked) -> AsyncIterator[Step]:
        """Callback of an entrance."""
        entrance: Entrance = response.meta["entrance"]
        capture = of_response(response, asked)
        self.answered(capture)
        if capture.failure or capture.status not in (200, 304):
            yield self.failing(capture)
            return
        try:
            capture, page = await asyncio.to_thread(self.taken, capture, entrance)
        except StorageError as error:
            log.error("%s: %s", entrance.url, error)
            raise CloseSpider("storage") from error
        except (OSError, ValueError) as error:
            log.warning("%s: what came before cannot be read: %s", entrance.url, error)
            unread = replace(capture, detail=f"what came before cannot be read: {error}"[:500])
            if response.meta["validators"] is None:
                yield self.failing(unread)
            else:
                yield Discovery(unread, (), self.kind)
                yield self.asking(entrance, None)
            return
        if capture.failure or not page.recognised:
            yield self.failing(replace(capture, detail=capture.detail or "; ".join(page.problems)[:500]))
            return
        for problem in page.problems:
            log.warning("%s: %s: %s", entrance.source.id, entrance.url, problem)
        yield Discovery(capture, tuple(self.judged(page.found, entrance)), self.kind)
        for further in self.admitted(page.further):
            yield await self.enter(further)

    def taken(self, capture: Capture, entrance: Entrance) -> tuple[Capture, Page]:
        """The answer as the archive will always read it, from its WARC record. In a thread."""
        body, content_type = capture.body, capture.header("Content-Type")
        if capture.warc:
            origin = Origin(capture.source, capture.via, url=capture.url)
            archive = self.archive
            written = load(archive.root, capture.warc, origin, limit=self.longest, resolve=archive.resolve)
            body, content_type = written.body, written.header("Content-Type")
            if (capture.unchanged or capture.status == 304) and not body:
                raise ValueError("the archive has no record of what has not changed")
            capture = replace(capture, failure=written.failure, detail=written.detail)
        return capture, self.read(body, content_type, entrance)

    def refused(self, trouble: Trouble) -> Iterator[Discovery]:
        """Errback of an entrance."""
        if (capture := self.troubled(trouble)) is not None:
            self.answered(capture)
            yield self.failing(capture)

    def failing(self, capture: Capture) -> Discovery:
        """The record of an entrance that gave nothing."""
        self.count("entrance/failed")
        why = capture.detail or (capture.failure.value if capture.failure else f"status {capture.status}")
        log.warning("%s: %s: %s", capture.source, capture.url, why)
        return Discovery(capture, (), self.kind)

    def judged(self, found: Iterable[Found], entrance: Entrance) -> Iterator[Found]:
        """What the source's file says of each; the topics speak later.

        What lies outside the days of the command line is left out, not refused: another run may want it.
        """
        source = entrance.source
        language = entrance.language or (source.languages[0] if len(source.languages) == 1 else "")
        for one in found:
            if language and not one.hints.language:
                one = replace(one, hints=replace(one.hints, language=language))
            if is_outside(one, self.plan.asked):
                self.count("entrance/outside")
                continue
            outcome, detail = verdict(one, source)
            yield replace(one, outcome=outcome, detail=detail) if detail else one


def is_outside(found: Found, asked: Span) -> bool:
    """Whether it is dated outside what is asked, by its announcement or its address."""
    published = moment(found.hints.published) if found.hints.published else None
    spans = [Span(published.date(), published.date())] if published else []
    spans += [span for span in (span_in_path(found.url),) if span]
    return any(span.widened(ONE_DAY).misses(asked) for span in spans)


def verdict(found: Found, source: Source) -> tuple[Outcome, str]:
    """Why a page is not to be visited; without detail: it may be."""
    if found.outcome is not Outcome.PENDING:
        return found.outcome, found.detail
    if not source.allows(found.url):
        return Outcome.PASSED_OVER, f"{urlsplit(found.url).hostname} is none of the source's hosts"
    if not source.is_article(found.url):
        return Outcome.PASSED_OVER, "its address is not an article's"
    return found.outcome, ""
