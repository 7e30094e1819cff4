"""A row of the corpus: what leaves the archive about one text, one article, one source."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from items import Dated, DateFlag, Encoding
from storage.errors import StorageError
from storage.serial import from_json
from storage.texts import text_path

if TYPE_CHECKING:
    from storage.models import Article, Revision


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """One text of an article and what is known of it."""

    number: int
    revision: int
    """1 for the first text."""
    name: str
    """Of the file; another article's where the text is a duplicate."""
    sha256: str
    url: str
    """Fetched in the end."""
    url_key: str
    canonical: str
    source: str
    language: str
    title: str
    text: str
    authors: tuple[str, ...]
    published: Dated | None
    modified: Dated | None
    date_flags: tuple[DateFlag, ...]
    encoding: Encoding
    fetched_at: datetime
    origin: str
    warc_file: str
    warc_offset: int | None
    extractor: str
    topics: tuple[str, ...]
    """Names of the topics that it is relevant to."""
    terms: tuple[str, ...]
    """Forms that these topics matched, each once, in the order of the decision."""
    sequence: int
    """Of the decision that made it the present text."""


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article with its present text."""

    current: RevisionRow
    first_seen: datetime
    last_seen: datetime
    """Last time that the present text was seen."""
    revisions: int
    duplicate_of: int | None
    cluster: int | None
    """Smallest number of its cluster; None if it stands alone."""
    first_in_cluster: bool
    aliases: tuple[str, ...]
    """Other URLs that lead to it."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """What one source gave."""

    source: str
    urls: int
    articles: int
    first_seen: datetime | None
    last_seen: datetime | None


def revision_row(root: Path, article: Article, revision: Revision, key: str, ordinal: int) -> RevisionRow:
    """The row of a revision whose URL has the key; reads its text, and proves it."""
    topics = [decision for decision in revision.topics if decision["relevant"]]
    return RevisionRow(
        number=article.number,
        revision=ordinal,
        name=revision.name,
        sha256=revision.sha256,
        url=revision.url,
        url_key=key,
        canonical=revision.canonical,
        source=article.source,
        language=revision.language,
        title=revision.title,
        text=proven_text(root, revision.name, revision.sha256),
        authors=tuple(revision.authors),
        published=published(revision),
        modified=dated(
            revision.modified, revision.modified_precision, revision.modified_from, revision.modified_zone
        ),
        date_flags=tuple(map(DateFlag, revision.date_flags)),
        encoding=from_json(Encoding, revision.encoding),
        fetched_at=revision.at,
        origin=article.origin,
        warc_file=revision.warc_file or "",
        warc_offset=revision.warc_offset,
        extractor=revision.extractor,
        topics=tuple(decision["topic"] for decision in topics),
        terms=forms(topics),
        sequence=revision.id,
    )


def proven_text(root: Path, name: str, sha256: str) -> str:
    """An archived text, compared with its digest. Raises StorageError if it is not what was archived."""
    try:
        data = text_path(root, name).read_bytes()
    except OSError as error:
        raise StorageError(
            f"{text_path(root, name)}: {error.strerror}; `scrapy verify` tells more"
        ) from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise StorageError(f"{text_path(root, name)}: its bytes have changed; `scrapy verify` tells more")
    return data.decode("utf-8")


def published(revision: Revision) -> Dated | None:
    """When a text was published, as its row has it."""
    return dated(
        revision.published, revision.published_precision, revision.published_from, revision.published_zone
    )


def dated(moment: datetime | None, precision: str, rule: str, zone: str) -> Dated | None:
    """The value that four columns hold."""
    return None if moment is None else Dated(moment, precision, rule, zone)


def forms(decisions: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The forms that were matched, each once."""
    return tuple(dict.fromkeys(term["form"] for decision in decisions for term in decision["terms"]))
