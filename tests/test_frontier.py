"""Which URLs are given out, to whom, and for how long: on both databases."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from scrapy.settings import Settings

from commands.revisiting import curve_of
from items import Capture, Discovery, Found, Hints, Outcome, Stage
from storage.archive import Archive
from storage.curve import CURVE, bend_of, next_point
from storage.frontier import Again
from storage.rebuild import rebuild
from tests.filled import BEGIN, GRAIN, SITE, TALKS, Filling

NOW = BEGIN + timedelta(hours=1)


def name(archive: Archive, *paths: str, source: str = "alpha", minute: int = 0) -> None:
    """A person names pages of a source."""
    at = BEGIN + timedelta(minutes=minute)
    by_hand = Capture("", "", at, 0, (), b"", None, source, "urls")
    found = tuple(Found(f"{SITE}/{path}", Hints(title=path)) for path in paths)
    archive.record_discovery(Discovery(by_hand, found, "urls"))


def paths(archive: Archive, *sources: str, limit: int = 10, hours: float = 0) -> list[str]:
    """What is leased so many hours later."""
    leases = archive.lease(sources, limit, NOW + timedelta(hours=hours))
    return [lease.url.removeprefix(f"{SITE}/") for lease in leases]


def test_the_newest_come_first_in_the_order_of_their_entrance(archive: Archive) -> None:
    name(archive, "old-1", "old-2")
    name(archive, "new-1", "new-2", minute=5)
    assert paths(archive, limit=3) == ["new-1", "new-2", "old-1"]
    assert paths(archive, limit=3) == ["old-2"]


def test_a_lease_has_what_was_said_of_the_url(archive: Archive) -> None:
    name(archive, "talks")
    lease = archive.lease(["alpha"], 1, NOW)[0]
    assert (lease.source, lease.via, lease.hints.title, lease.validators) == ("alpha", "urls", "talks", None)


def test_only_the_sources_that_were_asked_for(archive: Archive) -> None:
    name(archive, "a")
    name(archive, "b", source="beta")
    assert paths(archive, "beta") == ["b"]
    assert paths(archive, "beta", "alpha") == ["a"]


def test_a_lease_ends_with_keeping_or_by_time(archive: Archive) -> None:
    filling = Filling(archive)
    name(archive, "kept", "left")
    assert paths(archive) == ["kept", "left"]
    filling.keep(filling.exchange(f"{SITE}/kept", "page", 1), TALKS, "Talks")
    assert paths(archive) == []
    assert paths(archive, hours=0.2) == ["left"]


def test_two_processes_never_get_the_same(archive: Archive, database_url: str) -> None:
    name(archive, *(f"page-{n}" for n in range(10)))
    with Archive.open(archive.root, database_url) as other:
        mine, theirs = paths(archive, limit=6), paths(other, limit=6)
    assert (len(mine), len(theirs)) == (6, 4)
    assert not set(mine) & set(theirs)
    assert paths(archive) == theirs  # the other one was closed


def test_the_leases_of_a_killed_process_are_free_at_the_next_start(
    archive: Archive, database_url: str, in_child: Callable[[Callable[[], None]], int]
) -> None:
    name(archive, "a", "b")

    def visit() -> None:
        with Archive.open(archive.root, database_url) as mine:
            assert len(mine.lease([], 5, NOW)) == 2
            os.kill(os.getpid(), signal.SIGKILL)

    assert in_child(visit) == -signal.SIGKILL
    assert paths(archive) == []
    with Archive.open(archive.root, database_url) as next_one:
        assert paths(next_one) == ["a", "b"]
    assert len(list((archive.root / "locks").iterdir())) == 1


def test_failed_pages_come_after_pending_ones_when_they_are_due(archive: Archive) -> None:
    filling = Filling(archive)
    name(archive, "failing", "pending")
    filling.fail(f"{SITE}/failing", 59)
    assert paths(archive) == ["pending"]
    assert paths(archive, hours=0.1) == ["failing"]
    filling.fail(f"{SITE}/failing", 60 * 3)
    assert paths(archive, hours=2) == ["pending"]
    assert paths(archive, hours=3.1) == ["pending", "failing"]


def test_refused_and_gone_pages_are_left_alone(archive: Archive) -> None:
    filling = Filling(archive)
    filling.reject(filling.exchange(f"{SITE}/short", "page", 1), Stage.GATE, Outcome.TOO_SHORT)
    filling.reject(filling.exchange(f"{SITE}/gone", "", 1, "404 No"), Stage.FETCH, Outcome.GONE)
    assert archive.lease([], 10, NOW, again=Again(NOW)) == []


def test_young_articles_are_asked_again_once_a_run(archive: Archive) -> None:
    filling = Filling(archive)
    filling.keep(filling.exchange(f"{SITE}/talks", "page", 1), TALKS, "Talks")
    filling.keep(filling.exchange(f"{SITE}/grain", "page", 2), GRAIN, "Grain")
    assert archive.lease([], 10, NOW) == []
    again = archive.lease([], 10, NOW, again=Again(NOW))
    assert {lease.url for lease in again} == {f"{SITE}/talks", f"{SITE}/grain"}
    assert all(lease.validators and lease.validators.etag == '"4"' for lease in again)
    filling.reject(filling.exchange(f"{SITE}/talks", "", 61, "304 No"), Stage.FETCH, Outcome.UNCHANGED)
    later = NOW + timedelta(minutes=20)
    assert [lease.url for lease in archive.lease([], 10, later, again=Again(NOW))] == [f"{SITE}/grain"]


def test_an_article_is_asked_along_its_curve(archive: Archive) -> None:
    assert minutes_asked(archive, 60 * 24 * 16) == [15, 60, 360, 1440, 10080]


def test_along_the_curve_that_is_set_and_again_after_a_rebuild(tmp_path: Path) -> None:
    settings = Settings({"PARLEY_REVISIT_AFTER": "10m, 2h,1d"})
    with Archive.open(tmp_path, curve=curve_of(settings)) as archive:
        assert minutes_asked(archive, 60) == [10]
    rebuild(tmp_path, into=tmp_path / "again")
    with Archive.open(tmp_path / "again") as archive:
        now = BEGIN + timedelta(hours=2)
        assert not archive.lease([], 1, now - timedelta(minutes=1), again=Again(now))
        assert archive.lease([], 1, now, again=Again(now))


def minutes_asked(archive: Archive, until: int) -> list[int]:
    filling = Filling(archive)
    filling.keep(filling.exchange(f"{SITE}/talks", "page", 0), TALKS, "Talks")
    asked = []
    for minute in range(5, until, 5):
        now = BEGIN + timedelta(minutes=minute)
        if archive.lease([], 1, now, again=Again(now)):
            asked.append(minute)
            same = filling.exchange(f"{SITE}/talks", "", minute, "304 Not Modified")
            filling.reject(same, Stage.FETCH, Outcome.UNCHANGED)
    return asked


def test_the_curve_bends_to_how_often_an_outlet_edits() -> None:
    quarter, day = timedelta(minutes=15), timedelta(days=1)
    assert bend_of([]) == bend_of([3] * 9) == 1.0
    assert bend_of([2] * 20 + [1] * 180) == 1.0
    assert 0.5 < bend_of([2] * 50 + [1] * 150) < 0.7
    assert bend_of([5] * 200) == 0.5
    assert bend_of([1] * 200) == 2.0
    assert next_point(BEGIN, BEGIN, CURVE, 0.5) == BEGIN + quarter / 2
    assert next_point(BEGIN, BEGIN + day, CURVE, 2.0) == BEGIN + 2 * day
    assert next_point(BEGIN, BEGIN + 8 * day, CURVE) is None


def test_an_outlet_that_edits_is_asked_sooner(archive: Archive) -> None:
    filling = Filling(archive)
    for number in range(10):
        url = f"{SITE}/{number}"
        filling.keep(filling.exchange(url, "page", 0), f"{TALKS} {number}", "Talks")
        filling.keep(filling.exchange(url, "other", 1), f"{TALKS} It is {number}.", "Talks")
    filling.keep(filling.exchange(f"{SITE}/new", "page", 10), GRAIN, "Grain")
    now = BEGIN + timedelta(minutes=21)
    assert f"{SITE}/new" in {lease.url for lease in archive.lease([], 10, now, again=Again(now))}


def test_a_text_without_url_is_not_asked_for(archive: Archive) -> None:
    filling = Filling(archive)
    capture = Capture("file:///a.txt", "", BEGIN, 200, (), b"", None, "", "ingest")
    filling.keep_article(capture, replace(filling.article(capture, TALKS, ""), url=""))
    assert archive.lease([], 10, NOW, again=Again(NOW)) == []
