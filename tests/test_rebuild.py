"""Database and texts from the WARC files alone: every row and every byte as before."""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, select

from commands.exit_codes import ExitCode
from commands.rebuild import Command
from storage.archive import LOCK, Archive
from storage.database import Database, database_url
from storage.errors import LockedError, StorageError
from storage.lock import shared
from storage.models import Base
from storage.rebuild import rebuild
from storage.search import search
from storage.verify.archive import verify
from storage.verify.damage import Kind
from storage.warc import Record, records
from tests.asked import ask
from tests.damaging import SEED, flip
from tests.filled import SITE, Filling, filled

FLEETING = {"leased_until", "leased_by"}


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed archive, written by two processes' worth of WARC files."""
    root = tmp_path_factory.mktemp("original") / "archive"
    with filled(root):
        pass
    with Archive.open(root) as archive:
        filling = Filling(archive)
        filling.keep(filling.exchange(f"{SITE}/later", "later", 20), "A text of another day.", "Later")
    return root


@pytest.fixture
def warcs(original: Path, tmp_path: Path) -> Path:
    """An archive of which only the WARC files are left."""
    root = tmp_path / "archive"
    shutil.copytree(original / "warc", root / "warc")
    return root


def contents(root: Path) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, but for leases and for what is known of files."""
    database = Database(database_url(root), write=False)
    found: dict[str, list[dict[str, Any]]] = {}
    with database.read() as session:
        for mapper in Base.registry.mappers:
            table = mapper.local_table
            rows = session.execute(select(table).order_by(*inspect(mapper.class_).primary_key)).mappings()
            found[mapper.class_.__tablename__] = [
                {name: value for name, value in row.items() if name not in FLEETING} for row in rows
            ]
    database.close()
    found.pop("warc_file")
    return found


def texts(root: Path) -> dict[str, bytes]:
    folder = root / "texts"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.txt")}


def times(root: Path) -> dict[Path, int]:
    """When each file last changed, locks and the shared memory of readers apart."""
    return {
        path: path.stat().st_mtime_ns
        for path in root.rglob("*")
        if path.is_file() and path.suffix not in {".lock", ".db-shm", ".db-wal"}
    }


def test_every_row_and_every_byte_is_the_same(original: Path, warcs: Path) -> None:
    report = rebuild(warcs)
    assert report.damages == []
    before, after = contents(original), contents(warcs)
    for table, rows in before.items():
        assert after[table] == rows, table
        assert rows or table in {"edge"}, f"{table} proves nothing"
    assert texts(warcs) == texts(original) != {}
    assert (report.files, report.articles, report.texts) == (2, 5, 5)
    assert report.decisions == len(before["decision"])
    assert verify(warcs) == []


def test_what_was_rebuilt_goes_on(original: Path, warcs: Path) -> None:
    rebuild(warcs)
    with Archive.open(warcs) as archive:
        assert [hit.number for hit in search(archive, "полон* OR зерно пішло")] == []
        assert [hit.number for hit in search(archive, "зерно пішло")] == [1]
        assert archive.pending_captures() == []
        filling = Filling(archive)
        kept = filling.keep(filling.exchange(f"{SITE}/new", "new", 30), "Another new text.", "New")
        assert kept.number == 5
    assert verify(warcs) == []
    assert len(texts(warcs)) == len(texts(original)) + 1


def test_into_another_folder_nothing_here_changes(original: Path, tmp_path: Path) -> None:
    before = times(original)
    report = rebuild(original, into=tmp_path / "other")
    assert report.damages == []
    assert contents(tmp_path / "other") == contents(original)
    assert verify(tmp_path / "other") == []
    assert times(original) == before
    with pytest.raises(StorageError, match="exists already"):
        rebuild(original, into=tmp_path / "other")
    with pytest.raises(StorageError, match="the archive itself"):
        rebuild(original, into=original)


def test_a_database_that_holds_anything_is_left_alone(warcs: Path) -> None:
    rebuild(warcs)
    before = contents(warcs)
    with pytest.raises(StorageError, match="not empty"):
        rebuild(warcs)
    assert contents(warcs) == before


def test_texts_that_are_there_are_kept_mended_or_named(original: Path, warcs: Path) -> None:
    shutil.copytree(original / "texts", warcs / "texts")
    whole, damaged, missing = sorted((warcs / "texts").rglob("*.txt"))[:3]
    stamp = whole.stat().st_mtime_ns
    flip(damaged, random.Random(SEED))
    missing.unlink()
    foreign = warcs / "texts/000/900_0123456789abcdef.txt"
    foreign.write_text("mine")
    report = rebuild(warcs)
    assert [(damage.file, damage.kind) for damage in report.damages] == [
        ("texts/000/900_0123456789abcdef.txt", Kind.FOREIGN)
    ]
    assert whole.stat().st_mtime_ns == stamp
    assert foreign.read_text() == "mine"
    foreign.unlink()
    assert texts(warcs) == texts(original)


def test_texts_are_put_back_under_a_database_that_stays(
    original: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = Path(shutil.copytree(original, tmp_path / "archive"))
    damaged, missing = sorted((root / "texts").rglob("*.txt"))[:2]
    flip(damaged, random.Random(SEED))
    missing.unlink()
    mended = ask(Command(), capsys, "--texts", "--json", root=root)
    assert mended.code == ExitCode.DONE
    assert set(mended.json()[0]["texts"]) == {damaged.name, missing.name}
    assert verify(root) == []
    assert texts(root) == texts(original)
    damaged.unlink()
    for path, record in pieces(root):
        if record.type == "conversion":
            data = bytearray(path.read_bytes())
            data[record.offset + record.length // 2] ^= 0xFF
            path.write_bytes(data)
    lost = ask(Command(), capsys, "--texts", root=root)
    assert lost.code == ExitCode.VERIFICATION
    assert damaged.name in lost.out
    assert ask(Command(), capsys, "--texts", "--into", "x", root=root).code == ExitCode.USAGE


def test_while_somebody_writes_nothing_is_rebuilt(original: Path, warcs: Path) -> None:
    with shared(warcs / LOCK), pytest.raises(LockedError):
        rebuild(warcs)
    assert not (warcs / "parley.db").exists()


def test_without_warc_files_there_is_nothing_to_rebuild_from(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="no WARC files"):
        rebuild(tmp_path)


def pieces(root: Path) -> Iterator[tuple[Path, Record]]:
    for path in sorted((root / "warc").rglob("*.warc.gz")):
        for record in records(path):
            assert isinstance(record, Record)
            yield path, record


def test_a_damaged_record_costs_itself_and_is_named(original: Path, tmp_path: Path) -> None:
    before = contents(original)
    kinds: dict[str, list[tuple[Path, Record]]] = {}
    for path, record in pieces(original):
        kinds.setdefault(record.type, []).append((path, record))
    assert kinds.keys() == {"warcinfo", "response", "revisit", "request", "metadata", "conversion"}
    for number, (path, record) in enumerate(piece for found in kinds.values() for piece in found[:4]):
        root = tmp_path / str(number)
        shutil.copytree(original / "warc", root / "warc")
        file = path.relative_to(original).as_posix()
        data = bytearray((root / file).read_bytes())
        data[record.offset + record.length // 2] ^= 0xFF
        (root / file).write_bytes(data)
        report = rebuild(root)
        assert file in {damage.file for damage in report.damages}, record
        after = contents(root)
        if record.type == "conversion":
            assert {key: rows for key, rows in after.items() if key != "body"} == {
                key: rows for key, rows in before.items() if key != "body"
            }
            assert len(texts(root)) == len(texts(original)) - 1
        elif record.type == "metadata":
            assert len(before["decision"]) - len(after["decision"]) in (1, 2, 3), record
        else:
            assert after == before, record
            assert texts(root) == texts(original)


def test_the_command_says_what_it_made(
    original: Path, warcs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = ask(Command(), capsys, root=warcs)
    assert made.code == ExitCode.DONE
    assert "articles\t5" in made.out
    again = ask(Command(), capsys, root=warcs)
    assert again.code == ExitCode.STORAGE
    assert "not empty" in again.err
    into = ask(Command(), capsys, "--json", "--into", str(tmp_path / "x"), root=original)
    assert into.code == ExitCode.DONE
    assert into.json()[0]["articles"] == 5
    (warcs / "parley.db").unlink()
    flip(sorted((warcs / "warc").rglob("*.gz"))[0], random.Random(SEED))
    assert ask(Command(), capsys, root=warcs).code == ExitCode.VERIFICATION
    with shared(original / LOCK):
        assert ask(Command(), capsys, root=original).code == ExitCode.LOCKED
    assert ask(Command(), capsys, "extra", root=warcs).code == ExitCode.USAGE
