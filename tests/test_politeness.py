"""Hosts get the time that they ask for; robots.txt is obeyed; a second chance, but no third."""

from __future__ import annotations

import gzip
import time
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from storage.warc import Record, records
from tests.local_site import Asked, LocalSite, Page, local_site, page
from tests.probing import Probe, probe

if TYPE_CHECKING:
    from socket import socket

OK = page(b"fine", "Content-Type: text/html")


def in_turn(*answers: bytes) -> Page:
    """Another answer each time; the last one for ever."""
    left = list(answers)

    def send(connection: socket, asked: Asked) -> bool:
        answer = left.pop(0) if len(left) > 1 else left[0]
        connection.sendall(answer)
        return bool(answer)

    return send


def closing(answer: Page) -> Page:
    """The connection ends with each answer."""

    def send(connection: socket, asked: Asked) -> bool:
        assert callable(answer)
        answer(connection, asked)
        return False

    return send


def slowly(connection: socket, asked: Asked) -> bool:
    time.sleep(3)
    return False


def times(site: LocalSite) -> list[float]:
    return [each.at for each in site.asked]


class TestRetryAfter:
    def test_a_short_wait_holds_the_whole_host(self, tmp_path: Path) -> None:
        with local_site() as site, local_site("127.0.0.2") as other:
            site.pages["/busy"] = in_turn(page(b"", "Retry-After: 1", status="429 Too Many"), OK)
            site.pages["*"] = other.pages["*"] = OK
            urls = [site.base + path for path in ("/busy", "/b", "/c")] + [other.base + "/d"]
            crawl = probe(tmp_path, urls)
            assert [each.status for each in crawl.seen] == [200, 200, 200, 200]
            assert site.targets().count("/busy") == 2
            first = site.targets().index("/busy")
            assert times(site)[first + 1] - times(site)[first] >= 0.95

    def test_a_long_wait_is_for_another_run(self, tmp_path: Path) -> None:
        with local_site() as site, local_site("127.0.0.2") as other:
            busy = page(b"later", "Retry-After: 3600", status="503 Busy")
            site.pages["*"], other.pages["*"] = busy, OK
            urls = [f"{site.base}/{number}" for number in range(5)] + [other.base + "/d"]
            crawl = probe(tmp_path, urls)
            assert [each.status for each in crawl.seen] == [503, 0, 0, 0, 0, 200]
            assert crawl.seen[0].body == b"later"
            assert {each.failure for each in crawl.seen[1:5]} == {"connection"}
            assert "asked for no requests" in crawl.seen[1].detail
            assert site.targets() == ["/robots.txt", "/0"]


class TestSecondChance:
    @pytest.mark.parametrize(
        ("answers", "status", "asked"),
        [
            ([page(status="500 Oops"), OK], 200, 2),
            ([page(status="502 Oops")], 502, 2),
            ([b"", OK], 200, 2),
            ([b""], 0, 2),
            ([page(b"x" * 50)[:-9], OK], 200, 2),
            ([page(gzip.compress(b"x" * 5000)[:-9], "Content-Encoding: gzip"), OK], 200, 2),
            ([page(status="404 No"), OK], 404, 1),
        ],
        ids=["500 once", "502 always", "reset once", "reset always", "cut once", "gzip cut once", "404"],
    )
    def test_what_may_help_is_tried_once_more(
        self, tmp_path: Path, answers: list[bytes], status: int, asked: int
    ) -> None:
        with local_site() as site:
            site.pages["/a"] = closing(in_turn(*answers))
            crawl = probe(tmp_path, [site.base + "/a"])
            assert [each.status for each in crawl.seen] == [status]
            assert site.targets().count("/a") == asked
            recorded = [each for path in tmp_path.rglob("*.warc.gz") for each in records(path)]
            requests = [each for each in recorded if isinstance(each, Record) and each.type == "request"]
            assert len(requests) == asked + 1


