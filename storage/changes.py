"""Asks the archive what became of an article's text, from each version to the next."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from sqlalchemy import select

from storage.holdings import revision_row
from storage.models import Article, Revision, Url
from storage.revising import Change, change
from storage.showing import find_number

if TYPE_CHECKING:
    from storage.archive import Archive


def changes(archive: Archive, which: int | str) -> tuple[Change, ...] | None:
    """The first change first; empty for an article that has had one text, None if there is no such article.

    Raises StorageError for a damaged text.
    """
    with archive.database.read() as session:
        number = find_number(session, which)
        article = None if number is None else session.get(Article, number)
        if article is None:
            return None
        key = session.scalar(select(Url.key).where(Url.id == article.url_id)) or ""
        query = select(Revision).where(Revision.number == number).order_by(Revision.id)
        rows = [
            revision_row(archive.root, article, revision, key, ordinal)
            for ordinal, revision in enumerate(session.scalars(query), start=1)
        ]
        return tuple(change(session, old, new) for old, new in pairwise(rows))
