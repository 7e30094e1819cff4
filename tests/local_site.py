"""A small site on loopback that answers with the exact bytes it is given, and remembers what it was asked."""

from __future__ import annotations

import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from socket import socket

Page = bytes | Callable[[socket, "Asked"], bool]
"""What is sent, or what sends it and says whether the connection goes on."""


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    at: float
    target: str
    head: bytes

    def header(self, name: str) -> str:
        for line in self.head.decode("latin-1").split("\r\n")[1:]:
            key, _, value = line.partition(": ")
            if key.lower() == name.lower():
                return value
        return ""


def page(body: bytes = b"", *headers: str, status: str = "200 OK") -> bytes:
    """A response with its length, on a connection that goes on."""
    head = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}"]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


class LocalSite:
    """Pages by target: a path, or a whole URL where it is asked as a proxy. `*` answers for all others."""

    def __init__(self, address: str) -> None:
        self.pages: dict[str, Page] = {"/robots.txt": page(status="404 Not Found")}
        self.asked: list[Asked] = []
        self.connections = 0
        site = self

        class Connection(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                site.connections += 1
                site.serve(self.request)

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True

            def handle_error(self, request: object, client_address: object) -> None:
                """A client that hangs up is part of the tests."""

        self.server = Server((address, 0), Connection)
        self.port = self.server.server_address[1]
        self.base = f"http://{address}:{self.port}"

    def serve(self, connection: socket) -> None:
        going = True
        while going:
            head = b""
            while b"\r\n\r\n" not in head:
                data = connection.recv(65536)
                if not data:
                    return
                head += data
            asked = Asked(time.monotonic(), head.split(b" ", 2)[1].decode("latin-1"), head)
            self.asked.append(asked)
            answer = self.pages.get(asked.target, self.pages.get("*", page(status="404 Not Found")))
            if isinstance(answer, bytes):
                connection.sendall(answer)
                going = b"\r\nContent-Length:" in answer or b"chunked" in answer
            else:
                going = answer(connection, asked)

    def targets(self) -> list[str]:
        return [each.target for each in self.asked]


@contextmanager
def local_site(address: str = "127.0.0.1") -> Iterator[LocalSite]:
    site = LocalSite(address)
    thread = threading.Thread(target=site.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.server.shutdown()
        site.server.server_close()
        thread.join()
