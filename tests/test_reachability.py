"""Which sources answer, told for all of them within one connect's time."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from health import reachability
from health.reachability import Door, door, probe


@pytest.fixture
def listening() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_a_source_answers_where_one_of_its_hosts_does(listening: int, closed_port: int) -> None:
    urls = {
        "here": [f"http://127.0.0.1:{closed_port}/rss", f"http://127.0.0.1:{listening}/sitemap.xml"],
        "gone": [f"http://127.0.0.1:{closed_port}/rss"],
        "empty": [],
    }
    reach = probe(urls, {})
    assert reach["here"].answers
    assert not reach["gone"].answers
    assert reach["gone"].detail == f"127.0.0.1:{closed_port}: connection refused"
    assert not reach["empty"].answers


def test_a_name_that_does_not_exist_is_said_in_words() -> None:
    reach = probe({"x": ["https://no-such-host.invalid/feed"]}, {})
    assert not reach["x"].answers
    assert reach["x"].detail.startswith("no-such-host.invalid:443: ")


def test_a_dead_resolver_costs_one_connects_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    release = threading.Event()
    monkeypatch.setattr(reachability, "CONNECT_SECONDS", 0.3)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: release.wait(20) and [])
    began = time.monotonic()
    reach = probe({f"s{i}": [f"http://host-{i}.example/"] for i in range(60)}, {})
    took = time.monotonic() - began
    release.set()
    assert took < 3
    assert all("no answer within 0.3 s" in one.detail for one in reach.values())


def test_with_a_proxy_only_the_proxy_is_asked(listening: int, closed_port: int) -> None:
    urls = {"x": ["http://no-such-host.invalid/feed"], "direct": [f"http://127.0.0.1:{closed_port}/"]}
    reach = probe(urls, {"http": f"http://127.0.0.1:{listening}", "no": "127.0.0.1"})
    assert reach["x"].answers
    assert reach["x"].detail == f"proxy 127.0.0.1:{listening}: answers"
    assert not reach["direct"].answers


def test_doors() -> None:
    proxies = {"http": "http://user:pw@proxy.example:3128", "no": "intern.example"}
    assert door("http://a.example/x", proxies) == Door("proxy.example", 3128, proxy=True)
    assert door("http://a.example/x", {"http": "proxy.example:8080"}) == Door(
        "proxy.example", 8080, proxy=True
    )
    assert door("https://a.example/x", proxies) == Door("a.example", 443)
    assert door("http://www.intern.example/x", proxies) == Door("www.intern.example", 80)
    assert door("http://a.example:8000/x", {}) == Door("a.example", 8000)
