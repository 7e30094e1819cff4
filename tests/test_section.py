"""Listing pages give the links that lead to articles, with the words of the link as title."""

import pytest

from spiders.listing import MOST_LINKS, Listing, looks_like_an_article, parse_listing

URL = "https://news.example/world/"

PAGE = """<!DOCTYPE html><html lang="tr-TR"><head><meta charset="utf-8"><base href="/haber/"></head><body>
<nav><a href="/kategori/dunya">Dünya</a><a href="/etiket/baris">barış</a><a href="#top">up</a></nav>
<main><article><a href="istanbul-gorusmeleri-basladi-1234567"><img src="a.jpg"></a>
<h2><a href="istanbul-gorusmeleri-basladi-1234567?utm=1#x">başka</a></h2>
<a href="istanbul-gorusmeleri-basladi-1234567"><span>12.00</span><h3>İstanbul
 görüşmeleri &amp; masa</h3></a></article>
<a href="https://other.example/a-story-of-its-own-1">elsewhere</a>
<a href="javascript:alert(1)">x</a><a href="mailto:a@news.example">m</a><a>no href</a>
<a href="https://en.news.example/2025/05/16/talks" title="Talks in Istanbul"></a></main>
<aside class="most-read"><a href="cok-okunan-bir-haber-7654321">Çok okunan</a></aside></body></html>"""


def on_site(url: str) -> bool:
    return ".news.example/" in url.replace("//", "//.") and looks_like_an_article(url)


def urls(page: Listing) -> list[str]:
    return [found.url for found in page.found]


def test_links_to_articles_with_their_words() -> None:
    page = parse_listing(PAGE.encode(), URL, "text/html", on_site)
    story = "https://news.example/haber/istanbul-gorusmeleri-basladi-1234567"
    assert urls(page) == [
        story,
        f"{story}?utm=1",
        "https://en.news.example/2025/05/16/talks",
        "https://news.example/haber/cok-okunan-bir-haber-7654321",
    ]
    assert page.found[0].hints.title == "İstanbul görüşmeleri & masa"
    assert page.found[2].hints.title == "Talks in Istanbul"
    assert {found.hints.language for found in page.found} == {"tr"}


@pytest.mark.parametrize("selector", ["aside.most-read", ".most-read a", "aside > a"])
def test_a_selector_narrows_to_links_or_to_what_holds_them(selector: str) -> None:
    page = parse_listing(PAGE.encode(), URL, "", on_site, selector)
    assert urls(page) == ["https://news.example/haber/cok-okunan-bir-haber-7654321"]


def test_a_selector_that_is_none_says_so() -> None:
    page = parse_listing(PAGE.encode(), URL, "", on_site, "a[")
    assert page.found == ()
    assert "selector" in page.problems[0]


@pytest.mark.parametrize("body", [b"", b"   ", b"<!-- -->"])
def test_an_empty_page_says_so(body: bytes) -> None:
    page = parse_listing(body, URL, "", on_site)
    assert page.found == ()
    assert page.problems


def test_bytes_that_are_no_text_cost_nothing_else() -> None:
    assert parse_listing(bytes(range(256)) * 50, URL, "text/html", on_site).found == ()


def test_windows_1251_as_declared() -> None:
    body = '<meta charset="windows-1251"><a href="/2025/05/16/mir">Мир</a>'.encode("windows-1251")
    assert parse_listing(body, URL, "text/html", on_site).found[0].hints.title == "Мир"


def test_at_most_so_many_links() -> None:
    body = "".join(f'<a href="/a-b-c-d-{number}">x</a>' for number in range(MOST_LINKS + 50)).encode()
    page = parse_listing(body, URL, "", on_site)
    assert len(page.found) == MOST_LINKS
    assert page.problems


@pytest.mark.parametrize(
    "path",
    [
        "/2025/05/16/istanbul-talks",
        "/news/2025-05-16/peregovory",
        "/doc/7715044",
        "/news/articles/c5yg456mzn8o-talks-in-the-palace",
        "/haber/istanbul-gorusmeleri-bugun-basladi",
        "/politics/16-05-2025/peregovory_v_stambule_nachalis.html",
        "/article.php?id=123456",
        "/novyny/peremovyny-u-stambuli-tryvaly-dvi-hodyny.html",
    ],
)
def test_paths_of_articles(path: str) -> None:
    assert looks_like_an_article(f"https://news.example{path}")


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/world",
        "/tag/peace-talks-in-istanbul-2025",
        "/author/a-b-c-d-e",
        "/2025/05/16/",
        "/2025/05/",
        "/news/page/12345",
        "/search?q=123456",
        "/static/a-b-c-d-e.jpg",
        "/calendar/calendar/calendar/12345678",
        "/privacy",
    ],
)
def test_paths_of_lists_and_other_things(path: str) -> None:
    assert not looks_like_an_article(f"https://news.example{path}")
