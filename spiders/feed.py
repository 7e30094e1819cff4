"""`scrapy crawl feed`: what RSS, Atom and JSON feeds offer now."""

from collections.abc import Iterator

from spiders.entering import Entering, Entrance, Page
from spiders.feed_page import parse_feed


class FeedSpider(Entering):
    """The feeds of the sources, then the pages that the frontier gives out."""

    name = "feed"
    kind = "feed"

    def entrances(self) -> Iterator[Entrance]:
        """Every feed of every source."""
        for source in self.plan.sources:
            for feed in source.feeds:
                yield Entrance(feed.url, source, feed.language)

    def read(self, body: bytes, content_type: str, entrance: Entrance) -> Page:
        """Its items."""
        page = parse_feed(body, entrance.url, content_type)
        return Page(page.found, page.problems, recognised=bool(page.form))
