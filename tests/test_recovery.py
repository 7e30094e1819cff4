"""What a crash leaves is taken up: nothing acknowledged is lost, nothing doubled, and a rebuild agrees."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from items import Capture, Discovery, Found, Outcome
from storage import keeping
from storage.archive import Archive
from storage.errors import StorageError
from storage.models import Article, Revision, Visit
from storage.rebuild import rebuild
from storage.verify.archive import verify
from storage.warc import Origin, load
from tests.crashing import PAGES, acknowledged, crawl, killed_at, responses, tables, texts
from tests.filled import BEGIN, GRAIN, SITE, TALKS, Filling

InChild = Callable[[Callable[[], None]], int]


def test_killed_at_every_write_nothing_is_lost_or_doubled(tmp_path: Path, in_child: InChild) -> None:
    points = 0
    for call in range(200):
        root, said = tmp_path / str(call), tmp_path / f"{call}.said"
        if in_child(killed_at(call, root, "", said)) == 0:
            break
        points += 1
        crawl(root, "", said)
        holds(root, said)
        shutil.rmtree(root)
    assert points > 30


@pytest.mark.postgres
@pytest.mark.parametrize("call", [13, 19, 24, 26, 27, 28])
def test_killed_beside_postgresql(tmp_path: Path, postgres_url: str, in_child: InChild, call: int) -> None:
    said = tmp_path / "said"
    assert in_child(killed_at(call, tmp_path / "a", postgres_url, said)) == -signal.SIGKILL
    crawl(tmp_path / "a", postgres_url, said)
    holds(tmp_path / "a", said, postgres_url)


def holds(root: Path, said: Path, url: str = "") -> None:
    """All pages are kept once, as acknowledged; the archive is clean; WARC alone gives the same."""
    with Archive.open(root, url) as archive, archive.database.read() as session:
        assert archive.pending_captures() == []
        kept = {
            row.url: str(row.number)
            for row in session.scalars(select(Revision).join(Article, Article.number == Revision.number))
        }
        visits = session.scalars(select(Visit.outcome)).all()
    assert (set(kept), set(kept.values())) == (set(PAGES), {"0", "1", "2"})
    assert sorted(visits) == ["archived", "archived", "duplicate"]
    for page, number, has_text in acknowledged(root, said):
        assert (kept[page], has_text) == (number, True)
    assert [page for page in responses(root) if page in PAGES] == sorted(PAGES)
    assert verify(root, url) == []
    again = root.with_suffix(".again")
    assert rebuild(root, into=again).damages == []
    assert texts(again) == texts(root)
    if not url:
        assert tables(again) == tables(root)
    shutil.rmtree(again)


def reopened(archive: Archive, database_url: str) -> Archive:
    """The archive as the next process finds it."""
    root = archive.root
    archive.close()
    return Archive.open(root, database_url)


def lost_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on a decision is recorded and its transaction rolls back."""

    def fail(*_: object) -> None:
        raise StorageError("lost")

    monkeypatch.setattr(keeping, "apply", fail)


