"""How many pages of which source may still be asked for in a run, and which source has had enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

AT_ONCE = 5
"""Pages of a source given to the downloader: with the longest delay they are visited before a lease ends."""
REFILL_BELOW = 3
MOST_SETBACKS = 5
"""So many visits in a row without an answer, and a source is left alone for the rest of the run."""


class Budget:
    """Counts pages by source; who has none pending is asked again only after something was found."""

    def __init__(self, most: Mapping[str, int], max_items: int | None = None) -> None:
        self.left = dict(most)
        self.items_left = max_items
        self.waiting: Counter[str] = Counter()
        self.setbacks: Counter[str] = Counter()
        self.dry: set[str] = set()

    def rooms(self) -> dict[str, int]:
        """How many pages of each source may be leased now; those that may none are left out."""
        rooms = {source: self.room(source) for source in self.left}
        return {source: room for source, room in rooms.items() if room}

    def room(self, source: str) -> int:
        if source in self.dry or self.gave_up(source) or self.waiting[source] >= REFILL_BELOW:
            return 0
        room = min(AT_ONCE - self.waiting[source], self.left[source])
        return max(room if self.items_left is None else min(room, self.items_left), 0)

    def leased(self, source: str, wanted: int, count: int) -> None:
        """Fewer than wanted: there are no more."""
        self.left[source] -= count
        self.waiting[source] += count
        if self.items_left is not None:
            self.items_left -= count
        if count < wanted:
            self.dry.add(source)

    def found(self, source: str) -> None:
        """An entrance of the source was recorded: there may be more."""
        self.dry.discard(source)

    def visited(self, source: str, *, answered: bool) -> None:
        """A page came back, one way or the other."""
        self.waiting[source] -= 1
        self.setbacks[source] = 0 if answered else self.setbacks[source] + 1

    def gave_up(self, source: str) -> bool:
        return self.setbacks[source] >= MOST_SETBACKS
