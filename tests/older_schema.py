"""Takes an archive's database back to an older schema, as if an older Parley had written it."""

from sqlalchemy import Connection, text

NEWER: dict[str, dict[str, tuple[str, ...]]] = {
    "0003": {"revision": ("outlinks",)},
    "0002": {
        "edge": ("here", "there", "avowed", "retitled", "holds"),
        "article": ("appeared", "joined"),
    },
    "0001": {"revision": ("published_zone", "modified_zone", "date_flags")},
}
"""By schema: the columns that the next one brought."""
INDEXES: dict[str, tuple[str, ...]] = {"0003": ("url_due",), "0002": ("ix_article_joined",), "0001": ()}


def take_back(connection: Connection, to: str) -> None:
    """Drops what the schemas after this one brought."""
    for schema, tables in NEWER.items():
        if schema < to:
            break
        for index in INDEXES[schema]:
            connection.execute(text(f"DROP INDEX {index}"))
        for table, columns in tables.items():
            for column in columns:
                connection.execute(text(f"ALTER TABLE {table} DROP COLUMN {column}"))
    connection.execute(text(f"UPDATE alembic_version SET version_num = '{to}'"))
