"""`scrapy crawl urls`: pages given by hand or in a file."""

import asyncio
import logging
from collections.abc import AsyncIterator, Container
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from items import Capture, Discovery, Failure, Found
from spiders.arguments import ArgumentError
from spiders.budget import Budget
from spiders.captures import Asked, unasked
from spiders.host_locks import held
from spiders.plan import Plan
from spiders.visiting import Step, Visiting
from storage.errors import LockedError
from storage.frontier import Lease
from storage.identity import registrable_domain

log = logging.getLogger(__name__)

MOST_LEFT = 1000
"""Pages of earlier runs that one run takes up."""


class UrlsSpider(Visiting):
    """The URLs of `-a url=...`, each once, whatever became of it before; then what earlier runs left
    of pages that are no source's, which no other spider visits."""

    name = "urls"
    arguments = ("url", "source", "topic", "max_items", "run")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = self.hosts(self.plan)
        self.locks = ExitStack()

    @classmethod
    def planned(cls, given: dict[str, str], *registry: Any) -> Plan:
        """Raises ArgumentError, too if no URL is given."""
        if "url" not in given:
            raise ArgumentError("-a url=... is missing: one or more URLs, or @file")
        return super().planned(given, *registry)

    @classmethod
    def hosts(cls, plan: Plan) -> set[str]:
        """Those of the URLs, and all of a source whose page one of them is."""
        urls = plan.arguments.url
        of_sources = {
            domain
            for source in plan.sources
            if any(source.allows(url) for url in urls)
            for domain in source.domains
        }
        return of_sources | {host_of(url) for url in urls}

    def read_again(self) -> Container[str]:
        """Those of no source, which no other spider takes up."""
        return ("",)

    async def opening(self) -> AsyncIterator[Step]:
        """First into the frontier, so that a later crawl finds what this one could not do."""
        asked = [Asked(url, self.source_of(url), self.name) for url in self.plan.arguments.url]
        by_source: dict[str, list[Found]] = {}
        for one in asked:
            by_source.setdefault(one.source, []).append(Found(one.url))
        for source, found in by_source.items():
            by_hand = Discovery(asked_by_hand(source, self.name), tuple(found), self.name)
            await asyncio.to_thread(lambda one: self.archive.record_discovery(one, self.run), by_hand)
        for one in asked[: self.plan.arguments.max_items]:
            self.count("entrance/asked")
            yield self.request(one, self.visited, self.failed, {})

    async def pages(self) -> AsyncIterator[Step]:
        """Of the frontier: those of no source, once what was asked for has come."""
        await self.until_idle()
        most = self.plan.arguments.max_items
        self.budget = Budget(
            {"": MOST_LEFT}, None if most is None else max(0, most - len(self.plan.arguments.url))
        )
        with ExitStack() as self.locks:
            async for step in super().pages():
                yield step

    async def until_idle(self) -> None:
        while not self.is_idle():
            self.heard.clear()
            await self.pause()

    def lease(self, source: str, room: int) -> list[Lease]:
        """Without pages whose host another crawl visits: they are left for the next run."""
        taken: list[Lease] = []
        while len(taken) < room:
            leases = self.archive.lease([source], room - len(taken), datetime.now(UTC))
            if not leases:
                break
            taken += [lease for lease in leases if self.may_visit(host_of(lease.url))]
        return taken

    def may_visit(self, host: str) -> bool:
        """Whether the process holds the host, or could get hold of it."""
        if any(host == one or host.endswith(f".{one}") for one in self.held):
            return True
        try:
            self.locks.enter_context(held(self.archive.root, [host]))
        except LockedError as error:
            log.info("%s", error)
            return False
        self.held.add(host)
        return True

    def source_of(self, url: str) -> str:
        """The first source of the registry whose page it may be; empty if it is none's."""
        return next((source.id for source in self.plan.sources if source.allows(url)), "")

    def domains(self, asked: Asked) -> tuple[str, ...]:
        """Of a page that is no source's: the whole site of its host."""
        return super().domains(asked) or (registrable_domain(host_of(asked.url)),)

    def noted(self, capture: Capture) -> Capture:
        """What was asked for by name and did not come counts as a failed source."""
        if (capture.failure and capture.failure is not Failure.ROBOTS) or capture.status >= 400:
            self.count("entrance/failed")
        return super().noted(capture)


def asked_by_hand(source: str, via: str) -> Capture:
    """A person stands where a feed's answer would."""
    return replace(unasked(Asked("", source, via), Failure.CONNECTION, ""), failure=None)


def host_of(url: str) -> str:
    return urlsplit(url).hostname or ""
