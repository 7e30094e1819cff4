"""One update of a live blog as its page has it, and how many of what length are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.blocks import Block
    from pipelines.extract.stamps import Stamp

MOST_UPDATES = 3000
"""Of one page; what comes behind them is counted as left out. A blog of a whole day has some hundred."""
LONGEST_UPDATE = 200_000
"""Characters of one update in linked data; the rest is left out. `parse` bounds those of the page."""
LONGEST_TITLE = 400


@dataclass(frozen=True, slots=True)
class Update:
    """Nothing is decided or cleaned yet."""

    blocks: tuple[Block, ...]
    title: str = ""
    stamps: tuple[Stamp, ...] = ()
    clock: str = ""
    """The time of day as it is shown, or as it stands in a date without a zone."""
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Live:
    """The updates of a page; none in an ordinary article."""

    claimed: tuple[Update, ...] = ()
    """As its linked data give them."""
    shown: tuple[Update, ...] = ()
    """As its elements show them, in the order of the page."""
    intro: tuple[Block, ...] = ()
    """What stands outside the updates that are shown."""
    left_out: int = 0

    def __bool__(self) -> bool:
        return bool(self.claimed or self.shown)
