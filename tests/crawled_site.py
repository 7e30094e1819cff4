"""A site of our own behind a proxy on loopback, as the crawl tests change it, and what a crawl made of it."""

import hashlib
import random
import socket
import struct
import time
from collections.abc import Iterable
from pathlib import Path

from storage.archive import Archive
from storage.corpus import Corpus
from tests.collecting import Machine
from tests.local_site import Asked, LocalSite, Page, page

HOST = "http://news.example"
TOPIC = ("-a", "topic=everything")
SOURCE = """
name = "News"
home = "http://news.example/"
country = "GB"
languages = ["en"]
kind = "online"
domains = ["news.example"]
"""
# fmt: off
WORDS = (
    "delegation", "ceasefire", "prisoners", "palace", "mediator", "harbour", "minister",
    "evening", "statement", "exchange", "border", "corridor", "grain", "memorandum",
    "proposal", "reporters", "agency", "capital", "session", "ambassador", "humanitarian",
    "agreement",
)
# fmt: on


def source(folder: Path, entrances: str, name: str = "news", host: str = "news.example") -> None:
    """Writes a source file."""
    folder.mkdir(exist_ok=True)
    text = (SOURCE + entrances).replace("news.example", host)
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")


def article(title: str, words: int = 260) -> bytes:
    """A page with a text that no other title has."""
    chance = random.Random(title)
    sentences = [
        f"The {chance.choice(WORDS)} of the {chance.choice(WORDS)} said on {chance.choice(WORDS)} number "
        f"{chance.randrange(1000)} that the {chance.choice(WORDS)} would follow."
        for _ in range(words // 14)
    ]
    blocks = "".join(f"<p>{' '.join(sentences[at : at + 3])}</p>" for at in range(0, len(sentences), 3))
    head = f"<title>{title}</title><meta property='og:type' content='article'>"
    body = f"<article><h1>{title}</h1>{blocks}</article>"
    return f"<!DOCTYPE html><html lang='en'><head>{head}</head><body>{body}</body></html>".encode()


def lasting(body: bytes, content_type: str = "text/html; charset=utf-8") -> Page:
    """A page with an ETag, answered with 304 to who knows it."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'

    def answer(connection: socket.socket, asked: Asked) -> bool:
        if asked.header("If-None-Match") == tag:
            connection.sendall(f"HTTP/1.1 304 Not Modified\r\nETag: {tag}\r\n\r\n".encode())
        else:
            connection.sendall(page(body, f"Content-Type: {content_type}", f"ETag: {tag}"))
        return True

    return answer


def feed(paths: Iterable[str]) -> Page:
    """An RSS feed of the host's paths, or of other addresses."""
    urls = [path if "://" in path else HOST + path for path in paths]
    items = "".join(f"<item><title>About {url[-20:]}</title><link>{url}</link></item>" for url in urls)
    return lasting(f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), "application/rss+xml")


def reset(connection: socket.socket, _asked: Asked) -> bool:
    """Hangs up without a word."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
    return False


def slowly(answer: Page, seconds: float) -> Page:
    """The same after a while."""

    def wait(connection: socket.socket, asked: Asked) -> bool:
        time.sleep(seconds)
        if callable(answer):
            return answer(connection, asked)
        connection.sendall(answer)
        return True

    return wait


def asked_paths(site: LocalSite) -> list[str]:
    """What was asked of the host, in order, without robots.txt; forgets it."""
    paths = [target.removeprefix(HOST) for target in site.targets() if not target.endswith("/robots.txt")]
    site.asked.clear()
    return paths


def outcomes(machine: Machine) -> dict[str, str]:
    """What became of every URL that the archive knows; those of the host by path."""
    with Archive.open(machine.archive, write=False) as archive, Corpus.of(archive) as corpus:
        return {row.url.removeprefix(HOST): row.outcome for row in corpus.outcomes()}


def texts(machine: Machine) -> list[str]:
    """The names of all archived texts; asserts that each holds what it is named after."""
    files = sorted(machine.archive.glob("texts/*/*.txt"))
    for file in files:
        assert hashlib.sha256(file.read_bytes()).hexdigest()[:16] == file.stem.partition("_")[2]
    return [file.name for file in files]


def cut(body: bytes) -> Page:
    """A page that ends before its declared end."""

    def answer(connection: socket.socket, _asked: Asked) -> bool:
        connection.sendall(page(body, "Content-Type: text/html")[: -len(body) // 2])
        return False

    return answer
