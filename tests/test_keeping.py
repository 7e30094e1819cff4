"""What is kept of a page, and what becomes of its URL: on both databases."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from items import (
    Capture,
    Kept,
    Outcome,
    Stage,
)
from storage.identity import identity
from storage.models import Article, Body, Edge, Revision, Url
from storage.rows import url_row
from storage.texts import text_path
from tests.asking import PAGE, leased, outcome, visits
from tests.filled import BEGIN, GRAIN, SITE, TALKS, Filling


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
        assert (revision.published_zone, revision.date_flags) == ("+03:00", ["conflict"])
        assert revision.encoding == {"name": "utf-8", "rule": "utf-8", "confidence": 0.998, "replaced": 2}
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


@pytest.mark.parametrize(
    ("answer", "final", "reason"),
    [
        ("404 Not Found", PAGE, Outcome.GONE),
        ("410 Gone", PAGE, Outcome.GONE),
        ("200 OK", PAGE, Outcome.SOFT_404),
        ("200 OK", f"{SITE}/", Outcome.NOT_ARTICLE),
    ],
)
def test_an_article_that_is_away_is_gone_with_its_text_kept(
    filling: Filling, answer: str, final: str, reason: Outcome
) -> None:
    filling.keep(filling.exchange(PAGE, "one", 1), TALKS, "Talks begin")
    away = replace(filling.exchange(PAGE, "away", 20, answer), final_url=final)
    filling.reject(away, Stage.GATE, reason, "nothing here")
    assert outcome(filling.archive, PAGE) == "gone"
    assert filling.archive.text_of(0).startswith("Talks begin")
    now = BEGIN + timedelta(hours=2)
    assert PAGE in leased(filling.archive, now)
    back = filling.keep(filling.exchange(PAGE, "one", 130), TALKS, "Talks begin")
    assert back.outcome is Outcome.UNCHANGED
    assert outcome(filling.archive, PAGE) == "archived"
