"""No address is asked that is not public: 127.0.0.1 stands for the public web, 127.0.0.2 is the decoy."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from network.guard import AddressGuard
from tests.local_site import Asked, LocalSite, local_site, page
from tests.probing import Probe, probe

if TYPE_CHECKING:
    from socket import socket

PUBLIC = AddressGuard((), ())
PRIVATE = [
    "127.0.0.1", "10.0.0.5", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "192.0.2.1", "198.18.0.1", "203.0.113.10", "224.0.0.1", "239.1.2.3", "240.0.0.1", "255.255.255.255",
    "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.5", "::127.0.0.1",
    "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1", "64:ff9b::a9fe:a9fe", "not an address",
]  # fmt: skip
SPELLINGS = [
    "127.0.0.2", "127.0.0.2.", "127.2", "127.0.2", "2130706434", "0x7f000002", "0x7f.2", "0x7f.0.0.0x2",
    "0177.0.0.2", "017700000002", "127.0.0.02", "%31%32%37.0.0.2", "１２７.0.0.2", "①②⑦.0.0.2",
    "127。0。0。2", "[::ffff:127.0.0.2]", "[::ffff:7f00:2]", "[64:ff9b::7f00:2]",
    "[2002:7f00:2::]", "[::127.0.0.2]",
]  # fmt: skip
ONLY_THE_SITE = {"PARLEY_ALLOW_NETWORKS": "127.0.0.1/32"}
DECOYS = {
    "inside.test": ["127.0.0.2"],
    "a.b.inside.test": ["127.0.0.2"],
    "turning.test": ["127.0.0.1", "127.0.0.2"],
}


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not PUBLIC.admits(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "1.1.1.1", "2606:4700::1111", "64:ff9b::101:101"])
def test_addresses_that_are(address: str) -> None:
    assert PUBLIC.admits(address)


def test_an_operator_opens_networks() -> None:
    guard = AddressGuard(["10.1.0.0/16", " 127.0.0.1/32", ""], [])
    assert [guard.admits(each) for each in ("10.1.2.3", "10.2.0.1", "127.0.0.1", "::ffff:127.0.0.1")] == [
        True, False, True, True,
    ]  # fmt: skip
    with pytest.raises(ValueError, match="elsewhere"):
        AddressGuard(["elsewhere"], [])


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/hostname", "data:text/html,hi", "ftp://news.example/", "s3://bucket/key", "http://", "http:///x",
        "http://localhost/", "http://a.localhost/", "http://printer.local/", "http://metadata.google.internal/",
        "http://169.254.169.254/latest/", "http://[fe80::1%25eth0]/",
        *(f"http://{spelling}/" for spelling in SPELLINGS if spelling.isascii() and "%" not in spelling),
    ],
)  # fmt: skip
def test_urls_that_are_refused_through_a_proxy_too(url: str) -> None:
    assert PUBLIC.objection(url, proxied=True)
    assert PUBLIC.objection(url, proxied=False)


def test_names_are_judged_when_resolved() -> None:
    assert not PUBLIC.objection("http://news.example/", proxied=False)
    assert not PUBLIC.objection("https://93.184.216.34:8443/", proxied=False)


def test_the_proxy_is_no_page() -> None:
    guard = AddressGuard([], ["proxy.example"])
    assert guard.admits_name("proxy.example", "10.0.0.1")
    assert not guard.admits_name("other.example", "10.0.0.1")
    assert guard.objection("http://proxy.example/", proxied=False)


def close(connection: socket, asked: Asked) -> bool:
    """The next request has to look the name up again."""
    connection.sendall(page(b"public", "Connection: close"))
    return False


@dataclass
class Attack:
    """One crawl of everything that leads to the decoy, and who was asked."""

    site: LocalSite
    decoy: LocalSite
    crawl: Probe


@pytest.fixture(scope="module")
def attack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attack]:
    with local_site("127.0.0.1") as site, local_site("127.0.0.2") as decoy:
        direct = [f"http://{spelling}:{decoy.port}/link" for spelling in SPELLINGS]
        direct += [f"http://{name}:{decoy.port}/name" for name in ("inside.test", "a.b.inside.test")]
        for number, target in enumerate(direct):
            site.pages[f"/to/{number}"] = page(b"", f"Location: {target}", status="302 Found")
        site.pages["/to/file"] = page(b"", "Location: file:///etc/hostname", status="302 Found")
        site.pages["/robots.txt"] = page(
            b"", f"Location: http://127.0.0.2:{decoy.port}/robots.txt", status="301 Moved"
        )
        site.pages["/a"] = page(b"never")
        site.pages["*"] = close
        decoy.pages["*"] = page(b"secret")
        redirects = [f"{site.base}/to/{number}" for number in range(len(direct))]
        turning = [f"http://turning.test:{site.port}/{number}" for number in range(3)]
        urls = [*direct, *redirects, site.base + "/to/file", *turning]
        crawl = probe(
            tmp_path_factory.mktemp("archive"),
            urls,
            meta={"robots_txt": True},
            environment=ONLY_THE_SITE,
            settings={"DNSCACHE_ENABLED": False},
            names=DECOYS,
        )
        yield Attack(site, decoy, crawl)


def test_the_decoy_is_not_even_connected_to(attack: Attack) -> None:
    assert attack.decoy.asked == []
    assert attack.decoy.connections == 0


def test_each_attempt_says_that_the_address_was_refused(attack: Attack) -> None:
    assert all(b"secret" not in each.body for each in attack.crawl.seen)
    strange = {
        each.asked: (each.failure, each.detail)
        for each in attack.crawl.seen
        if each.failure != "address" and "turning.test" not in each.asked and "/to/file" not in each.asked
    }
    assert strange == {}
    assert attack.crawl.of(attack.site.base + "/to/file").failure == "redirect"


def test_a_name_that_turns_is_refused_from_then_on(attack: Attack) -> None:
    turning = [each for each in attack.crawl.seen if "turning.test" in each.asked]
    assert [each.failure for each in turning] == ["", "address", "address"]


def test_robots_txt_does_not_lead_there(tmp_path: Path, attack: Attack) -> None:
    before = attack.decoy.connections
    crawl = probe(tmp_path, [attack.site.base + "/a"], environment=ONLY_THE_SITE)
    assert attack.decoy.connections == before
    assert "/a" not in attack.site.targets()
    assert [each.failure for each in crawl.seen] == ["address"]


def test_past_the_resolver_the_peer_is_looked_at(tmp_path: Path) -> None:
    with local_site("127.0.0.2") as decoy:
        decoy.pages["*"] = page(b"secret")
        crawl = probe(
            tmp_path,
            [f"http://inside.test:{decoy.port}/"],
            meta={"robots_txt": True},
            environment=ONLY_THE_SITE,
            settings={"TWISTED_DNS_RESOLVER": "scrapy.resolver.CachingThreadedResolver"},
            names=DECOYS,
        )
        assert decoy.connections == 1
        assert decoy.asked == []
        assert [each.failure for each in crawl.seen] == ["address"]


def test_through_a_proxy_literals_are_still_refused(tmp_path: Path) -> None:
    with local_site("127.0.0.1") as proxy:
        proxy.pages["*"] = page(b"from the proxy")
        urls = [
            "http://news.example/a",
            "http://10.0.0.5/b",
            "http://2130706434/c",
            f"{proxy.base}/d",
            "http://localhost/e",
        ]
        crawl = probe(
            tmp_path,
            urls,
            environment={
                "PARLEY_ALLOW_NETWORKS": "",
                "http_proxy": f"http://user:secret@127.0.0.1:{proxy.port}",
            },
        )
        assert [each.failure for each in crawl.seen] == ["", "address", "address", "address", "address"]
        assert proxy.targets() == ["http://news.example/robots.txt", "http://news.example/a"]
        assert proxy.asked[0].header("Proxy-Authorization")
        for path in tmp_path.rglob("*.warc.gz"):
            assert b"Proxy-Authorization" not in gzip.decompress(path.read_bytes())
