"""What it costs to place one more text in an archive of so many generated ones, on SQLite and PostgreSQL.

python -m bench.dedup_scale [--postgres URL] [--folder FOLDER] [--pages FOLDER] SIZE...    # 10000 100000 1000000

A database of its own is filled (on PostgreSQL a schema, which is dropped), then 300 texts are placed: 150 new ones,
50 with a paragraph that many have, 100 copies that were cut, edited or put into another text. Every text is a file.
"""  # noqa: E501

import argparse
import gzip
import random
import resource
import shutil
import statistics
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, create_engine, insert, text, update

from bench.dedup import article
from items import Capture
from pipelines.dedup import place
from pipelines.dedup.words import shingles
from pipelines.reading import read
from storage.archive import Archive
from storage.models import Article, Counter, Revision, Shingle, Url
from storage.texts import text_name, text_path

BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
VOCABULARY = 30_000
BACKGROUNDS = 50
"""Paragraphs that a fiftieth of the texts has."""
BATCH = 2000
PROBES = 300
PAGES = 100
NEAR_COPIES = 20
"""One text of so many is a cut copy of an earlier one: archives have clusters."""


class Generator:
    """Texts of 90 to 400 words, each the same whenever it is asked for."""

    def __init__(self) -> None:
        draw = random.Random(1)  # noqa: S311
        letters = "abcdefghijklmnoprstuvwyz"
        self.words = ["".join(draw.choices(letters, k=draw.randint(2, 10))) for _ in range(VOCABULARY)]
        weights = [1 / (rank + 10) for rank in range(VOCABULARY)]
        total = 0.0
        self.weights = [total := total + weight for weight in weights]
        self.background = [self.paragraph(random.Random(-place - 1), 60) for place in range(BACKGROUNDS)]  # noqa: S311

    def paragraph(self, draw: random.Random, words: int) -> str:
        """Words as often as in a language."""
        return " ".join(draw.choices(self.words, cum_weights=self.weights, k=words))

    def text(self, seed: int) -> str:
        """Three to eight paragraphs; one text in twenty repeats the beginning of an earlier one."""
        draw = random.Random(seed)  # noqa: S311
        if seed and seed % NEAR_COPIES == 0:
            paragraphs = self.text(draw.randrange(seed)).split("\n\n")
            return "\n\n".join(paragraphs[: max(2, len(paragraphs) // 2)])
        paragraphs = [self.paragraph(draw, draw.randint(30, 50)) for _ in range(draw.randint(3, 8))]
        if draw.random() < 0.02:
            paragraphs.append(self.background[draw.randrange(BACKGROUNDS)])
        return "\n\n".join(paragraphs)

    def probe(self, number: int, size: int) -> str:
        """A text that comes now."""
        fresh = self.text(-(number + 1) * NEAR_COPIES - 7)
        if number % 6 < 3:
            return fresh
        if number % 6 == 3:
            return f"{fresh}\n\n{self.background[number % BACKGROUNDS]}"
        paragraphs = self.text(random.Random(number).randrange(size)).split("\n\n")  # noqa: S311
        if number % 6 == 4:
            return "\n\n".join(paragraphs[: max(1, len(paragraphs) // 2)])
        return "\n\n".join((*paragraphs, fresh.split("\n\n")[0]))


def fill(archive: Archive, texts: Generator, size: int) -> None:
    """Rows and files as the archive itself would have them, without its WARC files."""
    with archive.database.engine.connect() as connection:
        writing = connection.execution_options(parley_write=True)
        for start in range(0, size, BATCH):
            with writing.begin():
                add(
                    writing,
                    archive.root,
                    [(n, texts.text(n)) for n in range(start, min(size, start + BATCH))],
                )
        with writing.begin():
            for name in ("number", "sequence", "url"):
                writing.execute(update(Counter).where(Counter.name == name).values(value=size))
            if connection.dialect.name == "postgresql":
                writing.execute(text("ANALYZE"))


def add(connection: Connection, root: Path, batch: Sequence[tuple[int, str]]) -> None:
    """One batch in one transaction."""
    rows: dict[type, list[dict[str, object]]] = {Url: [], Article: [], Revision: [], Shingle: []}
    for number, body in batch:
        name = text_name(number, body.encode())
        path = text_path(root, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, encoding="utf-8")
        url, at = f"https://site{number % 500}.test/{number}", BEGIN + timedelta(minutes=number)
        seen = {"discovered_at": at, "last_offered": at, "visited_at": at}
        rows[Url].append(
            {"id": number, "key_hash": f"{number:064x}", "key": url, "address": url, "source": "s"}
            | {"via": "feed", "outcome": "archived"}
            | seen
        )
        rows[Article].append(
            {"number": number, "url_id": number, "current": number, "revisions": 1, "source": "s"}
            | {"first_seen": at, "last_seen": at, "appeared": at}
        )
        rows[Revision].append(
            {"id": number, "number": number, "at": at, "name": name, "sha256": name, "text_key": ""}
            | {"url": url, "canonical": "", "title": "", "authors": [], "language": "en", "extractor": ""}
            | {"encoding": {}, "topics": [], "text_file": "w"}
        )
        rows[Shingle] += [{"hash": one, "number": number} for one in shingles(body)]
    for table, values in rows.items():
        connection.execute(insert(table), values)


def measure(archive: Archive, texts: Generator, size: int) -> Iterator[tuple[str, float]]:
    """Milliseconds and other figures, by name."""
    encoding = article({"url": "https://new.test/", "text": "", "lang": "en"})
    looked: list[float] = []
    busy = 0.0
    for number in range(PROBES):
        probe = replace(encoding, url=f"https://new.test/{number}", body=texts.probe(number, size))
        began, worked = time.perf_counter(), time.process_time()
        place(probe, archive)
        busy += 1000 * (time.process_time() - worked)
        looked.append(1000 * (time.perf_counter() - began))
    looked.sort()
    yield "median ms", statistics.median(looked)
    yield "p95 ms", looked[int(0.95 * len(looked))]
    yield "CPU ms", busy / PROBES
    yield "peak MB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def table_bytes(archive: Archive) -> dict[str, float]:
    """What the shingles take on disk, with their indexes."""
    with archive.database.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            size = connection.execute(text("SELECT pg_total_relation_size('shingle')")).scalar_one()
        else:
            query = "SELECT sum(pgsize) FROM dbstat WHERE name IN ('shingle', 'ix_shingle_number')"
            size = connection.execute(text(query)).scalar_one()
    return {"bytes": float(size)}


def reading_ms(folder: Path) -> float:
    """Median processor time of reading a page of a folder, for comparison."""
    spent: list[float] = []
    for path in sorted(folder.glob("**/*.html.gz"))[:PAGES]:
        url = f"https://page.test/{path.name}"
        headers = (("Content-Type", "text/html"),)
        body = gzip.decompress(path.read_bytes())
        began = time.process_time()
        read(Capture(url, url, BEGIN, 200, headers, body, None, "bench", "urls"))
        spent.append(1000 * (time.process_time() - began))
    return statistics.median(spent)


def run(size: int, folder: Path, url: str) -> None:
    """Fills, measures, prints a row."""
    texts = Generator()
    root = Path(tempfile.mkdtemp(prefix="dedup", dir=folder))
    try:
        began = time.perf_counter()
        with Archive.open(root, url) as archive:
            fill(archive, texts, size)
            filled = time.perf_counter() - began
            figures = dict(measure(archive, texts, size))
            per_text = table_bytes(archive)["bytes"] / size
        name = "PostgreSQL" if url else "SQLite"
        cells = "".join(f"{figures[column]:>11.1f}" for column in figures)
        print(f"{name:<12}{size:>10}{cells}{per_text:>14.0f}{filled:>10.0f}", flush=True)
    finally:
        shutil.rmtree(root)


def main() -> None:
    """Each size on each database; the peak of memory is that of all before."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="+")
    parser.add_argument("--postgres", default="", help="URL of a database to make a schema in")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--pages", type=Path, help="folder of pages (*.html.gz) to compare with reading them")
    given = parser.parse_args()
    columns = ("median ms", "p95 ms", "CPU ms", "peak MB")
    print(
        f"{'':<12}{'texts':>10}{''.join(f'{one:>11}' for one in columns)}{'bytes a text':>14}{'fill s':>10}"
    )
    for size in given.sizes:
        run(size, given.folder, "")
        if given.postgres:
            schema = f"bench_{uuid.uuid4().hex[:12]}"
            engine = create_engine(given.postgres, isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                connection.execute(text(f"CREATE SCHEMA {schema}"))
                try:
                    run(size, given.folder, f"{given.postgres}?options=-csearch_path%3D{schema}")
                finally:
                    connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
            engine.dispose()
    if given.pages:
        print(f"\nreading a page of {given.pages}: {reading_ms(given.pages):.0f} ms of CPU at the median")


if __name__ == "__main__":
    main()
