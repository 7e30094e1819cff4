"""Obeys robots.txt as RFC 9309 has it: what cannot be had forbids everything."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.exceptions import StopDownload
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.threads import deferToThread

from items import Failure
from network.failures import FailedError, RefusedError
from network.remembered import Remembered, RobotsMemory
from storage.warc import Written

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

LONGEST = 512 * 1024
"""Bytes of a robots.txt that are read; RFC 9309 asks for 500 KiB at least."""
_DECLARED = 20 * 2**20
"""A robots.txt may say that it is as long as this, and decode to as much."""
_PRIORITY = 1000
"""Before all that waits for it."""
Rules = ProtegoRobotParser | RefusedError | None
"""None: there is no robots.txt, which allows all. An error: it could not be had, which forbids all."""


class Robots:
    """Forbids what robots.txt forbids, with failure `robots`; no key of a source or request switches it off.

    Where robots.txt cannot be had nothing of its host is asked in this run, and the failure is that of the
    robots.txt request: another run may find it.
    """

    def __init__(self, crawler: Crawler, agent: str, memory: RobotsMemory) -> None:
        self._crawler = crawler
        self._agent = agent
        self._memory = memory
        self._rules: dict[str, asyncio.Task[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        settings = crawler.settings
        run = str(getattr(crawler.spider, "run", ""))
        memory = RobotsMemory(Path(settings["PARLEY_ARCHIVE"]), settings.get("DATABASE_URL", ""), run)
        middleware = cls(crawler, settings["ROBOTSTXT_USER_AGENT"] or settings["USER_AGENT"], memory)
        crawler.signals.connect(middleware.stop_long, signals.bytes_received)
        return middleware

    async def process_request(self, request: Request) -> None:
        """Raises RefusedError."""
        if request.meta.get("robots_txt"):
            return
        parts = urlsplit(request.url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._rules:
            self._rules[site] = asyncio.ensure_future(self._fetch(site, request))
        rules = await asyncio.shield(self._rules[site])
        if isinstance(rules, RefusedError):
            raise RefusedError(rules.failure, f"robots.txt could not be had: {rules}")
        if rules is not None and not rules.allowed(request.url, self._agent):
            self._count("forbidden")
            raise RefusedError(Failure.ROBOTS, "robots.txt forbids it")

    async def _fetch(self, site: str, request: Request) -> Rules:
        url = f"{site}/robots.txt"
        known = await maybe_deferred_to_future(deferToThread(self._memory.recall, url, _DECLARED))
        if known is not None and known.fresh:
            return self._parse(known.body, request)
        response = await self._ask(url, known)
        if isinstance(response, RefusedError):
            return response
        if known is not None and response.status == 304:
            return self._parse(known.body, request)
        if response.status >= 500 or response.status == 429:
            self._count("unreachable")
            return RefusedError(Failure.CONNECTION, f"status {response.status}")
        return None if response.status >= 300 else self._parse(response.body, request)

    async def _ask(self, url: str, known: Remembered | None) -> Response | RefusedError:
        self._count("asked")
        ask = Request(
            url,
            callback=NO_CALLBACK,
            priority=_PRIORITY,
            meta={
                "robots_txt": True,
                "download_maxsize": _DECLARED,
                "validators": known.validators if known else None,
            },
        )
        try:
            response = await self._crawler.engine.download_async(ask)
        except (FailedError, RefusedError) as error:
            self._count("unreachable")
            return RefusedError(error.failure, str(error))
        written = (response.request or ask).meta.get("written")
        if isinstance(written, Written):
            await maybe_deferred_to_future(deferToThread(self._memory.note, url, response, written))
        return response

    def _parse(self, body: bytes, request: Request) -> Rules:
        rules = ProtegoRobotParser(body[:LONGEST], self._crawler.spider)
        self._crawler.signals.send_catch_log(signals.robots_parsed, robotparser=rules, request=request)
        return rules

    def stop_long(self, data: bytes, request: Request) -> None:
        """Signal: takes what has come once it is long enough."""
        if request.meta.get("robots_txt"):
            received = request.meta.get("robots_bytes", 0) + len(data)
            request.meta["robots_bytes"] = received
            if received >= LONGEST:
                raise StopDownload(fail=False)

    def _count(self, name: str) -> None:
        self._crawler.stats.inc_value(f"robots/{name}")
