"""What a verification finds: a file by name, and what is wrong with it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

OnProgress = Callable[[int, int], None]
"""Called with the files checked and the files there are."""


class Kind(StrEnum):
    """How a file is not what it should be."""

    CHANGED = "changed"
    """Its bytes are not those that were written."""
    MISSING = "missing"
    FOREIGN = "foreign"
    """Nothing of the archive names it."""
    LEFTOVER = "leftover"
    """An interrupted write left it; the next start for writing removes it."""
    MISMATCH = "mismatch"
    """It is whole in itself, but the database or another file says otherwise."""


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing wrong with one file; the name is relative to the folder that was verified."""

    file: str
    kind: Kind
    detail: str
