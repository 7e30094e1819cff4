"""One visitor a host: locks that the kernel frees when the crawl process ends, however it ends."""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from storage.errors import LockedError
from storage.identity import registrable_domain

FOLDER = "locks"


@contextmanager
def held(root: Path, domains: Iterable[str]) -> Iterator[None]:
    """Holds each domain, subdomains included, for the time of the block.

    A domain's own file is locked for one process; the files of the domains above it are shared, so that
    `example.org` and `ru.example.org` exclude each other while `ru.` and `ua.` do not. Raises LockedError.
    """
    own = sorted({domain.lower().rstrip(".") for domain in domains})
    own = [domain for domain in own if not any(above in own for above in domains_above(domain))]
    wanted = {above: False for domain in own for above in domains_above(domain)} | dict.fromkeys(own, True)
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as locks:
        for domain, alone in sorted(wanted.items()):
            descriptor = os.open(folder / f"{domain}.lock", os.O_RDWR | os.O_CREAT, 0o644)
            locks.callback(os.close, descriptor)
            take(descriptor, domain, alone=alone)
        yield


def domains_above(domain: str) -> list[str]:
    """`["b.example.org", "example.org"]` of `a.b.example.org`."""
    top = registrable_domain(domain)
    if not domain.endswith(f".{top}"):
        return []
    labels = domain.removesuffix(f".{top}").split(".")
    return [".".join([*labels[start:], top]) for start in range(1, len(labels) + 1)]


def take(descriptor: int, domain: str, *, alone: bool) -> None:
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(descriptor, 200, 0).decode("utf-8", "replace").strip()
        raise LockedError(
            f"{domain} is being visited by {holder or 'a crawl of one of its subdomains'}"
        ) from None
    if alone:
        started = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        os.ftruncate(descriptor, 0)
        os.pwrite(
            descriptor, f"process {os.getpid()} on {socket.gethostname()} since {started}\n".encode(), 0
        )
    elif os.fstat(descriptor).st_size:
        os.ftruncate(descriptor, 0)
