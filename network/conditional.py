"""Asks only for what has changed since the last whole answer (RFC 9110, section 13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from items import Validators

if TYPE_CHECKING:
    from scrapy import Request


class ConditionalGet:
    """Turns `validators` of a request's meta (items.Validators or None) into its headers; a 304 goes on."""

    def process_request(self, request: Request) -> None:
        validators = request.meta.get("validators")
        if not isinstance(validators, Validators) or request.method != "GET":
            return
        for header, value in (
            ("If-None-Match", validators.etag),
            ("If-Modified-Since", validators.last_modified),
        ):
            if value:
                request.headers[header] = value.encode("latin-1", "ignore")
