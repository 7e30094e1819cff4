"""Turns rows of the archive into rows of the tables."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from items import Dated
    from storage.holdings import ArticleRow, RevisionRow


def article_row(row: ArticleRow, *, text: bool) -> dict[str, Any]:
    """For articles.parquet."""
    current = row.current
    return {
        **_same(current),
        "url_key": current.url_key,
        "source": current.source,
        "text": current.text if text else None,
        "first_seen": row.first_seen,
        "last_seen": row.last_seen,
        "revisions": row.revisions,
        "cluster": row.cluster,
        "first_in_cluster": row.first_in_cluster,
        "origin": current.origin,
        "topics": list(current.topics),
        "terms": list(current.terms),
        "published_zone": current.published.zone if current.published else "",
        "date_flags": list(map(str, current.date_flags)),
    }


def revision_row(row: RevisionRow, *, current: bool, file: str) -> dict[str, Any]:
    """For revisions.parquet."""
    return {
        **_same(row),
        "revision": row.revision,
        "current": current,
        "file": file,
        "canonical": row.canonical,
        "fetched_at": row.fetched_at,
        "published_precision": row.published.precision if row.published else None,
        **_dated("modified", row.modified),
        "modified_precision": row.modified.precision if row.modified else None,
    }


def plain_row(row: Any) -> dict[str, Any]:
    """For the tables whose columns are the fields of a row of the archive."""
    return asdict(row)


def _same(row: RevisionRow) -> dict[str, Any]:
    return {
        "number": row.number,
        "name": row.name,
        "sha256": row.sha256,
        "url": row.url,
        "language": row.language,
        "title": row.title,
        "authors": list(row.authors),
        **_dated("published", row.published),
        "warc_file": row.warc_file or None,
        "warc_offset": row.warc_offset,
        "extractor": row.extractor,
    }


def _dated(name: str, claim: Dated | None) -> dict[str, Any]:
    return {name: claim and claim.moment, f"{name}_from": claim and claim.rule}
