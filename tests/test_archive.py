"""What is kept of a visit, and what becomes of its URL: on both databases."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from items import (
    Capture,
    Discovery,
    Failure,
    Found,
    Hints,
    Kept,
    Outcome,
    Reading,
    Rejected,
    Stage,
    Validators,
)
from storage.archive import Archive
from storage.errors import StorageError
from storage.identity import identity
from storage.models import Article, Body, Edge, Revision, Url, Visit
from storage.rebuild import rebuild
from storage.rows import url_row
from storage.texts import text_path
from storage.verify.archive import verify
from tests.crashing import texts
from tests.filled import BEGIN, GRAIN, SITE, TALKS, Filling

PAGE = f"{SITE}/talks"
InChildren = Callable[[Callable[[int], None], int], list[int]]


@pytest.fixture
def filling(archive: Archive) -> Filling:
    return Filling(archive)


def outcome(archive: Archive, url: str) -> str:
    """The URL's present outcome; empty for one never seen."""
    with archive.database.read() as session:
        row = url_row(session, identity(url))
        return row.outcome if row else ""


def visits(archive: Archive, url: str) -> list[str]:
    """The outcomes of a URL's visits in their order."""
    with archive.database.read() as session:
        rows = session.scalars(
            select(Visit).join(Url, Url.id == Visit.url_id).where(Url.key == identity(url)).order_by(Visit.id)
        )
        return [row.outcome for row in rows]


def discover(filling: Filling, *urls: str, minute: int = 0) -> int:
    """A feed that names these pages."""
    feed = filling.exchange(f"{SITE}/feed.xml", f"<rss>{urls}</rss>", minute)
    return filling.archive.record_discovery(Discovery(feed, tuple(map(Found, urls)), "feed"))


def again(capture: Capture, minutes: int) -> Capture:
    """Another whole exchange of the same page, as far as the archive can tell."""
    return replace(capture, fetched_at=capture.fetched_at + timedelta(minutes=minutes), warc=None)


def test_an_article_is_archived_with_its_proof(filling: Filling) -> None:
    archive = filling.archive
    kept = filling.keep(filling.exchange(PAGE, "page", 1), TALKS, "Talks begin")
    assert (kept.outcome, kept.number) == (Outcome.ARCHIVED, 0)
    data = text_path(archive.root, kept.name).read_bytes()
    assert data.decode() == f"Talks begin\n\n{TALKS}"
    assert kept.name == f"000_{hashlib.sha256(data).hexdigest()[:16]}.txt"
    assert archive.text_of(0) == data.decode()
    assert outcome(archive, PAGE) == "archived"
    with archive.database.read() as session:
        revision = session.scalars(select(Revision)).one()
        assert (revision.name, revision.authors, revision.published_from) == (
            kept.name,
            ["Ada Writer"],
            "json-ld",
        )
        assert session.get_one(Body, 0).text == data.decode()


def test_numbers_go_up_and_belong_to_keys(filling: Filling) -> None:
    kept = [
        filling.keep(filling.exchange(f"{SITE}/{n}", f"page {n}", n), f"Text number {n}.", f"Title {n}")
        for n in range(3)
    ]
    assert [one.number for one in kept] == [0, 1, 2]
    tracked = filling.exchange(f"http://www.alpha.example/1/?utm_source=x#{1}", "page 1 again", 9)
    assert filling.keep(tracked, "Text number 1.", "Title 1") == Kept(Outcome.UNCHANGED, 1)


def test_an_edit_is_a_revision_beside_the_older_file(filling: Filling) -> None:
    first = filling.keep(filling.exchange(PAGE, "one", 1), TALKS, "Talks begin")
    second = filling.keep(filling.exchange(PAGE, "two", 2), TALKS, "Talks end")
    back = filling.keep(filling.exchange(PAGE, "three", 3), TALKS, "Talks begin")
    assert (second.outcome, second.number) == (Outcome.REVISED, first.number)
    assert second.name != first.name == back.name
    root = filling.archive.root
    assert text_path(root, first.name).exists()
    assert text_path(root, second.name).exists()
    assert outcome(filling.archive, PAGE) == "revised"
    assert visits(filling.archive, PAGE) == ["archived", "revised", "revised"]


def test_an_older_capture_does_not_undo_an_edit(filling: Filling) -> None:
    old = filling.exchange(PAGE, "one", 1)
    filling.keep(filling.exchange(PAGE, "two", 2), TALKS, "Talks end")
    assert filling.keep(old, TALKS, "Talks begin").outcome is Outcome.UNCHANGED
    assert filling.archive.text_of(0).startswith("Talks end")


