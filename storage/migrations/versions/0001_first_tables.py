"""The tables of the first version."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.columns import Instant, Json, Number, Words

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Builds all tables and the full-text index of the dialect, and starts the counters."""
    _ledger()
    _urls()
    _visits()
    _entrances()
    _entrance_visits()
    _articles()
    _revisions()
    _comparison()
    if op.get_bind().dialect.name == "sqlite":
        _search_sqlite()
    else:
        _search_postgresql()
    for counter in ("sequence", "number", "url", "entrance"):
        op.execute(f"INSERT INTO counter (name, value) VALUES ('{counter}', 0)")  # noqa: S608


def _column(name: str, kind: Any, *more: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, *more, nullable=False, autoincrement=False)


def _ledger() -> None:
    op.create_table(
        "counter",
        _column("name", sa.String(length=16)),
        _column("value", Number),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "decision",
        _column("sequence", Number),
        _column("kind", sa.String(length=16)),
        _column("at", Instant),
        _column("warc_file", Words),
        _column("warc_offset", Number),
        _column("record_id", Words),
        sa.PrimaryKeyConstraint("sequence"),
        sa.UniqueConstraint("record_id"),
    )
    op.create_table(
        "warc_file",
        _column("file", Words),
        _column("unread", sa.Integer()),
        sa.PrimaryKeyConstraint("file"),
    )
    op.create_table(
        "run",
        _column("id", Words),
        _column("started_at", Instant),
        _column("last_at", Instant),
        sa.PrimaryKeyConstraint("id"),
    )


def _urls() -> None:
    op.create_table(
        "url",
        _column("id", Number),
        _column("key_hash", sa.String(length=64)),
        _column("key", Words),
        _column("address", Words),
        _column("source", Words),
        _column("via", Words),
        _column("title", Words),
        _column("lead", Words),
        _column("published", Words),
        _column("language", Words),
        _column("outcome", sa.String(length=16)),
        _column("stage", sa.String(length=16)),
        _column("detail", Words),
        _column("discovered_at", Instant),
        _column("last_offered", Instant),
        sa.Column("visited_at", Instant),
        _column("attempts", sa.Integer()),
        sa.Column("next_visit", Instant),
        sa.Column("leased_until", Instant),
        _column("leased_by", Words),
        _column("etag", Words),
        _column("last_modified", Words),
        _column("digest", Words),
        _column("record_id", Words),
        _column("record_date", Words),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key_hash"),
    )
    op.create_index("url_frontier", "url", ["outcome", "source", "discovered_at"])
    op.create_index("url_leased", "url", ["leased_by"])


