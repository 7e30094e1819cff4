"""The sample site behaves as real ones do, well and badly; the crawl of it is `make demo`."""

import gzip
import http.client
import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from demo.expected import load_expected
from demo.serve import EPOCH_PATH, SampleServer, serving
from demo.site import FOLDER, load_site
from registry.source import load_sources
from storage.identity import url_key

WIRE = "http://parley-wire.example"
REPORT = f"{WIRE}/world/2025/05/28/second-round-proposed"


@pytest.fixture
def server() -> Iterator[SampleServer]:
    with serving() as one:
        yield one


def get(server: SampleServer, url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers in lower case and body, asked as a proxy is asked."""
    connection = http.client.HTTPConnection(urlsplit(server.proxy).netloc, timeout=5)
    connection.request("GET", url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


def test_what_has_not_changed_is_304_until_it_changes(server: SampleServer) -> None:
    status, headers, first = get(server, REPORT)
    assert status == 200
    etag = headers["etag"]
    assert get(server, REPORT, If_None_Match=etag)[::2] == (304, b"")
    assert get(server, REPORT, If_None_Match='"other"')[0] == 200
    get(server, f"{WIRE}{EPOCH_PATH}?n=2")
    status, headers, second = get(server, REPORT, If_None_Match=etag)
    assert (status, second == first) == (200, False)
    assert headers["last-modified"] == "Wed, 28 May 2025 21:05:00 GMT"


def test_a_page_without_etag_goes_by_its_date(server: SampleServer) -> None:
    url = "http://parley-vesti.example/politika/2025/07/24/itogi-tretego-raunda"
    _, headers, body = get(server, url)
    assert "etag" not in headers
    assert "Стамбуле" in body.decode("windows-1251")
    assert headers["content-type"] == "text/html; charset=windows-1251"
    assert get(server, url, If_Modified_Since=headers["last-modified"])[0] == 304


def test_gzip_for_those_who_ask(server: SampleServer) -> None:
    plain = get(server, REPORT)[2]
    _, headers, zipped = get(server, REPORT, Accept_Encoding="gzip")
    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(zipped) == plain


def test_faults(server: SampleServer) -> None:
    refused = f"{WIRE}/world/2025/05/16/first-round"
    status, headers, _ = get(server, refused)
    assert (status, headers["retry-after"]) == (429, "1")
    assert get(server, refused)[0] == 200
    assert get(server, f"{WIRE}/world/2025/06/03/exchange-lists")[0] == 500
    assert get(server, f"{WIRE}/world/2025/06/05/withdrawn-report")[0] == 404
    status, headers, _ = get(server, f"{WIRE}/go/80231")
    assert (status, headers["location"]) == (301, f"{WIRE}/world/2025/07/21/third-round-expected")
    ledger = "http://parley-ledger.example/2025/06"
    _, headers, body = get(server, f"{ledger}/05/briefing-istanbul-talks/")
    assert (headers["content-type"], body[:5]) == ("text/html; charset=utf-8", b"%PDF-")
    assert get(server, "http://nobody.example/")[0] == 502
    server.epoch = 2
    assert get(server, f"{ledger}/03/what-a-memorandum-is/")[0] == 410


def test_feeds_and_sitemaps_name_the_pages(server: SampleServer) -> None:
    rss = ET.fromstring(get(server, "http://parley-vesti.example/rss.xml")[2])
    titles = [item.findtext("title", "") for item in rss.iter("item")]
    assert titles == [
        "Россия ждёт ответа Киева о втором раунде переговоров в Стамбуле",
        "Пешеходный мост через Охту закроют на ремонт",
    ]
    atom = ET.fromstring(get(server, "http://parley-gazete.example/atom.xml")[2])
    assert len(atom.findall("{http://www.w3.org/2005/Atom}entry")) == 4
    items = json.loads(get(server, "http://parley-harbour.example/feed.json")[2])["items"]
    assert items[0]["url"] == "http://parley-harbour.example/2025/06/from-the-ferry.html"
    index = get(server, f"{WIRE}/sitemap.xml")[2]
    assert f"{WIRE}/sitemap-news.xml.gz".encode() in index
    news = gzip.decompress(get(server, f"{WIRE}/sitemap-news.xml.gz", Accept_Encoding="gzip")[2])
    assert b"<news:title>Russia and Ukraine hold first direct peace talks" in news
    june = get(server, "http://parley-visnyk.example/sitemap-2025-06.xml")[2]
    assert b"obmin-pislia-stambula" in june
    assert b"vidpovid" not in june
    robots = get(server, "http://parley-visnyk.example/robots.txt")[2]
    assert b"Disallow: /chernetky/\nCrawl-delay: 1\n" in robots


def test_every_page_says_that_it_is_invented(server: SampleServer) -> None:
    words = ("Invented sample", "Вымышленный текст", "Вигаданий текст", "kurgusal metin")
    for server.epoch in (1, 2):
        for host in server.site.hosts.values():
            for page in host.present(server.epoch):
                if page.file and not page.raw and not page.fault:
                    text = get(server, host.url(page.path))[2].decode(host.charset)
                    assert any(word in text for word in words), page.path


def test_what_is_expected_is_what_is_there() -> None:
    pages = {
        url_key(host.url(page.path))
        for host in load_site().hosts.values()
        for page in host.pages
        if not page.moved_to
    }
    expected = load_expected()
    assert {url_key(page.url) for page in expected} == pages
    assert len(expected) == len(pages)
    assert {page.text for page in expected if page.text} == {
        path.name for path in (FOLDER / "texts").iterdir()
    }
    assert {f"parley-{name}" for name in ("wire", "vesti", "visnyk", "gazete", "ledger", "harbour")} == set(
        load_sources(FOLDER / "registry")
    )
