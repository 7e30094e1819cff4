"""`scrapy crawl`: one spider by hand, with Parley's exit codes."""

import argparse
import asyncio
from collections.abc import Mapping
from pathlib import Path

from scrapy.commands import BaseRunSpiderCommand
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.exceptions import UsageError
from scrapy.settings import Settings
from scrapy.spiderloader import get_spider_loader

from commands.answering import Answering, one
from commands.exit_codes import ExitCode
from commands.networking import check_network
from commands.revisiting import curve_of
from commands.terminal import print_json, say
from registry.errors import did_you_mean
from spiders.arguments import ArgumentError
from spiders.host_locks import held
from spiders.plan import Plan
from spiders.visiting import Visiting
from storage.archive import Archive

REASONS = {
    "storage": ExitCode.STORAGE,
    "storage_failed": ExitCode.STORAGE,
    "shutdown": ExitCode.INTERRUPTED,
    "start_error": ExitCode.UNEXPECTED,
}
"""Why a spider was closed, where that decides the exit code."""
SAID = {
    ExitCode.SOURCES_FAILED: "some of what was asked failed; the warnings name it",
    ExitCode.NOTHING_FETCHED: "nothing could be fetched",
    ExitCode.STORAGE: "the archive could not be written; what was acknowledged is kept",
    ExitCode.INTERRUPTED: "interrupted; what was acknowledged is kept",
    ExitCode.UNEXPECTED: "a stage failed on some pages; the log has the tracebacks, the pages come again",
}
BROKEN = ("crawl/lost", "spider_exceptions/count")
"""Counts of what only a fault of the program makes."""


class Command(BaseRunSpiderCommand, Answering):
    """The same command line as Scrapy's; arguments, registry, locks and archive come first."""

    requires_crawler_process = False
    """It makes its own when the command line is found in order: with the process Scrapy's log begins."""

    def syntax(self) -> str:
        return "[-a NAME=VALUE]... <spider>"

    def short_desc(self) -> str:
        return "Run one spider: feed, sitemap, section, urls or replay"

    def answer(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        spider = spider_named(one(args, "spider"), self.values)
        folder, topic = Path(str(self.values["PARLEY_SOURCES"])), str(self.values["DEFAULT_TOPIC"])
        try:
            plan = spider.planned(opts.spargs, folder, topic)
        except ArgumentError as error:
            raise UsageError(str(error)) from error
        check_network(self.values)
        curve = curve_of(self.values)
        self.crawler_process = AsyncCrawlerProcess(self.values)
        with held(self.root, spider.hosts(plan)):
            Archive.shared(self.root, self.database_url, curve)
            return self._verdict(self._crawled(spider, plan), json=opts.json)

    def _crawled(self, spider: type[Visiting], plan: Plan) -> Crawler:
        """Crawls until the spider is closed; raises what kept it from opening."""
        if self.crawler_process is None:
            raise RuntimeError("the command makes its crawler process before it crawls")
        crawler = self._create_crawler(spider)
        crawl = self.crawler_process.crawl(crawler, plan=plan)
        self.crawler_process.start()
        if isinstance(crawl, asyncio.Task) and crawl.done():
            crawl.result()
        return crawler

    def _verdict(self, crawler: Crawler, *, json: bool) -> ExitCode:
        counts = {name: value for name, value in crawler.stats.get_stats().items() if isinstance(value, int)}
        reason = str(crawler.stats.get_value("finish_reason", "shutdown"))
        if json:
            shown = ("entrance/", "visit/", "store/", "crawl/")
            print_json(
                {"spider": crawler.spidercls.name, "reason": reason}
                | {name: count for name, count in sorted(counts.items()) if name.startswith(shown)}
            )
        code = verdict(reason, counts)
        if code in SAID:
            say(f"scrapy crawl: {SAID[code]}")
        return code


def spider_named(name: str, settings: Settings) -> type[Visiting]:
    """Raises UsageError with the nearest name for one that is no spider of Parley."""
    loader = get_spider_loader(settings)
    if name not in loader.list():
        raise UsageError(f'no spider "{name}"{did_you_mean(name, loader.list())}')
    spider = loader.load(name)
    if not issubclass(spider, Visiting):
        raise UsageError(f'"{name}" is no spider of Parley')
    return spider


def verdict(reason: str, counts: Mapping[str, int]) -> ExitCode:
    """What the end of a crawl and its counts say."""
    if reason in REASONS:
        return REASONS[reason]
    if any(counts.get(name) for name in BROKEN):
        return ExitCode.UNEXPECTED
    if counts.get("visit/asked") and not counts.get("visit/answered"):
        return ExitCode.NOTHING_FETCHED
    return ExitCode.SOURCES_FAILED if counts.get("entrance/failed") else ExitCode.DONE
