"""Undoes content codings for the spiders, by the function that undoes them in a replay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.responsetypes import responsetypes

from items import Failure
from network.failures import RefusedError
from storage.warc.coding import Decoded, undo_codings

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class Decoding:
    """In the place of Scrapy's HttpCompressionMiddleware, which lets a cut body pass as whole."""

    def __init__(self, crawler: Crawler, limit: int) -> None:
        self._crawler = crawler
        self._limit = limit

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler, crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Asks once more for a cut body; raises RefusedError for one that is cut again, or too large."""
        codings = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1").lower()
        if not codings or not response.body:
            return response
        limit = request.meta.get("download_maxsize") or self._limit
        decoded = undo_codings([coding.strip() for coding in codings.split(",")], response.body, limit)
        stopped = decoded.failure is Failure.CUT and "download_stopped" in response.flags
        if decoded.failure is not None and not stopped:
            return self._again(request, decoded)
        headers = response.headers.copy()
        del headers["Content-Encoding"]
        kind = responsetypes.from_args(headers=headers, url=response.url, body=decoded.body)
        return response.replace(cls=kind, headers=headers, body=decoded.body)

    def _again(self, request: Request, decoded: Decoded) -> Request:
        spider = self._crawler.spider
        if decoded.failure is Failure.CUT and spider is not None:
            again = get_retry_request(request, spider=spider, reason="cut")
            if again is not None:
                return again
        raise RefusedError(decoded.failure or Failure.CUT, decoded.detail)
