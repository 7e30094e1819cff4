"""What changed between two texts of one article, and what is no change at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from commands.diff import blocks, marked
from items import Article, Dated, Kept, Outcome
from storage.archive import Archive
from storage.changes import changes
from storage.rebuild import rebuild
from storage.revising import compare, is_edit, is_negation
from storage.verify.archive import verify
from tests.asking import PAGE
from tests.filled import BEGIN, TALKS, Filling

CHANGED = Dated(BEGIN, "second", "json-ld")
LATER = Dated(BEGIN + timedelta(hours=1), "second", "json-ld")
OLD = f"{TALKS}\n\nThe ministry said that 12 people were hurt. It did not name them."


def keep(filling: Filling, minute: int, body: str, title: str = "Talks", **fields: object) -> Kept:
    capture = filling.exchange(PAGE, f"page {minute}", minute)
    article: Article = replace(filling.article(capture, body, title), **fields)  # type: ignore[arg-type]
    return filling.keep_article(capture, article)


@pytest.mark.parametrize(
    ("old", "new", "differs"),
    [
        ("One.\n\nTwo.", "One.\nTwo. ", False),
        ("One.\n\n5 minutes ago", "One.\n\n2 hours ago", False),
        ("Updated 3 hours ago\n\nOne.", "Updated just now\n\nOne.", False),
        ("One.\n\n5 минут назад", "One.\n\n2 часа назад", False),
        ("One.\n\n3 saat önce", "One.\n\n1 gün önce", False),
        ("One.", "One.\n\nShare on Facebook | Twitter 12", False),
        ("One.", "One.\n\n12", True),
        (
            "He left 5 minutes ago, said the guard who saw him.",
            "He left 2 hours ago, said the guard who saw him.",
            True,
        ),
        ("One.", "One.\n\nThe minister did not share this story.", True),
        ("12 were hurt.", "13 were hurt.", True),
    ],
)
def test_what_the_moment_of_the_visit_shows_is_no_edit(old: str, new: str, differs: bool) -> None:
    assert is_edit(old, new) is differs


def test_no_revision_comes_of_it(filling: Filling) -> None:
    keep(filling, 1, f"{OLD}\n\n5 minutes ago")
    kept = keep(filling, 2, f"{OLD}\n\n3 hours ago\n\nShare Tweet")
    assert (kept.outcome, kept.detail) == (
        Outcome.UNCHANGED,
        "only white space, relative times or share bars differ",
    )
    assert changes(filling.archive, 0) == ()


def test_an_edit_is_told_in_its_parts(filling: Filling) -> None:
    keep(filling, 1, OLD, modified=CHANGED)
    new = OLD.replace("12 people", "15 people").replace("did not name", "named")
    kept = keep(filling, 2, new, "Talks go on", modified=CHANGED, authors=("Another Hand",))
    assert kept.outcome is Outcome.REVISED
    found = changes(filling.archive, PAGE)
    assert found is not None
    (one,) = found
    assert (one.number, one.kind, one.parts) == (0, "edited", ("headline", "body", "byline"))
    assert one.stealth
    assert one.figures == (("12", "15"),)
    assert one.negations == (("not", ""),)
    assert (one.added, one.removed) == (4, 4)
    shown = "\n".join("".join(map(marked, block)) for block in blocks(one.passages))
    assert "that [-12-] {+15+} people" in shown
    assert "Talks{+go on+}" in shown.replace(" {", "{")


def test_a_page_that_states_its_change_is_not_stealthy(filling: Filling) -> None:
    keep(filling, 1, OLD, modified=CHANGED)
    keep(filling, 2, OLD.replace("12", "15"), modified=LATER)
    keep(filling, 3, OLD.replace("12", "16"), modified=LATER, published=LATER)
    found = changes(filling.archive, 0)
    assert found is not None
    assert [(one.stealth, one.parts) for one in found] == [(False, ("body",)), (True, ("body", "date"))]


def test_another_byline_or_date_is_a_version_with_the_same_file(tmp_path: Path) -> None:
    archive = Archive.open(tmp_path)
    filling = Filling(archive)
    first = keep(filling, 1, OLD)
    signed = keep(filling, 2, OLD, authors=("Another Hand",))
    dated = keep(filling, 3, OLD, authors=("Another Hand",), published=Dated(BEGIN, "second", "json-ld"))
    elsewhere = Dated(BEGIN + timedelta(days=1), "day", "url")
    same = keep(filling, 4, OLD, authors=("Another Hand",), published=elsewhere)
    unsigned = keep(filling, 5, OLD, authors=(), published=elsewhere)
    assert [kept.outcome for kept in (first, signed, dated, same, unsigned)] == [
        Outcome.ARCHIVED,
        Outcome.REVISED,
        Outcome.REVISED,
        Outcome.UNCHANGED,
        Outcome.UNCHANGED,
    ]
    assert signed.name == dated.name == first.name
    found = changes(archive, 0)
    assert found is not None
    assert [(one.parts, one.added, one.stealth) for one in found] == [
        (("byline",), 0, False),
        (("date",), 0, False),
    ]
    assert found[0].restated == (("Ada Writer", "Another Hand"),)
    archive.close()
    assert list(verify(tmp_path)) == []
    assert rebuild(tmp_path, into=tmp_path / "again").damages == []
    with Archive.open(tmp_path / "again") as again:
        assert changes(again, 0) == found


@pytest.mark.parametrize(
    ("word", "negates"),
    [
        *(
            (word, True)
            for word in ("not", "Didn’t", "немає", "değil", "katılmayacak", "gelmedi", "bilmiyoruz")
        ),
        *((word, False) for word in ("notes", "kabul", "görüşme", "görüşmeden", "katılacak", "temmuz")),
    ],
)
def test_negations_are_known_in_the_languages_of_the_registry(word: str, negates: bool) -> None:
    assert is_negation(word) is negates


def test_better_rules_are_no_edit(filling: Filling) -> None:
    capture = filling.exchange(PAGE, "page", 1)
    filling.keep_article(
        capture, replace(filling.article(capture, f"{OLD}\n\nShare", "Talks"), modified=CHANGED)
    )
    filling.keep_article(capture, replace(filling.article(capture, OLD, "Talks"), modified=CHANGED))
    found = changes(filling.archive, 0)
    assert found is not None
    assert [(one.kind, one.parts, one.stealth) for one in found] == [("reextracted", ("furniture",), False)]


def test_every_word_of_both_texts_is_told() -> None:
    new = "A new lead.\n\n" + OLD.replace("three years", "3 years") + "\n\nThe end."
    passages = list(compare(OLD, new))
    assert "".join(one.new + "\n\n" * one.ends_block for one in passages).split() == new.split()
    assert "".join(one.old + "\n\n" * one.ends_block for one in passages).split() == OLD.split()


def test_an_article_that_is_not_there(filling: Filling) -> None:
    assert changes(filling.archive, 5) is None
