"""The archived texts as files: names that prove them, and writes that survive a power cut."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

FOLDER = "texts"
_NAME = re.compile(r"(?P<number>\d{3,})_[0-9a-f]{16}\.txt")
_PART = ".part"
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ufeff\u2028\u2029\ud800-\udfff]")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def text_name(number: int, data: bytes) -> str:
    """`NNN_<16 hex>.txt`: accession number, then the first digits of the bytes' SHA-256."""
    return f"{number:03d}_{hashlib.sha256(data).hexdigest()[:16]}.txt"


def text_path(root: Path, name: str) -> Path:
    """Where the file of that name lies: a folder per thousand numbers. Raises ValueError for another name."""
    found = _NAME.fullmatch(name)
    if not found:
        raise ValueError(f"not the name of an archived text: {name[:100]!r}")
    return root / FOLDER / f"{int(found['number']) // 1000:03d}" / name


def check_format(text: str) -> None:
    """Raises ValueError, which says what, if the text is not in the source format."""
    if not text:
        raise ValueError("the text is empty")
    if text.startswith("\n") or text.endswith("\n"):
        raise ValueError("a newline at the start or the end")
    for what, pattern in (("control", _CONTROL), ("bidi", _BIDI)):
        found = pattern.search(text)
        if found:
            raise ValueError(f"{what} character U+{ord(found[0]):04X} at {found.start()}")
    if not unicodedata.is_normalized("NFC", text):
        raise ValueError("not in Unicode normal form C")


def write_text(root: Path, number: int, text: str) -> str:
    """Writes the file, on disk with its name when this returns; gives the name.

    A file of that name whose bytes are right is left alone; one that is damaged is replaced.
    """
    data = text.encode()
    name = text_name(number, data)
    path = text_path(root, name)
    _make_folder(path.parent)
    if not _holds(path, data):
        part = path.with_name(f".{name}.{os.getpid()}{_PART}")
        try:
            _write_through(part, data)
            part.replace(path)
        except OSError:
            part.unlink(missing_ok=True)
            raise
    _sync_folder(path.parent)
    return name


def read_text(root: Path, name: str) -> str:
    """The text in the file, as it is there. Raises OSError, ValueError if it is not UTF-8."""
    return text_path(root, name).read_bytes().decode()


def text_files(root: Path) -> Iterator[Path]:
    """Every file under `texts/`, whatever its name."""
    return (path for path in sorted((root / FOLDER).rglob("*")) if path.is_file())


def is_part(path: Path) -> bool:
    """Whether an interrupted write left this file."""
    return path.name.startswith(".") and path.name.endswith(_PART)


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() == data
    except FileNotFoundError:
        return False


def _make_folder(folder: Path) -> None:
    """With its parents; each new one is on disk when this returns."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync_folder(folder.parent)


def _write_through(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
