"""What is kept: articles, their revisions, their texts for search, and what joins them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Float, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import Instant, Json, Number, Words
from storage.models.ledger import Base, FromResponse


class Article(Base):
    """What a URL key holds; its text and what is known of it stand in its revisions."""

    __tablename__ = "article"

    number: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=False)
    """Accession number."""
    url_id: Mapped[int] = mapped_column(ForeignKey("url.id"), unique=True)
    current: Mapped[int] = mapped_column(Number)
    """Revision.id of the present text."""
    revisions: Mapped[int] = mapped_column(Integer)
    """How many texts it has had, the first included."""
    duplicate_of: Mapped[int | None] = mapped_column(Number, index=True)
    """The article whose file its first text shared when it was archived; null if it had its own."""
    cluster: Mapped[int | None] = mapped_column(Number, index=True)
    """Smallest number of those that are joined with it, one to the next; null if it stands alone."""
    appeared: Mapped[datetime] = mapped_column(Instant)
    """When its first text was there, as it claims: what decides which of two was earlier."""
    joined: Mapped[int | None] = mapped_column(Number, index=True)
    """The earlier article whose text is closest to its own; null where it repeats none."""
    source: Mapped[str] = mapped_column(Words, index=True)
    origin: Mapped[str] = mapped_column(Words, default="")
    """Name or id that an ingested text came with."""
    first_seen: Mapped[datetime] = mapped_column(Instant, index=True)
    last_seen: Mapped[datetime] = mapped_column(Instant)
    """Last time that its present text was seen."""


class Revision(FromResponse, Base):
    """One text of an article and what was known of it; the id is the decision's sequence."""

    __tablename__ = "revision"

    id: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(ForeignKey("article.number"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    """When it was fetched."""
    name: Mapped[str] = mapped_column(String(64), index=True)
    """File name; that of another article where the text is a duplicate of its text."""
    sha256: Mapped[str] = mapped_column(String(64))
    text_key: Mapped[str] = mapped_column(String(64), index=True)
    """Placement.text_key; empty for a short text."""
    url: Mapped[str] = mapped_column(Words)
    """Fetched in the end."""
    canonical: Mapped[str] = mapped_column(Words)
    title: Mapped[str] = mapped_column(Words)
    authors: Mapped[list[str]] = mapped_column(Json)
    outlinks: Mapped[list[str]] = mapped_column(Json, default=list)
    """Article.outlinks."""
    language: Mapped[str] = mapped_column(Words, index=True)
    published: Mapped[datetime | None] = mapped_column(Instant)
    published_precision: Mapped[str] = mapped_column(String(16), default="")
    published_from: Mapped[str] = mapped_column(String(16), default="")
    """Dated.rule."""
    published_zone: Mapped[str] = mapped_column(String(6), default="")
    """Dated.zone."""
    modified: Mapped[datetime | None] = mapped_column(Instant)
    modified_precision: Mapped[str] = mapped_column(String(16), default="")
    modified_from: Mapped[str] = mapped_column(String(16), default="")
    modified_zone: Mapped[str] = mapped_column(String(6), default="")
    date_flags: Mapped[list[str]] = mapped_column(Json, default=list)
    """DateFlags."""
    extractor: Mapped[str] = mapped_column(Words)
    encoding: Mapped[dict[str, Any]] = mapped_column(Json)
    """Encoding as it was found."""
    topics: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    """TopicDecisions."""
    text_file: Mapped[str | None] = mapped_column(Words)
    """This and the next two: the conversion record with the text; null where it shares another's file."""
    text_offset: Mapped[int | None] = mapped_column(Number)
    text_record: Mapped[str | None] = mapped_column(Words)


class Alias(Base):
    """A URL that leads to an article of another key."""

    __tablename__ = "alias"

    url_id: Mapped[int] = mapped_column(ForeignKey("url.id"), primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(ForeignKey("article.number"), index=True)


class Body(Base):
    """The present text of each article, for search alone; nothing joins or filters on it.

    SQLite: FTS5 table `body_fts(title, text)` with its content here. PostgreSQL: generated column `tsv`.
    """

    __tablename__ = "body"

    number: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=False)
    title: Mapped[str] = mapped_column(Words)
    text: Mapped[str] = mapped_column(Words)


class Shingle(Base):
    """A sampled shingle of the present text of an article."""

    __tablename__ = "shingle"

    hash: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=False, index=True)

    __table_args__ = ({"sqlite_with_rowid": False},)


class Edge(Base):
    """What two articles share, as one of them was placed; one that better rules do not find holds no more."""

    __tablename__ = "edge"

    number: Mapped[int] = mapped_column(ForeignKey("article.number"), primary_key=True, autoincrement=False)
    """The one that was placed."""
    other: Mapped[int] = mapped_column(
        ForeignKey("article.number"), primary_key=True, autoincrement=False, index=True
    )
    rank: Mapped[int] = mapped_column(Integer)
    """Place among the edges of its text, the closest first."""
    relation: Mapped[str] = mapped_column(String(32))
    similarity: Mapped[float] = mapped_column(Float)
    here: Mapped[float] = mapped_column(Float, default=0.0)
    """Share of the words of `number` that stand in `other`."""
    there: Mapped[float] = mapped_column(Float, default=0.0)
    """Share of the words of `other` that stand in `number`."""
    avowed: Mapped[int] = mapped_column(Integer, default=0)
    """Edge.avowed: 1 if `number` says that it is a copy, -1 if `other` does."""
    retitled: Mapped[bool] = mapped_column(Boolean, default=False)
    holds: Mapped[bool] = mapped_column(Boolean, default=True)
    """False: later rules do not find it; it joins nothing and stays to be asked for."""
    evidence: Mapped[str] = mapped_column(Words)

    @property
    def closeness(self) -> float:
        """As in items.Edge."""
        return self.similarity + min(self.here, self.there) / 100
