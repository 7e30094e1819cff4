"""Dates are what a page claims, never what a guess makes of it."""

from datetime import UTC, datetime

import pytest

from pipelines.dates import choose, read_date, url_stamp
from pipelines.extract import extract
from pipelines.extract.stamps import Stamp

NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "said", "precision"),
    [
        ("2025-05-29T13:02:00+03:00", "2025-05-29T10:02:00Z", "second"),
        ("2025-05-29T13:02:00.123Z", "2025-05-29T13:02:00Z", "second"),
        ("2025-05-29T13:02+0300", "2025-05-29T10:02:00Z", "minute"),
        ("2025-05-29 13:02:00 +03", "2025-05-29T10:02:00Z", "second"),
        ("2025-05-29", "2025-05-29", "day"),
        ("2025-05-29T13:02:00", "2025-05-29", "day"),
        ("20250529", "2025-05-29", "day"),
        ("20250529T100200Z", "2025-05-29T10:02:00Z", "second"),
        ("Thu, 29 May 2025 13:02:00 +0300", "2025-05-29T10:02:00Z", "second"),
        ("Thu, 29 May 2025 13:02:00 GMT", "2025-05-29T13:02:00Z", "second"),
        ("29.05.2025", "2025-05-29", "day"),
        ("2025/05/29", "2025-05-29", "day"),
        ("29/05/2025", "2025-05-29", "day"),
        ("May 29, 2025", "2025-05-29", "day"),
        ("29 мая 2025, 10:15", "2025-05-29", "day"),
        ("29 травня 2025", "2025-05-29", "day"),
        ("29 Mayıs 2025 Perşembe", "2025-05-29", "day"),
        ("1748512920", "2025-05-29T10:02:00Z", "second"),
    ],
)
def test_a_date_is_read_as_it_was_meant(text: str, said: str, precision: str) -> None:
    dated = read_date(text, "meta")
    assert dated is not None
    assert (dated.text(), dated.precision, dated.rule) == (said, precision, "meta")


@pytest.mark.parametrize(
    "text",
    [
        "2024-02-30",
        "2024-13-45",
        "2024-06-01T00:00:00+99:99",
        "2024-06-01T25:61:61Z",
        "9999-12-31",
        "0001-01-01",
        "-0044-03-15",
        "2099-01-01",
        "1970-01-01",
        "1994-12-31",
        "2026-11-03",
        "99999-01-01",
        "20240101T999999Z",
        "0000-00-00",
        "05/06/2025",
        "253402300800",
        "1e9",
        "yesterday",
        "",
        "31 June 2025",
        "Tue, 30 Feb 2024 10:00:00 +0000",
    ],
)
def test_what_is_no_date_gives_none(text: str) -> None:
    assert choose([Stamp(text, "meta")], NOW) is None


def test_a_bad_claim_costs_itself_alone() -> None:
    dated = choose([Stamp("2024-13-45", "json-ld"), Stamp("2025-05-29", "meta")], NOW)
    assert dated is not None
    assert (dated.text(), dated.rule) == ("2025-05-29", "meta")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://e.example/2025/05/29/talks", "2025-05-29"),
        ("https://e.example/news/2025-05-29-talks", "2025-05-29"),
        ("https://e.example/20250529/talks", "2025-05-29"),
        ("https://e.example/world/2025/may/29/talks", "2025-05-29"),
        ("https://e.example/2025/05/talks", None),
        ("https://e.example/doc/7715044", None),
        ("https://e.example/2025/13/45/talks", None),
        ("https://e.example/?date=2025-05-29", None),
    ],
)
def test_a_day_in_the_path_is_a_claim(url: str, said: str | None) -> None:
    dated = choose(url_stamp(url), NOW)
    assert (dated.text() if dated else None) == said


@pytest.mark.parametrize(
    "body",
    [
        "<p>The last vote was held on 15.09.2019, and the next one is due.</p>",
        "<footer>© 2011 Company</footer>",
        '<aside><time datetime="2019-01-01">1 January</time></aside>',
        '<div class="comments"><time class="published" datetime="2019-01-01">then</time></div>',
        '<div class="related"><article><h3>Other</h3><time datetime="2019-01-01">then</time></article></div>',
    ],
)
def test_texts_footers_and_other_articles_date_nothing(body: str) -> None:
    page = extract(
        f"<html><body><article><h1>Talks end</h1><p>Talks have ended.</p></article>{body}</body></html>"
    )
    assert choose(page.published, NOW) is None


LINKED = '<script type="application/ld+json">{"@type":"NewsArticle",%s}</script>'


@pytest.mark.parametrize(
    ("markup", "said", "rule"),
    [
        (
            '<meta property="article:published_time" content="2025-05-29T10:02Z">',
            "2025-05-29T10:02:00Z",
            "meta",
        ),
        (LINKED % '"datePublished":"2025-05-29T10:02:00Z"', "2025-05-29T10:02:00Z", "json-ld"),
        (LINKED % 'broken "datePublished": "2025-05-29"', "2025-05-29", "json-ld"),
        ('<time class="entry-date published" datetime="2025-05-29">May 29</time>', "2025-05-29", "time"),
        ('<span class="post-date">29.05.2025</span>', "2025-05-29", "time"),
    ],
)
def test_each_place_of_a_claim_is_found_and_named(markup: str, said: str, rule: str) -> None:
    article = "<article><h1>Talks end</h1><p>Talks have ended.</p></article>"
    dated = choose(extract(f"<html><body>{markup}{article}</body></html>").published, NOW)
    assert dated is not None
    assert (dated.text(), dated.rule) == (said, rule)
