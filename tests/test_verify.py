"""Damage of every kind, put into an archive at random places: each one is found, and its file named."""

import gzip
import hashlib
import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from commands.exit_codes import ExitCode
from commands.verify import Command
from storage.errors import StorageError
from storage.verify.archive import verify
from storage.verify.damage import Kind
from storage.verify.members import member_problem
from tests.asked import Answer, ask
from tests.damaging import DAMAGES, SEED, flip
from tests.filled import filled


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed archive without damage; tests damage copies."""
    root = tmp_path_factory.mktemp("sound") / "archive"
    with filled(root):
        pass
    return root


@pytest.fixture
def root(sound: Path, tmp_path: Path) -> Path:
    """A copy to be damaged."""
    return Path(shutil.copytree(sound, tmp_path / "archive"))


def texts(root: Path) -> list[Path]:
    return sorted((root / "texts").rglob("*.txt"))


def warcs(root: Path) -> list[Path]:
    return sorted((root / "warc").rglob("*.warc.gz"))


def test_an_archive_without_damage_is_clean(sound: Path) -> None:
    steps: list[tuple[int, int]] = []
    assert verify(sound, progress=lambda done, total: steps.append((done, total))) == []
    files = len(texts(sound)) + len(warcs(sound))
    assert steps == [(done, files) for done in range(1, files + 1)]


@pytest.mark.parametrize("kind", [texts, warcs])
@pytest.mark.parametrize("damage", DAMAGES)
def test_random_damage_is_found_and_its_file_named(
    sound: Path,
    tmp_path: Path,
    kind: Callable[[Path], list[Path]],
    damage: Callable[[Path, random.Random], None],
) -> None:
    dice = random.Random(f"{SEED}{kind.__name__}{damage.__name__}")
    for number in range(20):
        copy = Path(shutil.copytree(sound, tmp_path / str(number)))
        path = dice.choice(kind(copy))
        damage(path, dice)
        assert path.relative_to(copy).as_posix() in {found.file for found in verify(copy)}, number


def test_every_bit_of_a_member_counts() -> None:
    raw = gzip.compress(b"WARC/1.1\r\nWARC-Type: metadata\r\n\r\n" + bytes(range(200)) * 2, mtime=0)
    assert member_problem(raw, raw[:10]) == ""
    for bit in range(len(raw) * 8):
        damaged = bytearray(raw)
        damaged[bit // 8] ^= 1 << bit % 8
        assert member_problem(bytes(damaged), raw[:10]), bit
    for end in range(len(raw)):
        assert member_problem(raw[:end], raw[:10]), end


def test_two_texts_that_changed_places_are_both_named(root: Path) -> None:
    one, other = texts(root)[:2]
    data = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(data)
    assert {damage.file for damage in verify(root)} == {p.relative_to(root).as_posix() for p in (one, other)}


def test_two_warc_files_that_changed_places_are_both_named(root: Path) -> None:
    one = warcs(root)[0]
    other = one.with_name("parley-20250516T000000Z-other-1-00001.warc.gz")
    shutil.copy(one, other)
    assert {damage.file for damage in verify(root)} == {other.relative_to(root).as_posix()}


def members(path: Path) -> list[bytes]:
    """The file's members, by their first bytes."""
    data = path.read_bytes()
    starts = [at for at in range(len(data)) if data.startswith(data[:10], at)]
    return [data[start:end] for start, end in zip(starts, [*starts[1:], len(data)], strict=True)]


def test_every_record_that_is_taken_out_is_missed(sound: Path, root: Path) -> None:
    path = warcs(root)[0]
    file = path.relative_to(root).as_posix()
    parts = members(path)
    assert len(parts) > 30
    for place in range(1, len(parts)):
        path.write_bytes(b"".join(parts[:place] + parts[place + 1 :]))
        assert file in {damage.file for damage in verify(root)}, place
    for place in range(len(parts)):
        path.write_bytes(b"".join(parts[:place]))
        assert file in {damage.file for damage in verify(root)}, place


def test_what_an_interrupted_write_left_is_named(root: Path) -> None:
    text = texts(root)[0]
    part = text.with_name(f".{text.name}.7.part")
    part.write_bytes(b"half")
    warc = warcs(root)[0]
    warc.rename(warc.with_name(warc.name + ".open"))
    found = verify(root)
    assert {(damage.file, damage.kind) for damage in found} == {
        (part.relative_to(root).as_posix(), Kind.LEFTOVER),
        (warc.relative_to(root).as_posix() + ".open", Kind.LEFTOVER),
    }


