"""The names of Scrapy and Twisted that are not public and that Parley rests on."""

from __future__ import annotations

from inspect import getsource
from typing import Any

from scrapy.core.downloader import Slot
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from twisted.web._newclient import HTTP11ClientProtocol, Request
from twisted.web.client import HTTPConnectionPool


def test_the_names_that_this_rests_on() -> None:
    """If this fails, Scrapy or Twisted moved private names: read network/wire.py."""
    assert "self._pool: HTTPConnectionPool" in getsource(HTTP11DownloadHandler)
    assert callable(HTTPConnectionPool._factory)
    factory: Any = HTTPConnectionPool._factory
    protocol = factory(lambda _: None, "test").buildProtocol(None)
    assert isinstance(protocol, HTTP11ClientProtocol)
    assert callable(protocol.request)
    assert callable(protocol.dataReceived)
    assert {"transport"} <= set(dir(protocol))
    assert callable(Request.writeTo)
    slot = Slot(1, 0.0, 0.0)
    assert (slot.delay, slot.lastseen, list(slot.queue)) == (0.0, 0, [])
