"""`scrapy crawl sitemap`: news sitemaps and indexes as they are now, and the dated archives of days past."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from spiders.entering import Entering, Entrance, Page
from spiders.feed_page import parse_feed
from spiders.periods import ONE_DAY, Span, span_in_name
from spiders.plan import dated_urls
from spiders.settled import in_turn, once_more
from spiders.sitemap_page import MOST_BYTES, Child, parse_sitemap
from storage.archive import Archive

FILES_OF_A_SOURCE = 50
"""Sitemaps, or pages of a calendar, that one run asks of a source."""
DEEPEST = 3


class SitemapSpider(Entering):
    """The sitemaps of the sources, the sitemaps that their indexes name, then the pages."""

    name = "sitemap"
    kind = "sitemap"
    longest = MOST_BYTES

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.files: Counter[str] = Counter()
        self.seen: set[str] = set()

    def entrances(self) -> Iterator[Entrance]:
        """Those that change first; then archives of the days that matter, those not done first."""
        spans = self.plan.past(datetime.now(UTC).date())
        for source in self.plan.sources:
            yield from (Entrance(one.url, source, one.language) for one in source.sitemaps)
            for archive in source.archives:
                dated = (
                    (Entrance(url, source, archive.language), day) for url, day in dated_urls(archive, spans)
                )
                yield from in_turn(dated, self.archive, self.plan)

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
        page = parse_sitemap(body, entrance.url, content_type, self.plan.of_topics, self.plan.asked)
        if not page.form:
            feed = parse_feed(body, entrance.url, content_type)
            if feed.form:
                return Page(feed.found, feed.problems, recognised=True)
        return Page(page.found, page.problems, bool(page.form), self.below(page.children, entrance))

    def below(self, children: Iterable[Child], entrance: Entrance) -> list[Entrance]:
        """The children of an index that may name pages of the window, the nearest to it first; then those
        that were read since they last changed."""
        if entrance.depth >= DEEPEST:
            return []
        worth = [child for child in children if may_matter(child, self.plan.window)]
        worth.sort(key=lambda child: distance(child, self.plan.asked))
        fresh: list[Entrance] = []
        before: list[tuple[datetime, Entrance]] = []
        for child in worth:
            if not entrance.source.allows(child.url):
                continue
            below = replace(entrance, url=child.url, depth=entrance.depth + 1)
            if (done := read_at(self.archive, child)) is None:
                fresh.append(below)
            else:
                before.append((done, below))
        return fresh + once_more(before, self.plan)


def may_matter(child: Child, window: Span) -> bool:
    """Unless it last changed before the window, or its name says that it is of other days."""
    if child.changed and Span(None, child.changed.date()).widened(ONE_DAY).misses(window):
        return False
    named = span_in_name(child.url)
    return named is None or not named.widened(ONE_DAY).misses(window)


def read_at(archive: Archive, child: Child) -> datetime | None:
    """When a child was read after it last changed, with a day's grace for clocks and bare dates."""
    if child.changed is None:
        return None
    done = archive.entrance_done(child.url)
    return done if done is not None and done > child.changed + ONE_DAY else None


def distance(child: Child, asked: Span) -> tuple[bool, float]:
    """To sort by: the newest first; where days are asked for, those that changed soon after them first."""
    if child.changed is None:
        return (True, 0)
    age = child.changed.timestamp()
    if asked.last is None:
        return (False, -age)
    end = datetime(asked.last.year, asked.last.month, asked.last.day, tzinfo=UTC).timestamp()
    return (False, abs(age - end))
