"""Text files around a crash: brought back for a decision that stands, taken away where none does."""

from __future__ import annotations

import hashlib
import logging
import re
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from storage import rows
from storage.decisions import Applied, PageDecision
from storage.models import Revision
from storage.texts import is_part, text_files, text_path, write_text
from storage.warc import Origin, load

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

log = logging.getLogger(__name__)

_NAME = re.compile(r"(\d{3,})_[0-9a-f]{16}\.txt")
UNBOUNDED = 2**62
CLOCK_STEP = 1.0
"""Seconds by which a file system may round the time of a write down."""


def restore_text(root: Path, decision: Applied) -> bool:
    """Makes the text file of a decision whole, from its conversion record; False if it is lost."""
    if not isinstance(decision, PageDecision) or decision.text is None or decision.number is None:
        return True
    text = decision.text
    if text.conversion is not None:
        try:
            data = load(root, text.conversion, Origin("", ""), limit=UNBOUNDED).body
        except (OSError, ValueError) as error:
            log.warning("%s: %s", text.name, error)
        else:
            if hashlib.sha256(data).hexdigest() == text.sha256:
                write_text(root, decision.number, data.decode())
    path = text_path(root, text.name)
    return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == text.sha256


def forget_text(session: Session, root: Path, name: str) -> None:
    """Takes away the file of a text that was not archived after all; only in a writing session."""
    if session.scalar(select(Revision.id).where(Revision.name == name).limit(1)) is None:
        text_path(root, name).unlink(missing_ok=True)


def remove_leftovers(session: Session, root: Path, since: float) -> None:
    """Temporary files, and texts written since that moment that no revision names.

    Only in a writing session: no other process is then between its text and its commit. `since`, in seconds
    since the epoch, is when the crashed process began: older texts that nothing names are not its own, and
    `verify` reports them.
    """
    last = rows.counter(session, "number").value
    written: dict[str, Path] = {}
    for path in text_files(root):
        if is_part(path):
            path.unlink()
        elif path.stat().st_mtime >= since - CLOCK_STEP and _is_of(path, last):
            written[path.name] = path
    for part in rows.chunks(list(written)):
        named = set(session.scalars(select(Revision.name).where(Revision.name.in_(part))))
        for name in sorted(set(part) - named):
            log.info("%s: written before a crash, and never archived: taken away", written[name])
            written[name].unlink()


def _is_of(path: Path, last: int) -> bool:
    """Whether the name is that of a text whose number was given or comes next."""
    found = _NAME.fullmatch(path.name)
    return found is not None and int(found[1]) <= last