def test_equal_words_are_stored_once(filling: Filling) -> None:
    first = filling.keep(filling.exchange(PAGE, "one", 1), TALKS, "Talks begin")
    copy = filling.keep(filling.exchange("https://beta.example/c", "two", 2), TALKS.upper(), "TALKS BEGIN")
    assert (copy.outcome, copy.number, copy.name) == (Outcome.DUPLICATE, 1, first.name)
    archive = filling.archive
    assert archive.text_of(1) == archive.text_of(0)
    assert len(list((archive.root / "texts").rglob("*.txt"))) == 1
    with archive.database.read() as session:
        assert [session.get_one(Article, number).cluster for number in (0, 1)] == [0, 0]
        assert session.get_one(Edge, (1, 0)).similarity == 1.0
    again = filling.exchange("https://beta.example/c", "three", 3)
    assert filling.keep(again, TALKS.upper(), "TALKS BEGIN").outcome is Outcome.UNCHANGED


def test_short_texts_that_are_equal_stay_apart(filling: Filling) -> None:
    kept = [filling.keep(filling.exchange(f"{SITE}/{n}", "page", n), "Short.", "") for n in (1, 2)]
    assert [one.outcome for one in kept] == [Outcome.ARCHIVED, Outcome.ARCHIVED]
    assert kept[0].name != kept[1].name


def test_unchanged_adds_a_visit_and_nothing_else(filling: Filling) -> None:
    filling.keep(filling.exchange(PAGE, "one", 1), TALKS, "Talks begin")
    not_modified = filling.exchange(PAGE, "", 2, "304 Not Modified")
    assert filling.reject(not_modified, Stage.FETCH, Outcome.UNCHANGED).outcome is Outcome.UNCHANGED
    same_payload = filling.exchange(PAGE, "one", 3)
    assert same_payload.unchanged
    filling.keep(same_payload, "Whatever new rules make of it.", "")
    assert visits(filling.archive, PAGE) == ["archived", "unchanged", "unchanged"]
    assert outcome(filling.archive, PAGE) == "archived"
    with filling.archive.database.read() as session:
        assert session.get_one(Article, 0).last_seen == BEGIN + timedelta(minutes=3)


def test_a_kept_url_survives_failures_but_says_when_it_is_gone(filling: Filling) -> None:
    filling.keep(filling.exchange(PAGE, "one", 1), TALKS, "Talks begin")
    filling.fail(PAGE, 2)
    filling.reject(filling.exchange(PAGE, "wall", 3), Stage.GATE, Outcome.PAYWALLED)
    assert outcome(filling.archive, PAGE) == "archived"
    filling.reject(filling.exchange(PAGE, "no", 4, "404 Not Found"), Stage.FETCH, Outcome.GONE)
    assert outcome(filling.archive, PAGE) == "gone"
    assert filling.archive.text_of(0)
    filling.keep(filling.exchange(PAGE, "back", 5), TALKS, "Talks begin")
    assert outcome(filling.archive, PAGE) == "archived"
    assert visits(filling.archive, PAGE) == ["archived", "timeout", "paywalled", "gone", "unchanged"]


def test_a_refused_page_says_why_and_may_be_archived_later(filling: Filling) -> None:
    filling.reject(filling.exchange(PAGE, "one", 1), Stage.GATE, Outcome.TOO_SHORT, "41 words")
    with filling.archive.database.read() as session:
        row = url_row(session, identity(PAGE))
        assert row is not None
        assert (row.outcome, row.stage, row.detail) == ("too_short", "gate", "41 words")
    filling.keep(filling.exchange(PAGE, "two", 2), TALKS, "Talks begin")
    assert outcome(filling.archive, PAGE) == "archived"


def test_a_redirect_joins_two_addresses(filling: Filling) -> None:
    capture = replace(filling.exchange(PAGE, "one", 1), url="https://short.example/x")
    kept = filling.keep(capture, TALKS, "Talks begin")
    assert (outcome(filling.archive, PAGE), kept.number) == ("archived", 0)
    assert outcome(filling.archive, "https://short.example/x") == "duplicate"
    assert filling.keep(filling.exchange(PAGE, "two", 2), TALKS, "Talks begin").outcome is Outcome.UNCHANGED
    own = filling.exchange("https://short.example/x", "three", 3)
    assert filling.keep(own, GRAIN, "Now a page of its own").number == 1


