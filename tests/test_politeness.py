"""Hosts get the time that they ask for; robots.txt is obeyed; there is a second chance, but no third."""

from __future__ import annotations

import gzip
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from scrapy.http import Response

from network.politeness import UNSAID, wait_of
from storage.warc import Record, records
from tests.local_site import Asked, LocalSite, Page, local_site, page
from tests.probing import Probe, Seen, probe

if TYPE_CHECKING:
    from socket import socket

OK = page(b"fine", "Content-Type: text/html")
OURS = b"User-agent: parley\nDisallow: /private\nAllow: /private/open\n"
LONG = b"".join(b"Disallow: /x%d*/y\n" % number for number in range(600_000))
STAR = b"User-agent: *\n"


def in_turn(*answers: bytes) -> Page:
    """Another answer each time, the last one for ever; the connection ends with each."""
    left = list(answers)

    def send(connection: socket, asked: Asked) -> bool:
        connection.sendall(left.pop(0) if len(left) > 1 else left[0])
        return False

    return send


def robots(rules: bytes, *headers: str, status: str = "200 OK") -> dict[str, Page]:
    return {"/robots.txt": page(rules, *headers, status=status), "*": OK}


HOSTS: dict[str, tuple[dict[str, Page], list[str]]] = {
    "short wait": (
        {"/busy": in_turn(page(b"", "Retry-After: 1", status="429 Too Many"), OK), "*": OK},
        ["/busy", "/b", "/c"],
    ),
    "long wait": (
        {"*": page(b"later", "Retry-After: 3600", status="503 Busy")},
        ["/0", "/1", "/2", "/3"],
    ),
    "500 once": ({"*": in_turn(page(status="500 Oops"), OK)}, ["/a"]),
    "502 always": ({"*": in_turn(page(status="502 Oops"))}, ["/a"]),
    "reset once": ({"*": in_turn(b"", OK)}, ["/a"]),
    "reset always": ({"*": in_turn(b"")}, ["/a"]),
    "cut once": ({"*": in_turn(page(b"x" * 50)[:-9], OK)}, ["/a"]),
    "gzip cut once": (
        {"*": in_turn(page(gzip.compress(b"x" * 5000)[:-9], "Content-Encoding: gzip"), OK)},
        ["/a"],
    ),
    "404": ({"*": page(status="404 No")}, ["/a"]),
    "rules": (robots(STAR + b"Disallow: /\n\n" + OURS), ["/a", "/private/x", "/private/open"]),
    "robots 403": (robots(b"Disallow: /", status="403 Forbidden"), ["/a"]),
    "robots 410": (robots(b"Disallow: /", status="410 Gone"), ["/a"]),
    "robots 503": (robots(b"", status="503 Busy"), ["/a", "/b"]),
    "robots 429": (robots(b"", "Retry-After: 0", status="429 Busy"), ["/a", "/b"]),
    "robots reset": ({"/robots.txt": in_turn(b""), "*": OK}, ["/a", "/b"]),
    "robots html": (robots(b"<html>Disallow: /</html>", "Content-Type: text/html"), ["/a"]),
    "robots long": (
        robots(STAR + b"Disallow: /early\n" + LONG + b"Disallow: /late\n"),
        ["/early", "/late"],
    ),
    "robots explosive": (robots(STAR + b"Disallow: /" + b"*a" * 30 + b"*b$\n"), ["/" + "a" * 300]),
    "robots elsewhere": ({"*": OK}, ["/a", "/b"]),
    "crawl-delay": (robots(STAR + b"Crawl-delay: 0.8\n"), ["/a", "/b", "/c", "/d"]),
}


