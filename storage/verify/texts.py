"""Every archived text against its own name, the rows that name it, and the source format."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from storage.texts import check_format, is_part, text_files, text_path
from storage.verify.damage import Damage, Kind

_NAME = re.compile(r"\d{3,}_([0-9a-f]{16})\.txt")


def verify_texts(
    root: Path, expected: Mapping[str, str] | None, tick: Callable[[], None]
) -> Iterator[Damage]:
    """What is wrong under `texts/`. `expected`: SHA-256 by name; None where no database can say it."""
    missing = dict(expected or {})
    for path in text_files(root):
        tick()
        sha256 = missing.pop(path.name, None) if is_at_home(root, path) else None
        yield from verify_text(root, path, sha256, known=expected is None or sha256 is not None)
    for name in missing:
        yield Damage(relative(root, name), Kind.MISSING, "a row names it, the file is not there")


def verify_text(root: Path, path: Path, sha256: str | None, *, known: bool) -> Iterator[Damage]:
    """What is wrong with one file; `known`: a row names it, or nobody can say."""
    file = path.relative_to(root).as_posix()
    named = _NAME.fullmatch(path.name)
    if is_part(path):
        yield Damage(file, Kind.LEFTOVER, "an interrupted write; the next start for writing removes it")
        return
    if named is None or not is_at_home(root, path):
        yield Damage(file, Kind.FOREIGN, "not the name and folder of an archived text")
        return
    try:
        data = path.read_bytes()
    except OSError as error:
        yield Damage(file, Kind.CHANGED, f"cannot be read: {error.strerror}")
        return
    actual = hashlib.sha256(data).hexdigest()
    if actual[:16] != named[1]:
        yield Damage(file, Kind.CHANGED, f"its sha256 begins with {actual[:16]}")
    elif not known:
        yield Damage(file, Kind.FOREIGN, "no row names it")
    elif sha256 is not None and actual != sha256:
        yield Damage(file, Kind.MISMATCH, f"its sha256 is {actual}, its row says {sha256}")
    else:
        yield from format_faults(file, data)


def format_faults(file: str, data: bytes) -> Iterator[Damage]:
    """Whether the text is in the source format."""
    try:
        check_format(data.decode("utf-8"))
    except ValueError as error:
        yield Damage(file, Kind.MISMATCH, f"not in the source format: {error}")


def is_at_home(root: Path, path: Path) -> bool:
    """Whether the file lies, as a file, where its name says."""
    return (
        _NAME.fullmatch(path.name) is not None
        and text_path(root, path.name) == path
        and not path.is_symlink()
    )


def relative(root: Path, name: str) -> str:
    """The file of a name, as it is reported; a name that is none stays as it is."""
    return text_path(root, name).relative_to(root).as_posix() if _NAME.fullmatch(name) else name
