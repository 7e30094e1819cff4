"""The name under which a process holds leases, alive as long as the process is."""

from __future__ import annotations

import os
import re
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.lock import exclusive, holder

FOLDER = "locks"
_SUFFIX = ".lease"


@contextmanager
def holding(root: Path) -> Iterator[str]:
    """A name of this process, proven by a lock for the time of the block."""
    name = f"{_host()}~{os.getpid()}~{uuid.uuid4().hex[:8]}"
    path = _path(root, name)
    with exclusive(path):
        try:
            yield name
        finally:
            path.unlink(missing_ok=True)


def is_dead(root: Path, name: str) -> bool:
    """Whether the process is known to have ended. Of another machine nothing is known: its leases run out."""
    return name.partition("~")[0] == _host() and not holder(_path(root, name))


def dead(root: Path) -> list[Path]:
    """Lock files of this machine's processes that never closed the archive; each as old as its start."""
    return [path for path in sorted((root / FOLDER).glob(f"{_host()}~*{_SUFFIX}")) if not holder(path)]


def _path(root: Path, name: str) -> Path:
    return root / FOLDER / f"{name}{_SUFFIX}"


def _host() -> str:
    return re.sub(r"[^A-Za-z0-9.-]", "-", socket.gethostname()) or "host"
