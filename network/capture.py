"""Fetches, and writes each exchange to WARC before anyone sees what came: failures and cut bodies too."""

from __future__ import annotations

import itertools
import logging
import re
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import urldefrag, urlsplit

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.utils.defer import deferred_from_coro, maybe_deferred_to_future
from twisted.internet.threads import deferToThread

from items import Failure
from network.failures import FailedError, RefusedError, failure_of, words_of
from network.guard import AddressGuard, GuardedResolver
from network.wire import HEAD_BYTES, TOKEN, Wire, listen
from storage.archive import Archive
from storage.errors import StorageError
from storage.warc import Exchange, Written

if TYPE_CHECKING:
    from types import TracebackType

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

log = logging.getLogger(__name__)
_SECRET = re.compile(rb"(?mi)^Proxy-Authorization:[^\n]*\n")
_OVERHEAD = 2
"""Bytes on the wire for one byte of body, at most: small chunks cost that."""
_TRUNCATED = {Failure.TOO_LARGE: "length", Failure.TIMEOUT: "time", Failure.CUT: "disconnect"}


class CaptureHandler(HTTP11DownloadHandler):
    """Puts `written` (storage.warc.Written) into a request's meta; raises FailedError and RefusedError.

    `written` is absent where not a byte was sent. `validators` in the meta (items.Validators) is what
    the last whole answer left. Where the archive cannot be written, the answer is dropped and the crawl ends
    with the reason `storage_failed`.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self._root = Path(settings["PARLEY_ARCHIVE"])
        self._database_url: str = settings.get("DATABASE_URL", "")
        self._maxsize = settings.getint("DOWNLOAD_MAXSIZE")
        self._guard = AddressGuard.from_settings(settings)
        self._wires: dict[bytes, Wire] = {}
        self._tokens = itertools.count()
        self._pool.retryAutomatically = False  # each attempt is an exchange of its own
        listen(self._pool, self._wires)

    async def download_request(self, request: Request) -> Response:
        async with _Kept(self, request, self._wire(request)) as kept:
            kept.response = await super().download_request(request)
        return kept.response

    def _wire(self, request: Request) -> Wire:
        """Of a request that is about to leave: its token leads from the connection to the Wire."""
        maxsize = request.meta.get("download_maxsize", self._maxsize)
        proxied = bool(request.meta.get("proxy"))
        wire = Wire(
            maxsize * _OVERHEAD + HEAD_BYTES if maxsize else 0,
            (lambda _: True) if proxied else self._guard.admits,
        )
        token = b"%d" % next(self._tokens)
        self._wires[token] = wire
        request.headers[TOKEN] = token
        return wire

    def forget(self, request: Request) -> None:
        """The request is done, or never left."""
        self._wires.pop(request.headers.pop(TOKEN)[0], None)

    async def keep(self, exchange: Exchange) -> Written:
        """In a thread; raises OSError or StorageError, and the crawl ends."""
        try:
            return await maybe_deferred_to_future(deferToThread(self._write, exchange))
        except (OSError, StorageError) as error:
            log.critical("%s: %s could not be archived: %s", self._root, exchange.url, error)
            if self.crawler.engine is not None:
                deferred_from_coro(self.crawler.engine.close_spider_async(reason="storage_failed"))
            raise

    def _write(self, exchange: Exchange) -> Written:
        return Archive.shared(self._root, self._database_url).warc.write_exchange(exchange)


class _Kept:
    """Around one download: whatever it ends with, the exchange is on disk before that is passed on."""

    response: Response

    def __init__(self, handler: CaptureHandler, request: Request, wire: Wire) -> None:
        self._handler = handler
        self._request = request
        self._wire = wire

    async def __aenter__(self) -> Self:
        self._request.meta.pop("written", None)
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._handler.forget(self._request)
        if error is None:
            if not self._wire.received:
                raise RuntimeError("an answer came unheard: Scrapy or Twisted moved what wire.py rests on")
            stopped = "download_stopped" in self.response.flags
            await self._write("length" if stopped else "")
        elif isinstance(error, Exception):
            failure = self._failure(error)
            await self._write(_TRUNCATED.get(failure, "disconnect") if failure else "unspecified")
            self._raise_explained(error, failure)

    def _failure(self, error: Exception) -> Failure | None:
        if self._wire.overflow:
            return Failure.TOO_LARGE
        failure = failure_of(error)
        return Failure.ADDRESS if failure is Failure.DNS and self._refused_address() else failure

    def _refused_address(self) -> str:
        host = urlsplit(self._request.url).hostname or ""
        return "" if self._request.meta.get("proxy") else GuardedResolver.refused.get(host, "")

    def _raise_explained(self, error: Exception, failure: Failure | None) -> None:
        """The exception goes on with its kind; where we hung up or did not ask, with our own reason."""
        if self._wire.overflow:
            raise RefusedError(Failure.TOO_LARGE, self._wire.overflow) from error
        if failure is Failure.ADDRESS and not isinstance(error, RefusedError):
            detail = (
                f"{urlsplit(self._request.url).hostname} is {self._refused_address()}, not a public address"
            )
            raise RefusedError(Failure.ADDRESS, detail) from error
        if failure is not None and not isinstance(error, RefusedError):
            raise FailedError(failure, words_of(error, failure)) from error

    async def _write(self, truncated: str) -> None:
        wire = self._wire
        if not wire.sent:
            return
        exchange = Exchange(
            url=urldefrag(self._request.url)[0],
            request=_SECRET.sub(b"", b"".join(wire.sent)),
            response=b"".join(wire.received),
            ip=wire.peer,
            at=wire.began,
            truncated=truncated if wire.received else "",
            previous=self._request.meta.get("validators"),
        )
        self._request.meta["written"] = await self._handler.keep(exchange)
