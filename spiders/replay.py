"""`scrapy crawl replay`: pages out of WARC files, read again; the network is not asked."""

import logging
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from items import Capture, Hints, WarcPosition
from spiders.arguments import ArgumentError
from spiders.plan import Plan
from spiders.visiting import Step, Visiting
from storage.warc import Damage, Exchange, Origin, Record, load, records

log = logging.getLogger(__name__)


class ReplaySpider(Visiting):
    """Every page of the files, in their order. Records of files from elsewhere are first copied into the
    archive's own WARC, so that it can be rebuilt without them."""

    name = "replay"
    arguments = ("warc", "source", "topic", "max_items", "run")

    @classmethod
    def planned(cls, given: dict[str, str], *registry: Any) -> Plan:
        """Raises ArgumentError, too if no file is given."""
        if "warc" not in given:
            raise ArgumentError("-a warc=... is missing: one or more WARC files, with commas between")
        return super().planned(given, *registry)

    @classmethod
    def hosts(cls, plan: Plan) -> set[str]:
        """None is visited."""
        return set()

    async def opening(self) -> AsyncIterator[Step]:
        """The captures of the files, no faster than they are read."""
        async for capture in self.fed(islice(self.captures(), self.plan.arguments.max_items)):
            self.count("visit/asked")
            self.answered(capture)
            yield capture

    async def pages(self) -> AsyncIterator[Step]:
        """Of the frontier: none."""
        nothing: tuple[Step, ...] = ()
        for step in nothing:
            yield step

    def captures(self) -> Iterator[Capture]:
        """In a thread."""
        for path in self.plan.arguments.warc:
            for record in records(path):
                if isinstance(record, Damage):
                    log.warning("%s at %d: %s", path, record.offset, record.detail)
                elif record.type == "response" and record.is_http() and self.may_be_a_page(record):
                    yield from self.capture(path, record)

    def may_be_a_page(self, record: Record) -> bool:
        """No robots.txt, feed, sitemap or listing that the archive knows."""
        return not record.url.endswith("/robots.txt") and not self.archive.entrance_done(record.url)

    def capture(self, path: Path, record: Record) -> Iterator[Capture]:
        source = next((one.id for one in self.plan.sources if one.allows(record.url)), "")
        position = self.position_of(path, record)
        try:
            capture = load(self.archive.root, position, Origin(source, self.name, Hints()))
        except (OSError, ValueError) as error:
            log.warning("%s at %d: %s", path, record.offset, error)
            return
        if capture.status == 200:
            yield capture

    def position_of(self, path: Path, record: Record) -> WarcPosition:
        """Where the record lies in the archive; it is copied there if it does not."""
        root = self.archive.root.resolve()
        if path.resolve().is_relative_to(root / "warc"):
            file = path.resolve().relative_to(root).as_posix().removesuffix(".open")
            return WarcPosition(file, record.offset, record.id)
        exchange = Exchange(
            url=record.url,
            request=b"",
            response=record.block(),
            ip=record.header("WARC-IP-Address"),
            at=moment_of(record),
            truncated=record.header("WARC-Truncated"),
        )
        return self.archive.warc.write_exchange(exchange).position


def moment_of(record: Record) -> datetime:
    """WARC-Date; now where it cannot be read."""
    try:
        moment = datetime.fromisoformat(record.header("WARC-Date"))
    except ValueError:
        return datetime.now(UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
