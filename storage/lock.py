"""A lock file that one process holds; the kernel frees it however that process ends."""

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from storage.errors import LockedError


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Holds the lock for the time of the block. Raises LockedError, which says who has it, if another does.

    Makes the folder where it is missing, and takes it away again if nothing but the lock came into it.
    """
    made = not path.parent.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = _acquire(path)
    try:
        yield
    finally:
        if made and [entry.name for entry in path.parent.iterdir()] == [path.name]:
            path.unlink()
            path.parent.rmdir()
        os.close(descriptor)


@contextmanager
def shared(path: Path) -> Iterator[None]:
    """Keeps `exclusive` out for the time of the block, together with others that share the lock.

    Raises LockedError if it is held by one process alone.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            said = os.read(descriptor, 1000).decode("utf-8", "replace").strip()
            raise LockedError(f"{path} is held by {said or 'another process'}") from None
        yield
    finally:
        os.close(descriptor)


def holder(path: Path) -> str:
    """Who holds the lock; empty where nobody does."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return ""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return os.read(descriptor, 1000).decode("utf-8", "replace").strip() or "another process"
    finally:
        os.close(descriptor)
    return ""


def _acquire(path: Path) -> int:
    """The descriptor that holds the lock, with this process named in the file."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise LockedError(
                f"{path} is held by {holder(path) or 'a process that has just ended'}"
            ) from None
        if _is_still(path, descriptor):
            break
        os.close(descriptor)  # whoever held it took the file away
    os.ftruncate(descriptor, 0)
    started = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    os.write(descriptor, f"process {os.getpid()} on {socket.gethostname()}, started {started}\n".encode())
    return descriptor


def _is_still(path: Path, descriptor: int) -> bool:
    try:
        return path.stat().st_ino == os.fstat(descriptor).st_ino
    except FileNotFoundError:
        return False
