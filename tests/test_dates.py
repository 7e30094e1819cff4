"""Dates are what a page claims, never what a guess makes of it."""

from datetime import UTC, datetime

import pytest

from items import DateFlag
from pipelines.dates import choose, dates, url_stamp
from pipelines.extract import extract
from pipelines.extract.stamps import Stamp
from pipelines.moments import read_date

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
    ("text", "said", "zone"),
    [
        ("2025-05-29T13:02:00+03:00", "2025-05-29T10:02:00Z", "+03:00"),
        ("2025-05-29T13:02:00Z", "2025-05-29T13:02:00Z", "+00:00"),
        ("2025-05-29 13:02:00 +0530", "2025-05-29T07:32:00Z", "+05:30"),
        ("2025-05-29T13:02-03", "2025-05-29T16:02:00Z", "-03:00"),
        ("2025-05-29 13:02 MSK", "2025-05-29T10:02:00Z", "+03:00"),
        ("20250529T100200Z", "2025-05-29T10:02:00Z", "+00:00"),
        ("Thu, 29 May 2025 13:02:00 -0330", "2025-05-29T16:32:00Z", "-03:30"),
        ("Thu, 29 May 2025 13:02:00 GMT", "2025-05-29T13:02:00Z", "+00:00"),
        ("Thu, 29 May 2025 13:02:00 MSK", "2025-05-29T10:02:00Z", "+03:00"),
        ("Thu, 29 May 2025 13:02:00 -0000", "2025-05-29", ""),
        ("Published: 12 May 2025, 14:03 (GMT+3)", "2025-05-12T11:03:00Z", "+03:00"),
        ("Published: 12 May 2025, 14:03 UTC-05:30", "2025-05-12T19:33:00Z", "-05:30"),
        ("14:03 EEST, 12 травня 2025", "2025-05-12T11:03:00Z", "+03:00"),
        ("12.05.2025, 14:03 МСК", "2025-05-12T11:03:00Z", "+03:00"),
        ("12 Mayıs 2025 - 14:03 TRT", "2025-05-12T11:03:00Z", "+03:00"),
        ("May 12, 2025 2:03 p.m. EDT", "2025-05-12T18:03:00Z", "-04:00"),
        ("May 12, 2025 12:03 AM PST", "2025-05-12T08:03:00Z", "-08:00"),
        ("12 May 2025, 14:03 BST", "2025-05-12", ""),
        ("12 May 2025, 14:03 IST", "2025-05-12", ""),
        ("May 12, 2025 2:03 p.m. ET", "2025-05-12", ""),
        ("12 mai 2025, 14:03 est", "2025-05-12", ""),
        ("12 May 2025, 14:03", "2025-05-12", ""),
        ("12 May 2025, 14:03 - 15:30 GMT", "2025-05-12", ""),
        ("14:03, 12 мая 2025", "2025-05-12", ""),
        ("7 comments, 12 May 2025", "2025-05-12", ""),
        ("12 May 14 2025", None, ""),
        ("1748512920", "2025-05-29T10:02:00Z", ""),
    ],
)
def test_a_zone_is_kept_as_it_was_written(text: str, said: str | None, zone: str) -> None:
    dated = read_date(text, "meta")
    assert (dated.text() if dated else None) == said
    assert (dated.zone if dated else "") == zone


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("2024-02-30", ["invalid"]),
        ("2024-13-45", ["invalid"]),
        ("2024-06-01T00:00:00+99:99", ["invalid"]),
        ("2024-06-01T10:00:00+15:00", ["invalid"]),
        ("12 May 2025, 14:03 GMT+19", ["invalid"]),
        ("12 May 2025, 14:03 pm GMT", ["invalid"]),
        ("31 June 2025", ["invalid"]),
        ("1970-01-01", ["invalid"]),
        ("0000-00-00", ["invalid"]),
        ("2026-11-03", ["future"]),
        ("9999-12-31T23:59:59-12:00", ["invalid"]),
        ("2025-05-29T13:02:00", ["no_zone"]),
        ("20250529T130200", ["no_zone"]),
        ("29 мая 2025, 10:15", ["no_zone"]),
        ("2025-05-29T00:00:00", []),
        ("2025-05-29", []),
        ("2026-11-01T20:00:00Z", []),
        ("yesterday", []),
        ("", []),
    ],
)
def test_what_is_wrong_with_a_claim_is_flagged(text: str, flags: list[str]) -> None:
    assert list(dates([Stamp(text, "meta")], [], NOW).flags) == flags
    assert list(dates([], [Stamp(text, "meta")], NOW).flags) == flags


