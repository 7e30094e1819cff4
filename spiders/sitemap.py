"""`scrapy crawl sitemap`: news sitemaps and indexes as they are now, and the dated archives of days past."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from spiders.entering import Entering, Entrance, Page
from spiders.feed_page import parse_feed
from spiders.periods import ONE_DAY, Span, span_in_name
from spiders.plan import dated_urls
from spiders.sitemap_page import MOST_BYTES, Child, parse_sitemap
from storage.archive import Archive

FILES_OF_A_SOURCE = 50
"""Sitemaps, or pages of a calendar, that one run asks of a source."""
DEEPEST = 3
SETTLES_AFTER = timedelta(days=2)
"""A day's sitemap may still change so long after the day."""


class SitemapSpider(Entering):
    """The sitemaps of the sources, the sitemaps that their indexes name, then the pages."""

    name = "sitemap"
    kind = "sitemap"
    longest = MOST_BYTES
    reads_again = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.files: Counter[str] = Counter()
        self.seen: set[str] = set()

    def entrances(self) -> Iterator[Entrance]:
        """Those that change first; then archives of the days that matter, as far as they are not done."""
        spans = self.plan.past(datetime.now(UTC).date())
        for source in self.plan.sources:
            yield from (Entrance(one.url, source, one.language) for one in source.sitemaps)
            for archive in source.archives:
                for url, last in dated_urls(archive, spans):
                    if not is_settled(self.archive, url, last):
                        yield Entrance(url, source, archive.language)

    def admitted(self, entrances: Iterable[Entrance]) -> Iterator[Entrance]:
        """Each once a run, and no more of a source than one run may ask."""
        for entrance in entrances:
            source = entrance.source.id
            if entrance.url in self.seen:
                continue
            if self.files[source] >= FILES_OF_A_SOURCE:
                self.count("sitemap/left_for_later")
                continue
            self.files[source] += 1
            self.seen.add(entrance.url)
            yield entrance

    def read(self, body: bytes, content_type: str, entrance: Entrance) -> Page:
        """Its URLs and the sitemaps that it names; a feed, which sitemaps.org allows, is read as one."""
        page = parse_sitemap(body, entrance.url, content_type, self.plan.window)
        if not page.form:
            feed = parse_feed(body, entrance.url, content_type)
            if feed.form:
                return Page(feed.found, feed.problems, recognised=True)
        return Page(page.found, page.problems, bool(page.form), self.below(page.children, entrance))

    def below(self, children: Iterable[Child], entrance: Entrance) -> list[Entrance]:
        """The children of an index that may name pages of the window, the nearest to it first."""
        if entrance.depth >= DEEPEST:
            return []
        worth = [child for child in children if may_matter(child, self.plan.window)]
        worth.sort(key=lambda child: distance(child, self.plan.asked))
        source, language = entrance.source, entrance.language
        return [
            Entrance(child.url, source, language, depth=entrance.depth + 1)
            for child in worth
            if source.allows(child.url) and not is_read(self.archive, child)
        ]


def may_matter(child: Child, window: Span) -> bool:
    """Unless it last changed before the window, or its name says that it is of other days."""
    if child.changed and Span(None, child.changed.date()).widened(ONE_DAY).misses(window):
        return False
    named = span_in_name(child.url)
    return named is None or not named.widened(ONE_DAY).misses(window)


def is_read(archive: Archive, child: Child) -> bool:
    """Whether a child was read after it last changed, with a day's grace for clocks and bare dates."""
    if child.changed is None:
        return False
    done = archive.entrance_done(child.url)
    return done is not None and done > child.changed + ONE_DAY


def distance(child: Child, asked: Span) -> tuple[bool, float]:
    """To sort by: the newest first; where days are asked for, those that changed soon after them first."""
    if child.changed is None:
        return (True, 0)
    age = child.changed.timestamp()
    if asked.last is None:
        return (False, -age)
    end = datetime(asked.last.year, asked.last.month, asked.last.day, tzinfo=UTC).timestamp()
    return (False, abs(age - end))


def is_settled(archive: Archive, url: str, last: date) -> bool:
    """Whether a dated entrance was read when its period had long ended: it will say nothing new."""
    done = archive.entrance_done(url)
    return done is not None and done.date() > last + SETTLES_AFTER
