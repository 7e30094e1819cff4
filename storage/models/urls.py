"""What was seen and asked for: URLs with their outcome, the entrances that named them, the log of visits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.columns import Instant, Json, Number, Words
from storage.models.ledger import Base, FromResponse, Validating


class Url(Validating, Base):
    """A URL ever seen, one row per key (`identity.url_key`), with its one current outcome."""

    __tablename__ = "url"

    id: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=False)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the key in hex: a key may be longer than an index entry."""
    key: Mapped[str] = mapped_column(Words)
    address: Mapped[str] = mapped_column(Words)
    """As first seen: what is requested."""
    source: Mapped[str] = mapped_column(Words)
    via: Mapped[str] = mapped_column(Words)
    title: Mapped[str] = mapped_column(Words, default="")
    """This and the next three: hints of the first place that named the URL."""
    lead: Mapped[str] = mapped_column(Words, default="")
    published: Mapped[str] = mapped_column(Words, default="")
    language: Mapped[str] = mapped_column(Words, default="")
    outcome: Mapped[str] = mapped_column(String(16))
    """Never `unchanged`, which is a visit's alone."""
    stage: Mapped[str] = mapped_column(String(16), default="")
    """Where it was refused; empty if it was not."""
    detail: Mapped[str] = mapped_column(Words, default="")
    discovered_at: Mapped[datetime] = mapped_column(Instant)
    last_offered: Mapped[datetime] = mapped_column(Instant)
    visited_at: Mapped[datetime | None] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    """Visits in a row that failed and may be tried again."""
    next_visit: Mapped[datetime | None] = mapped_column(Instant)
    leased_until: Mapped[datetime | None] = mapped_column(Instant)
    leased_by: Mapped[str] = mapped_column(Words, default="")
    """Name of the lock file of the process that visits it."""

    __table_args__ = (
        Index("url_frontier", "outcome", "source", "discovered_at"),
        Index("url_leased", "leased_by"),
        Index("url_due", "next_visit"),
    )


class Visit(FromResponse, Base):
    """One exchange with a URL, or none that came about, and what it gave; the id is the sequence."""

    __tablename__ = "visit"

    id: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=False)
    url_id: Mapped[int] = mapped_column(ForeignKey("url.id"), index=True)
    """The URL that was requested."""
    number: Mapped[int | None] = mapped_column(Number, index=True)
    """The article that the URL held or led to."""
    source: Mapped[str] = mapped_column(Words)
    via: Mapped[str] = mapped_column(Words)
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    status: Mapped[int] = mapped_column(Integer)
    failure: Mapped[str] = mapped_column(String(16), default="")
    outcome: Mapped[str] = mapped_column(String(16))
    stage: Mapped[str] = mapped_column(String(16), default="")
    detail: Mapped[str] = mapped_column(Words, default="")
    final_url: Mapped[str] = mapped_column(Words)
    """After redirects."""
    digest: Mapped[str] = mapped_column(Words, default="")
    topics: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    """TopicDecisions of the text as read, of one that was refused too."""
    run: Mapped[str] = mapped_column(Words, default="", index=True)


class Entrance(Validating, Base):
    """A feed, sitemap or listing; the validators are those of the last whole 200 that was recorded."""

    __tablename__ = "entrance"

    id: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=False)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the address in hex."""
    address: Mapped[str] = mapped_column(Words)
    source: Mapped[str] = mapped_column(Words, index=True)
    kind: Mapped[str] = mapped_column(String(16))
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    """Last time that it was read, or had not changed."""


class EntranceVisit(FromResponse, Base):
    """One reading of an entrance; the id is the decision's sequence."""

    __tablename__ = "entrance_visit"

    id: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=False)
    entrance_id: Mapped[int] = mapped_column(ForeignKey("entrance.id"), index=True)
    source: Mapped[str] = mapped_column(Words)
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    status: Mapped[int] = mapped_column(Integer)
    failure: Mapped[str] = mapped_column(String(16), default="")
    detail: Mapped[str] = mapped_column(Words, default="")
    unchanged: Mapped[bool] = mapped_column(Boolean, default=False)
    offered: Mapped[int] = mapped_column(Integer)
    """URLs that it named."""
    fresh: Mapped[int] = mapped_column(Integer)
    """Those never seen before."""
    run: Mapped[str] = mapped_column(Words, default="", index=True)
