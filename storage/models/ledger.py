"""What all tables share, and the ledger of what was decided."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Integer, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from storage.columns import Instant, Number, Words


class Base(DeclarativeBase):
    """What Alembic compares the migrations with."""


class FromResponse:
    """Where the response lies that a row came from; null where nothing was received."""

    warc_file: Mapped[str | None] = mapped_column(Words)
    warc_offset: Mapped[int | None] = mapped_column(Number)
    record_id: Mapped[str | None] = mapped_column(Words, index=True)


class Validating:
    """Validators of the last whole 200 that was recorded."""

    etag: Mapped[str] = mapped_column(Words, default="")
    last_modified: Mapped[str] = mapped_column(Words, default="")
    digest: Mapped[str] = mapped_column(Words, default="")
    record_id: Mapped[str] = mapped_column(Words, default="")
    record_date: Mapped[str] = mapped_column(Words, default="")


class Counter(Base):
    """What is given out next: `sequence` (decisions), `number` (articles), `url`, `entrance` (row ids).

    Every writing transaction locks the row `sequence` first, so that writers follow one another.
    """

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    value: Mapped[int] = mapped_column(Number)


class Decision(Base):
    """The ledger: one row per decision record that was committed, in the order of the commits."""

    __tablename__ = "decision"

    sequence: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(16))
    """page, discovery or placement."""
    at: Mapped[datetime] = mapped_column(Instant)
    """When it was decided."""
    warc_file: Mapped[str] = mapped_column(Words)
    warc_offset: Mapped[int] = mapped_column(Number)
    record_id: Mapped[str] = mapped_column(Words, unique=True)


class WarcFile(Base):
    """A sealed WARC file whose decisions were all compared with the ledger."""

    __tablename__ = "warc_file"

    file: Mapped[str] = mapped_column(Words, primary_key=True)
    unread: Mapped[int] = mapped_column(Integer)
    """Responses in it that a crash left without a decision, when it was last looked through."""


class Run(Base):
    """What one command or spider did: bounds of its decisions."""

    __tablename__ = "run"

    id: Mapped[str] = mapped_column(Words, primary_key=True)
    started_at: Mapped[datetime] = mapped_column(Instant)
    last_at: Mapped[datetime] = mapped_column(Instant)
