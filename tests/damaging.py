"""Damages a file as disks and people do."""

import os
import random
from pathlib import Path

SEED = 20250516


def flip(path: Path, dice: random.Random) -> None:
    """One bit."""
    data = bytearray(path.read_bytes())
    data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    path.write_bytes(data)


def zero(path: Path, dice: random.Random) -> None:
    """A stretch of zeros, as of a lost page."""
    data = bytearray(path.read_bytes())
    start = dice.randrange(len(data))
    end = min(start + 512, len(data))
    if not any(data[start:end]):
        start, end = 0, 1
    data[start:end] = bytes(end - start)
    path.write_bytes(data)


def cut(path: Path, dice: random.Random) -> None:
    """The end is gone."""
    os.truncate(path, dice.randrange(path.stat().st_size))


def remove(path: Path, dice: random.Random) -> None:
    """The file is gone."""
    path.unlink()


def double(path: Path, dice: random.Random) -> None:
    """A stretch stands there twice."""
    data = path.read_bytes()
    start = dice.randrange(len(data))
    path.write_bytes(data[: start + 1] + data[start:])


DAMAGES = (flip, zero, cut, remove, double)
