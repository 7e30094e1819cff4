"""`scrapy crawl urls`: pages given by hand or in a file."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from items import Capture, Discovery, Failure, Found
from spiders.arguments import ArgumentError
from spiders.captures import Asked, unasked
from spiders.plan import Plan
from spiders.visiting import Step, Visiting
from storage.identity import registrable_domain


class UrlsSpider(Visiting):
    """The URLs of `-a url=...`, each once, whatever became of it before; nothing else."""

    name = "urls"
    arguments = ("url", "source", "topic", "max_items", "run")

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
        """Of the frontier: none."""
        nothing: tuple[Step, ...] = ()
        for step in nothing:
            yield step

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
