"""Bytes of a feed, sitemap or listing to text: valid UTF-8 wins over what a header or prolog claims."""

from __future__ import annotations

import codecs
import re

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""UTF-32 before UTF-16, whose mark it begins with."""
CLAIM = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{1,40})|<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{1,40})""",
    re.IGNORECASE,
)
HEADER = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9_.:-]{1,40})""", re.IGNORECASE)
CLAIM_WITHIN = 4096
"""Bytes in which a prolog or <meta> stands."""
WIDE = re.compile(r"[^\x00-\x7f\ufffd]")
MOSTLY_UTF8 = 0.001
"""Up to this share of bytes replaced, a text with other UTF-8 in it is UTF-8 with damage."""


def decoded(body: bytes, content_type: str = "") -> tuple[str, str]:
    """The text, and what was wrong with its encoding (empty if nothing was)."""
    for bom, name in BOMS:
        if body.startswith(bom):
            return with_damage(body[len(bom) :], name)
    if name := nul_pattern(body):
        return with_damage(body, name)
    try:
        return body.decode("utf-8"), ""
    except UnicodeDecodeError:
        pass
    damaged = body.decode("utf-8", "replace")
    if damaged.count("\ufffd") <= MOSTLY_UTF8 * len(damaged) and WIDE.search(damaged):
        return damaged, "some bytes are not UTF-8"
    for name in claims(body, content_type):
        try:
            return body.decode(name), ""
        except UnicodeDecodeError:
            continue
    return damaged, "the encoding is unknown: bytes that are not UTF-8 were replaced"


def with_damage(body: bytes, name: str) -> tuple[str, str]:
    text = body.decode(name, "replace")
    return text, f"some bytes are not {name}" if "\ufffd" in text else ""


def nul_pattern(body: bytes) -> str:
    """UTF-16 without its mark: `<` or `{` is ASCII, so that every second byte of the beginning is NUL."""
    start = body[:64]
    if len(start) < 4 or b"\0" not in start:
        return ""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if odd * 4 >= len(start) and not even:
        return "utf-16-le"
    if even * 4 >= len(start) and not odd:
        return "utf-16-be"
    return ""


def claims(body: bytes, content_type: str) -> list[str]:
    """The encodings that the prolog, then the header name, and that Python knows; never UTF-8 again."""
    names = []
    if found := CLAIM.search(body[:CLAIM_WITHIN]):
        names.append((found.group(1) or found.group(2)).decode("ascii"))
    if stated := HEADER.search(content_type):
        names.append(stated.group(1))
    known = []
    for name in names:
        try:
            known.append(codecs.lookup(name).name)
        except LookupError:
            continue
    return [name for name in known if name not in ("utf-8", "utf-7")]