class TestRobots:
    def ask(self, root: Path, robots: Page, *paths: str, **settings: object) -> tuple[LocalSite, Probe]:
        with local_site() as site:
            site.pages.update({"/robots.txt": robots, "*": OK})
            return site, probe(root, [site.base + path for path in paths], settings=dict(settings))

    def test_what_it_forbids_is_not_asked(self, tmp_path: Path) -> None:
        rules = (
            b"User-agent: *\nDisallow: /\n\nUser-agent: parley\nDisallow: /private\nAllow: /private/open\n"
        )
        site, crawl = self.ask(tmp_path, page(rules), "/a", "/private/x", "/private/open")
        assert [each.failure for each in crawl.seen] == ["", "robots", ""]
        assert site.targets() == ["/robots.txt", "/a", "/private/open"]

    @pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden", "410 Gone"])
    def test_without_one_all_is_allowed(self, tmp_path: Path, status: str) -> None:
        _, crawl = self.ask(tmp_path, page(b"Disallow: /", status=status), "/a")
        assert [each.status for each in crawl.seen] == [200]

    @pytest.mark.parametrize(
        ("robots", "failure"),
        [
            (page(status="503 Busy"), "connection"),
            (page(status="429 Busy"), "connection"),
            (slowly, "timeout"),
        ],
    )
    def test_where_it_cannot_be_had_nothing_is_asked(
        self, tmp_path: Path, robots: Page, failure: str
    ) -> None:
        site, crawl = self.ask(tmp_path, robots, "/a", "/b", RETRY_TIMES=0, DOWNLOAD_TIMEOUT=0.7)
        assert [each.failure for each in crawl.seen] == [failure, failure]
        assert all("robots.txt could not be had" in each.detail for each in crawl.seen)
        assert set(site.targets()) == {"/robots.txt"}

    def test_its_first_half_megabyte_counts(self, tmp_path: Path) -> None:
        early, late = b"Disallow: /early\n", b"Disallow: /late\n"
        filler = b"".join(b"Disallow: /x%d*/y\n" % number for number in range(600_000))
        rules = b"User-agent: *\n" + early + filler + late
        assert len(rules) > 10 * 2**20
        started = time.monotonic()
        _, crawl = self.ask(tmp_path, page(rules), "/early", "/late")
        assert [each.failure for each in crawl.seen] == ["robots", ""]
        assert time.monotonic() - started < 15
        (robots,) = [
            each
            for path in tmp_path.rglob("*.warc.gz")
            for each in records(path)
            if isinstance(each, Record) and each.type == "response" and each.url.endswith("/robots.txt")
        ]
        assert robots.header("WARC-Truncated") == "length"
        assert robots.size < 2**20

    def test_a_pattern_that_explodes_is_harmless(self, tmp_path: Path) -> None:
        rules = b"User-agent: *\nDisallow: /" + b"*a" * 30 + b"*b$\n"
        started = time.monotonic()
        _, crawl = self.ask(tmp_path, page(rules), "/" + "a" * 300)
        assert [each.status for each in crawl.seen] == [200]
        assert time.monotonic() - started < 15

    def test_it_may_be_elsewhere(self, tmp_path: Path) -> None:
        with local_site("127.0.0.2") as other:
            other.pages["/rules"] = page(b"User-agent: *\nDisallow: /a")
            _, crawl = self.ask(
                tmp_path, page(b"", f"Location: {other.base}/rules", status="301 Moved"), "/a", "/b"
            )
        assert [each.failure for each in crawl.seen] == ["robots", ""]

    def test_crawl_delay_is_a_floor(self, tmp_path: Path) -> None:
        rules = page(b"User-agent: *\nCrawl-delay: 0.8\n")
        fast = {"AUTOTHROTTLE_ENABLED": True, "AUTOTHROTTLE_START_DELAY": 0, "AUTOTHROTTLE_MAX_DELAY": 0.1}
        site, _ = self.ask(tmp_path, rules, "/a", "/b", "/c", "/d", **fast)
        gaps = [after - before for before, after in pairwise(times(site)[1:])]
        assert len(gaps) == 3
        assert min(gaps) >= 0.75


class TestRedirects:
    def test_within_the_domains_of_the_source(self, tmp_path: Path) -> None:
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
