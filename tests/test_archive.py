"""One archive for many threads, processes and readers."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from storage.archive import Archive
from storage.errors import StorageError
from storage.models import Article, Visit
from storage.rebuild import rebuild
from storage.verify.archive import verify
from tests.asking import PAGE
from tests.crashing import texts
from tests.filled import BEGIN, GRAIN, SITE, TALKS, Filling

if TYPE_CHECKING:
    from items import (
        Capture,
        Kept,
    )

InChildren = Callable[[Callable[[int], None], int], list[int]]


def test_many_threads_keep_without_losing_or_doubling(filling: Filling) -> None:
    captures = [filling.exchange(f"{SITE}/{n}", f"page {n}", n) for n in range(12)]
    kept: list[Kept] = []

    def keep(part: list[Capture]) -> None:
        for capture in part:
            kept.append(filling.keep(capture, f"Text of {capture.url}.", "Title"))

    threads = [threading.Thread(target=keep, args=(captures[n::4],)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.number or 0 for one in kept) == list(range(12))


def test_processes_share_an_archive(archive: Archive, database_url: str, in_children: InChildren) -> None:
    def work(child: int) -> None:
        with Archive.open(archive.root, database_url) as mine:
            filling = Filling(mine)
            for n in range(4):
                url = f"{SITE}/{child}-{n}"
                filling.keep(filling.exchange(url, url, n), TALKS if n == 0 else f"Text of {url}.", "Talks")

    assert in_children(work, 3) == [0, 0, 0]
    with archive.database.read() as session:
        assert list(session.scalars(select(Article.number).order_by(Article.number))) == list(range(12))
        assert len(session.scalars(select(Visit).where(Visit.outcome == "duplicate")).all()) == 2
    assert len(list((archive.root / "warc").rglob("*.warc.gz"))) == 3
    archive.close()
    assert verify(archive.root, database_url) == []
    again = archive.root.with_suffix(".again")
    assert rebuild(archive.root, into=again).damages == []
    assert texts(again) == texts(archive.root)


def test_a_reader_works_beside_a_writer(filling: Filling, database_url: str) -> None:
    filling.keep(filling.exchange(PAGE, "one", 1), TALKS, "Talks begin")
    with Archive.open(filling.archive.root, database_url, write=False) as reader:
        filling.keep(filling.exchange(f"{SITE}/b", "two", 2), GRAIN, "Grain")
        assert reader.text_of(1).startswith("Grain")
        with pytest.raises(StorageError, match="opened for reading"):
            reader.lease([], 1, BEGIN)


def test_a_missing_archive_says_so(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="there is no archive here"):
        Archive.open(tmp_path / "none", write=False)
    with pytest.raises(StorageError, match=r"none|parley\.db"):
        Archive.open(tmp_path, write=False)
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "archive").write_text("in the way")
    with pytest.raises(StorageError, match="archive"):
        Archive.open(tmp_path / "archive")


def test_one_archive_a_process(tmp_path: Path) -> None:
    first = Archive.shared(tmp_path / "a")
    assert Archive.shared(tmp_path / "x" / ".." / "a") is first
    first.close()
    first.close()
    second = Archive.shared(tmp_path / "a")
    assert second is not first
    second.close()
