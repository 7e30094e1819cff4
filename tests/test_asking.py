"""How politely and how bounded a site is asked, over a real connection."""

import gzip
import http.server
import threading
import time
from collections.abc import Iterator
from itertools import pairwise

import pytest

from registry.asking import MAX_BYTES, Asker, check_all
from tests.test_sources_check import FEED, HOME, ROBOTS, SITEMAP, source


class Site(http.server.BaseHTTPRequestHandler):
    """A small site that remembers what it was asked."""

    asked: list[tuple[str, str, float]]
    robots = ROBOTS

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers["User-Agent"], time.monotonic()))
        bodies = {"/": HOME, "/robots.txt": self.robots, "/rss": FEED, "/news.xml": gzip.compress(SITEMAP)}
        body = b"x" * (MAX_BYTES + 10) if self.path == "/huge" else bodies.get(self.path, b"")
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "ftp://127.0.0.1/secret")
        else:
            self.send_response(200 if body else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


@pytest.fixture
def site() -> Iterator[str]:
    Site.asked = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_site_is_asked_once_for_each_thing_under_its_own_name(site: str) -> None:
    (check,) = check_all([source(site)], Asker("Parley/test (x)", "Parley", {}, pause=0.02))
    assert [entry.state for entry in check.entries[:2]] == ["ok", "ok"]
    paths = [path for path, _, _ in Site.asked]
    assert sorted(paths) == ["/", "/news.xml", "/robots.txt", "/rss"]
    assert paths[0] == "/robots.txt"
    assert {agent for _, agent, _ in Site.asked} == {"Parley/test (x)"}
    times = [at for _, _, at in Site.asked]
    assert all(later - earlier >= 0.02 for earlier, later in pairwise(times))


def test_a_crawl_delay_is_kept(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Site, "robots", b"User-agent: *\nCrawl-delay: 0.3\n")
    asker = Asker("Parley/test", "Parley", {}, pause=0)
    for path in ("/rss", "/news.xml"):
        asker.ask(site + path)
    (_, _, second), (_, _, third) = Site.asked[1:]
    assert third - second >= 0.3


def test_robots_is_obeyed(site: str) -> None:
    assert Asker("Parley/test", "Parley", {}, pause=0).ask(f"{site}/private/feed").forbidden
    assert [path for path, _, _ in Site.asked] == ["/robots.txt"]


def test_what_is_read_is_bounded_and_a_redirect_stays_on_the_web(site: str) -> None:
    asker = Asker("Parley/test", "Parley", {}, pause=0)
    assert len(asker.ask(f"{site}/huge").body) == MAX_BYTES
    assert asker.ask(f"{site}/away").status == 302
    assert asker.ask(f"{site}/absent").status == 404


def test_a_closed_port_is_said_not_raised() -> None:
    answer = Asker("Parley/test", "Parley", {}, pause=0).ask("http://127.0.0.1:9/rss")
    assert (answer.status, answer.forbidden) == (0, False)
    assert "robots.txt" in answer.error
