"""What of the archive goes into a snapshot, and how its documents say so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Selection:
    """All of the archive, unless a field says otherwise."""

    as_of: datetime | None = None
    """Where the state ends, inclusive; whoever exports asks the archive for that state."""
    topic: str | None = None
    lang: str | None = None
    texts: bool = True
    """False: what is known of the texts, without them."""

    def words(self) -> str:
        """For a person."""
        parts = [f"topic {self.topic}" if self.topic else "all topics"]
        parts.append(f"language {self.lang}" if self.lang else "all languages")
        parts.append("with texts" if self.texts else "without texts")
        return ", ".join(parts)

    def cut_off(self, latest: datetime | None) -> str:
        """The moment until which things were seen: as asked for, else the latest that the archive knows."""
        moment = self.as_of or latest
        if moment is None:
            return "empty"
        return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
