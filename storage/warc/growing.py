"""A WARC file while it grows: under a lock, `.open` by name, always ending with a whole member."""

from __future__ import annotations

import fcntl
import os
import re
import socket
import weakref
from datetime import UTC, datetime
from pathlib import Path

SUFFIX = ".open"
_GROWING: weakref.WeakSet[GrowingFile] = weakref.WeakSet()


class GrowingFile:
    """One file with one writer; the kernel frees its lock when the writer dies."""

    def __init__(self, root: Path, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor = descriptor
        self.usable = True
        """False once it was left or sealed."""
        self.name = path.relative_to(root).as_posix().removesuffix(SUFFIX)
        """Relative to the root, without `.open`."""
        self.size = 0
        _GROWING.add(self)

    @classmethod
    def create(cls, root: Path, moment: datetime) -> GrowingFile:
        """A new file of this process, in the folder of its month, locked."""
        moment = moment.astimezone(UTC)
        folder = root / "warc" / f"{moment:%Y}" / f"{moment:%m}"
        make_folder(folder)
        host = re.sub(r"[^A-Za-z0-9-]", "-", socket.gethostname().partition(".")[0]) or "host"
        for number in range(1, 100_000):
            name = f"parley-{moment:%Y%m%dT%H%M%SZ}-{host}-{os.getpid()}-{number:05}.warc.gz"
            path = folder / f"{name}{SUFFIX}"
            if (folder / name).exists():
                continue
            try:
                descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
            except FileExistsError:
                continue
            if lock(descriptor, path):
                sync_folder(folder)
                return cls(root, path, descriptor)
            os.close(descriptor)
        raise FileExistsError(f"no free name in {folder}")

    def append(self, data: bytes) -> int:
        """Writes and syncs; the offset of the first byte. Raises OSError, with nothing of `data` left."""
        offset = self.size
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(self._descriptor, view) :]
            os.fsync(self._descriptor)
        except OSError:
            self._cut(offset)
            raise
        self.size = offset + len(data)
        return offset

    def _cut(self, offset: int) -> None:
        """Takes a half record off again; where that fails too, the file is left to recovery."""
        try:
            os.ftruncate(self._descriptor, offset)
            os.lseek(self._descriptor, offset, os.SEEK_SET)
            os.fsync(self._descriptor)
        except OSError:
            self.leave()
        if offset == 0:
            self._path.unlink(missing_ok=True)
            self.leave()

    def leave(self) -> None:
        """Lets go of the file as it is, lock and all; its name stays `.open`."""
        if self.usable:
            self.usable = False
            os.close(self._descriptor)

    def seal(self) -> None:
        """Gives the file its final name; it holds only whole, synced members."""
        try:
            os.fsync(self._descriptor)
            seal(self._path)
        finally:
            self.leave()


def lock(descriptor: int, path: Path) -> bool:
    """Takes the writer's lock; False if another process has it, or took the file away in between."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.fstat(descriptor).st_ino == path.stat().st_ino
    except (BlockingIOError, FileNotFoundError):
        return False


def seal(path: Path) -> None:
    """Renames an `.open` file to its final name, for good."""
    path.rename(path.with_name(path.name.removesuffix(SUFFIX)))
    sync_folder(path.parent)


def make_folder(folder: Path) -> None:
    """Makes a folder and those above it, each one entered in its parent on disk."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(exist_ok=True)
        sync_folder(each.parent)


def sync_folder(folder: Path) -> None:
    """Puts a folder's entries on disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _leave_in_child() -> None:
    """A forked child's copy would hold the lock after the writer's death."""
    for file in list(_GROWING):
        file.leave()


os.register_at_fork(after_in_child=_leave_in_child)
