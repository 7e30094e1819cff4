"""What the archive remembers of visits, entrances and odd addresses: on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from items import (
    Capture,
    Discovery,
    Failure,
    Found,
    Hints,
    Outcome,
    Reading,
    Rejected,
    Stage,
)
from storage.identity import identity
from storage.rows import url_row
from tests.asking import PAGE, discover, leased, outcome, visits
from tests.filled import BEGIN, SITE, TALKS, Filling

if TYPE_CHECKING:
    from storage.archive import Archive


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
        ("999999999999", timedelta(days=1)),
        ("Mon, 01 Jan 2026 00:00:00 +999999999999999999", timedelta(minutes=5)),
        ("Fri, 31 Dec 9999 23:59:59 -2359", timedelta(days=1)),
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
    later = BEGIN + timedelta(minutes=20)
    assert leased(filling.archive, later) == {PAGE: None}
    whole = filling.exchange(PAGE, "longer", 21)
    filling.keep(whole, TALKS, "Talks begin")
    validators = leased(filling.archive, later + timedelta(hours=1))[PAGE]
    assert validators is not None
    assert whole.warc is not None
    assert (validators.etag, validators.digest) == ('"6"', whole.digest)
    assert validators.record_id == whole.warc.record_id


def test_a_discovery_counts_what_is_new(filling: Filling) -> None:
    assert discover(filling, PAGE, f"{PAGE}?utm_source=rss", f"{SITE}/b", "javascript:void(0)") == 3
    assert discover(filling, PAGE, f"{SITE}/c", minute=1) == 1
    archive = filling.archive
    assert outcome(archive, "javascript:void(0)") == "passed_over"
    with archive.database.read() as session:
        row = url_row(session, identity(PAGE))
        assert row is not None
        assert (row.last_offered, row.discovered_at) == (BEGIN + timedelta(minutes=1), BEGIN)


LEFT_OUT = [Outcome.PASSED_OVER, Outcome.OUT_OF_WINDOW, Outcome.OVER_BUDGET]


@pytest.mark.parametrize("left_out", LEFT_OUT)
def test_what_was_left_out_is_reconsidered(filling: Filling, left_out: Outcome) -> None:
    feed = filling.exchange(f"{SITE}/feed.xml", "<rss/>", 0)

    def name(outcome: Outcome) -> None:
        found = (Found(PAGE, Hints(title="Sport"), outcome, "no concept"),)
        filling.archive.record_discovery(Discovery(feed, found, "feed"))

    name(left_out)
    assert outcome(filling.archive, PAGE) == left_out.value
    name(Outcome.PENDING)
    assert outcome(filling.archive, PAGE) == "pending"
    name(left_out)
    assert outcome(filling.archive, PAGE) == "pending"


def test_a_page_that_was_read_and_refused_is_not_reopened(filling: Filling) -> None:
    filling.reject(filling.exchange(PAGE, "page", 1), Stage.RELEVANCE, Outcome.OUT_OF_WINDOW)
    discover(filling, PAGE, minute=2)
    assert outcome(filling.archive, PAGE) == "out_of_window"


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
