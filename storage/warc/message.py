"""Takes an HTTP message apart as the wire carried it, whatever its manners."""

from __future__ import annotations

import re
from dataclasses import dataclass

_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"HTTP/\d+(?:\.\d+)?[ \t]+(\d{3})")


@dataclass(frozen=True, slots=True)
class Head:
    """Start line and headers of a message, and where its body begins."""

    start: str
    status: int
    """0 for a request, and for a response without a status line."""
    headers: tuple[tuple[str, str], ...]
    """In the order of the wire, as Latin-1, folded lines joined; lines without a colon are left out."""
    end: int

    def values(self, name: str) -> list[str]:
        """The values of a header whatever its case, split at commas, lower case."""
        return [
            part.strip().lower()
            for key, value in self.headers
            if key.lower() == name.lower()
            for part in value.split(",")
            if part.strip()
        ]


def parse_head(message: bytes) -> Head:
    """The head of a request or response; of one that was cut within its head, what there is."""
    found = _END.search(message)
    text, end = (message[: found.start()], found.end()) if found else (message, len(message))
    start, *lines = re.split(r"\r?\n", text.decode("latin-1"))
    status = _STATUS.match(message)
    headers: list[tuple[str, str]] = []
    for line in lines:
        if line[:1] in (" ", "\t") and headers:
            name, value = headers[-1]
            headers[-1] = (name, f"{value} {line.strip()}".strip())
            continue
        name, colon, value = line.partition(":")
        if colon:
            headers.append((name.strip(), value.strip()))
    return Head(start, int(status[1]) if status else 0, tuple(headers), end)


def final_response(received: bytes) -> bytes:
    """What was received without interim (1xx) responses, which a response record cannot hold."""
    while (status := _STATUS.match(received)) and 100 <= int(status[1]) < 200 and int(status[1]) != 101:
        end = _END.search(received)
        if end is None or end.end() == len(received):
            return b""
        received = received[end.end() :]
    return received
