"""What the disk's refusals mean for a person."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.errors import StorageError

_ADVICE = {
    errno.ENOSPC: "free some space and start again: nothing that was acknowledged is lost",
    errno.EDQUOT: "free some space and start again: nothing that was acknowledged is lost",
    errno.EROFS: "the file system is mounted read-only: remount it, or set PARLEY_ARCHIVE to another place",
    errno.EACCES: "make it writable for this user, or set PARLEY_ARCHIVE to another place",
    errno.EPERM: "make it writable for this user, or set PARLEY_ARCHIVE to another place",
    errno.EIO: "the disk may be failing: check it, then run `scrapy verify`",
    errno.ENOTDIR: "a file stands where the archive's directory should be",
    errno.EEXIST: "a file stands where the archive's directory should be",
}


@contextmanager
def disk_errors(root: Path) -> Iterator[None]:
    """Turns an OSError in the block into a StorageError that names the file and says what to do."""
    try:
        yield
    except OSError as error:
        advice = _ADVICE.get(error.errno or 0, "")
        said = f"{error.filename or root}: {error.strerror or error}"
        raise StorageError(f"{said}; {advice}" if advice else said) from error
