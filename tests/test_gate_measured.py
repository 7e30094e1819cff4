"""The gate on labelled pages: enough is caught, with the right outcome, and hardly an article refused."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from bench.gate import GATE_SET, Judged, capture, judged, labelled
from items import Outcome

WALLS = [json.loads(line) for line in (Path(__file__).parent / "walls.jsonl").read_text("utf-8").splitlines()]
CAUGHT, RIGHT, REFUSED = 0.95, 0.9, 0.01
BEYOND = {"akamai pow"}
"""Known by its marks alone: to anybody else it is a page that sends its reader on."""


def assert_good(pages: list[Judged]) -> None:
    walls = [page for page in pages if page.row["expected"] != Outcome.ARCHIVED]
    articles = [page for page in pages if page.row["expected"] == Outcome.ARCHIVED]
    missed = [(page.row["vendor"], page.row["kind"]) for page in walls if not page.caught]
    refused = [(page.row["file"], page.detail) for page in articles if page.caught]
    assert len(missed) <= (1 - CAUGHT) * len(walls), missed
    assert len(refused) <= REFUSED * len(articles), refused
    assert_right(walls)


def assert_right(walls: list[Judged]) -> None:
    wrong = [(page.row["vendor"], page.outcome) for page in walls if page.outcome != page.row["expected"]]
    assert len(wrong) <= (1 - RIGHT) * len(walls), wrong


@pytest.mark.parametrize("marks", [True, False], ids=["with marks", "without marks"])
def test_the_seen_set(marks: bool) -> None:
    pages = labelled(marks=marks)
    assert_good(pages)
    for outcome in {page.row["expected"] for page in pages} - {Outcome.ARCHIVED}:
        assert_right([page for page in pages if page.row["expected"] == outcome])


@pytest.mark.skipif(not (GATE_SET / "held_out").is_dir(), reason="the pages kept aside are not checked out")
def test_the_set_kept_aside() -> None:
    assert_good(labelled(held_out=True))


@pytest.mark.parametrize("marks", [True, False], ids=["with marks", "without marks"])
@pytest.mark.parametrize("wall", WALLS, ids=[wall["name"] for wall in WALLS])
def test_what_systems_send_in_place_of_an_article(wall: dict[str, Any], marks: bool) -> None:
    if not marks and wall["name"] in BEYOND:
        pytest.skip("known by its marks alone")
    page = judged(capture(wall["html"].encode(), wall["url"], "text/html; charset=utf-8"), wall, marks)
    assert page.outcome == wall["expected"], page.detail


def test_a_mark_alone_refuses_no_article() -> None:
    articles = [row for row in map(json.loads, (GATE_SET / "cases.jsonl").read_text("utf-8").splitlines())
                if row["expected"] == Outcome.ARCHIVED][::20]  # fmt: skip
    for row in articles:
        text = gzip.decompress((GATE_SET / row["file"]).read_bytes()).decode(errors="replace")
        marked = text.replace(
            "</body>", "<div id='px-captcha' class='cky-consent-container piano'></div></body>"
        )
        page = judged(capture(marked.encode(), row["url"], "text/html; charset=utf-8"), row)
        assert page.outcome == Outcome.ARCHIVED, (row["file"], page.detail)
