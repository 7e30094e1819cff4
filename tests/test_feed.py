"""Feeds of every form, whole and broken, give every item that they name."""

import json

import pytest

from spiders.feed_page import MOST_ITEMS, FeedPage, parse_feed

URL = "https://news.example/rss/all.xml"

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"
     xmlns:atom="http://www.w3.org/2005/Atom" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">
<channel><title>All</title><link>https://news.example/</link><language>ru-RU</language>
<atom:link rel="self" href="https://news.example/rss/all.xml"/>
<item><title>Делегации встретились</title><link>https://news.example/a</link>
  <description><![CDATA[<p>Во дворце &laquo;Долмабахче&raquo;.</p>]]></description>
  <pubDate>Fri, 16 May 2025 14:00:00 +0300</pubDate><media:title>a photograph</media:title></item>
<item><title>Talks &amp;amp; tea</title>
  <link> /b?x=1&amp;y=2#top </link><dc:language>en-GB</dc:language></item>
<item><title>By guid</title><guid>https://news.example/c</guid></item>
<item><title>Not a place</title><guid isPermaLink="false">https://news.example/nowhere</guid></item>
<item><title>Behind a counter</title><link>https://feeds.example/~r/1</link>
  <feedburner:origLink>https://news.example/d</feedburner:origLink></item>
<item><title>Local file</title><link>file:///etc/passwd</link></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="uk" xml:base="https://news.example/2025/">
<title>x</title><link rel="self" href="atom.xml"/>
<entry><title type="xhtml">
  <div xmlns="http://www.w3.org/1999/xhtml">Обмін <b>тисяча</b> на тисячу</div></title>
  <link rel="enclosure" href="https://cdn.example/a.mp3"/><link rel="alternate" href="05/obmin.html"/>
  <published>2025-05-25T10:00:00Z</published><updated>2025-05-26T10:00:00Z</updated><summary>Lead</summary></entry>
<entry><title>Two forms</title><link rel="alternate" type="application/json" href="b.json"/>
  <link rel="alternate" type="text/html" href="b.html"/></entry>
<entry><title>By id</title><id>https://news.example/e3</id></entry>
<entry><title>Only itself</title><id>urn:uuid:1</id><link rel="self" href="https://news.example/e4"/></entry>
</feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
  xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://news.example/">
  <title>x</title><dc:language>tr</dc:language></channel>
<item rdf:about="https://news.example/1"><title>Müzakere</title><link>https://news.example/1</link>
  <dc:date>2025-06-02T13:00:00+03:00</dc:date></item>
