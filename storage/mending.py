"""Puts missing and damaged texts back from their WARC records; the database stays as it is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select

from items import WarcPosition
from storage.models import Revision
from storage.texts import text_path, write_text
from storage.verify.damage import Damage, Kind
from storage.warc import Origin, load

if TYPE_CHECKING:
    from pathlib import Path

    from storage.archive import Archive

UNBOUNDED = 2**62
BATCH = 500


@dataclass(slots=True)
class Mended:
    """What was put back and what could not be."""

    texts: list[str] = field(default_factory=list)
    """Names of the files."""
    damages: list[Damage] = field(default_factory=list)


def mend_texts(archive: Archive) -> Mended:
    """Compares every text with its digest, and writes those again that differ or are away."""
    mended = Mended()
    query = select(Revision).where(Revision.text_file.is_not(None)).order_by(Revision.id)
    with archive.database.read() as session:
        for revision in session.scalars(query.execution_options(yield_per=BATCH)):
            path = text_path(archive.root, revision.name)
            if is_whole(path, revision.sha256):
                continue
            try:
                write_text(archive.root, revision.number, recorded_text(archive, revision))
                mended.texts.append(revision.name)
            except (FileNotFoundError, ValueError) as error:
                file = path.relative_to(archive.root).as_posix()
                mended.damages.append(Damage(file, Kind.CHANGED, f"its record does not help: {error}"))
    return mended


def recorded_text(archive: Archive, revision: Revision) -> str:
    """The text as the WARC file has it. Raises ValueError if that is damaged too."""
    place = WarcPosition(revision.text_file or "", revision.text_offset or 0, revision.text_record or "")
    data = load(archive.root, place, Origin("", ""), limit=UNBOUNDED).body
    if hashlib.sha256(data).hexdigest() != revision.sha256:
        raise ValueError(f"{place.file}:{place.offset}: not the text that was archived")
    return data.decode("utf-8")


def is_whole(path: Path, sha256: str) -> bool:
    """Whether the file is there with the bytes of that digest."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == sha256
    except OSError:
        return False
