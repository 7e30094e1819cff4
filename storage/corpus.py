"""One state of the archive, streamed row by row in the order of the accession numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from sqlalchemy import func, select

from storage.grouping import Grouping
from storage.holdings import ArticleRow, RevisionRow, SourceRow, revision_row
from storage.models import Alias, Article, Revision, Url, Visit
from storage.outcomes import OutcomeRow, outcome_rows

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from storage.archive import Archive
    from storage.grouping import ClusterRow

BATCH = 500
"""Rows that are held in memory at a time."""


class Corpus:
    """One state of an archive, as of a moment where one is given; use `Corpus.of`."""

    def __init__(self, session: Session, root: Path, as_of: datetime | None) -> None:
        self.session = session
        self.root = root
        self.as_of = as_of
        self.grouping = Grouping.of(session, as_of)

    @classmethod
    @contextmanager
    def of(cls, archive: Archive, as_of: datetime | None = None) -> Iterator[Self]:
        """What was fetched until `as_of` (aware, inclusive), while the block lasts; None: all."""
        with archive.database.read() as session:
            yield cls(session, archive.root, as_of)

    def articles(self, topic: str | None = None, lang: str | None = None) -> Iterator[ArticleRow]:
        """Every article, duplicates too, by number. Raises StorageError for a damaged or missing text."""
        result = self.session.execute(self._articles(lang).execution_options(yield_per=BATCH))
        for batch in result.partitions():
            aliases = self._aliases([article.number for article, *_ in batch])
            for article, revision, key in batch:
                row = revision_row(self.root, article, revision, key, self._ordinal(article, revision))
                if topic is None or topic in row.topics:
                    yield self._article_row(article, row, aliases.get(article.number, ()))

    def revisions(self, topic: str | None = None, lang: str | None = None) -> Iterator[RevisionRow]:
        """Every text of every article, by number and then by time."""
        query = (
            select(Article, Revision, Url.key)
            .join(Revision, Revision.number == Article.number)
            .join(Url, Url.id == Article.url_id)
            .order_by(Article.number, Revision.id)
        )
        if self.as_of is not None:
            query = query.where(Revision.at <= self.as_of)
        number, ordinal = -1, 0
        for article, revision, key in self.session.execute(query.execution_options(yield_per=BATCH)):
            ordinal = ordinal + 1 if article.number == number else 1
            number = article.number
            row = revision_row(self.root, article, revision, key, ordinal)
            if (lang is None or row.language == lang) and (topic is None or topic in row.topics):
                yield row

    def outcomes(self) -> Iterator[OutcomeRow]:
        """Every URL ever seen, with its one outcome, in the order of discovery."""
        return outcome_rows(self.session, self.as_of)

    def clusters(self) -> Iterator[ClusterRow]:
        """Every member of every cluster with each edge that joins it to an earlier one."""
        return self.grouping.rows()

    def sources(self) -> Iterator[SourceRow]:
        """Every source that ever named a URL, by name."""
        urls = select(Url.source, func.count()).group_by(Url.source)
        kept = select(
            Article.source, func.count(), func.min(Article.first_seen), func.max(Article.first_seen)
        )
        if self.as_of is not None:
            urls = urls.where(Url.discovered_at <= self.as_of)
            kept = kept.where(Article.first_seen <= self.as_of)
        seen = {row[0]: row[1] for row in self.session.execute(urls)}
        articles = {row[0]: row[1:] for row in self.session.execute(kept.group_by(Article.source))}
        for source in sorted(seen.keys() | articles.keys()):
            count, first, last = articles.get(source, (0, None, None))
            yield SourceRow(source, seen.get(source, 0), count, first, last)

    def _articles(self, lang: str | None) -> Select[Article, Revision, str]:
        query = (
            select(Article, Revision, Url.key).join(Url, Url.id == Article.url_id).order_by(Article.number)
        )
        if self.as_of is None:
            query = query.join(Revision, Revision.id == Article.current)
        else:
            last = (
                select(func.max(Revision.id))
                .where(Revision.number == Article.number, Revision.at <= self.as_of)
                .correlate(Article)
                .scalar_subquery()
            )
            query = query.join(Revision, Revision.id == last)
        return query if lang is None else query.where(Revision.language == lang)

    def _ordinal(self, article: Article, revision: Revision) -> int:
        if revision.id == article.current:
            return article.revisions
        query = select(func.count()).where(Revision.number == revision.number, Revision.id <= revision.id)
        return self.session.scalar(query) or 1

    def _aliases(self, numbers: Sequence[int]) -> dict[int, tuple[str, ...]]:
        query = select(Alias.number, Url.address).join(Url, Url.id == Alias.url_id)
        query = query.where(Alias.number.in_(numbers)).order_by(Url.address)
        if self.as_of is not None:
            query = query.where(Url.discovered_at <= self.as_of)
        aliases: dict[int, tuple[str, ...]] = {}
        for number, address in self.session.execute(query):
            aliases[number] = (*aliases.get(number, ()), address)
        return aliases

    def _article_row(self, article: Article, current: RevisionRow, aliases: tuple[str, ...]) -> ArticleRow:
        return ArticleRow(
            current=current,
            first_seen=article.first_seen,
            last_seen=self._last_seen(article),
            revisions=current.revision,
            duplicate_of=article.duplicate_of,
            cluster=self.grouping.cluster(article.number),
            first_in_cluster=self.grouping.is_first(article.number),
            aliases=aliases,
        )

    def _last_seen(self, article: Article) -> datetime:
        if self.as_of is None or article.last_seen <= self.as_of:
            return article.last_seen
        query = select(func.max(Visit.at)).where(Visit.number == article.number, Visit.at <= self.as_of)
        return self.session.scalar(query) or article.first_seen
