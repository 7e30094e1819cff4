"""Asks URLs through the whole network room, in a process of its own; tells what a spider would see."""

from __future__ import annotations

import base64
import json
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from items import Validators, WarcPosition
from storage.archive import Archive
from storage.errors import StorageError
from storage.warc import Written

if TYPE_CHECKING:
    from scrapy.http import Response
    from twisted.python.failure import Failure as Trouble

ROOT = Path(__file__).parent.parent


@dataclass
class Seen:
    """What became of one request."""

    asked: str
    url: str = ""
    status: int = 0
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    failure: str = ""
    error: str = ""
    detail: str = ""
    position: WarcPosition | None = None
    digest: str = ""
    date: str = ""
    unchanged: bool = False


@dataclass
class Probe:
    """One crawl: what each URL gave, in the order of the URLs asked, and Scrapy's counts."""

    seen: list[Seen]
    stats: dict[str, Any]
    log: str

    def of(self, url: str) -> Seen:
        (seen,) = [each for each in self.seen if each.asked == url]
        return seen


def probe(
    root: Path,
    urls: Sequence[str],
    *,
    meta: dict[str, Any] | None = None,
    environment: dict[str, str] | None = None,
    settings: dict[str, Any] | None = None,
    names: dict[str, list[str]] | None = None,
) -> Probe:
    """`meta` goes with every request; a Validators in it is passed on as one.

    `names` are what DNS says: an address for each time it is asked, the last one for ever.
    """
    validators = (meta or {}).get("validators")
    order = {
        "urls": list(urls),
        "meta": {**(meta or {}), "validators": asdict(validators) if validators else None},
        "names": names or {},
        "settings": {"PARLEY_ARCHIVE": str(root), **(settings or {})},
    }
    clean = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.probing"],
        input=json.dumps(order),
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
        env={
            **clean,
            "PARLEY_ALLOW_NETWORKS": "127.0.0.0/8",
            "PARLEY_REVISIT_SOONER": "1000000",
            **(environment or {}),
        },
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout.splitlines()[-1])
    seen = [_seen(each) for each in answer["seen"]]
    return Probe(sorted(seen, key=lambda each: list(urls).index(each.asked)), answer["stats"], done.stderr)


def _seen(data: dict[str, Any]) -> Seen:
    position = WarcPosition(**data["position"]) if data["position"] else None
    return Seen(**{**data, "body": base64.b64decode(data["body"]), "position": position})


class ProbeSpider(scrapy.Spider):
    name = "probe"
    order: dict[str, Any]
    seen: list[Seen]

    async def start(self) -> AsyncIterator[scrapy.Request]:
        validators = self.order["meta"].pop("validators")
        for url in self.order["urls"]:
            meta = {**self.order["meta"], "asked": url}
            if validators:
                meta["validators"] = Validators(**validators)
            yield scrapy.Request(url, self.answered, errback=self.failed, meta=meta, dont_filter=True)

    def answered(self, response: Response) -> None:
        seen = self.begin(response.meta)
        seen.url, seen.status, seen.body = response.url, response.status, response.body
        seen.headers = {str(name): str(value) for name, value in response.headers.to_unicode_dict().items()}

    def failed(self, trouble: Trouble) -> None:
        request: scrapy.Request = trouble.request  # type: ignore[attr-defined]
        seen = self.begin(request.meta)
        seen.url = request.url
        seen.failure = getattr(trouble.value, "failure", "")
        seen.error = type(trouble.value).__name__
        seen.detail = str(trouble.value)

    def begin(self, meta: dict[str, Any]) -> Seen:
        seen = Seen(meta["asked"])
        written = meta.get("written")
        if isinstance(written, Written):
            seen.position, seen.digest = written.position, written.digest
            seen.date, seen.unchanged = written.date, written.unchanged
        self.seen.append(seen)
        return seen


def answer_names(names: dict[str, list[str]]) -> None:
    """In the place of DNS, for these names and for those that cannot exist."""
    real = socket.gethostbyname

    def resolve(host: str) -> str:
        if host.endswith(".invalid"):
            raise socket.gaierror(f"no {host}")
        addresses = names.get(host)
        if not addresses:
            return real(host)
        return addresses.pop(0) if len(addresses) > 1 else addresses[0]

    socket.gethostbyname = resolve


def main() -> None:
    order = json.load(sys.stdin)
    answer_names(order["names"])
    settings = Settings()
    settings.setmodule("settings")
    settings.setdict(
        {
            "ITEM_PIPELINES": {},
            "DOWNLOAD_DELAY": 0,
            "AUTOTHROTTLE_ENABLED": False,
            "LOG_LEVEL": "WARNING",
            **order["settings"],
        },
        priority="cmdline",
    )
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(ProbeSpider)
    seen: list[Seen] = []
    process.crawl(crawler, order=order, seen=seen)
    process.start()
    with suppress(StorageError):
        Archive.shared(Path(settings["PARLEY_ARCHIVE"]), settings["DATABASE_URL"]).close()
    told = [{**asdict(each), "body": base64.b64encode(each.body).decode()} for each in seen]
    assert crawler.stats is not None
    print(json.dumps({"seen": told, "stats": crawler.stats.get_stats()}, default=str))


if __name__ == "__main__":
    main()