def test_a_canonical_claim_counts_within_a_domain_and_for_the_same_text(filling: Filling) -> None:
    filling.keep(filling.exchange(PAGE, "one", 1), TALKS, "Talks begin")

    def variant(url: str, body: str, minute: int) -> Kept:
        capture = filling.exchange(url, f"{url} {body}", minute)
        article = filling.article(capture, body, "Talks begin")
        return filling.keep_article(capture, replace(article, canonical=PAGE))

    print_page = variant("https://print.alpha.example/talks", TALKS, 2)
    assert (print_page.outcome, print_page.number) == (Outcome.UNCHANGED, 0)
    assert outcome(filling.archive, "https://print.alpha.example/talks") == "duplicate"
    other_text = variant("https://live.alpha.example/talks", GRAIN, 3)
    assert (other_text.outcome, other_text.number) == (Outcome.ARCHIVED, 1)
    other_site = variant("https://thief.example/talks", TALKS, 4)
    assert (other_site.outcome, other_site.number) == (Outcome.DUPLICATE, 2)


def test_a_text_without_url_is_its_own_identity(filling: Filling) -> None:
    resource = filling.archive.warc.write_resource("file:///notes/a.txt", "text/plain", TALKS.encode())
    capture = Capture("file:///notes/a.txt", "", BEGIN, 200, (), b"", resource, "", "ingest")
    article = replace(filling.article(capture, TALKS, ""), url="", canonical="", origin="a.txt")
    kept = filling.keep_article(capture, article)
    assert kept.outcome is Outcome.ARCHIVED
    elsewhere = replace(capture, url="file:///other/b.txt", warc=None)
    assert filling.keep_article(elsewhere, article) == Kept(Outcome.UNCHANGED, kept.number)
    with filling.archive.database.read() as session:
        assert [row.outcome for row in session.scalars(select(Url))] == ["archived"]
        assert session.get_one(Article, 0).origin == "a.txt"


def test_a_text_that_names_its_url_belongs_to_it(filling: Filling) -> None:
    capture = Capture("file:///notes/a.txt", "", BEGIN, 200, (), b"", None, "", "ingest")
    article = replace(filling.article(capture, TALKS, ""), url=PAGE)
    assert filling.keep_article(capture, article).number == 0
    assert outcome(filling.archive, PAGE) == "archived"
    assert outcome(filling.archive, "file:///notes/a.txt") == ""


def test_a_text_in_another_format_is_refused_not_archived(filling: Filling) -> None:
    kept = filling.keep(filling.exchange(PAGE, "one", 1), "Two\r\nlines", "")
    assert kept.outcome is Outcome.EXTRACT_FAILED
    assert "U+000D" in kept.detail
    assert not (filling.archive.root / "texts").exists()


def test_failures_are_tried_again_later_and_not_for_ever(filling: Filling) -> None:
    waits = []
    for attempt in range(6):
        at = BEGIN + timedelta(days=attempt)
        filling.fail(PAGE, attempt * 24 * 60)
        with filling.archive.database.read() as session:
            row = url_row(session, identity(PAGE))
            assert row is not None
            waits.append(row.next_visit - at if row.next_visit else None)
    hours = timedelta(hours=1)
    assert waits == [hours / 12, hours, 6 * hours, 24 * hours, None, None]


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("Fri, 16 May 2025 09:30:00 GMT", timedelta(minutes=29)),
        ("999999999999", timedelta(days=7)),
        ("soon", timedelta(minutes=5)),
        ("-1", timedelta(minutes=5)),
    ],
)
def test_a_server_says_when_to_come_again(filling: Filling, value: str, wait: timedelta) -> None:
    capture = replace(filling.exchange(PAGE, "", 1, "429 Too Many"), headers=(("retry-after", value),))
    filling.reject(capture, Stage.FETCH, Outcome.FETCH_FAILED)
    with filling.archive.database.read() as session:
        row = url_row(session, identity(PAGE))
        assert row is not None
        assert row.next_visit == capture.fetched_at + wait


def test_only_a_whole_200_leaves_validators(filling: Filling) -> None:
    discover(filling, PAGE)
    cut = replace(filling.exchange(PAGE, "one", 1), failure=Failure.CUT)
    filling.keep(cut, TALKS, "Talks begin")
    later = BEGIN + timedelta(minutes=5)
    assert leased(filling.archive, later) == {PAGE: None}
    whole = filling.exchange(PAGE, "longer", 6)
    filling.keep(whole, TALKS, "Talks begin")
    validators = leased(filling.archive, later + timedelta(hours=1))[PAGE]
    assert validators is not None
    assert whole.warc is not None
    assert (validators.etag, validators.digest) == ('"6"', whole.digest)
    assert validators.record_id == whole.warc.record_id


