"""Writes a folder as a BagIt 1.0 bag (RFC 8493): beside its place, then into it under one rename."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
PAYLOAD = "data"


class Bag:
    """A bag in the making; leaving the block without `seal` takes everything away again."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.folder = target.parent / f".{target.name}.exporting"
        self._lock = -1
        self._sealed = False

    def __enter__(self) -> Self:
        """Raises FileExistsError if the target is there; what a killed export left in its place goes."""
        _refuse(self.target)
        self.target.parent.mkdir(parents=True, exist_ok=True)
        self.folder.mkdir(exist_ok=True)
        self._lock = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._lock)
            raise FileExistsError(None, "another export writes to it", str(self.target)) from error
        for left in self.folder.iterdir():
            shutil.rmtree(left) if left.is_dir() and not left.is_symlink() else left.unlink()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._lock >= 0:
            if not self._sealed:
                shutil.rmtree(self.folder)
            os.close(self._lock)
            self._lock = -1

    def path(self, name: str) -> Path:
        """Where a file of the bag is to be written; its folder is there when this returns."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def write(self, name: str, data: bytes) -> None:
        """A whole file. Raises FileExistsError if the bag has one of that name."""
        with self.path(name).open("xb") as file:
            file.write(data)

    def digests(self) -> dict[str, str]:
        """SHA-256 of each file of the payload, by path in the bag."""
        return {
            path.relative_to(self.folder).as_posix(): file_digest(path)
            for path in sorted((self.folder / PAYLOAD).rglob("*"))
            if path.is_file()
        }

    def seal(self, digests: dict[str, str], info: dict[str, str]) -> str:
        """Declaration, manifests, everything to the disk, the rename; the SHA-256 of the payload's manifest.

        `digests` are those of the payload, `info` goes into bag-info.txt in its order.
        """
        sizes = [(self.folder / name).stat().st_size for name in digests]
        facts = {**info, "Payload-Oxum": f"{sum(sizes)}.{len(sizes)}"}
        self.write("bagit.txt", DECLARATION.encode())
        self.write("bag-info.txt", "".join(f"{key}: {value}\n" for key, value in facts.items()).encode())
        self.write(MANIFEST, _manifest(digests))
        identity = file_digest(self.folder / MANIFEST)
        tags = {path.name: file_digest(path) for path in self.folder.iterdir() if path.is_file()}
        self.write(TAG_MANIFEST, _manifest(tags))
        _sync_all(self.folder)
        _refuse(self.target)
        self.folder.rename(self.target)
        self._sealed = True
        _sync(self.target.parent)
        return identity


def file_digest(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _manifest(digests: dict[str, str]) -> bytes:
    """Lines of digest and path, sorted by path."""
    return "".join(f"{digests[name]}  {_encoded(name)}\n" for name in sorted(digests)).encode()


def _encoded(name: str) -> str:
    """RFC 8493, section 2.1.3."""
    return name.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _refuse(target: Path) -> None:
    if os.path.lexists(target):
        raise FileExistsError(None, "is there already; a snapshot is never written over", str(target))


def _sync_all(folder: Path) -> None:
    for path in folder.rglob("*"):
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