TOLD = "<p>The two delegations met in the old palace for the second time this month and parted.</p>"


@pytest.mark.parametrize(
    ("around", "published", "modified"),
    [
        ("<h1>T</h1><div>2-06-2025, 19:20</div>§", ["2-06-2025, 19:20"], []),
        ("<h1>T</h1><p>19:20, 02.06.2025</p>§", ["19:20, 02.06.2025"], []),
        (
            "<h1>T</h1><p>Giriş: 02.06.2025 - 18:02 | Güncelleme: 03.06.2025</p>§",
            ["02.06.2025 - 18:02"],
            ["03.06.2025"],
        ),
        (
            "<h1>T</h1><p><b>Giriş:</b> 02.06.2025 <i>Son Güncelleme:</i> 03.06.2025</p>§",
            ["02.06.2025"],
            ["03.06.2025"],
        ),
        ("<h1>T</h1><p>Опубліковано: 2 червня 2025, 19:20</p>§", ["2 червня 2025, 19:20"], []),
        ("<p>Опубліковано: 2 червня 2025</p><h1>T</h1>§", ["2 червня 2025"], []),
        ("<h1>T</h1><div>Ann Bell <a href='/w'>World</a> | June 2, 2025</div>§", ["June 2, 2025"], []),
        ("<h1>T</h1><div>World <span>June 2, 2025</span></div>§", ["June 2, 2025"], []),
        ("<h1>T</h1>§<p>Published: June 2, 2025</p>§", ["June 2, 2025"], []),
        ("<h1>T</h1>§<p>June 2, 2025</p>§", [], []),
        ("<h1>T</h1>§§<p>Published: June 2, 2025</p>", [], []),
        ("<h1>T</h1><aside>June 2, 2025</aside>§<footer>June 2, 2025</footer>", [], []),
        ("<h1>T</h1><p>On June 2, 2025</p><p>They met on June 2, 2025</p>§", ["June 2, 2025"], []),
        ("<h1>T</h1><ul><li><a href='/2'>Four words of another</a> June 1, 2025</li></ul>§", [], []),
        ("<h1>T</h1><p>June 2025</p><p>In 2025</p>§", [], []),
    ],
)
def test_a_line_of_dates_by_the_headline_is_a_claim(
    around: str, published: list[str], modified: list[str]
) -> None:
    top = "<div><p>Monday, June 9, 2025</p></div>"
    page = extract(f"<html><body>{top}<div>{around.replace('§', TOLD)}</div></body></html>")
    dated = [stamp.text for stamp in page.published if read_date(stamp.text, "time", day_first=True)]
    assert list(dict.fromkeys(dated)) == published
    assert list(dict.fromkeys(stamp.text for stamp in page.modified)) == modified
    assert {stamp.rule for stamp in page.published} <= {"time"}


@pytest.mark.parametrize(
    ("text", "language", "shown", "said"),
    [
        ("2-06-2025, 19:20", "ru", True, "2025-06-02"),
        ("02/06/2025", "tr", True, "2025-06-02"),
        ("02/06/2025", "en", True, None),
        ("02/06/2025", "", True, None),
        ("02/06/2025", "ru", False, None),
        ("6/2/2025 10:00 AM", "tr", True, None),
        ("06/22/2025", "tr", True, "2025-06-22"),
        ("22/06/2025", "en", True, "2025-06-22"),
        ("19:20, 02/06/2025", "uk", True, "2025-06-02"),
    ],
)
def test_the_language_of_the_page_tells_day_from_month(
    text: str, language: str, shown: bool, said: str | None
) -> None:
    found = dates([Stamp(text, "time", shown)], [], NOW, language).published
    assert (found.text() if found else None) == said


DAY = "2025-05-29"


