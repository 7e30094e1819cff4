"""What `scrapy crawl <spider> -a name=value` may say, and what it means."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from registry.errors import did_you_mean
from spiders.links import absolute
from storage.warc import Record, records

RUN = re.compile(r"[\w.:+-]{1,80}")


class ArgumentError(ValueError):
    """A `-a` argument is unknown or cannot be understood."""


@dataclass(frozen=True, slots=True)
class Arguments:
    """Each as given, or what leaving it out means."""

    source: tuple[str, ...] = ()
    """Ids; empty: all."""
    topic: tuple[str, ...] = ()
    """Names or files; empty: the default topic."""
    since: date | None = None
    until: date | None = None
    url: tuple[str, ...] = ()
    warc: tuple[Path, ...] = ()
    max_items: int | None = None
    """Pages asked for, of all sources together."""
    run: str = ""


def parse_arguments(given: Mapping[str, str], known: Collection[str]) -> Arguments:
    """Raises ArgumentError, which names the nearest of the `known` names for one that is not among them."""
    for name in given:
        if name not in known:
            raise ArgumentError(f"-a {name}: no such argument{did_you_mean(name, known)}")
    values: dict[str, object] = {}
    for name, text in given.items():
        try:
            values[name] = READERS[name](text)
        except ValueError as error:
            raise ArgumentError(f"-a {name}={text}: {error}") from error
    arguments = Arguments(**values)  # type: ignore[arg-type]  # READERS has a reader for each field's type
    if arguments.since and arguments.until and arguments.since > arguments.until:
        raise ArgumentError(f"-a since={arguments.since} is after until={arguments.until}")
    return arguments


def names(text: str) -> tuple[str, ...]:
    """Raises ValueError if there is none: `-a source=` with an unset variable is not "all"."""
    parts = tuple(dict.fromkeys(part for part in re.split(r"[,\s]+", text) if part))
    if not parts:
        raise ValueError("is empty; leave it out to mean all")
    return parts


def day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError("is no day; write it as 2025-05-16") from None


def urls(text: str) -> tuple[str, ...]:
    """One, several with commas or blanks between, or `@file` with one a line (`#` begins a comment)."""
    if text.startswith("@"):
        try:
            lines = Path(text[1:]).read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise ValueError(f"cannot be read: {error}") from error
        listed = [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]
    else:
        listed = [part for part in re.split(r",(?=https?://)|\s+", text.strip()) if part]
    bad = [url for url in listed if not absolute("", url)]
    if bad:
        raise ValueError(f"{bad[0]!r} is no http(s) URL")
    if not listed:
        raise ValueError("names no URL")
    return tuple(dict.fromkeys(absolute("", url) for url in listed))


def files(text: str) -> tuple[Path, ...]:
    """Raises ValueError for one that is not there, or no WARC file."""
    paths = tuple(Path(part) for part in text.split(",") if part)
    missing = [path for path in paths if not path.is_file()]
    if missing or not paths:
        raise ValueError(f"no such file: {missing[0]}" if missing else "names no file")
    for path in paths:
        if not any(isinstance(record, Record) for record in records(path)):
            raise ValueError(f"{path} is no WARC file: it has no whole record")
    return paths


def count(text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text) or not int(text):
        raise ValueError("is no positive whole number")
    return int(text)


def run_id(text: str) -> str:
    if not RUN.fullmatch(text):
        raise ValueError("may hold letters, digits and . : + - _")
    return text


READERS = {
    "source": names,
    "topic": names,
    "since": day,
    "until": day,
    "url": urls,
    "warc": files,
    "max_items": count,
    "run": run_id,
}
