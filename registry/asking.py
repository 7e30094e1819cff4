"""Asking sites for a few small files: robots.txt obeyed, one request a host at a time, everything bounded."""

from __future__ import annotations

import threading
import time
import urllib.error
import urllib.request
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.client import HTTPException
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urljoin, urlsplit

from protego import Protego

from registry.checking import Answer, SourceCheck, check_source

if TYPE_CHECKING:
    from registry.source import Source

SECONDS = 10.0
"""For a connection and for each read."""
WHOLE_SECONDS = 30.0
"""For a whole answer: a slow drip does not hold the check."""
MAX_BYTES = 5 * 2**20
MAX_ROBOTS = 512 * 2**10
"""RFC 9309, section 2.5, asks for at least 500 KiB."""
PAUSE = 1.0
"""Seconds between two requests to one host."""
LONGEST_DELAY = 10.0
"""Of a robots.txt's Crawl-delay: a check asks a host for a handful of files."""
MOST_THREADS = 64


class Readable(Protocol):
    """What of an HTTP response is used."""

    def read1(self, size: int, /) -> bytes:
        """Up to so many bytes, as they come."""


class HttpOnly(urllib.request.HTTPRedirectHandler):
    """Redirects to http(s) alone; urllib would follow one to ftp too."""

    max_redirections = 8

    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]
        """Refuses another scheme with the redirect's own status."""
        if not newurl.lower().startswith(("http://", "https://")):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class Asker:
    """Asks for URLs, one at a time per host; robots.txt is had once a host and obeyed."""

    def __init__(
        self, user_agent: str, robots_name: str, proxies: Mapping[str, str], pause: float = PAUSE
    ) -> None:
        """`proxies` as urllib.request.getproxies gives them; `pause` in seconds."""
        self.user_agent = user_agent
        self.robots_name = robots_name
        self.pause = pause
        self._hosts: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._robots: dict[str, Answer] = {}
        self._asked: dict[str, float] = {}
        self._delays: dict[str, float] = {}
        self._guard = threading.Lock()
        self._opener = urllib.request.build_opener(HttpOnly, urllib.request.ProxyHandler(dict(proxies)))

    def ask(self, url: str) -> Answer:
        """The answer, whatever it is; never raises for what a network or site does."""
        parts = urlsplit(url)
        with self._lock(parts.netloc):
            robots = self._robots_of(f"{parts.scheme}://{parts.netloc}")
            if parts.path == "/robots.txt":
                return robots
            if robots.status == 0 or robots.status >= 500:  # RFC 9309, section 2.3.1.4: nothing is allowed
                return Answer(url, error=f"robots.txt: {robots.error}")
            rules = (
                Protego.parse(robots.body.decode("utf-8-sig", "replace")) if robots.status == 200 else None
            )
            if rules and not rules.can_fetch(url, self.robots_name):
                return Answer(url, forbidden=True)
            if rules:
                self._delays[parts.netloc] = min(rules.crawl_delay(self.robots_name) or 0.0, LONGEST_DELAY)
            return self._fetch(url, MAX_BYTES)

    def _lock(self, host: str) -> threading.Lock:
        with self._guard:
            return self._hosts[host]

    def _robots_of(self, site: str) -> Answer:
        if site not in self._robots:
            self._robots[site] = self._fetch(urljoin(site, "/robots.txt"), MAX_ROBOTS)
        return self._robots[site]

    def _fetch(self, url: str, limit: int) -> Answer:
        host = urlsplit(url).netloc
        pause = max(self.pause, self._delays.get(host, 0.0))
        time.sleep(max(0.0, self._asked.get(host, 0.0) + pause - time.monotonic()))
        headers = {"User-Agent": self.user_agent, "Accept-Encoding": "gzip"}
        request = urllib.request.Request(url, headers=headers)  # noqa: S310 - a source file names http(s) alone
        try:
            with self._opener.open(request, timeout=SECONDS) as response:
                coded = response.headers.get("Content-Encoding", "") == "gzip"
                return Answer(url, response.status, decoded(read(response, limit), limit, coded=coded))
        except urllib.error.HTTPError as error:
            with error:
                return Answer(url, error.code, error=f"status {error.code}")
        except (OSError, HTTPException, ValueError) as error:
            reason = getattr(error, "reason", None) or error
            return Answer(url, error=str(reason) or type(error).__name__)
        finally:
            self._asked[host] = time.monotonic()


def read(response: Readable, limit: int) -> bytes:
    """At most so many bytes; raises TimeoutError where they take too long."""
    body = bytearray()
    end = time.monotonic() + WHOLE_SECONDS
    while len(body) < limit and (part := response.read1(min(65536, limit - len(body)))):
        body += part
        if time.monotonic() > end:
            raise TimeoutError(f"no whole answer within {WHOLE_SECONDS:g} s")
    return bytes(body)


def decoded(body: bytes, limit: int, *, coded: bool) -> bytes:
    """The body without gzip, as a content coding or as a `.gz` sitemap is; at most so many bytes of it."""
    if not (coded or body.startswith(b"\x1f\x8b")):
        return body
    try:
        return zlib.decompressobj(wbits=31).decompress(body, limit)
    except zlib.error:
        return body


def check_all(
    sources: Iterable[Source], asker: Asker, each: Callable[[SourceCheck], None] = lambda check: None
) -> list[SourceCheck]:
    """All sources at once, in their order; `each` is called as they end."""
    now = datetime.now(UTC)

    def check(source: Source) -> SourceCheck:
        result = check_source(source, asker.ask, now)
        each(result)
        return result

    asked = list(sources)
    with ThreadPoolExecutor(min(MOST_THREADS, len(asked) or 1)) as pool:
        return list(pool.map(check, asked))
