"""What feeds, sitemaps and listings write, made safe to keep: http(s) URLs, and hints as plain text."""

from __future__ import annotations

import html
import re
import unicodedata
from urllib.parse import urljoin, urlsplit

LONGEST_URL = 2083
"""Characters; what browsers and Scrapy take for the limit."""
LONGEST_HINT = 1000
TAG = re.compile(r"<[A-Za-z/!?][^<>]*>")
BLANKS = re.compile(r"\s+")
UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ud800-\udfff]"
)
"""Control, bidi and zero-width characters (not the joiners, which words need), and lone surrogates."""


def absolute(base: str, href: str) -> str:
    """The http(s) URL that `href` names on a page of `base`, without fragment; empty if it names none."""
    href = UNSEEN.sub("", BLANKS.sub(" ", href.replace("&amp;", "&")).strip())
    if not href:
        return ""
    try:
        url = urljoin(base, href.replace(" ", "%20"))
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        return ""
    url = url.partition("#")[0]
    return url if len(url) <= LONGEST_URL else ""


def plain(markup: str, longest: int = LONGEST_HINT) -> str:
    """The words of a title or summary: no tags, no entities, one line, NFC, cut to `longest` characters."""
    markup = markup[: longest * 20]
    text = html.unescape(TAG.sub(" ", markup))
    text = html.unescape(TAG.sub(" ", text))
    text = unicodedata.normalize("NFC", UNSEEN.sub("", BLANKS.sub(" ", text)).strip())
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def primary(tag: str) -> str:
    """The ISO 639-1 part of a language tag, if it has one."""
    part = re.split(r"[-_]", tag.strip().lower())[0]
    return part if re.fullmatch(r"[a-z]{2}", part) else ""
