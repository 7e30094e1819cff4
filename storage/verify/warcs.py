"""Every WARC file: each gzip member, each record's digests, and the places that rows point at."""

from __future__ import annotations

import fcntl
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from storage.verify.damage import Damage, Kind
from storage.verify.members import HEADER_SIZE, member_problem
from storage.warc import Record, digest_problems, records

if TYPE_CHECKING:
    from storage.verify.ledger import Pointer

OPEN = ".open"
_NAME = re.compile(r"warc/\d{4}/\d{2}/[^/]+\.warc(\.gz)?(\.open)?")


@dataclass(slots=True)
class Seen:
    """What a walk through one file found."""

    file: str
    ids: dict[int, str] = field(default_factory=dict)
    """Record ids by offset."""
    sha256: dict[int, str] = field(default_factory=dict)
    """Of the archived texts, by offset."""
    unanswered: dict[str, int] = field(default_factory=dict)
    """Offsets of responses whose request was not seen, by record id."""
    damages: list[Damage] = field(default_factory=list)

    def report(self, kind: Kind, detail: str) -> None:
        """Notes a damage of the file."""
        self.damages.append(Damage(self.file, kind, detail))


def verify_warcs(
    root: Path, expected: Iterator[tuple[str, list[Pointer]]], tick: Callable[[], None]
) -> Iterator[Damage]:
    """What is wrong under `warc/`; `expected`: what rows say, sorted by file."""
    claimed = next(expected, None)
    for path in warc_files(root):
        tick()
        file = path.relative_to(root).as_posix()
        while claimed is not None and claimed[0] < file.removesuffix(OPEN):
            yield missing(*claimed)
            claimed = next(expected, None)
        pointers: list[Pointer] = []
        if claimed is not None and claimed[0] == file.removesuffix(OPEN):
            pointers = claimed[1]
            claimed = next(expected, None)
        if _NAME.fullmatch(file) is None or path.is_symlink():
            yield Damage(file, Kind.FOREIGN, "not the name and folder of a WARC file")
        else:
            yield from verify_warc(root, path, pointers)
    if claimed is not None:
        yield missing(*claimed)
    for file, pointers in expected:
        yield missing(file, pointers)


def missing(file: str, pointers: Sequence[Pointer]) -> Damage:
    """A file that only rows know."""
    return Damage(file, Kind.MISSING, f"{len(pointers)} rows point into it, the file is not there")


def warc_files(root: Path) -> list[Path]:
    """Every file under `warc/`, whatever its name, in the order of their final names."""
    found = (path for path in (root / "warc").rglob("*") if path.is_symlink() or not path.is_dir())
    return sorted(found, key=lambda path: path.relative_to(root).as_posix().removesuffix(OPEN))


def verify_warc(root: Path, path: Path, claims: Sequence[Pointer]) -> list[Damage]:
    """What is wrong with one file, and which rows point at something else in it.

    Of a file that a process is writing, only what rows point at is asked for beyond its whole records.
    """
    file = path.relative_to(root).as_posix()
    if file.endswith(OPEN) and not path.exists():  # sealed since it was listed
        return verify_warc(root, path.with_name(path.name.removesuffix(OPEN)), claims)
    seen = Seen(file)
    growing = file.endswith(OPEN) and is_locked(path)
    if file.endswith(OPEN) and not growing:
        seen.report(Kind.LEFTOVER, "its writer is gone; the next start for writing seals it")
    try:
        walk(path, seen, growing=growing)
    except OSError as error:
        seen.report(Kind.CHANGED, f"cannot be read: {error.strerror}")
    if not growing:
        for record_id, offset in seen.unanswered.items():
            seen.report(Kind.MISSING, f"at {offset}: the request that {record_id} answers is not there")
    for claim in claims:
        check_claim(seen, claim)
    return list(dict.fromkeys(seen.damages))


def is_locked(path: Path) -> bool:
    """Whether a process is writing the file."""
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def walk(path: Path, seen: Seen, *, growing: bool) -> None:
    """Reads every record once, and once more every byte of its member."""
    headers: Counter[bytes] = Counter()
    members: list[tuple[int, int]] = []
    with path.open("rb") as raw:
        for found in records(path):
            if not isinstance(found, Record):
                if not growing:
                    detail = f"bytes {found.offset} to {found.offset + found.length}: {found.detail}"
                    seen.report(Kind.CHANGED, detail)
                continue
            note(seen, found)
            if path.name.removesuffix(OPEN).endswith(".gz"):
                raw.seek(found.offset)
                headers[raw.read(HEADER_SIZE)] += 1
                members.append((found.offset, found.length))
        usual = max(headers, key=lambda header: headers[header], default=b"")
        for offset, length in members:
            raw.seek(offset)
            problem = member_problem(raw.read(length), usual)
            if problem:
                seen.report(Kind.CHANGED, f"record at {offset}: {problem}")
    if not seen.ids and not growing:
        seen.report(Kind.CHANGED, "holds no record")


def note(seen: Seen, record: Record) -> None:
    """Checks a record's digests and remembers what rows may say of it."""
    for problem in digest_problems(record):
        seen.report(Kind.CHANGED, f"record at {record.offset}: {problem}")
    seen.ids[record.offset] = record.id
    if record.type == "conversion":
        seen.sha256[record.offset] = hashlib.sha256(record.block()).hexdigest()
    elif record.type == "request":
        seen.unanswered.pop(record.header("WARC-Concurrent-To"), None)
    elif record.type in {"response", "revisit"}:
        seen.unanswered[record.id] = record.offset
    elif record.type == "warcinfo":
        name = Path(seen.file).name.removesuffix(OPEN)
        if record.header("WARC-Filename") not in {"", name}:
            seen.report(Kind.MISMATCH, f"was written as {record.header('WARC-Filename')}")


def check_claim(seen: Seen, claim: Pointer) -> None:
    """Whether the record that a row points at is there."""
    found = seen.ids.get(claim.offset)
    if found is None:
        detail = f"no record at {claim.offset}, where table {claim.table} has {claim.record_id}"
        seen.report(Kind.MISSING, detail)
    elif found != claim.record_id:
        detail = f"record at {claim.offset} is {found}, table {claim.table} says {claim.record_id}"
        seen.report(Kind.MISMATCH, detail)
    elif claim.sha256 and seen.sha256.get(claim.offset) != claim.sha256:
        seen.report(Kind.MISMATCH, f"record at {claim.offset} is not the text with sha256 {claim.sha256}")
