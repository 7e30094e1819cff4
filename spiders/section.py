"""`scrapy crawl section`: the links on listing pages, those of past days too where a site has a calendar."""

from collections.abc import Iterator
from datetime import UTC, datetime

from spiders.entering import Entering, Entrance, Page
from spiders.listing import looks_like_an_article, parse_listing
from spiders.plan import dated_urls
from spiders.settled import in_turn
from spiders.sitemap import FILES_OF_A_SOURCE


class SectionSpider(Entering):
    """The sections of the sources, their calendars' pages of the days that matter, then the pages."""

    name = "section"
    kind = "section"

    def entrances(self) -> Iterator[Entrance]:
        """The sections as they are now; of a calendar's pages first those that may say more."""
        spans = self.plan.past(datetime.now(UTC).date())
        for source in self.plan.sources:
            pages = [Entrance(one.url, source, one.language, one.links) for one in source.sections]
            for calendar in source.calendars:
                dated = (
                    (Entrance(url, source, calendar.language, calendar.links), last)
                    for url, last in dated_urls(calendar, spans)
                )
                pages += in_turn(dated, self.archive, self.plan)
            yield from pages[:FILES_OF_A_SOURCE]

    def read(self, body: bytes, content_type: str, entrance: Entrance) -> Page:
        """Its links to pages of the source that have the shape of an article's address."""
        source = entrance.source

        def is_article(url: str) -> bool:
            shaped = source.is_article if source.article else looks_like_an_article
            return source.allows(url) and shaped(url)

        page = parse_listing(body, entrance.url, content_type, is_article, entrance.links)
        return Page(page.found, page.problems, recognised=page.is_page)
