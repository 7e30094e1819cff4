"""Decides which addresses may be asked: public ones, and what the operator opened."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.error import DNSLookupError

from items import Failure
from network.failures import RefusedError
from storage.errors import SettingError

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings
    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_CARRIERS = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("::/96"))
"""Networks whose addresses end in an IPv4 one: NAT64 (RFC 6052) and what came before the mapped addresses."""
_LOCAL_NAMES = ("localhost", "local", "internal", "home.arpa")
"""Names, with all below them, that never mean a public host (RFC 6761, 6762, 8375; ICANN on `.internal`)."""
_NAME = re.compile(r"[a-z0-9_.-]{1,253}")
"""After IDNA; Scrapy escapes what it cannot encode."""
_REMEMBERED = 10_000


class AddressGuard:
    """What may be asked, by URL, by name and by address."""

    def __init__(self, networks: Iterable[str], proxy_hosts: Iterable[str]) -> None:
        """`networks`: CIDR that are open beyond the public ones. Raises ValueError for what is no network."""
        self._networks = [
            ipaddress.ip_network(each.strip(), strict=False) for each in networks if each.strip()
        ]
        self._proxy_hosts = frozenset(proxy_hosts)

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """As the operator set PARLEY_ALLOW_NETWORKS and the proxies. Raises SettingError."""
        proxies = [url for kind, url in settings.getdict("PROXIES").items() if kind != "no"]
        hosts = (urlsplit(url if "://" in url else f"//{url}").hostname for url in proxies)
        try:
            return cls(settings.get("PARLEY_ALLOW_NETWORKS", "").split(","), (host for host in hosts if host))
        except ValueError as error:
            raise SettingError(f"PARLEY_ALLOW_NETWORKS: {error}; write 10.0.0.0/8") from error

    def admits(self, address: str) -> bool:
        """Whether an address may be connected to."""
        try:
            each = ipaddress.ip_address(address)
        except ValueError:
            return False
        inner = _embedded(each)
        if any(each in network or inner in network for network in self._networks):
            return True
        return all(one.is_global and not one.is_multicast for one in (each, inner))

    def admits_name(self, name: str, address: str) -> bool:
        """Whether a name that means this address may be connected to: also the operator's proxy."""
        return name in self._proxy_hosts or self.admits(address)

    def objection(self, url: str, *, proxied: bool) -> str:
        """Why a URL may not be asked, for a person; empty if it may. Names are judged once resolved."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https"):
            return f"the scheme {parts.scheme} is not fetched"
        host = (parts.hostname or "").rstrip(".")
        literal = _literal(host)
        if literal:
            return "" if self.admits(literal) else f"{literal} is not a public address"
        local = not host or any(host == name or host.endswith(f".{name}") for name in _LOCAL_NAMES)
        strange = _NAME.fullmatch(host) is None
        if strange or (local and not self._networks) or (host in self._proxy_hosts and not proxied):
            return f"{host or 'an empty host'} is not a public name"
        return ""


def _embedded(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for; any other address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if any(address in network for network in _CARRIERS):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo or address


def _literal(host: str) -> str:
    """The address that a host spells out in a form the C library takes (0x7f.1, 2130706433), if any."""
    try:
        return str(ipaddress.ip_address(host.partition("%")[0]))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host)) if host.isascii() and host.strip() == host else ""
    except OSError:
        return ""


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver (IPv4 alone) that does not give out addresses which may not be asked."""

    refused: dict[str, str] = {}  # noqa: RUF012 - one resolver a process, as Scrapy's own cache of names
    """Names that were refused and the address that they had: Twisted loses the reason on its way."""

    def __init__(self, reactor: ReactorBase, cache_size: int, timeout: float) -> None:
        super().__init__(reactor, cache_size, timeout)
        self.guard = AddressGuard((), ())

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        resolver = super().from_crawler(crawler, reactor)
        resolver.guard = AddressGuard.from_settings(crawler.settings)
        return resolver

    def getHostByName(self, name: str, timeout: object = ()) -> Deferred[str]:
        return super().getHostByName(name).addCallback(self._filter, name)

    def _filter(self, address: str, name: str) -> str:
        if self.guard.admits_name(name, address):
            return address
        if len(self.refused) >= _REMEMBERED:
            self.refused.clear()
        self.refused[name.lower()] = address
        raise DNSLookupError(f"{name} is {address}, which is not a public address")


class Guard:
    """Refuses URLs by scheme and literal address: below the redirects, so that every hop passes here."""

    def __init__(self, guard: AddressGuard) -> None:
        self._guard = guard

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(AddressGuard.from_settings(crawler.settings))

    def process_request(self, request: Request) -> None:
        objection = self._guard.objection(request.url, proxied=bool(request.meta.get("proxy")))
        if objection:
            raise RefusedError(Failure.ADDRESS, objection)
