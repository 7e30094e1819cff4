"""Pages of other sites that an article points to: by a link in its text, or as what it was taken from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pipelines.extract.claims import web_address
from storage.identity import host_of, identity

if TYPE_CHECKING:
    from pipelines.blocks import Block
    from pipelines.extract.claims import Claims

MOST = 100
"""Links of an article that are kept; more are a list, not credit."""
SOURCES = ("original-source", "syndication-source")
"""Meta elements that Google News defined for the page that a report was taken from."""


def outlinks(blocks: Iterable[Block], claims: Claims, url: str) -> tuple[str, ...]:
    """The URL keys, those that the head claims first, each once; links within the site say nothing."""
    own = host_of(url)
    found: dict[str, None] = {}
    for link in (*claimed(claims), *(link for block in blocks for link in block.links)):
        address = web_address(link, url)
        if address and host_of(address) != own:
            found[identity(address)] = None
        if len(found) == MOST:
            break
    return tuple(found)


def claimed(claims: Claims) -> Iterator[str]:
    """The canonical link, and what the head names as the origin (schema.org: isBasedOn)."""
    yield claims.canonical
    for name in SOURCES:
        yield from claims.meta.get(name, ())
    based = claims.article.get("isBasedOn")
    for one in based if isinstance(based, list) else [based]:
        named = one.get("url") or one.get("@id") if isinstance(one, dict) else one
        if isinstance(named, str):
            yield named
