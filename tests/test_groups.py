"""No two bundles share a host, and every source is in exactly one."""

from itertools import combinations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from registry.groups import groups, pack
from registry.source import Source

HOSTS = ["a.example", "news.a.example", "b.example", "www.b.example", "c.example", "d.example", "xa.example"]


def source(name: str, *domains: str, feeds: int = 1) -> Source:
    values: dict[str, Any] = {
        "id": name, "name": name, "home": f"https://{domains[0]}/", "country": "UA", "languages": ("en",),
        "kind": "online", "domains": domains,
        "feeds": tuple({"url": f"https://{domains[0]}/{name}/{number}"} for number in range(feeds)),
    }  # fmt: skip
    return Source.model_validate(values)


def ids(bundles: list[list[Source]]) -> list[list[str]]:
    return [[one.id for one in bundle] for bundle in bundles]


def test_a_shared_host_joins_through_a_third_and_a_subdomain_too() -> None:
    sources = [
        source("one", "a.example"),
        source("two", "b.example"),
        source("three", "c.example", "b.example"),
        source("four", "news.c.example"),
        source("five", "xa.example"),
    ]
    assert ids(groups(sources)) == [["one"], ["two", "three", "four"], ["five"]]


def test_bundles_are_few_and_even() -> None:
    sources = [source(f"s{number:02}", f"host{number}.example", feeds=number % 4 + 1) for number in range(40)]
    bundles = pack(sources, 4)
    assert len(bundles) == 4
    assert {sum(len(one.feeds) for one in bundle) for bundle in bundles} == {25}
    assert len(pack(sources[:2], 4)) == 2
    assert pack([], 4) == []


@given(st.lists(st.sets(st.sampled_from(HOSTS), min_size=1, max_size=3), max_size=8), st.integers(1, 4))
def test_no_host_in_two_bundles(domains: list[set[str]], bundles: int) -> None:
    sources = [source(f"s{number}", *sorted(hosts)) for number, hosts in enumerate(domains)]
    packed = pack(sources, bundles)
    assert sorted(name for bundle in ids(packed) for name in bundle) == sorted(one.id for one in sources)
    for one, other in combinations(packed, 2):
        for left in (domain for found in one for domain in found.domains):
            assert not any(found.allows(f"https://{left}/") for found in other)