def _visits() -> None:
    op.create_table(
        "visit",
        _column("id", Number),
        _column("url_id", Number),
        sa.Column("number", Number),
        _column("source", Words),
        _column("via", Words),
        _column("at", Instant),
        _column("status", sa.Integer()),
        _column("failure", sa.String(length=16)),
        _column("outcome", sa.String(length=16)),
        _column("stage", sa.String(length=16)),
        _column("detail", Words),
        _column("final_url", Words),
        _column("digest", Words),
        _column("topics", Json),
        _column("run", Words),
        sa.Column("warc_file", Words),
        sa.Column("warc_offset", Number),
        sa.Column("record_id", Words),
        sa.ForeignKeyConstraint(["url_id"], ["url.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_visit_at", "visit", ["at"])
    op.create_index("ix_visit_number", "visit", ["number"])
    op.create_index("ix_visit_record_id", "visit", ["record_id"])
    op.create_index("ix_visit_run", "visit", ["run"])
    op.create_index("ix_visit_url_id", "visit", ["url_id"])


def _entrances() -> None:
    op.create_table(
        "entrance",
        _column("id", Number),
        _column("key_hash", sa.String(length=64)),
        _column("address", Words),
        _column("source", Words),
        _column("kind", sa.String(length=16)),
        sa.Column("done_at", Instant),
        _column("etag", Words),
        _column("last_modified", Words),
        _column("digest", Words),
        _column("record_id", Words),
        _column("record_date", Words),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key_hash"),
    )
    op.create_index("ix_entrance_source", "entrance", ["source"])


def _entrance_visits() -> None:
    op.create_table(
        "entrance_visit",
        _column("id", Number),
        _column("entrance_id", Number),
        _column("source", Words),
        _column("at", Instant),
        _column("status", sa.Integer()),
        _column("failure", sa.String(length=16)),
        _column("detail", Words),
        _column("unchanged", sa.Boolean()),
        _column("offered", sa.Integer()),
        _column("fresh", sa.Integer()),
        _column("run", Words),
        sa.Column("warc_file", Words),
        sa.Column("warc_offset", Number),
        sa.Column("record_id", Words),
        sa.ForeignKeyConstraint(["entrance_id"], ["entrance.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_entrance_visit_at", "entrance_visit", ["at"])
    op.create_index("ix_entrance_visit_entrance_id", "entrance_visit", ["entrance_id"])
    op.create_index("ix_entrance_visit_record_id", "entrance_visit", ["record_id"])
    op.create_index("ix_entrance_visit_run", "entrance_visit", ["run"])


def _articles() -> None:
    op.create_table(
        "article",
        _column("number", Number),
        _column("url_id", Number),
        _column("current", Number),
        _column("revisions", sa.Integer()),
        sa.Column("duplicate_of", Number),
        sa.Column("cluster", Number),
        _column("source", Words),
        _column("origin", Words),
        _column("first_seen", Instant),
        _column("last_seen", Instant),
        sa.ForeignKeyConstraint(["url_id"], ["url.id"]),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("url_id"),
    )
    op.create_index("ix_article_cluster", "article", ["cluster"])
    op.create_index("ix_article_duplicate_of", "article", ["duplicate_of"])
    op.create_index("ix_article_first_seen", "article", ["first_seen"])
    op.create_index("ix_article_source", "article", ["source"])
    op.create_table(
        "alias",
        _column("url_id", Number),
        _column("number", Number),
        sa.ForeignKeyConstraint(["number"], ["article.number"]),
        sa.ForeignKeyConstraint(["url_id"], ["url.id"]),
        sa.PrimaryKeyConstraint("url_id"),
    )
    op.create_index("ix_alias_number", "alias", ["number"])


def _revisions() -> None:
    op.create_table(
        "revision",
        _column("id", Number),
        _column("number", Number),
        _column("at", Instant),
        _column("name", sa.String(length=64)),
        _column("sha256", sa.String(length=64)),
        _column("text_key", sa.String(length=64)),
        _column("url", Words),
        _column("canonical", Words),
        _column("title", Words),
        _column("authors", Json),
        _column("language", Words),
        sa.Column("published", Instant),
        _column("published_precision", sa.String(length=16)),
        _column("published_from", sa.String(length=16)),
        sa.Column("modified", Instant),
        _column("modified_precision", sa.String(length=16)),
        _column("modified_from", sa.String(length=16)),
        _column("extractor", Words),
        _column("encoding", Json),
        _column("topics", Json),
        sa.Column("text_file", Words),
        sa.Column("text_offset", Number),
        sa.Column("text_record", Words),
        sa.Column("warc_file", Words),
        sa.Column("warc_offset", Number),
        sa.Column("record_id", Words),
        sa.ForeignKeyConstraint(["number"], ["article.number"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_revision_language", "revision", ["language"])
    op.create_index("ix_revision_name", "revision", ["name"])
    op.create_index("ix_revision_number", "revision", ["number"])
    op.create_index("ix_revision_record_id", "revision", ["record_id"])
    op.create_index("ix_revision_text_key", "revision", ["text_key"])


def _comparison() -> None:
    op.create_table(
        "body",
        _column("number", Number),
        _column("title", Words),
        _column("text", Words),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "shingle",
        _column("hash", Number),
        _column("number", Number),
        sa.PrimaryKeyConstraint("hash", "number"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_shingle_number", "shingle", ["number"])
    op.create_table(
        "edge",
        _column("number", Number),
        _column("other", Number),
        _column("rank", sa.Integer()),
        _column("relation", sa.String(length=32)),
        _column("similarity", sa.Float()),
        _column("evidence", Words),
        sa.ForeignKeyConstraint(["number"], ["article.number"]),
        sa.ForeignKeyConstraint(["other"], ["article.number"]),
        sa.PrimaryKeyConstraint("number", "other"),
    )
    op.create_index("ix_edge_other", "edge", ["other"])


def _search_sqlite() -> None:
    op.execute(
        "CREATE VIRTUAL TABLE body_fts USING fts5(title, text, content='body', content_rowid='number', "
        "tokenize='unicode61 remove_diacritics 2')"
    )
    gone = (
        "INSERT INTO body_fts (body_fts, rowid, title, text) "
        "VALUES ('delete', old.number, old.title, old.text);"
    )
    come = "INSERT INTO body_fts (rowid, title, text) VALUES (new.number, new.title, new.text);"
    op.execute(f"CREATE TRIGGER body_insert AFTER INSERT ON body BEGIN {come} END")
    op.execute(f"CREATE TRIGGER body_delete AFTER DELETE ON body BEGIN {gone} END")
    op.execute(f"CREATE TRIGGER body_update AFTER UPDATE ON body BEGIN {gone} {come} END")


def _search_postgresql() -> None:
    op.execute(
        "ALTER TABLE body ADD COLUMN tsv tsvector GENERATED ALWAYS AS ("
        "setweight(to_tsvector('simple', left(title, 2000)), 'A') || "
        "setweight(to_tsvector('simple', left(text, 200000)), 'B')) STORED"
    )
    op.execute("CREATE INDEX body_tsv ON body USING gin (tsv)")
