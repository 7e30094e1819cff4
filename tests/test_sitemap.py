"""Sitemaps of every form give their URLs, newest first, within what is asked and within bounds."""

import gzip
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from scrapy.utils.test import get_crawler

from items import Outcome
from spiders.entering import Entrance
from spiders.periods import Span, moment, span_in_name, span_in_path
from spiders.plan import make_plan
from spiders.sitemap import DEEPEST, FILES_OF_A_SOURCE, SitemapSpider
from spiders.sitemap_page import MOST_URLS, NEWEST, SitemapPage, parse_sitemap

URL = "https://news.example/sitemaps/news.xml"
MAY = Span(date(2025, 5, 10), date(2025, 5, 20))

NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
  xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>https://news.example/1</loc><news:news><news:publication><news:name>N</news:name>
  <news:language>tr-TR</news:language></news:publication><news:publication_date>2025-05-16T09:00:00+03:00
  </news:publication_date><news:title>Dolmabah&#231;e'de &amp; masada</news:title></news:news>
  <image:image><image:loc>https://cdn.example/p.jpg</image:loc><image:title>photo</image:title></image:image></url>
<url><loc>https://news.example/2?a=1&amp;b=2</loc><lastmod>2025-05-17</lastmod></url>
<url><loc> /3 </loc></url>
<url><loc>ftp://news.example/4</loc></url>
</urlset>"""

INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://news.example/sitemap-2025-05.xml.gz</loc><lastmod>2025-06-01T00:00:00Z</lastmod></sitemap>
<sitemap><loc>https://news.example/sitemap-2025-06.xml.gz</loc></sitemap></sitemapindex>"""


def urls(page: SitemapPage) -> list[str]:
    return [found.url for found in page.found]


def urlset(*entries: str) -> str:
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{"".join(entries)}</urlset>'


def entry(loc: str, lastmod: str = "") -> str:
    return f"<url><loc>{loc}</loc>{f'<lastmod>{lastmod}</lastmod>' if lastmod else ''}</url>"


def test_news_sitemap_gives_hints() -> None:
    page = parse_sitemap(NEWS.encode(), URL)
    assert page.form == "urlset"
    assert urls(page) == [
        "https://news.example/2?a=1&b=2",
        "https://news.example/1",
        "https://news.example/3",
    ]
    hints = page.found[1].hints
    assert hints.title == "Dolmabahçe'de & masada"
    assert hints.published == "2025-05-16T09:00:00+03:00"
    assert hints.language == "tr"
    assert page.found[0].hints.published == "", "lastmod is no date of publication"


@pytest.mark.parametrize("packed", [0, 1, 2])
def test_an_index_gives_its_children(packed: int) -> None:
    body = INDEX.encode()
    for _ in range(packed):
        body = gzip.compress(body)
    page = parse_sitemap(body, URL)
    assert page.form == "sitemapindex"
    assert [(child.url[-10:], child.changed) for child in page.children] == [
        ("-05.xml.gz", datetime(2025, 6, 1, tzinfo=UTC)),
        ("-06.xml.gz", None),
    ]
    assert page.found == ()


def test_what_is_dated_outside_is_out_of_the_window() -> None:
    page = parse_sitemap(
        urlset(
            entry("https://news.example/old", "2025-05-01"),
            entry("https://news.example/edited-later", "2026-01-01"),
            entry("https://news.example/2019/03/04/path"),
            entry("https://news.example/2025/05/16/path"),
            entry("https://news.example/2025/07/path"),
            entry("https://news.example/no-date"),
        ).encode(),
        URL,
        within=MAY,
    )
    outside = {
        found.url.rpartition("example/")[2] for found in page.found if found.outcome is Outcome.OUT_OF_WINDOW
    }
    assert outside == {"old", "2019/03/04/path"} | {"2025/07/path"}
    assert all(found.detail for found in page.found if found.outcome is Outcome.OUT_OF_WINDOW)


def test_a_news_item_after_the_window_is_out() -> None:
    page = parse_sitemap(NEWS.encode(), URL, within=Span(None, date(2025, 5, 1)))
    assert [found.outcome is Outcome.OUT_OF_WINDOW for found in page.found] == [False, True, False]


def test_the_newest_are_worth_a_visit_and_the_rest_is_over_budget() -> None:
    first = date(2020, 1, 1).toordinal()
    entries = (entry(f"/{n}", date.fromordinal(first + n % 3000).isoformat()) for n in range(NEWEST + 700))
    page = parse_sitemap(urlset(*entries).encode(), URL)
    assert [found.outcome for found in page.found].count(Outcome.PENDING) == NEWEST
    assert {found.outcome for found in page.found[NEWEST:]} == {Outcome.OVER_BUDGET}
    assert urls(page)[0] == "https://news.example/2999"


def test_more_urls_than_a_sitemap_may_have_are_left_out_and_counted() -> None:
    page = parse_sitemap("\n".join(f"https://news.example/{n}" for n in range(MOST_URLS + 5)).encode(), URL)
    assert page.form == "text"
    assert len(page.found) == MOST_URLS
    assert page.problems == (f"more than {MOST_URLS} URLs: 5 older ones are left out",)


