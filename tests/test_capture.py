"""What the wire carried is in the WARC file, whatever became of the exchange."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from items import Failure
from storage.warc import Origin, Record, load, records
from tests.exchanges import check_with_others, indexed
from tests.local_site import Asked, LocalSite, local_site, page
from tests.probing import Probe, Seen, probe

if TYPE_CHECKING:
    from socket import socket

TEXT = b"<p>The delegations met in Istanbul.</p>" * 40
GZIP = ("Content-Encoding: gzip", "Content-Type: text/html")
LIMIT = 200_000
CHUNKED = (
    b"HTTP/1.1 200 Very Fine\r\ncontent-type: text/html\r\nX-Odd:   kept\r\nX-odd: twice\r\n"
    b"no colon here\r\ntransfer-encoding: chunked\r\n\r\n"
    b"5;ext=1\r\n<p>He\r\n6\r\nllo</p\r\n1\r\n>\r\n0\r\nX-Trailer: 1\r\n\r\n"
)
CUT = page(TEXT)[:-100]
JUNK = b"SSH-2.0-OpenSSH_9.6\r\n"
EARLY = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n"


def then_close(data: bytes) -> object:
    def send(connection: socket, asked: Asked) -> bool:
        connection.sendall(data)
        return False

    return send


def hang(connection: socket, asked: Asked) -> bool:
    time.sleep(4)
    return False


def drip(connection: socket, asked: Asked) -> bool:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(40):
        connection.sendall(b"drop ")
        time.sleep(0.1)
    return False


def endless(connection: socket, asked: Asked) -> bool:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"1000\r\n%s\r\n" % bytes(4096))


def endless_headers(connection: socket, asked: Asked) -> bool:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"X-More: %s\r\n" % (b"y" * 8000))


PAGES = {
    "/plain": page(TEXT, "Content-Type: text/html"),
    "/there": page(TEXT),
    "/chunked": CHUNKED,
    "/gzip": page(gzip.compress(TEXT), *GZIP),
    "/early": EARLY + page(TEXT),
    "/empty": page(),
    "/old": then_close(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + TEXT),
    "/error": page(b"no", status="404 Not Found"),
    "/moved": page(b"", "Location: /there", status="302 Found"),
    "/cut": then_close(CUT),
    "/gzip-cut": page(gzip.compress(TEXT)[:-20], *GZIP),
    "/gzip-lie": page(TEXT, *GZIP),
    "/hang": hang,
    "/drip": drip,
    "/large": page(bytes(LIMIT + 1)),
    "/endless": endless,
    "/bomb": page(gzip.compress(bytes(100 * LIMIT)), *GZIP),
    "/endless-headers": endless_headers,
    "/many-headers": page(b"", *[f"X-{number}: y" for number in range(300)]),
    "/reset": then_close(b""),
    "/junk": then_close(JUNK),
}


@dataclass
class Crawl:
    """One crawl of all pages, and what was recorded of it."""

    site: LocalSite
    root: Path
    probe: Probe

    def of(self, path: str) -> Seen:
        return self.probe.of(self.site.base + path)

    def records(self) -> list[Record]:
        found = [each for path in (self.root / "warc").rglob("*.warc.gz") for each in records(path)]
        return [each for each in found if isinstance(each, Record)]

    def record(self, path: str, kind: str = "response") -> Record:
        """The one record of that kind, which is the one that the spider was told of."""
        (found,) = [
            each for each in self.records() if each.type == kind and each.url == self.site.base + path
        ]
        if path in PAGES and path not in ("/moved", "/there"):
            position = self.of(path).position
            assert position is None or kind != "response" or position.record_id == found.id
        return found


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawl]:
    root = tmp_path_factory.mktemp("archive")
    with local_site() as site:
        site.pages.update(PAGES)  # type: ignore[arg-type]
        urls = [site.base + path for path in PAGES if path not in ("/moved", "/there")]
        limits = {"RETRY_TIMES": 0, "DOWNLOAD_TIMEOUT": 1.5, "DOWNLOAD_MAXSIZE": LIMIT}
        asked = probe(
            root,
            [site.base + "/moved", "http://127.0.0.1:9/", "http://none.invalid/", *urls],
            settings=limits,
        )
        yield Crawl(site, root, asked)


@pytest.mark.parametrize("path", ["/plain", "/chunked", "/gzip", "/empty", "/error", "/many-headers"])
def test_a_response_is_recorded_as_it_was_sent(crawl: Crawl, path: str) -> None:
    sent = PAGES[path]
    record = crawl.record(path)
    if path == "/many-headers":
        assert isinstance(sent, bytes)
        assert sent.startswith(record.block())
        assert record.header("WARC-Truncated") == "length"
    else:
        assert record.block() == sent
        assert record.header("WARC-Truncated") == ""
    assert record.header("WARC-IP-Address") == "127.0.0.1"


def test_a_request_is_recorded_as_it_was_sent(crawl: Crawl) -> None:
    for asked in crawl.site.asked:
        assert crawl.record(asked.target, "request").block() == asked.head
    assert b"Parley-Exchange" not in b"".join(asked.head for asked in crawl.site.asked)


def test_responses_and_requests_belong_together(crawl: Crawl) -> None:
    responses = {each.id: each for each in crawl.records() if each.type == "response"}
    requests = [each for each in crawl.records() if each.type == "request"]
    answered = [each for each in requests if each.header("WARC-Concurrent-To")]
    assert {each.header("WARC-Concurrent-To") for each in answered} == set(responses)
    assert all(responses[each.header("WARC-Concurrent-To")].url == each.url for each in answered)
    assert sorted(each.url.removeprefix(crawl.site.base) for each in requests if each not in answered) == [
        "/hang",
        "/reset",
    ]


def test_connections_are_shared(crawl: Crawl) -> None:
    assert crawl.site.connections < len(crawl.site.asked)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # cdxj-indexer's open files
def test_others_can_read_the_file(crawl: Crawl) -> None:
    (path,) = (crawl.root / "warc").rglob("*.warc.gz")
    check_with_others(path)
    lines = indexed(path)
    assert [each["status"] for each in lines if each["url"] == crawl.site.base + "/moved"] == ["302"]


def test_robots_txt_and_redirects_are_recorded(crawl: Crawl) -> None:
    assert crawl.record("/robots.txt").block() == page(status="404 Not Found")
    assert crawl.record("/moved").block() == PAGES["/moved"]
    assert crawl.of("/moved").url == crawl.site.base + "/there"
    assert crawl.of("/moved").body == TEXT


@pytest.mark.parametrize("path", ["/plain", "/gzip", "/early", "/old", "/gzip-lie"])
def test_spiders_see_what_a_replay_sees(crawl: Crawl, path: str) -> None:
    seen = crawl.of(path)
    assert (seen.status, seen.body, seen.failure) == (200, TEXT, "")
    assert "Content-Encoding" not in seen.headers
    assert seen.position is not None
    capture = load(crawl.root, seen.position, Origin("s", "urls"))
    assert (capture.status, capture.body, capture.failure, capture.digest) == (200, TEXT, None, seen.digest)


def test_interim_responses_do_not_hide_the_final_one(crawl: Crawl) -> None:
    assert crawl.record("/early").block() == page(TEXT)


@pytest.mark.parametrize(
    ("path", "failure", "truncated", "recorded"),
    [
        ("/cut", "cut", "disconnect", CUT),
        ("/gzip-cut", "cut", "", PAGES["/gzip-cut"]),
        ("/drip", "timeout", "time", b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\ndrop drop"),
        ("/large", "too_large", "length", b"HTTP/1.1 200 OK\r\nContent-Length: 200001\r\n\r\n"),
        ("/endless", "too_large", "length", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1000"),
        ("/bomb", "too_large", "", PAGES["/bomb"]),
        ("/endless-headers", "too_large", "length", b"HTTP/1.1 200 OK\r\nX-More: yyy"),
        ("/many-headers", "too_large", "length", b"HTTP/1.1 200 OK\r\nX-0: y\r\nX-1: y"),
        ("/junk", "connection", "disconnect", JUNK),
    ],
)
def test_a_failure_leaves_what_came(
    crawl: Crawl, path: str, failure: str, truncated: str, recorded: bytes
) -> None:
    seen, record = crawl.of(path), crawl.record(path)
    assert seen.failure == failure, seen
    assert record.header("WARC-Truncated") == truncated
    assert record.block().startswith(recorded)
    assert record.size < 3 * LIMIT
    assert seen.position is not None
    capture = load(crawl.root, seen.position, Origin("s", "urls"), limit=LIMIT)
    assert capture.failure == (failure if path != "/junk" else "cut")


@pytest.mark.parametrize(("path", "failure"), [("/hang", "timeout"), ("/reset", "connection")])
def test_without_an_answer_the_request_is_recorded(crawl: Crawl, path: str, failure: str) -> None:
    seen = crawl.of(path)
    assert seen.failure == failure
    assert seen.position is not None
    assert seen.position.record_id == crawl.record(path, "request").id
    origin = Origin("s", "urls", failure=Failure(failure))
    assert load(crawl.root, seen.position, origin).failure == failure


def test_where_nothing_was_sent_nothing_is_recorded(crawl: Crawl) -> None:
    refused = crawl.probe.of("http://127.0.0.1:9/")
    assert (refused.failure, refused.position) == ("connection", None)
    unknown = crawl.probe.of("http://none.invalid/")
    assert (unknown.failure, unknown.position) == ("dns", None)


def test_an_archive_that_cannot_be_written_ends_the_crawl_unseen(tmp_path: Path) -> None:
    (tmp_path / "archive").write_bytes(b"a file where the archive should be")
    with local_site() as site:
        site.pages["*"] = page(TEXT)
        crawl = probe(tmp_path / "archive", [f"{site.base}/{number}" for number in range(5)])
    assert all(each.status == 0 for each in crawl.seen)
    assert crawl.stats["finish_reason"] == "storage_failed"
    assert "could not be archived" in crawl.log
