"""How every live spider visits pages: what the archive's frontier gives out, a few of each source at once."""

import asyncio
import logging
from collections.abc import AsyncIterator, Container, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from pathlib import Path
from typing import Any, ClassVar, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from scrapy.utils.misc import load_object
from twisted.python.failure import Failure as Trouble

from items import Capture, Discovery, Failure
from spiders.budget import MOST_SETBACKS, Budget
from spiders.captures import Asked, is_expected, of_response, of_trouble, unasked
from spiders.left_over import left_over, stopped_at
from spiders.plan import Plan, make_plan, run_began
from storage.archive import Archive
from storage.errors import StorageError
from storage.frontier import Again, Lease

log = logging.getLogger(__name__)

FED_AT_ONCE = 20
"""Captures out of WARC files that are read or waiting to be."""
SHORTEST_PAUSE = 0.05
LONGEST_PAUSE = 1.0
"""Seconds after which the frontier is asked again although nothing was heard."""
SETBACKS = frozenset({Failure.TIMEOUT, Failure.DNS, Failure.CONNECTION, Failure.TLS})
"""Failures that speak of the host, not of the page."""

Step = Request | Capture | Discovery


class Visiting(Spider):
    """Every request ends in an item: a capture of what came, or of why nothing did.

    Spiders that share it say where else they look, in `opening`. Counts `visit/asked` and `visit/answered`.
    """

    arguments: ClassVar[tuple[str, ...]] = ("source", "topic", "max_items", "run")
    """The names that `-a` takes."""
    takes_found: ClassVar[bool] = True
    """Whether it visits what was found and never had, not only articles that are due again."""

    def __init__(self, plan: Plan, archive: tuple[Path, str]) -> None:
        super().__init__()
        self.plan = plan
        self.run = plan.run
        self.topics = plan.topics
        self.sources = {source.id: source for source in plan.sources}
        most = {source.id: source.max_pages for source in plan.sources}
        self.budget = Budget(most, plan.arguments.max_items)
        self.began = run_began(plan.run)
        self.heard = asyncio.Event()
        self.sooner = timedelta(0)
        self._place = archive

    @classmethod
    def from_crawler(cls, crawler: Crawler, plan: Plan | None = None, **given: str) -> Self:
        """Takes a plan, or the `-a` arguments of one. Raises ArgumentError and RegistryError."""
        settings = crawler.settings
        plan = plan or cls.planned(given, Path(settings["PARLEY_SOURCES"]), settings["DEFAULT_TOPIC"])
        spider = cls(plan, (Path(settings["PARLEY_ARCHIVE"]), settings["DATABASE_URL"] or ""))
        spider._set_crawler(crawler)
        spider.sooner = timedelta(seconds=settings.getint("PARLEY_REVISIT_SOONER"))
        crawler.signals.connect(spider.item_kept, signals.item_scraped)
        crawler.signals.connect(spider.item_lost, signals.item_error)
        return spider

    @classmethod
    def planned(cls, given: dict[str, str], sources: Path, default_topic: str) -> Plan:
        """Raises ArgumentError and RegistryError."""
        return make_plan(given, cls.arguments, sources, default_topic)

    @classmethod
    def hosts(cls, plan: Plan) -> set[str]:
        """Whose locks the crawl process holds."""
        return {domain for source in plan.sources for domain in source.domains}

    @property
    def archive(self) -> Archive:
        """Opened by the first who asks: ask in a thread, since recovery may take its time."""
        return Archive.shared(*self._place)

    async def start(self) -> AsyncIterator[Step]:
        """What was not read to its end, what the spider itself looks at, then pages until none is left."""
        version = load_object(self.settings["READER_VERSION"])
        unread = chain(
            left_over(lambda: self.archive, self.sources),
            stopped_at(lambda: self.archive, self.read_again(), version),
        )
        try:
            async for capture in self.fed(unread):
                yield capture
            async for step in self.opening():
                yield step
            async for step in self.pages():
                yield step
        except StorageError as error:
            log.error("%s", error)
            raise CloseSpider("storage") from error

    def read_again(self) -> Container[str]:
        """Sources of which it takes up the pages that another version of the reader was stopped at."""
        return self.sources

    async def opening(self) -> AsyncIterator[Step]:
        """What is asked besides the frontier."""
        nothing: tuple[Step, ...] = ()
        for step in nothing:
            yield step

    async def pages(self) -> AsyncIterator[Step]:
        """Leases until no source has pages, budget or patience left and nothing is under way."""
        while True:
            idle = self.is_idle()
            self.heard.clear()
            leased = False
            for source, room in self.budget.rooms().items():
                leases = await asyncio.to_thread(self.lease, source, room)
                self.budget.leased(source, room, len(leases))
                for lease in leases:
                    leased = True
                    yield self.page(lease)
            if idle and not leased:
                return
            if not leased:
                await self.pause()

    async def pause(self) -> None:
        """Until something was visited or kept."""
        try:
            await asyncio.wait_for(self.heard.wait(), LONGEST_PAUSE)
            await asyncio.sleep(SHORTEST_PAUSE)  # for what comes with it, and for Scrapy to count it
        except TimeoutError:
            return

    def is_idle(self) -> bool:
        """Whether nothing is being asked, read or stored, this generator aside."""
        engine = self.crawler.engine
        slot = engine.scraper.slot
        scheduler = engine.scheduler
        return not (
            engine.downloader.active
            or (slot is not None and not slot.is_idle())
            or (scheduler is not None and scheduler.has_pending_requests())
        )

    def lease(self, source: str, room: int) -> list[Lease]:
        """In a thread."""
        again = Again(self.began, self.sooner)
        return self.archive.lease([source], room, datetime.now(UTC), again, self.takes_found)

    async def fed(self, captures: Iterator[Capture]) -> AsyncIterator[Capture]:
        """Captures out of WARC files, made in a thread, no faster than they are read; ends when all are."""
        while batch := await asyncio.to_thread(lambda: list(islice(captures, FED_AT_ONCE))):
            for capture in batch:
                yield replace(capture, body=b"")  # who reads it loads it from its record
            await self.until_under_way(FED_AT_ONCE - 1)
        await self.until_under_way(0)

    async def until_under_way(self, most: int) -> None:
        """Until no more than so many items are being read or stored."""
        while (slot := self.crawler.engine.scraper.slot) and slot.itemproc_size > most:
            self.heard.clear()
            await self.pause()

    def page(self, lease: Lease) -> Step:
        asked = Asked(lease.url, lease.source, lease.via, lease.hints)
        return self.request(asked, self.visited, self.failed, {"validators": lease.validators})

    def request(self, asked: Asked, callback: Any, errback: Any, meta: dict[str, Any]) -> Step:
        """A request; for an address that Scrapy cannot even escape, the capture of that."""
        self.count("visit/asked")
        try:
            return Request(
                asked.url,
                callback=callback,
                errback=errback,
                cb_kwargs={"asked": asked},
                meta={"domains": self.domains(asked), **meta},
                priority=meta.get("priority", 0),
                dont_filter=True,
            )
        except ValueError as error:
            self.budget.visited(asked.source, answered=True)
            return unasked(asked, Failure.ADDRESS, str(error))

    def domains(self, asked: Asked) -> tuple[str, ...]:
        """Where a redirect may lead."""
        source = self.sources.get(asked.source)
        return source.domains if source else ()

    def visited(self, response: Response, asked: Asked) -> Iterator[Capture]:
        """Callback of a page: whatever the status."""
        yield self.noted(of_response(response, asked))

    def failed(self, trouble: Trouble) -> Iterator[Capture]:
        """Errback of a page."""
        if (capture := self.troubled(trouble)) is not None:
            yield self.noted(capture)

    def troubled(self, trouble: Trouble) -> Capture | None:
        """None where the archive could not take what came: nothing is to be recorded, and the crawl ends."""
        request: Request = trouble.request  # type: ignore[attr-defined]  # Scrapy puts it there
        if isinstance(trouble.value, (OSError, StorageError)) and not hasattr(trouble.value, "failure"):
            return None
        if not is_expected(trouble.value):
            log.error("%s: %s", request.url, trouble.getTraceback())
            self.count("crawl/lost")
        return of_trouble(trouble, request, request.cb_kwargs["asked"])

    def noted(self, capture: Capture) -> Capture:
        """Counts a page that came back, and gives a source up that does not answer any more."""
        refused = capture.failure in SETBACKS or capture.status in (429, 503)
        self.answered(capture)
        self.budget.visited(capture.source, answered=not refused)
        if self.budget.setbacks[capture.source] == MOST_SETBACKS:
            log.warning(
                "%s: %d visits in a row without an answer, the last %s (%s); no more in this run",
                *(capture.source, MOST_SETBACKS, capture.url, capture.detail or capture.status),
            )
        return capture

    def answered(self, capture: Capture) -> None:
        if capture.status > 0:
            self.count("visit/answered")
        self.heard.set()

    def item_kept(self, item: object) -> None:
        """Signal: an entrance that was recorded may have brought pages."""
        if isinstance(item, Discovery):
            self.budget.found(item.capture.source)
        self.heard.set()

    def item_lost(self, item: object) -> None:
        """Signal: a stage broke; the log has its traceback, and the URL comes again when its lease ends."""
        self.count("crawl/lost")
        self.heard.set()

    def count(self, name: str) -> None:
        self.crawler.stats.inc_value(name)
