"""The tables of a snapshot: their columns with what they mean, and how they are written."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from storage.holdings import SourceRow

WORDS = pa.string()
LIST = pa.list_(pa.string())
NUMBER = pa.int64()
MOMENT = pa.timestamp("us", tz="UTC")
FLAG = pa.bool_()
ROWS = 1_000
"""Rows of a row group: small enough to stream, the same for the same rows."""

ARTICLES = {
    "number": (NUMBER, "accession number; given once, never reused, gaps are legal"),
    "name": (WORDS, "file of the text, in data/texts; a duplicate names the file of the first"),
    "sha256": (WORDS, "of the text's bytes in UTF-8; its first 16 digits stand in the name"),
    "url": (WORDS, "fetched in the end, after redirects; empty for a text that came without one"),
    "url_key": (WORDS, "identity of the URL: without scheme, tracking parameters and the like"),
    "source": (WORDS, "id of the outlet"),
    "language": (WORDS, "ISO 639-1; empty if unknown"),
    "title": (WORDS, "headline; it is the first block of the text too"),
    "text": (WORDS, "the archived text; empty in a snapshot without texts"),
    "authors": (LIST, "as the page names them"),
    "published": (MOMENT, "as the page, feed or sitemap claims; midnight where it gives a day alone"),
    "published_from": (WORDS, "where that date stands: feed, sitemap, json-ld, meta, time or url"),
    "first_seen": (MOMENT, "when it was first fetched"),
    "last_seen": (MOMENT, "when its present text was last seen"),
    "revisions": (NUMBER, "how many texts it has had, the present one included"),
    "cluster": (NUMBER, "smallest number of the texts that it belongs with; empty if it stands alone"),
    "first_in_cluster": (FLAG, "whether it is taken for the origin of its cluster"),
    "origin": (WORDS, "name or id that an ingested text came with"),
    "warc_file": (WORDS, "WARC file with the page as it came"),
    "warc_offset": (NUMBER, "where its record begins"),
    "extractor": (WORDS, "reader and rules that made the text, with their versions"),
    "topics": (LIST, "topics that it is relevant to"),
    "terms": (LIST, "forms that these topics matched"),
    "published_zone": (WORDS, "offset from UTC that the date was written with; empty where none was"),
    "date_flags": (LIST, "what is wrong with the dates that the page claims; see the flags of dates"),
}
REVISIONS = {
    "number": (NUMBER, "accession number of the article"),
    "revision": (NUMBER, "1 for its first text"),
    "current": (FLAG, "whether it is the text in articles.parquet"),
    "name": (WORDS, "file of the text"),
    "file": (WORDS, "where that file lies in this snapshot; empty in a snapshot without texts"),
    "sha256": (WORDS, "of the text's bytes"),
    "url": (WORDS, "fetched in the end"),
    "canonical": (WORDS, "address that the page claims for itself"),
    "fetched_at": (MOMENT, "when it was fetched"),
    "language": (WORDS, "ISO 639-1"),
    "title": (WORDS, "headline"),
    "authors": (LIST, "as the page names them"),
    "published": (MOMENT, "as claimed"),
    "published_precision": (WORDS, "second, minute or day"),
    "published_from": (WORDS, "where that date stands"),
    "modified": (MOMENT, "as claimed"),
    "modified_precision": (WORDS, "second, minute or day"),
    "modified_from": (WORDS, "where that date stands"),
    "warc_file": (WORDS, "WARC file with the page as it came"),
    "warc_offset": (NUMBER, "where its record begins"),
    "extractor": (WORDS, "reader and rules that made the text"),
}
OUTCOMES = {
    "url": (WORDS, "a URL ever seen"),
    "url_key": (WORDS, "its identity"),
    "source": (WORDS, "id of the outlet"),
    "via": (WORDS, "how it was found: feed, sitemap, section, urls, replay, ingest"),
    "outcome": (WORDS, "what became of it"),
    "stage": (WORDS, "where it was refused; empty if it was not"),
    "detail": (WORDS, "for a person"),
    "discovered_at": (MOMENT, "when it was first named"),
    "visited_at": (MOMENT, "when it was last visited"),
    "number": (NUMBER, "article that it leads to, whether or not that one is in this snapshot"),
    "name": (WORDS, "file of that article's text"),
}
CLUSTERS = {
    "cluster": (NUMBER, "smallest number of its members"),
    "number": (NUMBER, "a member"),
    "first": (NUMBER, "the member that is taken for the origin: the earliest that does not say it is a copy"),
    "copied_from": (NUMBER, "the member that this one is taken from; empty for the first"),
    "relation": (WORDS, "of this one to that: verbatim, retitled, cut, extended or mixed"),
    "evidence": (WORDS, "what that rests on"),
}
SOURCES = {
    "source": ("string", "id of the outlet"),
    "urls": ("integer", "URLs that it named"),
    "articles": ("integer", "articles archived from it"),
    "first_seen": ("datetime", "first of these, UTC"),
    "last_seen": ("datetime", "last of these, UTC"),
}

Columns = Mapping[str, tuple[pa.DataType, str]]


class Table:
    """A Parquet file that grows by rows; its bytes depend on the rows and on the version of pyarrow alone."""

    def __init__(self, path: Path, columns: Columns) -> None:
        self._fields = list(columns)
        self._schema = pa.schema(
            [pa.field(name, kind, metadata={"description": text}) for name, (kind, text) in columns.items()]
        )
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd", store_schema=True)

    def write(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Adds the rows in groups of a fixed size."""
        waiting = iter(rows)
        while group := list(islice(waiting, ROWS)):
            columns = {name: [row[name] for row in group] for name in self._fields}
            self._writer.write_table(pa.table(columns, schema=self._schema))

    def close(self) -> None:
        """Writes the footer."""
        self._writer.close()


def write_table(path: Path, columns: Columns, rows: Iterable[Mapping[str, Any]]) -> None:
    """A whole table."""
    table = Table(path, columns)
    try:
        table.write(rows)
    finally:
        table.close()


def sources_csv(rows: Iterable[SourceRow]) -> bytes:
    """CSV with a header (RFC 4180, UTF-8); what a spreadsheet would run as a formula gets a `'` before it."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(SOURCES)
    writer.writerows([_cell(getattr(row, name)) for name in SOURCES] for row in rows)
    return buffer.getvalue().encode()


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text
