"""Asks the archive about one article: its texts, their fields, and the articles that it belongs with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from storage.answers import kept_as
from storage.grouping import ClusterRow, Grouping
from storage.holdings import RevisionRow, revision_row
from storage.identity import identity, key_hash
from storage.models import Alias, Article, Revision, Url

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.archive import Archive


LONGEST_NUMBER = 18
"""Digits; databases know no longer integers."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An article with all that is known of it."""

    current: RevisionRow
    earlier: tuple[RevisionRow, ...]
    """Older texts, the first one first."""
    first_seen: datetime
    last_seen: datetime
    duplicate_of: int | None
    cluster: int | None
    members: tuple[int, ...]
    edges: tuple[ClusterRow, ...]
    """The edges of the whole cluster."""
    aliases: tuple[str, ...]


def show(archive: Archive, which: int | str) -> Shown | None:
    """An article by number, file name (of any of its texts) or URL (an alias too); None if there is none.

    A name that several articles share means the first one. Raises StorageError for a damaged text.
    """
    with archive.database.read() as session:
        number = find_number(session, which)
        article = None if number is None else session.get(Article, number)
        return None if article is None else shown(session, archive, article)


def find_number(session: Session, which: int | str) -> int | None:
    """The accession number that a number, a file name or a URL means."""
    if isinstance(which, int) or which.isdecimal():
        number = int(which) if len(str(which)) <= LONGEST_NUMBER else -1
        return number if number >= 0 else None
    name = which.rpartition("/")[2].removesuffix(".txt") + ".txt"
    found = session.scalar(
        select(Revision.number).where(Revision.name == name).order_by(Revision.number).limit(1)
    )
    if found is not None:
        return found
    row = session.scalar(select(Url.id).where(Url.key_hash == key_hash(identity(which))))
    return None if row is None else kept_as(session, row)[0]


def _edges(grouping: Grouping, article: Article) -> tuple[ClusterRow, ...]:
    """None for an article that stands alone: the grouping is then that of the whole archive."""
    if article.cluster is None:
        return ()
    return tuple(row for row in grouping.rows() if row.copied_from is not None)


def shown(session: Session, archive: Archive, article: Article) -> Shown:
    """All that is known of one row of `article`."""
    key = session.scalar(select(Url.key).where(Url.id == article.url_id)) or ""
    revisions = session.scalars(
        select(Revision).where(Revision.number == article.number).order_by(Revision.id)
    ).all()
    rows = {
        revision.id: revision_row(archive.root, article, revision, key, ordinal)
        for ordinal, revision in enumerate(revisions, start=1)
    }
    grouping = Grouping.of(session, cluster=article.cluster)
    aliases = select(Url.address).join(Alias, Alias.url_id == Url.id).where(Alias.number == article.number)
    return Shown(
        current=rows[article.current],
        earlier=tuple(row for key_, row in rows.items() if key_ != article.current),
        first_seen=article.first_seen,
        last_seen=article.last_seen,
        duplicate_of=article.duplicate_of,
        cluster=grouping.cluster(article.number),
        members=grouping.members(article.number),
        edges=_edges(grouping, article),
        aliases=tuple(session.scalars(aliases.order_by(Url.address))),
    )