def leased(archive: Archive, now: datetime) -> dict[str, Validators | None]:
    """What is to be visited again at a time."""
    return {one.url: one.validators for one in archive.lease([], 10, now, revisit_before=now)}


def test_a_discovery_counts_what_is_new(filling: Filling) -> None:
    assert discover(filling, PAGE, f"{PAGE}?utm_source=rss", f"{SITE}/b", "javascript:void(0)") == 3
    assert discover(filling, PAGE, f"{SITE}/c", minute=1) == 1
    archive = filling.archive
    assert outcome(archive, "javascript:void(0)") == "passed_over"
    with archive.database.read() as session:
        row = url_row(session, identity(PAGE))
        assert row is not None
        assert (row.last_offered, row.discovered_at) == (BEGIN + timedelta(minutes=1), BEGIN)


def test_what_was_left_out_is_reconsidered(filling: Filling) -> None:
    feed = filling.exchange(f"{SITE}/feed.xml", "<rss/>", 0)

    def name(outcome: Outcome) -> None:
        found = (Found(PAGE, Hints(title="Sport"), outcome, "no concept"),)
        filling.archive.record_discovery(Discovery(feed, found, "feed"))

    name(Outcome.PASSED_OVER)
    assert outcome(filling.archive, PAGE) == "passed_over"
    name(Outcome.PENDING)
    assert outcome(filling.archive, PAGE) == "pending"
    name(Outcome.PASSED_OVER)
    assert outcome(filling.archive, PAGE) == "pending"


def test_an_entrance_remembers_its_last_whole_reading(filling: Filling) -> None:
    archive = filling.archive
    url = f"{SITE}/feed.xml"
    failed = Capture(
        url, url, BEGIN, 0, (), b"", None, "alpha", "feed", failure=Failure.DNS, detail="no such host"
    )
    archive.record_discovery(Discovery(failed, (), "feed"))
    assert not archive.entrance_done(url)
    assert archive.entrance_validators(url) is None
    discover(filling, PAGE)
    assert archive.entrance_done(url)
    before = archive.entrance_validators(url)
    assert before is not None
    same = filling.exchange(url, "", 9, "304 Not Modified")
    archive.record_discovery(Discovery(same, (), "feed"))
    assert archive.entrance_validators(url) == before


def test_a_person_names_urls_without_an_entrance(archive: Archive) -> None:
    by_hand = Capture("", "", BEGIN, 0, (), b"", None, "alpha", "urls")
    assert archive.record_discovery(Discovery(by_hand, (Found(PAGE),), "urls")) == 1
    assert [one.url for one in archive.lease([], 5, BEGIN)] == [PAGE]


@pytest.mark.parametrize("odd", ["\x00", "\ud800", "я" * 9000, "%00", "a" * 18_000, "'\";--"])
def test_no_url_or_hint_breaks_the_database(filling: Filling, odd: str) -> None:
    url = f"{SITE}/{odd}"
    hints = Hints(title=f"t{odd}", lead=odd, published=odd, language=odd)
    feed = filling.exchange(f"{SITE}/feed.xml", "<rss/>", 0)
    filling.archive.record_discovery(Discovery(feed, (Found(url, hints),), "feed"))
    capture = replace(filling.exchange(PAGE, "one", 1), url=url, final_url=url, hints=hints)
    rejected = Rejected(Stage.GATE, Outcome.TOO_SHORT, odd)
    filling.archive.keep(Reading(capture, rejected))
    article = replace(filling.article(capture, TALKS, "Talks"), authors=(odd,), language=odd, canonical=odd)
    assert filling.archive.keep(Reading(capture, article)).outcome is Outcome.ARCHIVED
    assert outcome(filling.archive, url) == "archived"


def test_a_record_read_again_is_one_visit(filling: Filling) -> None:
    capture = filling.exchange(PAGE, "one", 1)
    filling.reject(capture, Stage.GATE, Outcome.TOO_SHORT)
    filling.keep(capture, TALKS, "Talks begin")
    filling.keep(capture, TALKS, "Talks begin")
    assert visits(filling.archive, PAGE) == ["archived"]


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
