"""Characters that neither a database nor a WARC record can hold."""

from __future__ import annotations

import re

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """The text with U+FFFD for NUL (PostgreSQL) and for lone surrogates (UTF-8)."""
    return _UNSTORABLE.sub("\ufffd", text)
