"""How answers are printed: tables, JSON lines and texts, with nothing in them that a terminal would obey."""

import json
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import datetime

from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""The characters that Unicode calls Bidi_Control."""

OnProgress = Callable[[int, int], None]
"""Called with what is done and what there is."""


def is_unsafe(character: str) -> bool:
    """Whether a terminal may obey the character instead of showing it, or cannot encode it."""
    return character in BIDI or unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}


def safe(text: str, *, lines: bool = False) -> str:
    """The text with every unsafe character as its visible escape (`\\x1b`); with `lines`, line ends stay."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        character.encode("unicode_escape").decode("ascii")
        if is_unsafe(character) and not (lines and character == "\n")
        else character
        for character in text
    )


def cell(value: object) -> str:
    """One value as a table shows it: on one line, safe, empty for None, times in UTC with a `Z`."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(cell(part) for part in value)
    return safe(" ".join(str(value).split("\n")))


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str = "") -> None:
    """Rows in columns on a terminal; tab-separated under one line of names anywhere else."""
    if not sys.stdout.isatty():
        print_line("\t".join(columns))
        for row in rows:
            print_line("\t".join(cell(value) for value in row))
        return
    table = Table(title=Text(safe(title)) if title else None, title_justify="left", box=None)
    table.padding = (0, 1, 0, 0)  # of 80 columns none is spent on frames
    for column in columns:
        table.add_column(Text(column), overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell(value)) for value in row))
    Console(highlight=False, markup=False, emoji=False).print(table)


def print_facts(facts: Iterable[tuple[str, object]]) -> None:
    """Names and values, one pair a line; empty values are left out."""
    shown = [(name, cell(value)) for name, value in facts]
    width = max((len(name) for name, _ in shown), default=0) if sys.stdout.isatty() else 0
    for name, value in shown:
        if value:
            print_line(f"{name:<{width}}\t{value}")


def print_json(value: object) -> None:
    """One value as one line of JSON: dataclasses as objects, times in ISO 8601, unsafe characters escaped."""
    encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
    line = json.dumps(plain(value), ensure_ascii=encoding != "utf8")
    print_line("".join(f"\\u{ord(char):04x}" if is_unsafe(char) else char for char in line), escape=False)


def plain(value: object) -> object:
    """The value as dictionaries, lists, strings and numbers."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if isinstance(value, (set, frozenset)):
        return sorted(str(part) for part in value)
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return str(value)


def print_text(text: str) -> None:
    """A text of several lines, safe."""
    for line in text.split("\n"):
        print_line(line)


def print_line(line: str, *, escape: bool = True) -> None:
    """One line to stdout; tabs stay, since they part the columns; what the encoding lacks is escaped."""
    shown = "\t".join(safe(part) for part in line.split("\t")) if escape else line
    encoding = sys.stdout.encoding or "ascii"
    sys.stdout.write(shown.encode(encoding, "backslashreplace").decode(encoding) + "\n")


def say(message: str) -> None:
    """One line to stderr, where progress and failures belong."""
    encoding = sys.stderr.encoding or "ascii"
    sys.stderr.write(cell(message).encode(encoding, "backslashreplace").decode(encoding) + "\n")


@contextmanager
def progress_bar(label: str) -> Iterator[OnProgress]:
    """A bar on stderr for the time of the block; on anything but a terminal it stays silent."""
    with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as bar:
        task = bar.add_task(safe(label), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
