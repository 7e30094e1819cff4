"""Waits as long as a host asks for, and asks once more where that may help."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING, Protocol, Self
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.downloadermiddlewares.retry import get_retry_request

from items import Failure
from network.failures import FailedError, RefusedError
from storage.retry_after import retry_after

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.core.downloader import Slot
    from scrapy.crawler import Crawler
    from scrapy.http import Response

log = logging.getLogger(__name__)
PATIENCE = 30.0
"""Seconds that a request waits for a host that asks for time; longer, and the run does without the host."""
UNSAID = 10.0
"""Seconds that a host gets which answers 429 without Retry-After."""
SHORTEST = 0.001
"""Seconds: with a delay of 0 Scrapy 2.19 starts all of a host's requests at once, whatever their limit."""
_AGAIN = frozenset({Failure.TIMEOUT, Failure.DNS, Failure.CONNECTION, Failure.CUT})


class _RobotParser(Protocol):
    def crawl_delay(self, user_agent: str) -> float | None: ...


def slot_of(crawler: Crawler, request: Request) -> Slot | None:
    """Scrapy's queue of the request's host."""
    downloader = crawler.engine.downloader
    return downloader.slots.get(downloader.get_slot_key(request))


class CrawlDelay:
    """Extension: a host's delay is never below what its robots.txt asks for, whatever AutoThrottle finds."""

    def __init__(self, crawler: Crawler, agent: str) -> None:
        self._crawler = crawler
        self._agent = agent
        self._floors: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler, crawler.settings["ROBOTSTXT_USER_AGENT"] or crawler.settings["USER_AGENT"])
        crawler.signals.connect(extension.note, signals.robots_parsed)
        crawler.signals.connect(extension.hold, signals.request_reached_downloader)
        crawler.signals.connect(extension.hold, signals.response_downloaded)
        return extension

    def note(self, robotparser: _RobotParser, request: Request) -> None:
        """Signal: a robots.txt was read, for the sake of this request."""
        delay = robotparser.crawl_delay(self._agent)
        if delay and delay > 0:
            host = urlsplit(request.url).hostname or ""
            self._floors[host] = max(delay, self._floors.get(host, 0.0))
            log.info("%s asks for %g s between requests", host, delay)

    def hold(self, request: Request) -> None:
        """Signal: a new queue starts with Scrapy's delay, and AutoThrottle has just set its own."""
        slot = slot_of(self._crawler, request)
        if slot is not None:
            slot.delay = max(slot.delay, self._floors.get(urlsplit(request.url).hostname or "", SHORTEST))


class Patience:
    """Gives a host the time that it asks for, and a request its second chance."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._resting: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        middleware = cls(crawler)
        crawler.signals.connect(middleware.rest, signals.response_downloaded)
        return middleware

    def process_request(self, request: Request) -> None:
        """Raises RefusedError while the host wants more time than a run waits."""
        host = urlsplit(request.url).hostname or ""
        if monotonic() < self._resting.get(host, 0.0):
            raise self._refusal(host)

    def rest(self, response: Response, request: Request) -> None:
        """Signal: before the next request leaves, the whole host waits, or is given up for now."""
        wait, slot = wait_of(response), slot_of(self._crawler, request)
        if wait is None or slot is None:
            return
        if wait <= PATIENCE:
            slot.lastseen = max(slot.lastseen, monotonic() + wait)
            return
        host = urlsplit(request.url).hostname or ""
        log.info("%s asks for no requests for %.0f s", host, wait)
        self._resting[host] = monotonic() + wait
        queued = list(slot.queue)
        slot.queue.clear()
        for _, waiting in queued:
            waiting.errback(self._refusal(host))

    def _refusal(self, host: str) -> RefusedError:
        left = self._resting[host] - monotonic()
        return RefusedError(Failure.CONNECTION, f"{host} asked for no requests for another {left:.0f} s")

    def process_response(self, request: Request, response: Response) -> Request | Response:
        wait = wait_of(response)
        soon = response.status >= 500 if wait is None else wait <= PATIENCE
        return (self._again(request, f"status {response.status}") if soon else None) or response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        if isinstance(exception, FailedError) and exception.failure in _AGAIN:
            return self._again(request, exception.failure)
        return None

    def _again(self, request: Request, reason: str) -> Request | None:
        spider = self._crawler.spider
        return get_retry_request(request, spider=spider, reason=reason) if spider else None


def wait_of(response: Response) -> float | None:
    """Seconds that a 429 or 503 asks for (RFC 9110, section 10.2.3); None for any other answer."""
    if response.status not in (429, 503):
        return None
    said = (response.headers.get("Retry-After") or b"").decode("latin-1")
    wait = retry_after(said, datetime.now(UTC))
    if wait is None:
        return UNSAID if response.status == 429 else None
    return wait.total_seconds()
