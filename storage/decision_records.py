"""Finds the decisions in WARC files, in the order in which they were made."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from items import WarcPosition
from storage.decisions import Void, from_record
from storage.verify.damage import Damage, Kind, OnProgress
from storage.warc import Origin, Record, load, records

if TYPE_CHECKING:
    from storage.decisions import Applied, Decided

UNBOUNDED = 2**62
"""No limit: a record of the archive's own."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the record of a decision lies."""

    sequence: int
    at: float
    """When it was decided; seconds since the epoch."""
    position: WarcPosition


def places(
    root: Path, files: Sequence[Path], damages: list[Damage], progress: OnProgress | None = None
) -> list[Place]:
    """Every decision that stands, in the order of the sequence; `damages` gets what cannot be read.

    A decision that was taken back is left out. Of two with one place in the sequence, the later was made
    after the earlier was lost: it stands.
    """
    found: list[Place] = []
    void: set[str] = set()
    for done, path in enumerate(files, start=1):
        for place, decision in decisions_in(root, path, damages):
            if isinstance(decision, Void):
                void.add(decision.record_id)
            else:
                found.append(place)
        if progress is not None:
            progress(done, len(files))
    found.sort(key=lambda place: (place.sequence, place.at, place.position.file, place.position.offset))
    standing = {place.sequence: place for place in found if place.position.record_id not in void}
    return list(standing.values())


def decisions_in(root: Path, path: Path, damages: list[Damage]) -> Iterator[tuple[Place, Decided]]:
    """The decisions of one file with their places."""
    file = path.relative_to(root).as_posix()
    for record in records(path):
        if not isinstance(record, Record):
            detail = f"bytes {record.offset} to {record.offset + record.length}: {record.detail}"
            damages.append(Damage(file, Kind.CHANGED, detail))
        elif record.type == "metadata":
            try:
                decision = from_record(json.loads(record.block()))
            except ValueError as error:
                damages.append(Damage(file, Kind.CHANGED, f"decision at {record.offset}: {error}"))
                continue
            if decision is not None:
                at = 0.0 if isinstance(decision, Void) else decision.at.timestamp()
                yield Place(decision.sequence, at, WarcPosition(file, record.offset, record.id)), decision


def decision_at(root: Path, place: Place) -> Applied:
    """The decision at a place where one was found."""
    capture = load(root, place.position, Origin("", ""), limit=UNBOUNDED)
    decision = from_record(json.loads(capture.body))
    if decision is None or isinstance(decision, Void):
        raise ValueError(f"{place.position.file}:{place.position.offset}: no decision")
    return decision
