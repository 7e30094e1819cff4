"""Which sources answer: short connects to all of their hosts at once, before anything is fetched."""

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit
from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined]  # typeshed omits it

from storage.errors import SettingError

CONNECT_SECONDS = 3.0
"""For the name and the connection together: a source that needs longer is not asked in this run."""


@dataclass(frozen=True, slots=True)
class Door:
    """Where the first byte to a host would go: the host itself, or the operator's proxy."""

    host: str
    port: int
    proxy: bool = False

    def __str__(self) -> str:
        return f"{'proxy ' if self.proxy else ''}{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Reach:
    """Whether one source answers, and what its hosts said."""

    source: str
    answers: bool
    detail: str


def door(url: str, proxies: Mapping[str, str]) -> Door:
    """The door of a URL; `proxies` as urllib.request.getproxies gives them (`no`: hosts without proxy)."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    proxy = proxies.get(parts.scheme, "")
    if proxy and not proxy_bypass_environment(host, dict(proxies)):
        via = urlsplit(proxy if "//" in proxy else f"//{proxy}")
        return Door(via.hostname or "", via.port or 80, proxy=True)
    return Door(host, parts.port or (443 if parts.scheme == "https" else 80))


def check_proxies(proxies: Mapping[str, str]) -> None:
    """Raises SettingError, which names the variable, for a proxy that is no URL."""
    for kind, url in proxies.items():
        try:
            parts = urlsplit(url if "//" in url else f"//{url}")
            usable = kind == "no" or parts.port is None or bool(parts.hostname)
        except ValueError:
            usable = False
        if not usable:
            raise SettingError(f"{kind}_proxy: is no proxy's URL, such as http://proxy.example:3128")


def probe(urls: Mapping[str, Iterable[str]], proxies: Mapping[str, str]) -> dict[str, Reach]:
    """Try the doors of each source's URLs at once; a source answers where one of its doors does.

    Takes CONNECT_SECONDS at most, however many sources there are.
    """
    doors = {source: sorted({door(url, proxies) for url in of}, key=str) for source, of in urls.items()}
    said = asyncio.run(_try_all({one for of in doors.values() for one in of}))
    return {source: _reach(source, of, said) for source, of in doors.items()}


def _reach(source: str, doors: list[Door], said: Mapping[Door, str]) -> Reach:
    if not doors:
        return Reach(source, answers=False, detail="names no address to ask")
    answers = any(not said[one] for one in doors)
    lines = [f"{one}: {said[one] or 'answers'}" for one in doors if bool(said[one]) != answers]
    return Reach(source, answers, "; ".join(lines))


async def _try_all(doors: set[Door]) -> dict[Door, str]:
    ordered = sorted(doors, key=str)
    return dict(zip(ordered, await asyncio.gather(*map(_knock, ordered)), strict=True))


async def _knock(one: Door) -> str:
    """Empty where the door answers, else why not."""
    began = time.monotonic()
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            writer = await _connect(one)
    except TimeoutError:
        return f"no answer within {CONNECT_SECONDS:g} s"
    except (OSError, UnicodeError) as error:
        return _words(error, time.monotonic() - began)
    writer.close()
    return ""


def _words(error: Exception, seconds: float) -> str:
    if isinstance(error, UnicodeError):
        return "not a host name"
    if isinstance(error, socket.gaierror):
        return "name not found"
    if isinstance(error, ConnectionRefusedError):
        return "connection refused"
    return f"{getattr(error, 'strerror', None) or error} after {seconds:.1f} s"


async def _connect(one: Door) -> asyncio.StreamWriter:
    """To the first address of the name that takes the connection."""
    failure: OSError = OSError("no address")
    for address in await _resolve(one):
        try:
            _, writer = await asyncio.open_connection(address, one.port)
        except OSError as error:
            failure = error
        else:
            return writer
    raise failure


async def _resolve(one: Door) -> list[str]:
    """The addresses of a name.

    In a daemon thread of its own: the event loop's pool has few threads and is waited for at its end, so
    forty names on a dead resolver would take minutes.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[str]] = loop.create_future()

    def settle(found: list[str] | OSError | UnicodeError) -> None:
        if answer.done():
            return
        if isinstance(found, list):
            answer.set_result(found)
        else:
            answer.set_exception(found)

    def look_up() -> None:
        found = _look_up(one)
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, found)

    threading.Thread(target=look_up, daemon=True, name=f"resolve {one.host}").start()
    return await answer


def _look_up(one: Door) -> list[str] | OSError | UnicodeError:
    try:
        found = socket.getaddrinfo(one.host, one.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        return error
    return [str(address[0]) for *_, address in found]
