"""The database and the texts again, from the WARC files alone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, NoResultFound

from storage.applying import apply
from storage.archive import LOCK
from storage.database import Database
from storage.database import database_url as url_of
from storage.decision_records import Place, decision_at, places
from storage.decisions import PageDecision
from storage.errors import StorageError
from storage.leftovers import restore_text
from storage.lock import exclusive
from storage.models import Article, Decision, Url
from storage.schema import upgrade
from storage.texts import read_text, text_files, text_path
from storage.verify.damage import Damage, Kind, OnProgress
from storage.warc import recover

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

BATCH = 500
"""Decisions after which rows are let go of."""


@dataclass(slots=True)
class Report:
    """What a rebuild made and what it could not."""

    files: int = 0
    decisions: int = 0
    articles: int = 0
    texts: int = 0
    damages: list[Damage] = field(default_factory=list)


def rebuild(
    root: Path, database_url: str = "", into: Path | None = None, progress: OnProgress | None = None
) -> Report:
    """Applies every decision in the WARC files of `root` to an empty database, and writes the texts.

    All or nothing: the database stays empty if it is interrupted. `into`: another folder, which gets the
    WARC files too (as links, where it can). A damaged record costs itself, and is reported. Texts that are
    there and whole are left alone, damaged ones replaced, unknown ones reported. Raises StorageError if the
    database holds anything, LockedError if a process writes to the archive.
    """
    if not (root / "warc").is_dir():
        raise StorageError(f"{root / 'warc'}: there are no WARC files to rebuild from")
    target = into or root
    target.mkdir(parents=True, exist_ok=True)
    with exclusive(root / LOCK):
        if into is None:
            return rebuild_locked(root, database_url, progress)
        if into.resolve() == root.resolve():
            raise StorageError(f"{into} is the archive itself")
        with exclusive(target / LOCK):
            bring_warcs(root, target)
            return rebuild_locked(target, database_url, progress)


def rebuild_locked(root: Path, database_url: str, progress: OnProgress | None) -> Report:
    """The same, while nobody else writes."""
    database = Database(url_of(root, database_url))
    try:
        upgrade(database)
        recover(root)
        report = Report()
        with database.write() as session:
            if any(session.scalars(select(table).limit(1)).first() for table in (Decision, Url, Article)):
                name = database.url.render_as_string() if database_url else database.url.database
                raise StorageError(f"{name} is not empty: move it away, or rebuild into another folder")
            files = sorted((root / "warc").rglob("*.warc.gz"))
            report.files = len(files)
            made = apply_all(session, root, places(root, files, report.damages, progress), report)
        report.damages += foreign_texts(root, made)
    finally:
        database.close()
    report.damages = sorted(set(report.damages), key=lambda damage: (damage.file, damage.kind, damage.detail))
    return report


def bring_warcs(root: Path, target: Path) -> None:
    """Links the sealed WARC files, which never change, and copies the others."""
    if (target / "warc").exists():
        raise StorageError(f"{target / 'warc'} exists already: give a folder without WARC files")
    for path in sorted((root / "warc").rglob("*.warc.gz*")):
        place = target / path.relative_to(root)
        place.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".gz":
            with suppress(OSError):  # another file system
                os.link(path, place)
        if not place.exists():
            shutil.copy2(path, place)


def apply_all(session: Session, root: Path, order: list[Place], report: Report) -> set[str]:
    """Applies the decisions in their order; gives the names of the texts that they made."""
    names: set[str] = set()

    def text_of(name: str) -> str:
        try:
            return read_text(root, name)
        except (OSError, ValueError):
            return ""  # reported as lost

    for count, place in enumerate(order, start=1):
        decision = decision_at(root, place)
        if isinstance(decision, PageDecision) and decision.text is not None:
            names.add(decision.text.name)
            if not restore_text(root, decision):
                record = decision.text.conversion or place.position
                detail = f"the text {decision.text.name} at {record.offset} is lost"
                report.damages.append(Damage(record.file, Kind.CHANGED, detail))
        try:
            with session.begin_nested():
                apply(session, decision, place.position, text_of)
        except (LookupError, NoResultFound, IntegrityError) as error:
            detail = (
                f"decision {place.sequence} at {place.position.offset} rests on one that is lost: {error}"
            )
            report.damages.append(Damage(place.position.file, Kind.MISMATCH, detail))
        else:
            report.decisions += 1
        if count % BATCH == 0:
            session.expunge_all()
    report.articles = session.scalar(select(func.count()).select_from(Article)) or 0
    report.texts = len(names)
    return names


def foreign_texts(root: Path, made: set[str]) -> Iterator[Damage]:
    """Files among the texts that no decision made: left where they are."""
    for path in text_files(root):
        if path.name not in made or text_path(root, path.name) != path:
            file = path.relative_to(root).as_posix()
            yield Damage(file, Kind.FOREIGN, "no decision record names it")
