"""Places every archived text among those before it by the present rules: a better rule undoes a join."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pipelines.dedup import place_text
from pipelines.dedup.comparing import Text, compare
from storage.placements import decide_placement

if TYPE_CHECKING:
    from items import Edge, Placement
    from storage.archive import Archive


def place_again(archive: Archive, *, keep: bool, run: str = "") -> Iterator[tuple[int, bool]]:
    """Every number, and whether something else is found than before; with `keep` that is recorded."""
    found = archive.numbers()
    while found:
        for number in found:
            placement = placed(number, archive)
            if keep:
                yield number, archive.place_again(number, placement, run)
                continue
            with archive.database.read() as session:
                yield number, decide_placement(session, number, placement, run, datetime.now(UTC)) is not None
        found = archive.numbers(found[-1])


def placed(number: int, archive: Archive) -> Placement:
    """Where the present text stands; what an earlier text of an article repeats is repeated still."""
    placement = place_text(archive.archived([number])[number], archive)
    missing = archive.repeated(number) - {edge.other for edge in placement.edges}
    earlier = (closest(number, other, archive) for other in sorted(missing))
    return replace(placement, edges=(*placement.edges, *filter(None, earlier)))


def closest(number: int, other: int, archive: Archive) -> Edge | None:
    """Between any two texts that the two articles ever had; None where no two repeat each other."""
    texts, others = (list(map(Text.of, archive.versions(one))) for one in (number, other))
    edges = [edge for one in texts for another in others if (edge := compare(one, other, another))]
    return max(edges, key=lambda edge: edge.closeness, default=None)
