"""What a site names, and how each entry of a source file stands."""

from datetime import UTC, datetime

import pytest

from registry.announcements import kind_of, named_by_page, named_by_robots, newest_date
from registry.checking import Answer, check_pages, check_source
from registry.source import Source

NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
HOME = b"""<html><head><base href="https://news.example/a/">
<link rel="Alternate" type="application/rss+xml; charset=utf-8" href="/rss">
<link rel="alternate" type="application/atom+xml" href="world.xml#top">
<link rel="alternate" type="application/rss+xml" href="/comments/feed/">
<link rel="alternate" type="application/json" href="/wp-json/oembed/1.0">
<link rel="alternate" hreflang="uk" href="/uk/">
<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
<link rel="alternate" type="application/rss+xml" href="https://elsewhere.example/rss">
<link rel="stylesheet" type="application/rss+xml" href="/style">
</head><body></body></html>"""
ROBOTS = b"""\xef\xbb\xbfUser-agent: *
Disallow: /private
SITEMAP: https://news.example/news.xml # new
sitemap:/other.xml
"""
FEED = (
    b'<?xml version="1.0"?><rss><channel><item>'
    b"<pubDate>Sat, 21 Nov 2026 10:00:00 +0300</pubDate></item></channel></rss>"
)
OLD_FEED = FEED.replace(b"2026", b"2023")
SITEMAP = b'<?xml version="1.0"?><!-- x --><urlset><url><lastmod>2026-11-20</lastmod></url></urlset>'
PAGE = b"<!doctype html><html><body>Not found</body></html>"


def source(site: str = "https://news.example", **values: object) -> Source:
    return Source.model_validate(
        {
            "id": "news",
            "name": "News",
            "home": f"{site}/",
            "country": "GB",
            "languages": ["en"],
            "kind": "online",
            "domains": ["news.example", "127.0.0.1"],
            "feeds": [{"url": f"{site}/rss"}],
            "sitemaps": [{"url": f"{site}/news.xml"}],
            **values,
        }
    )


def test_feeds_that_a_page_names() -> None:
    assert named_by_page(HOME, "https://news.example/") == [
        "https://news.example/rss",
        "https://news.example/a/world.xml",
        "https://elsewhere.example/rss",
    ]
    assert named_by_page(b"", "https://news.example/") == []
    assert named_by_page(b"\x00\xff<<<", "https://news.example/") == []


def test_sitemaps_that_robots_names() -> None:
    assert named_by_robots(ROBOTS, "https://news.example/robots.txt") == [
        "https://news.example/news.xml",
        "https://news.example/other.xml",
    ]
    assert named_by_robots(b"Sitemap: ftp://a/b\nSitemap:\n<html>", "https://news.example/robots.txt") == []


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (FEED, "feed"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"/>', "feed"),
        (b'<rdf:RDF xmlns:rdf="x">', "feed"),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', "feed"),
        (SITEMAP, "sitemap"),
        (b"\xef\xbb\xbf\n<sitemapindex>", "sitemap"),
        (PAGE, "page"),
        (b"  ", "empty"),
        (b"plain", "unknown"),
        (b'{"error": 1}', "unknown"),
    ],
)
def test_what_an_answer_is(body: bytes, kind: str) -> None:
    assert kind_of(body) == kind


def test_the_newest_date_of_a_feed() -> None:
    assert newest_date(FEED) == datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
    assert newest_date(b"<updated>2026-11-01T00:00:00Z</updated><updated>2026-11-03</updated>") == datetime(
        2026, 11, 3, tzinfo=UTC
    )
    assert newest_date(b"<pubDate>some time ago</pubDate>") is None


def states(pages: dict[str, Answer], of: Source) -> dict[str, tuple[str, str]]:
    check = check_source(of, lambda url: pages.get(url, Answer(url, error="refused")), NOW)
    return {
        entry.key if entry.key != "found" else entry.url: (entry.state, entry.detail)
        for entry in check.entries
    }


def answers(feed: Answer | None = None) -> dict[str, Answer]:
    given = [
        Answer("https://news.example/", 200, HOME),
        Answer("https://news.example/robots.txt", 200, ROBOTS),
        feed or Answer("https://news.example/rss", 200, FEED),
        Answer("https://news.example/news.xml", 200, SITEMAP),
    ]
    return {answer.url: answer for answer in given}


def test_a_source_in_order_and_what_it_could_add() -> None:
    check = check_source(source(), lambda url: answers()[url], NOW)
    assert [(entry.key, entry.state, entry.named) for entry in check.entries] == [
        ("feeds[0].url", "ok", True),
        ("sitemaps[0].url", "ok", True),
        ("found", "new", True),
        ("found", "new", True),
    ]
    assert [entry.url for entry in check.entries[2:]] == [
        "https://news.example/a/world.xml",
        "https://news.example/other.xml",
    ]
    assert check.answered
    assert not check.failed


@pytest.mark.parametrize(
    ("answer", "state", "detail"),
    [
        (Answer("https://news.example/rss", 404), "stale", "status 404"),
        (Answer("https://news.example/rss", 200, PAGE), "stale", "is no feed: page"),
        (Answer("https://news.example/rss", 200, b""), "stale", "is no feed: empty"),
        (Answer("https://news.example/rss", 200, OLD_FEED), "stale", "nothing new since 2023-11-21"),
        (Answer("https://news.example/rss", 403), "unreachable", "status 403"),
        (Answer("https://news.example/rss", error="timed out"), "unreachable", "timed out"),
        (Answer("https://news.example/rss", forbidden=True), "forbidden", "robots.txt forbids it"),
    ],
)
def test_how_an_entry_stands(answer: Answer, state: str, detail: str) -> None:
    assert states(answers(answer), source())["feeds[0].url"] == (state, detail)
    assert check_source(source(), lambda url: answers(answer)[url], NOW).failed


def test_a_source_may_be_silent_for_longer_if_its_file_says_so() -> None:
    quiet = source(healthy={"min_per_day": 0, "max_silence": "90d"})
    old = Answer("https://news.example/rss", 200, FEED.replace(b"21 Nov", b"21 Sep"))
    assert states(answers(old), quiet)["feeds[0].url"] == ("ok", "")
    assert states(answers(old), source())["feeds[0].url"][0] == "stale"


def test_a_dated_archive_is_asked_for_a_day_that_has_passed() -> None:
    of = source(archives=[{"url": "https://news.example/{year}/{month:02}/{day:02}.xml"}])
    given = answers() | {
        "https://news.example/2026/11/20.xml": Answer("https://news.example/2026/11/20.xml", 200, SITEMAP)
    }
    assert states(given, of)["archives[0].url"] == ("ok", "")


def test_nothing_answers() -> None:
    check = check_source(source(), lambda url: Answer(url, error="no route"), NOW)
    assert (check.answered, check.failed) == (False, True)


def test_saved_pages_tell_which_entries_are_named() -> None:
    of = source(feeds=[{"url": "https://www.news.example/rss/"}, {"url": "https://news.example/gone"}])
    check = check_pages(of, HOME, ROBOTS)
    assert [(entry.key, entry.state) for entry in check.entries][:3] == [
        ("feeds[0].url", "ok"),
        ("feeds[1].url", "stale"),
        ("sitemaps[0].url", "ok"),
    ]