@pytest.mark.parametrize("loc", ["/a?x=1&y=2", "/a?x=1&copy=2", "/a\x0bb", "/a < b", "&nbsp;/x"])
def test_one_broken_entry_costs_no_other(loc: str) -> None:
    page = parse_sitemap(urlset(*map(entry, ("/0", loc, "/2", "/3"))).encode(), URL)
    assert {f"https://news.example/{n}" for n in (0, 2, 3)} <= set(urls(page))
    assert len(page.found) == 4
    assert page.problems


def test_a_bare_ampersand_stays_in_the_address() -> None:
    assert urls(parse_sitemap(urlset(entry("/a?x=1&y=2")).encode(), URL)) == [
        "https://news.example/a?x=1&y=2"
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1251", "utf-8-sig"])
def test_encodings(encoding: str) -> None:
    prolog = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>'
    body = (prolog + urlset(entry("https://news.example/мир"))).encode(encoding)
    assert urls(parse_sitemap(body, URL)) == ["https://news.example/мир"]


def test_a_list_with_a_byte_order_mark() -> None:
    page = parse_sitemap(b"\xef\xbb\xbfhttps://news.example/1\nhttps://news.example/2\n", URL)
    assert (page.form, sorted(urls(page))) == ("text", ["https://news.example/1", "https://news.example/2"])


@pytest.mark.parametrize("keep", [0.3, 0.9])
def test_a_cut_gzip_gives_what_came(keep: float) -> None:
    body = gzip.compress(urlset(*(entry(f"/{n * n}") for n in range(5000))).encode())
    page = parse_sitemap(body[: int(len(body) * keep)], URL)
    assert len(page.found) > 1000
    assert page.problems[0] == "cut off: gzip without its end"


def test_a_bomb_ends_at_the_limit() -> None:
    page = parse_sitemap(gzip.compress(b"<urlset>" + b" " * 200_000_000), URL)
    assert page.problems[0] == "cut off: too large"


@pytest.mark.parametrize("body", [b"", b" ", b"<html><body>404</body></html>", b"{}", b"\x1f\x8bxxxx"])
def test_what_is_no_sitemap_says_so(body: bytes) -> None:
    page = parse_sitemap(body, URL)
    assert (page.found, page.children, page.form) == ((), (), "")
    assert page.problems


def test_a_storm_of_attributes_is_dropped() -> None:
    storm = " ".join(f'a{number}="{number}"' for number in range(100_000))
    assert urls(parse_sitemap(f"<urlset {storm}>{entry('/1')}</urlset>".encode(), URL)) == [
        "https://news.example/1"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-05-16", datetime(2025, 5, 16, tzinfo=UTC)),
        ("2025-05", datetime(2025, 5, 1, tzinfo=UTC)),
        ("2025", datetime(2025, 1, 1, tzinfo=UTC)),
        ("2025-05-16T01:00:00+03:00", datetime(2025, 5, 15, 22, tzinfo=UTC)),
        ("2025-05-16T25:99:00Z", datetime(2025, 5, 16, tzinfo=UTC)),
        ("Fri, 16 May 2025 14:00:00 +0300", datetime(2025, 5, 16, 11, tzinfo=UTC)),
        ("2025-13-45", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates_as_sitemaps_write_them(text: str, expected: datetime | None) -> None:
    assert moment(text) == expected


@pytest.mark.parametrize(
    ("url", "first", "last"),
    [
        ("/sitemap-2025-05.xml", date(2025, 5, 1), date(2025, 5, 31)),
        ("/2025/05/16.xml", date(2025, 5, 16), date(2025, 5, 16)),
        ("/news20250516.xml.gz", date(2025, 5, 16), date(2025, 5, 16)),
        ("/sitemap_2024_12.xml", date(2024, 12, 1), date(2024, 12, 31)),
        ("/sitemap/2025", date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_spans_in_names(url: str, first: date, last: date) -> None:
    assert span_in_name(f"https://news.example{url}") == Span(first, last)


def test_numbers_are_no_dates() -> None:
    assert span_in_name("https://news.example/sitemap-120250.xml") is None
    assert span_in_path("https://news.example/a-2025-05-16/b") is None
    assert span_in_path("https://news.example/2025/02/31/x") is None


def test_indexes_that_lead_to_ever_new_indexes_end(tmp_path: Path) -> None:
    text = (Path(__file__).parent.parent / "demo/registry/parley-wire.toml").read_text(encoding="utf-8")
    (tmp_path / "parley-wire.toml").write_text(text, encoding="utf-8")
    plan = make_plan({}, SitemapSpider.arguments, tmp_path, "everything")
    settings = {"PARLEY_SOURCES": str(tmp_path), "PARLEY_ARCHIVE": str(tmp_path / "archive")}
    spider = SitemapSpider.from_crawler(get_crawler(SitemapSpider, settings), plan=plan)
    home = "http://parley-wire.example"
    asked = waiting = list(spider.admitted([Entrance(f"{home}/sitemap.xml", plan.sources[0])]))
    while waiting:
        trap = "".join(f"<sitemap><loc>{home}/{len(asked)}-{n}.xml</loc></sitemap>" for n in range(20))
        trap += f"<sitemap><loc>{home}/sitemap.xml</loc></sitemap>"
        page = spider.read(f"<sitemapindex>{trap}</sitemapindex>".encode(), "", waiting[0])
        further = list(spider.admitted(page.further))
        asked, waiting = asked + further, waiting[1:] + further
    assert len(asked) == FILES_OF_A_SOURCE
    assert max(entrance.depth for entrance in asked) == DEEPEST
    assert len({entrance.url for entrance in asked}) == len(asked)