@dataclass
class Crowd:
    """One crawl of all hosts."""

    root: Path
    sites: dict[str, LocalSite]
    crawl: Probe

    def seen(self, name: str) -> list[Seen]:
        return [self.crawl.of(self.sites[name].base + path) for path in HOSTS[name][1]]

    def recorded(self, name: str) -> list[Record]:
        found = [each for path in self.root.rglob("*.warc.gz") for each in records(path)]
        return [
            each for each in found if isinstance(each, Record) and each.url.startswith(self.sites[name].base)
        ]


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    root = tmp_path_factory.mktemp("archive")
    with ExitStack() as open_sites:
        elsewhere = open_sites.enter_context(local_site("127.0.1.99"))
        elsewhere.pages["/rules"] = page(STAR + b"Disallow: /a")
        sites: dict[str, LocalSite] = {}
        for number, (name, (pages, _)) in enumerate(HOSTS.items()):
            sites[name] = open_sites.enter_context(local_site(f"127.0.1.{number + 1}"))
            sites[name].pages.update(pages)
        there = page(b"", f"Location: {elsewhere.base}/rules", status="301 Moved")
        sites["robots elsewhere"].pages["/robots.txt"] = there
        fast = {"AUTOTHROTTLE_ENABLED": True, "AUTOTHROTTLE_START_DELAY": 0, "AUTOTHROTTLE_MAX_DELAY": 0.1}
        urls = [sites[name].base + path for name, (_, paths) in HOSTS.items() for path in paths]
        yield Crowd(root, sites, probe(root, urls, settings={**fast, "CONCURRENT_REQUESTS": 100}))


def test_a_short_wait_holds_the_whole_host(crowd: Crowd) -> None:
    assert [each.status for each in crowd.seen("short wait")] == [200, 200, 200]
    asked = crowd.sites["short wait"].asked
    assert [each.target for each in asked].count("/busy") == 2
    assert asked[2].at - asked[1].at >= 0.95


def test_a_long_wait_is_for_another_run(crowd: Crowd) -> None:
    first, *others = crowd.seen("long wait")
    assert (first.status, first.body) == (503, b"later")
    assert {each.failure for each in others} == {"connection"}
    assert "asked for no requests" in others[0].detail
    assert crowd.sites["long wait"].targets() == ["/robots.txt", "/0"]


@pytest.mark.parametrize(
    ("name", "status", "asked"),
    [
        ("500 once", 200, 2),
        ("502 always", 502, 2),
        ("reset once", 200, 2),
        ("reset always", 0, 2),
        ("cut once", 200, 2),
        ("gzip cut once", 200, 2),
        ("404", 404, 1),
    ],
)
def test_what_may_help_is_tried_once_more(crowd: Crowd, name: str, status: int, asked: int) -> None:
    (seen,) = crowd.seen(name)
    assert seen.status == status
    assert crowd.sites[name].targets().count("/a") == asked
    assert sum(each.type == "request" for each in crowd.recorded(name)) == asked + 1


def test_what_robots_txt_forbids_is_not_asked(crowd: Crowd) -> None:
    assert [each.failure for each in crowd.seen("rules")] == ["", "robots", ""]
    assert crowd.sites["rules"].targets() == ["/robots.txt", "/a", "/private/open"]


@pytest.mark.parametrize("name", ["404", "robots 403", "robots 410", "robots html", "robots explosive"])
def test_without_rules_all_is_allowed(crowd: Crowd, name: str) -> None:
    assert crowd.seen(name)[0].failure == ""
    assert len(crowd.sites[name].asked) == 2


@pytest.mark.parametrize("name", ["robots 503", "robots 429", "robots reset"])
def test_where_robots_txt_cannot_be_had_nothing_is_asked(crowd: Crowd, name: str) -> None:
    assert [each.failure for each in crowd.seen(name)] == ["connection", "connection"]
    assert all("robots.txt could not be had" in each.detail for each in crowd.seen(name))
    assert crowd.sites[name].targets() == ["/robots.txt", "/robots.txt"]


def test_the_first_half_megabyte_of_robots_txt_counts(crowd: Crowd) -> None:
    assert len(LONG) > 10 * 2**20
    assert [each.failure for each in crowd.seen("robots long")] == ["robots", ""]
    (answer,) = [
        each
        for each in crowd.recorded("robots long")
        if each.type == "response" and each.url.endswith("/robots.txt")
    ]
    assert answer.header("WARC-Truncated") == "length"
    assert answer.size < 2**20


def test_robots_txt_may_be_elsewhere(crowd: Crowd) -> None:
    assert [each.failure for each in crowd.seen("robots elsewhere")] == ["robots", ""]


