"""The labelled gate set is well formed: its rows, its files, and the split into seen and kept aside."""

import gzip
import json
from collections import Counter
from email.message import Message
from pathlib import Path
from typing import Any

import pytest

from items import Outcome

GATE_SET = Path(__file__).parent / "gate_set"
REFUSED = {Outcome.BLOCKED, Outcome.CONSENT_PAGE, Outcome.PAYWALLED, Outcome.SOFT_404, Outcome.NOT_ARTICLE}
FIELDS = {"file", "vendor", "kind", "expected", "language", "url", "content_type", "held_out", "note"}
A_THIRD = 1 / 3


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (GATE_SET / name).read_text("utf-8").splitlines()]


SEEN, HELD_OUT = rows("cases.jsonl"), rows("held_out.jsonl")
REFUSED_PAGES = [row for row in SEEN + HELD_OUT if row["expected"] in REFUSED]
ARTICLES = [row for row in SEEN + HELD_OUT if row["expected"] == Outcome.ARCHIVED]


def vendors(pages: list[dict[str, Any]]) -> set[str]:
    return {row["vendor"] for row in pages}


def test_every_row_has_the_fields_and_an_outcome() -> None:
    for row in SEEN + HELD_OUT:
        assert set(row) == FIELDS, row["file"]
    assert len(REFUSED_PAGES) + len(ARTICLES) == len(SEEN) + len(HELD_OUT)


@pytest.mark.parametrize(
    ("pages", "folder", "held_out"),
    [(SEEN, "pages", False), (HELD_OUT, "held_out", True)],
    ids=["seen", "held out"],
)
def test_the_rows_are_the_files(pages: list[dict[str, Any]], folder: str, held_out: bool) -> None:
    there = {f"{folder}/{path.name}" for path in (GATE_SET / folder).iterdir()}
    assert Counter(row["file"] for row in pages) == Counter(there)
    assert {row["held_out"] for row in pages} == {held_out}


def test_every_page_reads_in_the_charset_it_names() -> None:
    for row in SEEN + HELD_OUT:
        header = Message()
        header["Content-Type"] = row["content_type"]
        page = gzip.decompress((GATE_SET / row["file"]).read_bytes())
        assert page.decode(header.get_content_charset("utf-8")).strip(), row["file"]


def test_no_url_is_there_twice() -> None:
    assert max(Counter(row["url"] for row in SEEN + HELD_OUT).values()) == 1


def test_no_vendor_is_on_both_sides() -> None:
    assert not vendors(SEEN) & vendors(HELD_OUT)


@pytest.mark.parametrize("expected", sorted(REFUSED | {Outcome.ARCHIVED}))
def test_about_a_third_of_the_vendors_of_an_outcome_is_kept_aside(expected: Outcome) -> None:
    seen = vendors([row for row in SEEN if row["expected"] == expected])
    held_out = vendors([row for row in HELD_OUT if row["expected"] == expected])
    assert len(held_out) / len(seen | held_out) == pytest.approx(A_THIRD, abs=0.1)


def test_there_are_enough_pages() -> None:
    assert len(REFUSED_PAGES) >= 150
    assert len(ARTICLES) >= len(REFUSED_PAGES)
    assert len(vendors(REFUSED_PAGES)) >= 60


@pytest.mark.parametrize("language", ["en", "ru", "uk", "tr"])
def test_each_language_has_its_twenty(language: str) -> None:
    for pages in (REFUSED_PAGES, ARTICLES):
        assert sum(row["language"] == language for row in pages) >= 20


def test_the_readme_names_every_vendor() -> None:
    readme = (GATE_SET / "README.md").read_text("utf-8")
    assert [vendor for vendor in vendors(SEEN + HELD_OUT) if f"`{vendor}`" not in readme] == []


def test_the_set_stays_small() -> None:
    assert sum(path.stat().st_size for path in GATE_SET.rglob("*.gz")) < 3_000_000
