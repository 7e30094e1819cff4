"""Text files: their names, their format, and writes that leave nothing half done."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path

import pytest

from storage.texts import check_format, read_text, text_files, text_name, text_path, write_text

TEXT = "Talks open in Istanbul\n\nМосква и Киев сели за стол."


def test_a_name_is_proven_by_its_bytes(tmp_path: Path) -> None:
    name = write_text(tmp_path, 7, TEXT)
    path = tmp_path / "texts" / "000" / name
    assert name == f"007_{hashlib.sha256(path.read_bytes()).hexdigest()[:16]}.txt"
    assert path.read_bytes() == TEXT.encode()
    assert read_text(tmp_path, name) == TEXT


@pytest.mark.parametrize(("number", "folder"), [(0, "000"), (999, "000"), (1000, "001"), (1234567, "1234")])
def test_a_folder_holds_a_thousand_numbers(tmp_path: Path, number: int, folder: str) -> None:
    name = text_name(number, b"x")
    assert text_path(tmp_path, name) == tmp_path / "texts" / folder / name


@pytest.mark.parametrize("name", ["../../etc/passwd", "007.txt", "07_0123456789abcdef.txt", "", "000_X.txt"])
def test_no_other_name_becomes_a_path(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not the name of an archived text"):
        text_path(tmp_path, name)


def test_a_whole_file_is_left_alone_and_a_damaged_one_replaced(tmp_path: Path) -> None:
    path = text_path(tmp_path, write_text(tmp_path, 1, TEXT))
    before = path.stat().st_ino
    write_text(tmp_path, 1, TEXT)
    assert path.stat().st_ino == before
    path.write_bytes(TEXT.encode()[:10])
    write_text(tmp_path, 1, TEXT)
    assert path.read_bytes() == TEXT.encode()


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_full_disk_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    write_text(tmp_path, 1, "first")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os if call == "fsync" else Path, call, full)
    with pytest.raises(OSError, match="No space"):
        write_text(tmp_path, 2, TEXT)
    assert [path.name for path in text_files(tmp_path)] == [text_name(1, b"first")]


def test_a_name_appears_only_after_its_bytes_are_on_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    seen: list[list[int]] = []
    fsync, replace = os.fsync, Path.replace

    def note(descriptor: int) -> None:
        synced.append(os.fstat(descriptor).st_ino)
        fsync(descriptor)

    def look(path: Path, target: Path) -> Path:
        seen.append([path.stat().st_ino, *synced])
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", note)
    monkeypatch.setattr(Path, "replace", look)
    path = text_path(tmp_path, write_text(tmp_path, 1, TEXT))
    assert seen[0][0] in seen[0][1:]
    assert synced[-1] == path.parent.stat().st_ino
    assert {tmp_path.stat().st_ino, (tmp_path / "texts").stat().st_ino} <= set(synced)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        ("a\n", "newline"),
        ("\na", "newline"),
        ("a\r\nb", "U\\+000D"),
        ("a\tb", "U\\+0009"),
        ("\ufeffa", "U\\+FEFF"),
        ("a\x00", "U\\+0000"),
        ("a\u202eb", "bidi character U\\+202E"),
        ("a\u200fb", "bidi"),
        ("a\ud800", "U\\+D800"),
        ("e\u0301", "normal form"),
    ],
)
def test_what_is_not_in_the_source_format(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        check_format(text)


def test_what_is_in_the_source_format() -> None:
    check_format(TEXT)