def test_files_that_nothing_names_are_foreign(root: Path) -> None:
    data = b"A text that nobody archived."
    strange = [
        root / "texts/000" / f"999_{hashlib.sha256(data).hexdigest()[:16]}.txt",
        root / "texts/000/notes.md",
        root / "texts/001" / texts(root)[0].name,
        root / "warc/notes.txt",
    ]
    (root / "texts/001").mkdir()
    for path in strange:
        path.write_bytes(data)
    link = root / "texts/000/998_0123456789abcdef.txt"
    link.symlink_to(texts(root)[0])
    expected = {path.relative_to(root).as_posix() for path in [*strange, link]}
    assert {damage.file for damage in verify(root) if damage.kind is Kind.FOREIGN} == expected


def test_a_text_that_is_not_in_the_source_format_is_named(root: Path) -> None:
    data = b"Ends with a newline\n"
    path = texts(root)[0]
    other = path.with_name(f"{path.name[:4]}{hashlib.sha256(data).hexdigest()[:16]}.txt")
    path.rename(other)
    other.write_bytes(data)
    with sqlite3.connect(root / "parley.db") as connection:
        values = (other.name, hashlib.sha256(data).hexdigest(), path.name)
        connection.execute("UPDATE revision SET name = ?, sha256 = ? WHERE name = ?", values)
    connection.close()
    found = {damage.file: damage.detail for damage in verify(root)}
    assert "not in the source format" in found[other.relative_to(root).as_posix()]


def test_a_row_that_points_elsewhere_is_found(root: Path) -> None:
    file = warcs(root)[0].relative_to(root).as_posix()
    for change in (
        "UPDATE visit SET warc_offset = warc_offset + 1 WHERE id = (SELECT min(id) FROM visit)",
        "UPDATE decision SET record_id = '<urn:uuid:none>' WHERE sequence = 2",
        "UPDATE revision SET text_offset = (SELECT max(warc_offset) FROM decision) WHERE text_offset > 0",
    ):
        copy = Path(shutil.copytree(root, root.with_name("changed")))
        with sqlite3.connect(copy / "parley.db") as connection:
            connection.execute(change)
        connection.close()
        assert file in {damage.file for damage in verify(copy)}, change
        shutil.rmtree(copy)


def test_rows_that_contradict_one_another_are_found(root: Path) -> None:
    with sqlite3.connect(root / "parley.db") as connection:
        connection.execute("UPDATE article SET current = 4000 WHERE number = 0")
        connection.execute("UPDATE url SET outcome = 'archived' WHERE outcome = 'too_short'")
    connection.close()
    details = " ".join(damage.detail for damage in verify(root) if damage.file == "parley.db")
    assert "article 0 has no present text" in details
    assert "is kept, but no article is its" in details


def test_a_damaged_database_is_named_and_the_files_are_checked_by_themselves(root: Path) -> None:
    database = root / "parley.db"
    data = bytearray(database.read_bytes())
    data[4096:12288] = bytes(8192)
    database.write_bytes(data)
    flip(texts(root)[0], random.Random(SEED))
    named = {damage.file for damage in verify(root)}
    assert named == {"parley.db", texts(root)[0].relative_to(root).as_posix()}


def test_a_missing_database_is_named(root: Path) -> None:
    (root / "parley.db").unlink()
    assert [(damage.file, damage.kind) for damage in verify(root)] == [("parley.db", Kind.MISSING)]


def test_where_no_archive_is_nothing_is_clean(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="no archive"):
        verify(tmp_path)


def test_an_archive_that_is_being_written_to_is_clean(tmp_path: Path) -> None:
    with filled(tmp_path / "archive"):
        assert verify(tmp_path / "archive") == []


def test_the_command_names_the_files_and_exits_with_8(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clean = ask(Command(), capsys, root=root)
    assert clean == Answer(ExitCode.DONE, "clean\n", f"{root}: no damage found\n")
    path = texts(root)[0]
    path.unlink()
    found = ask(Command(), capsys, root=root)
    assert found.code == ExitCode.VERIFICATION
    assert path.relative_to(root).as_posix() in found.out
    assert ask(Command(), capsys, "--json", root=root).json()[0]["kind"] == "missing"
