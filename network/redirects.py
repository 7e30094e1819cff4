"""Follows redirects within a source's own domains."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self
from urllib.parse import urldefrag, urlsplit

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest

from items import Failure
from network.failures import RefusedError

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_STATUSES = frozenset({301, 302, 303, 307, 308})


class Redirects(RedirectMiddleware):
    """Scrapy's, but a redirect that is not followed is a failure with a reason.

    `domains` of a request's meta: hosts that it may be led to, those below included; empty or absent: any.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Without Scrapy's search for its referer middleware: Parley sends no referer."""
        middleware = cls(crawler.settings)
        middleware.crawler = crawler
        return middleware

    def process_response(  # type: ignore[override]  # Scrapy's own has a deprecated argument
        self, request: Request, response: Response
    ) -> Request | Response:
        """Raises RefusedError: off the domains, a circle, too many hops, or another scheme than HTTP."""
        try:
            result = super().process_response(request, response)
        except IgnoreRequest as error:
            raise RefusedError(Failure.REDIRECT, str(error)) from error
        if isinstance(result, Request):
            self._check(request, result)
        elif response.status in _STATUSES and response.headers.get("Location"):
            location = (response.headers["Location"] or b"").decode("latin-1")
            raise RefusedError(Failure.REDIRECT, f"not followed: {location[:200]}")
        return result

    def _check(self, request: Request, target: Request) -> None:
        host = urlsplit(target.url).hostname or ""
        domains = request.meta.get("domains") or ()
        if domains and not any(host == domain or host.endswith(f".{domain}") for domain in domains):
            raise RefusedError(Failure.REDIRECT, f"leads off the source's domains: {target.url[:200]}")
        visited = [*request.meta.get("redirect_urls", ()), request.url]
        if urldefrag(target.url)[0] in (urldefrag(url)[0] for url in visited):
            raise RefusedError(Failure.REDIRECT, f"leads in a circle: {target.url[:200]}")
