"""Serves the sample site: virtual hosts behind a proxy on loopback, with the faults that real sites have.

`python -m demo.serve --port 0` prints the address to put into `http_proxy`.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from demo.entrances import entrance
from demo.site import Fault, Host, Page, Site, body, load_site

FIRST_EPOCH = datetime(2025, 8, 1, tzinfo=UTC)
"""Last-Modified of what has no date of its own; a month later in the second epoch."""
EPOCH_PATH = "/_demo/epoch"


class SampleServer(ThreadingHTTPServer):
    """The site, its epoch, and what was asked of it."""

    daemon_threads = True

    def __init__(self, port: int = 0, site: Site | None = None) -> None:
        super().__init__(("127.0.0.1", port), Proxy)
        self.site = site or load_site()
        self.epoch = 1
        self.asked: Counter[str] = Counter()
        """Requests by URL."""
        self.answers: list[tuple[str, int]] = []
        """URL and status of each answer; whoever looks may clear it."""
        self.lock = threading.Lock()

    @property
    def proxy(self) -> str:
        """For `http_proxy`."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def turn(self, url: str) -> int:
        """Counts a request; the first of its URL is 1."""
        with self.lock:
            self.asked[url] += 1
            return self.asked[url]

    def note(self, url: str, status: int) -> None:
        """Remembers an answer."""
        with self.lock:
            self.answers.append((url, status))


class Proxy(BaseHTTPRequestHandler):
    """Answers `GET http://host/path` as that host would."""

    protocol_version = "HTTP/1.1"
    server_version = "ParleySample/1"
    sys_version = ""
    timeout = 30
    server: SampleServer

    def do_GET(self) -> None:
        """A page, an entrance, or the fault that stands in for it."""
        url = urlsplit(self.path)
        name = (url.hostname or self.headers.get("Host", "").partition(":")[0]).lower()
        if url.path == EPOCH_PATH:
            self.server.epoch = int(parse_qs(url.query)["n"][0])
            self.reply(200, b"epoch\n", "text/plain")
            return
        turn = self.server.turn(f"http://{name}{url.path}")
        host = self.server.site.hosts.get(name)
        if host is None:
            self.reply(502, b"no such host\n", "text/plain")
        elif found := entrance(host, url.path, self.server.epoch):
            self.conditional(found.body, found.content_type, self.dated())
        elif page := host.page(url.path, self.server.epoch):
            self.page(host, page, turn)
        else:
            missing = "Gone" if host.had(url.path) else "Not Found"
            self.reply(410 if missing == "Gone" else 404, f"<h1>{missing}</h1>".encode(), "text/html")

    do_HEAD = do_GET

    def page(self, host: Host, page: Page, turn: int) -> None:
        """The page, its redirect or its fault."""
        if page.fault and (not page.fault.first or turn <= page.fault.first):
            self.fail(page.fault)
        elif page.moved_to:
            self.reply(301, b"", "text/html", Location=host.url(page.moved_to))
        else:
            data = body(host, page, self.server.epoch)
            self.conditional(data, f"text/html; charset={host.charset}", self.dated(page), etag=page.etag)

    def dated(self, page: Page | None = None) -> datetime:
        """When what stands at a place last changed."""
        if self.server.epoch > 1 and (page is None or page.modified):
            return (page and page.modified) or FIRST_EPOCH.replace(month=9)
        return (page and page.published) or FIRST_EPOCH

    def fail(self, fault: Fault) -> None:
        """An error status, with how long to wait if the fault says so."""
        wait = {"Retry_After": str(fault.retry_after)} if fault.retry_after else {}
        self.reply(fault.status, f"<h1>Error {fault.status}</h1>".encode(), "text/html", **wait)

    def conditional(self, data: bytes, content_type: str, modified: datetime, *, etag: bool = True) -> None:
        """200, or 304 where the visitor's validators still hold."""
        tag = f'"{hashlib.sha256(data).hexdigest()[:20]}"'
        validators = {"Last_Modified": format_datetime(modified, usegmt=True)}
        if etag:
            validators["ETag"] = tag
        if self.known(tag if etag else "", modified):
            self.reply(304, b"", "", **validators)
        else:
            self.reply(200, data, content_type, **validators)

    def known(self, tag: str, modified: datetime) -> bool:
        """RFC 9110, section 13.2.2: If-None-Match goes before If-Modified-Since."""
        tags, since = self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since")
        if tag and tags:
            return tag in [one.strip().removeprefix("W/") for one in tags.split(",")]
        return bool(since) and modified <= parsedate_to_datetime(str(since))

    def reply(self, status: int, data: bytes, content_type: str, **headers: str) -> None:
        """Writes the answer, compressed if the visitor takes gzip and it is worth it."""
        zipped = len(data) > 500 and "gzip" in self.headers.get("Accept-Encoding", "")
        if zipped and content_type != "application/gzip":
            data = gzip.compress(data, mtime=0)
            headers["Content_Encoding"] = "gzip"
        self.send_response(status)
        if content_type:
            self.send_header("Content-Type", content_type)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if status != 304:
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)
        self.server.note(self.path, status)

    def do_CONNECT(self) -> None:
        """There is no TLS here."""
        self.reply(501, b"ask for http://\n", "text/plain")

    def log_message(self, format: str, *args: object) -> None:
        """Silent: the demonstration shows what Parley says."""


@contextmanager
def serving(port: int = 0) -> Iterator[SampleServer]:
    """A server in a thread of this process, gone at the end."""
    server = SampleServer(port)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def main() -> None:
    """Serves until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 (default): a free one, printed")
    server = SampleServer(parser.parse_args().port)
    print(server.proxy, flush=True)
    print(f"hosts: {' '.join(server.site.hosts)}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    main()