def test_crawl_delay_is_a_floor(crowd: Crowd) -> None:
    pages = crowd.sites["crawl-delay"].asked[1:]
    assert len(pages) == 4
    assert pages[-1].at - pages[0].at > 1.2  # three pauses of 0.8 s; 0.003 s without them


def test_no_host_holds_up_the_others(crowd: Crowd) -> None:
    assert crowd.crawl.stats["elapsed_time_seconds"] < 100  # one of them asks for an hour


def test_a_robots_txt_that_never_comes_forbids_all(tmp_path: Path) -> None:
    def slowly(connection: socket, asked: Asked) -> bool:
        time.sleep(2)
        return False

    with local_site() as site:
        site.pages.update({"/robots.txt": slowly, "*": OK})
        limits = {"RETRY_TIMES": 0, "DOWNLOAD_TIMEOUT": 0.7}
        crawl = probe(tmp_path, [site.base + "/a", site.base + "/b"], settings=limits)
        assert [each.failure for each in crawl.seen] == ["timeout", "timeout"]
        assert site.targets() == ["/robots.txt"]


def test_redirects_stay_within_the_domains_of_the_source(tmp_path: Path) -> None:
    def to(target: str) -> bytes:
        return page(b"", f"Location: {target}", status="301 Moved")

    hops = {f"http://news.example/hop/{number}": to(f"/hop/{number + 1}") for number in range(12)}
    with local_site() as proxy:
        proxy.pages.update(
            {
                "http://news.example/below": to("http://www.news.example/x"),
                "http://news.example/off": to("http://elsewhere.example/x"),
                "http://news.example/like": to("http://badnews.example/x"),
                "http://news.example/circle": to("/round"),
                "http://news.example/round": to("/circle"),
                "http://news.example/self": to("/self#top"),
                "http://www.news.example/x": OK,
                **hops,
            }
        )
        names = ["below", "off", "like", "circle", "self", "hop/0"]
        crawl = probe(
            tmp_path,
            [f"http://news.example/{name}" for name in names],
            meta={"domains": ["news.example"]},
            environment={"PARLEY_ALLOW_NETWORKS": "", "http_proxy": proxy.base},
        )
    assert [each.failure for each in crawl.seen] == ["", *["redirect"] * 5]
    assert crawl.seen[0].url == "http://www.news.example/x"
    assert all(each.position is not None for each in crawl.seen)
    assert not [each for each in proxy.targets() if "elsewhere" in each or "badnews" in each]
    assert sum("/hop/" in each for each in proxy.targets()) == 9


def test_robots_txt_is_remembered_and_asked_conditionally(tmp_path: Path) -> None:
    with local_site() as site:
        site.pages.update(robots(OURS, 'ETag: "1"') | {"*": OK})
        probe(tmp_path, [f"{site.base}/private/x"])
        second = probe(tmp_path, [f"{site.base}/private/x"])
        assert [each.failure for each in second.seen] == ["robots"]
        assert site.targets() == ["/robots.txt"]  # it was read within the hour
        forget_when(tmp_path)
        site.pages["/robots.txt"] = page(b"", status="304 Not Modified")
        third = probe(tmp_path, [f"{site.base}/private/x", f"{site.base}/private/open"])
        assert [each.failure for each in third.seen] == ["robots", ""]
        assert site.targets() == ["/robots.txt", "/robots.txt", "/private/open"]
        assert site.asked[1].header("If-None-Match") == '"1"'


def forget_when(root: Path) -> None:
    """As if robots.txt had been read long ago."""
    with sqlite3.connect(root / "parley.db") as database:
        database.execute("update entrance set done_at = '2025-05-16 10:00:00.000000'")
    database.close()


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("7", 7.0),
        ("9" * 5000, 86_400.0),
        ("Fri, 16 May 2025 09:30:00 GMT", 0.0),
        ("Mon, 01 Jan 2026 00:00:00 +999999999999999999", UNSAID),
        ("", UNSAID),
    ],
)
def test_whatever_a_server_says_to_wait_is_bounded(said: str, wait: float) -> None:
    assert wait_of(Response("http://news.example/", 429, {"Retry-After": said})) == wait