@pytest.mark.parametrize(
    ("one", "other", "conflict"),
    [
        (DAY, "2025-05-30", False),
        (DAY, "2025-05-31", True),
        (DAY, "2025-05-27", True),
        (DAY, "2025-05-28T20:30:00-05:00", False),
        (DAY, "2025-05-28T23:30:00Z", False),
        (DAY, "2025-05-31T01:00:00+14:00", True),
        ("2025-05-29T23:50:00-10:00", "2025-05-30T09:50:00Z", False),
        ("2025-05-29T23:50:00-10:00", "2025-05-30", False),
        ("2025-05-29T00:10:00Z", "2025-05-31T00:20:00Z", True),
        (DAY, "2027-05-29", False),
        (DAY, "2025-02-30", False),
    ],
)
def test_claims_of_different_places_conflict_beyond_a_day(one: str, other: str, conflict: bool) -> None:
    for rules in (("json-ld", "meta"), ("meta", "time"), ("time", "url"), ("json-ld", "feed")):
        said = dates([Stamp(one, rules[0]), Stamp(other, rules[1])], [], NOW)
        assert said.flags == ((DateFlag.CONFLICT,) if conflict else ())
        assert said.published is not None
        assert said.published.rule == rules[0]


def test_one_place_cannot_conflict_with_itself() -> None:
    assert dates([Stamp(DAY, "meta"), Stamp("2025-01-01", "meta")], [], NOW).flags == ()


def test_a_future_claim_is_flagged_and_the_next_one_used() -> None:
    said = dates([Stamp("2027-01-01", "json-ld"), Stamp(DAY, "meta"), Stamp("2028-01-01", "time")], [], NOW)
    assert said.published is not None
    assert (said.published.text(), said.published.rule) == (DAY, "meta")
    assert said.flags == (DateFlag.FUTURE,)


@pytest.mark.parametrize(
    ("published", "modified", "flagged"),
    [
        ("2025-05-29T10:00:00Z", "2025-05-29T09:00:00Z", True),
        ("2025-05-29T10:00:30Z", "2025-05-29T10:00:00Z", False),
        ("2025-05-29T10:00:00Z", "2025-05-29T12:30:00+03:00", True),
        ("2025-05-29T10:00:00Z", "2025-05-29T12:00:00Z", False),
        ("2025-05-29", "2025-05-28T23:00:00Z", False),
        ("2025-05-29", "2025-05-27", True),
    ],
)
def test_a_change_before_the_publication_is_flagged(published: str, modified: str, flagged: bool) -> None:
    said = dates([Stamp(published, "meta")], [Stamp(modified, "meta")], NOW)
    assert said.flags == ((DateFlag.MODIFIED_BEFORE_PUBLISHED,) if flagged else ())
    assert said.published is not None
    assert said.modified is not None


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
        ("https://e.example/19991345/2025/05/29/talks", "2025-05-29"),
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


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        (
            '<div><h1>Talks end</h1><span class="date">12 May 2025, 14:03 (GMT+3)</span></div>',
            "2025-05-12T11:03:00Z",
        ),
        ('<header><h1>Talks end</h1></header><p class="meta date">12.05.2025</p>', "2025-05-12"),
        ('<h1>Talks end</h1><ul><li><span class="date">12.05.2025</span><h3>Other</h3></li></ul>', None),
        ('<h1>Talks end</h1><div><span class="date">12.05.2025</span><a>Ships left the port</a></div>', None),
        ('<h1>Talks end</h1><aside><span class="date">12.05.2025</span></aside>', None),
        ('<h1>Talks end</h1><h1>Other</h1><span class="date">12.05.2025</span>', None),
    ],
)
def test_a_date_without_a_name_of_its_own_counts_beside_the_headline(inside: str, said: str | None) -> None:
    page = extract(f"<html><body><main><article>{inside}<p>Ended.</p></article></main></body></html>")
    dated = choose(page.published, NOW)
    assert (dated.text() if dated else None) == said


@pytest.mark.parametrize(
    "name", ["article:published_time", "article:published:time", "article.published-time"]
)
@pytest.mark.parametrize("attribute", ["content", "value"])
def test_the_separators_in_the_name_of_a_meta_element_do_not_matter(name: str, attribute: str) -> None:
    page = extract(f'<html><head><meta name="{name}" {attribute}="{DAY}"></head><body><p>x</p></body></html>')
    assert [(stamp.text, stamp.rule) for stamp in page.published] == [(DAY, "meta")]


@pytest.mark.parametrize(("kind", "said"), [("widget Blog", "2017-09-09"), ("widget BlogArchive", None)])
def test_the_posts_in_a_blogs_widget_are_dated_as_its_own(kind: str, said: str | None) -> None:
    day = '<h2 class="date-header"><span>Samstag, 9. September 2017</span></h2>'
    page = extract(f'<html><body><div class="{kind}">{day}<p>Talks</p></div></body></html>')
    dated = choose(page.published, NOW)
    assert (dated.text() if dated else None) == said
