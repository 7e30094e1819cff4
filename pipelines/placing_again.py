"""Places every archived text among those before it by the present rules: a better rule undoes a join."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pipelines.dedup import place_text
from storage.placements import decide_placement

if TYPE_CHECKING:
    from storage.archive import Archive


def place_again(archive: Archive, *, keep: bool, run: str = "") -> Iterator[tuple[int, bool]]:
    """Every number, and whether something else is found than before; with `keep` that is recorded."""
    found = archive.numbers()
    while found:
        for number in found:
            placement = place_text(archive.archived([number])[number], archive)
            if keep:
                yield number, archive.place_again(number, placement, run)
                continue
            with archive.database.read() as session:
                yield number, decide_placement(session, number, placement, run, datetime.now(UTC)) is not None
        found = archive.numbers(found[-1])
