"""How a topic decides the items of a file, one by one, before anything is archived by it."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from pipelines.inputs import MOST_BYTES, Unreadable
from pipelines.relevance import decide, describe_decision

if TYPE_CHECKING:
    from items import TopicDecision
    from registry.topic import Topic

LONGEST_HEADLINE = 300
LINES = {".jsonl", ".ndjson"}


@dataclass(frozen=True, slots=True)
class Tried:
    """What a topic says of one item."""

    id: str
    """The row's `id`, or file and line; the name of a text file."""
    title: str
    decision: TopicDecision
    label: str
    """What a person said of it: on, near or off; empty if nobody did."""
    why: str
    """The score beside the threshold, and what was wanting."""


def try_file(path: Path, topic: Topic) -> Iterator[Tried | Unreadable]:
    """JSON Lines of `{"id", "title", "text"}`, or a text whose first block is its headline; `.gz` or not."""
    name = Path(path.name.removesuffix(".gz"))
    try:
        if name.suffix.lower() in LINES:
            yield from try_lines(path, topic)
        elif name.suffix.lower() == ".txt":
            with opened(path) as file:
                yield try_text(path.name, file.read(MOST_BYTES).decode("utf-8", "replace"), topic)
        elif not path.exists():
            yield Unreadable(str(path), "No such file or directory")
        else:
            yield Unreadable(str(path), "is none of .jsonl, .ndjson, .txt; `scrapy extract` reads pages")
    except (OSError, EOFError, zlib.error) as error:
        yield Unreadable(str(path), getattr(error, "strerror", None) or str(error) or "cannot be read")


def opened(path: Path) -> gzip.GzipFile | BinaryIO:
    """The file's bytes, whether it is compressed or not."""
    return gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb")


def try_lines(path: Path, topic: Topic) -> Iterator[Tried | Unreadable]:
    """Each line by itself: a bad one costs itself."""
    with opened(path) as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            place = f"{path}:{number}"
            try:
                row = json.loads(line)
            except ValueError as error:
                yield Unreadable(place, f"no JSON: {error}")
                continue
            if not isinstance(row, dict) or not isinstance(row.get("text", ""), str):
                yield Unreadable(place, 'is no object with a "text"')
                continue
            yield try_item(
                str(row.get("id") or place),
                str(row.get("title") or ""),
                row.get("text", ""),
                topic,
                str(row.get("label") or ""),
            )


def try_text(name: str, text: str, topic: Topic) -> Tried:
    """A text in the source format."""
    head, blank, body = text.lstrip("\ufeff\r\n").replace("\r\n", "\n").partition("\n\n")
    if blank and len(head) <= LONGEST_HEADLINE:
        return try_item(name, head, body, topic)
    return try_item(name, "", text, topic)


def try_item(name: str, title: str, text: str, topic: Topic, label: str = "") -> Tried:
    """One item."""
    decision = decide(topic, title, text)
    return Tried(name, title, decision, label, describe_decision(topic, decision))