<item rdf:about="https://news.example/2"><title>Esir takası</title></item></rdf:RDF>"""


def urls(page: FeedPage) -> list[str]:
    return [found.url for found in page.found]


def rss(*items: str) -> str:
    return f"<rss version='2.0'><channel><title>t</title>{''.join(items)}</channel></rss>"


def item(number: int, title: str = "A title") -> str:
    return f"<item><title>{title}</title><link>https://news.example/{number}</link></item>"


def test_rss_gives_links_and_what_is_said_of_them() -> None:
    page = parse_feed(RSS.encode(), URL)
    assert page.form == "rss"
    assert urls(page) == [f"https://news.example/{name}" for name in ("a", "b?x=1&y=2", "c", "d")]
    first = page.found[0].hints
    assert first.title == "Делегации встретились"
    assert first.lead == "Во дворце «Долмабахче»."
    assert first.published == "Fri, 16 May 2025 14:00:00 +0300"
    assert [found.hints.language for found in page.found] == ["ru", "en", "ru", "ru"]
    assert page.found[1].hints.title == "Talks & tea"
    assert page.problems == ("item 4 has no link: 'Not a place'", "item 6 has no link: 'Local file'")


def test_atom_resolves_against_its_base() -> None:
    page = parse_feed(ATOM.encode(), URL)
    assert page.form == "atom"
    assert urls(page) == [
        "https://news.example/2025/05/obmin.html",
        "https://news.example/2025/b.html",
        "https://news.example/e3",
        "https://news.example/e4",
    ]
    hints = page.found[0].hints
    assert (hints.title, hints.language) == ("Обмін тисяча на тисячу", "uk")
    assert hints.published == "2025-05-25T10:00:00Z"


def test_rss_1_takes_the_link_or_what_the_item_is_about() -> None:
    page = parse_feed(RDF.encode(), URL)
    assert page.form == "rdf"
    assert urls(page) == ["https://news.example/1", "https://news.example/2"]
    assert page.found[0].hints.published == "2025-06-02T13:00:00+03:00"
    assert page.found[1].hints.language == "tr"


def test_json_feed() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "language": "en",
        "items": [
            {"id": "1", "url": "/a", "title": "A\ud800 \u0000title", "date_published": "2025-05-16"},
            {"id": "https://news.example/b", "content_html": "<p>Lead</p>"},
            {"id": "3", "external_url": "https://other.example/c", "language": "tr"},
            "not an item",
        ],
    }
    page = parse_feed(json.dumps(feed).encode(), URL, "application/feed+json")
    assert page.form == "json"
    assert urls(page) == ["https://news.example/a", "https://news.example/b", "https://other.example/c"]
    assert page.found[0].hints.title == "A title"
    assert page.found[1].hints.lead == "Lead"
    assert [found.hints.language for found in page.found] == ["en", "en", "tr"]


@pytest.mark.parametrize(
    "title",
    [
        "Smith & Wesson",
        "5 < 6 and & more",
        "a\x0b\x00b",
        "caf&eacute; &nbsp; &laquo;x&raquo;",
        "<b>unclosed",
        "</wrong>",
        "&#0; &#xFFFF; &undefined;",
        "<![CDATA[ never closed",
    ],
)
@pytest.mark.parametrize("place", [0, 5, 9])
def test_one_broken_item_costs_no_other(title: str, place: int) -> None:
    items = [item(number, title if number == place else "Whole") for number in range(10)]
    page = parse_feed(rss(*items).encode(), URL)
    others = [f"https://news.example/{number}" for number in range(10) if number != place]
    assert [url for url in urls(page) if url in others] == others
    assert any("not well-formed" in problem for problem in page.problems)


def test_mending_keeps_the_words() -> None:
    page = parse_feed(rss(item(1, "caf&eacute; & <![CDATA[bar & <grill>]]>")).encode(), URL)
    assert page.found[0].hints.title == "café & bar &"


def test_a_feed_cut_in_the_middle_gives_what_came() -> None:
    page = parse_feed(rss(*map(item, range(20))).encode()[:700], URL)
    assert len(page.found) >= 8


@pytest.mark.parametrize(
    ("encoding", "prolog", "header"),
    [
        ("utf-8", "utf-8", ""),
        ("utf-8", "windows-1251", "text/xml; charset=windows-1251"),
        ("windows-1251", "windows-1251", ""),
        ("windows-1251", "utf-8", "application/rss+xml; charset=windows-1251"),
        ("koi8-r", "koi8-r", "text/xml; charset=utf-8"),
        ("utf-16", "utf-16", ""),
        ("utf-16-le", "utf-8", ""),
        ("utf-16-be", "utf-16", ""),
        ("utf-8-sig", "windows-1251", ""),
        ("windows-1254", "windows-1254", ""),
    ],
)
def test_encodings_told_right_and_wrong(encoding: str, prolog: str, header: str) -> None:
    title = "Esir değişimi" if encoding == "windows-1254" else "Обмен пленными"
    text = f'<?xml version="1.0" encoding="{prolog}"?>' + rss(item(1, title))
    assert parse_feed(text.encode(encoding), URL, header).found[0].hints.title == title


def test_one_bad_byte_is_one_bad_letter() -> None:
    body = rss(item(1, "Обмен пленными " * 100)).encode().replace("н".encode(), b"\xd0", 1)
    page = parse_feed(body, URL)
    assert page.found[0].hints.title.count("\ufffd") == 1
    assert page.problems == ("some bytes are not UTF-8",)


def test_an_empty_feed_with_a_broken_title_is_a_feed() -> None:
    page = parse_feed(b"<rss version='2.0'><channel><title>Smith & Sons</title></channel></rss>", URL)
    assert (page.form, page.found) == ("rss", ())


def test_at_most_two_thousand_items() -> None:
    page = parse_feed(rss(*map(item, range(MOST_ITEMS + 500))).encode(), URL)
    assert len(page.found) == MOST_ITEMS
    assert page.problems == (f"more than {MOST_ITEMS} items: the rest is left out",)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" \n",
        b"<html><body><p>hello</p></body></html>",
        b"{}",
        b'{"items": 5}',
        b"[1",
        b"\x00\x01",
        b"plain",
    ],
)
def test_what_is_no_feed_says_so(body: bytes) -> None:
    page = parse_feed(body, URL)
    assert (page.found, page.form) == ((), "")
    assert page.problems


def test_entities_open_no_file_and_do_not_grow() -> None:
    doctype = (
        '<!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    )
    page = parse_feed((doctype + rss(item(1, "x &f; &b;"), item(2))).encode(), URL)
    assert urls(page) == ["https://news.example/1", "https://news.example/2"]
    assert "root:" not in page.found[0].hints.title


def test_deep_nesting_costs_one_item() -> None:
    deep = f"<item><title>{'<a>' * 5000}{'</a>' * 5000}</title></item>"
    assert urls(parse_feed(rss(item(1), deep, item(2)).encode(), URL)) == [
        "https://news.example/1",
        "https://news.example/2",
    ]


def test_a_storm_of_attributes_is_dropped() -> None:
    storm = " ".join(f'a{number}="{number}"' for number in range(100_000))
    assert len(parse_feed(f"<rss {storm}><channel>{item(1)}</channel></rss>".encode(), URL).found) == 1


def test_an_item_that_is_named_twice_is_found_once() -> None:
    page = parse_feed(rss(item(1, "First"), item(1, "Second")).encode(), URL)
    assert [found.hints.title for found in page.found] == ["First"]
