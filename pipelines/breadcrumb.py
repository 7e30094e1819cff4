"""Titles with the way to them behind: "Headline | World | site.com"."""

from __future__ import annotations

import re

SEPARATOR = re.compile(r"\s+[|–—·•»:/\\-]{1,2}\s+|\s*\|\s*")
HOST = re.compile(r"(?:[\w-]{1,63}\.){1,4}[a-z]{2,12}", re.IGNORECASE)


def looks_like_host(text: str) -> bool:
    """`site.com`, `news.site.co.uk`."""
    return HOST.fullmatch(text.strip()) is not None


def heads(text: str) -> list[str]:
    """What stands before each separator, the shortest first."""
    return [head for match in SEPARATOR.finditer(text) if (head := text[: match.start()].strip())]
