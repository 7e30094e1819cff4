"""Seals the WARC files that a writer left open when it died."""

from __future__ import annotations

import os
from pathlib import Path

from storage.warc.growing import SUFFIX, lock, seal, sync_folder
from storage.warc.members import read_records
from storage.warc.values import Record, Recovered


def recover(root: Path) -> list[Recovered]:
    """Cuts every `.open` file whose writer is gone to its last whole member and gives it its final name."""
    found: list[Recovered] = []
    for path in sorted((root / "warc").glob(f"*/*/*{SUFFIX}")):
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        try:
            if lock(descriptor, path):
                found.append(_mend(root, path, descriptor))
        finally:
            os.close(descriptor)
    return found


def _mend(root: Path, path: Path, descriptor: int) -> Recovered:
    """Under the file's lock. A damage between whole members stays: it is evidence, and `verify` names it."""
    kept = [each for each in read_records(path) if isinstance(each, Record)]
    end = max((record.offset + record.length for record in kept), default=0)
    cut = os.fstat(descriptor).st_size - end
    if cut:
        os.ftruncate(descriptor, end)
        os.fsync(descriptor)
    if kept:
        seal(path)
    else:
        path.unlink()
        sync_folder(path.parent)
    return Recovered(path.relative_to(root).as_posix().removesuffix(SUFFIX), len(kept), cut)
