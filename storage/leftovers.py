"""Text files around a crash: brought back for a decision that stands, taken away where none does."""

from __future__ import annotations

import hashlib
import logging
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from storage import rows
from storage.decisions import DiscoveryDecision, PageDecision
from storage.models import Revision
from storage.texts import is_part, text_files, text_path, write_text
from storage.warc import Origin, load

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

log = logging.getLogger(__name__)

_NAME = re.compile(r"(\d{3,})_[0-9a-f]{16}\.txt")
UNBOUNDED = 2**62


def restore_text(root: Path, decision: PageDecision | DiscoveryDecision) -> bool:
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


def remove_leftovers(session: Session, root: Path, since: datetime | None) -> None:
    """Temporary files, and texts written since that moment that no revision names.

    Only in a writing session: no other process is then between its text and its commit. `since` is when the
    crashed process began: older texts that nothing names are not this crash's, and `verify` reports them.
    """
    for path in text_files(root):
        if is_part(path):
            path.unlink()
        elif since is not None and _is_since(path, since) and _is_unnamed(session, path):
            log.info("%s: written before a crash, and never archived: taken away", path)
            path.unlink()


def _is_since(path: Path, since: datetime) -> bool:
    return path.stat().st_mtime >= (since - timedelta(seconds=1)).timestamp()


def _is_unnamed(session: Session, path: Path) -> bool:
    """A text of a number that was or is about to be given, under a name that was not."""
    found = _NAME.fullmatch(path.name)
    if found is None or int(found[1]) > rows.counter(session, "number").value:
        return False
    return session.scalar(select(Revision.id).where(Revision.name == path.name).limit(1)) is None
