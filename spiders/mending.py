"""XML that is not quite: what a parser would stop at is mended as text, before it parses."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

MOST_ATTRIBUTES = 500
"""Of one tag; libxml2 compares each with every other."""
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
BARE = re.compile(
    r"&(?!(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,30};)?|<(?![A-Za-z/!?_])"
)
"""A `&` that begins no entity of XML (with the name of HTML's, if it has one), a `<` that begins no tag."""


LONG_TAG = re.compile(rb"<[^<]{2000,}")


def stormy(data: bytes) -> bool:
    """Whether a tag has more attributes than `thinned` leaves."""
    long_tags = (match[0] for match in LONG_TAG.finditer(data))
    return any(tag.count(b'="') + tag.count(b"='") > MOST_ATTRIBUTES for tag in long_tags)


def thinned(text: str) -> str:
    """Without the attributes of a tag that has more of them than any feed or sitemap needs."""
    parts = text.split("<")
    for number, part in enumerate(parts):
        if len(part) > MOST_ATTRIBUTES * 4 and part.count('="') + part.count("='") > MOST_ATTRIBUTES:
            parts[number] = re.split(r"[\s/>]", part, maxsplit=1)[0] + ">" + part.rpartition(">")[2]
    return "<".join(parts)


def mended(text: str) -> str:
    """Outside CDATA: a bare `&` or `<` escaped, HTML's entities undone. Everywhere: no control characters."""
    parts = [part if marked else BARE.sub(escaped, part) for marked, part in pieces(NOT_XML.sub("", text))]
    return "".join(parts)


def outside_cdata(text: str) -> Iterator[str]:
    return (part for marked, part in pieces(text) if not marked)


def pieces(text: str) -> Iterator[tuple[bool, str]]:
    """The text in order, and whether a piece is a CDATA section; one that never ends is none."""
    place = 0
    while (start := text.find("<![CDATA[", place)) >= 0:
        end = text.find("]]>", start)
        if end < 0:
            break
        yield False, text[place:start]
        yield True, text[start : end + 3]
        place = end + 3
    yield False, text[place:]


def escaped(match: re.Match[str]) -> str:
    if match[0] == "<":
        return "&lt;"
    character = html.unescape(match[0])
    return character if match[1] and character != match[0] else "&amp;" + (match[1] or "")