def test_a_recorded_decision_is_applied_at_the_next_start(
    filling: Filling, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    capture = filling.exchange(f"{SITE}/one", "page", 1)
    with monkeypatch.context() as broken:
        lost_commit(broken)
        with pytest.raises(StorageError, match="lost"):
            filling.keep(capture, TALKS, "Talks")
    with reopened(filling.archive, database_url) as archive:
        assert archive.text_of(0) == f"Talks\n\n{TALKS}"
        assert verify(archive.root, database_url) == []


def test_a_recorded_decision_whose_place_was_taken_is_taken_back(
    filling: Filling, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = filling.archive
    by_hand = Discovery(
        Capture("", "", BEGIN, 0, (), b"", None, "alpha", "urls"), (Found(f"{SITE}/one"),), "urls"
    )
    archive.record_discovery(by_hand)
    lost = filling.exchange(f"{SITE}/one", "page", 1)
    with monkeypatch.context() as broken:
        lost_commit(broken)
        with pytest.raises(StorageError, match="lost"):
            filling.keep(lost, TALKS, "Talks")
    assert filling.keep(filling.exchange(f"{SITE}/two", "page", 2), GRAIN, "Grain").number == 0
    with reopened(archive, database_url) as again:
        assert again.text_of(0).startswith("Grain")
        pending = again.pending_captures()
        assert [one.url for one in pending] == [f"{SITE}/one"]
        assert len(texts(again.root)) == 1
        capture = load(again.root, pending[0].position, Origin("alpha", "feed"))
        assert Filling(again).keep(capture, TALKS, "Talks").number == 1
        assert again.pending_captures() == []
    assert rebuild(again.root, into=again.root.with_suffix(".again")).damages == []
    with Archive.open(again.root.with_suffix(".again"), write=False) as rebuilt:
        assert rebuilt.text_of(0).startswith("Grain")
        assert rebuilt.text_of(1).startswith("Talks")


def test_what_a_writer_has_in_hand_is_left_to_it(filling: Filling, database_url: str) -> None:
    name = Discovery(filling.exchange(f"{SITE}/f", "<rss/>", 0), (Found(f"{SITE}/one"),), "feed")
    filling.archive.record_discovery(name)
    filling.exchange(f"{SITE}/one", "page", 1)
    with Archive.open(filling.archive.root, database_url) as other:
        assert other.pending_captures() == []
    with reopened(filling.archive, database_url) as archive:
        assert [one.url for one in archive.pending_captures()] == [f"{SITE}/one"]


def test_hops_feeds_and_unknown_pages_do_not_wait(filling: Filling, database_url: str) -> None:
    feed = filling.exchange(f"{SITE}/f", "<rss/>", 0)
    filling.archive.record_discovery(Discovery(feed, (Found(f"{SITE}/hop"),), "feed"))
    filling.exchange(f"{SITE}/hop", "", 1, "301 Moved Permanently")
    filling.exchange(f"{SITE}/robots.txt", "User-agent: *", 1)
    filling.exchange(f"{SITE}/f", "<rss/>2", 2)
    with reopened(filling.archive, database_url) as archive:
        assert archive.pending_captures() == []


def test_leftovers_go_and_what_is_not_ours_stays(filling: Filling, database_url: str) -> None:
    filling.keep(filling.exchange(f"{SITE}/one", "page", 1), TALKS, "Talks")
    folder = filling.archive.root / "texts" / "000"
    (folder / ".001_0123456789abcdef.txt.77.part").write_text("half")
    orphan = folder / "001_0123456789abcdef.txt"
    orphan.write_text("written, and its process killed before it was recorded")
    note = folder / "README"
    note.write_text("a person's")
    old = folder / "000_0123456789abcdef.txt"
    old.write_text("lost by other means than a crash of today")
    os.utime(old, (0, 0))
    (next((filling.archive.root / "locks").iterdir()).with_name(f"{socket.gethostname()}~1~0.lease")).touch()
    with reopened(filling.archive, database_url) as archive:
        assert not orphan.exists()
        assert note.exists()
        assert old.exists()
        assert sum(name.endswith(".part") for name in texts(archive.root)) == 0
        assert archive.text_of(0)


def test_a_lost_database_is_rebuilt_by_command_not_begun_anew(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        filling = Filling(archive)
        for n in range(3):
            filling.keep(filling.exchange(f"{SITE}/{n}", f"page {n}", n), f"Text {n}.", "")
    before = texts(tmp_path)
    for path in tmp_path.glob("parley.db*"):
        path.unlink()
    with pytest.raises(StorageError, match="scrapy rebuild"):
        Archive.open(tmp_path)
    assert texts(tmp_path) == before
    assert rebuild(tmp_path).articles == 3


def test_a_full_disk_at_any_call_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Archive.open(tmp_path) as archive:
        filling = Filling(archive)
        filling.keep(filling.exchange(f"{SITE}/zero", "page", 1), GRAIN, "Grain")
        for call in range(20):
            capture = filling.exchange(f"{SITE}/{call}", f"page {call}", 2)
            with monkeypatch.context() as full:
                fill_disk(full, call)
                try:
                    filling.keep(capture, f"Text {call}.", "")
                except StorageError as error:
                    assert "free some space" in str(error)  # noqa: PT017
                else:
                    break
            assert filling.keep(capture, f"Text {call}.", "").outcome is Outcome.ARCHIVED
        assert call > 5
    with Archive.open(tmp_path) as archive:
        assert archive.pending_captures() == []
    assert verify(tmp_path) == []
    assert rebuild(tmp_path, into=tmp_path / "again").damages == []
    assert tables(tmp_path / "again") == tables(tmp_path)


def fill_disk(monkeypatch: pytest.MonkeyPatch, call: int) -> None:
    """The n-th write or sync finds the disk full, and every one after it but for taking a file back."""
    left = [call]

    def full(function: Callable[..., int]) -> Callable[..., int]:
        def write(*arguments: object) -> int:
            left[0] -= 1
            if left[0] == -1:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return function(*arguments)

        return write

    for name in ("write", "fsync"):
        monkeypatch.setattr(os, name, full(getattr(os, name)))
    monkeypatch.setattr(Path, "replace", full(Path.replace))
