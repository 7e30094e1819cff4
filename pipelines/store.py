"""The last stage: into the archive, and only then acknowledged."""

import asyncio
import logging
from pathlib import Path
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from items import Discovery, Reading
from pipelines.dedup import keep_placed
from storage.archive import Archive
from storage.errors import StorageError

log = logging.getLogger(__name__)


def store(item: Discovery | Reading, archive: Archive, run: str) -> tuple[str, int]:
    """What to count, and how many: `found` URLs that are new, or the outcome. Raises StorageError."""
    if isinstance(item, Discovery):
        return "found", archive.record_discovery(item, run)
    return keep_placed(archive, item, run).outcome.value, 1


class Store:
    """Item pipeline: a disk or database that refuses ends the crawl, with the reason `storage`."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The archive is the one that this process shares."""
        return cls(crawler)

    @property
    def archive(self) -> Archive:
        settings = self.crawler.settings
        return Archive.shared(Path(settings["PARLEY_ARCHIVE"]), settings["DATABASE_URL"] or "")

    async def process_item(self, item: Discovery | Reading) -> Discovery | Reading:
        """In a thread. Counts `store/<outcome>`."""
        run = getattr(self.crawler.spider, "run", "")
        try:
            name, count = await asyncio.to_thread(store, item, self.archive, run)
        except StorageError as error:
            log.error("%s: not stored: %s", item.capture.url, error)
            self.closing = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason="storage"))
            raise DropItem("not stored", log_level="DEBUG") from error
        self.crawler.stats.inc_value(f"store/{name}", count)
        return item

    async def close_spider(self) -> None:
        """Every item has been stored: the WARC file is sealed."""
        await asyncio.to_thread(self.archive.close)
