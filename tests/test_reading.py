"""The golden pages, a test a field, and what `read` says of captures that hold no article."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from items import Article, Capture, Failure, Hints, Judgement, Outcome, Rejected, Stage
from pipelines.blocks import Block
from pipelines.clean import Cleaned
from pipelines.extract import Extracted
from pipelines.extract.judging.judge import Judged
from pipelines.golden import FIELDS, fields, load_case
from pipelines.reading import explain, judgements, read
from registry.topic import load_topic

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(path.name for path in GOLDEN.iterdir())
KEPT = [name for name in CASES if not name.startswith("refused-")]
REFUSED = [name for name in CASES if name.startswith("refused-")]
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
PARAGRAPH = (
    "The delegations met for two hours behind closed doors and agreed to exchange a thousand prisoners each, "
    "officials of both sides told reporters in front of the palace. "
)


def answer(
    body: bytes, url: str = "https://paper.example/a", content_type: str = "text/html", at: datetime = NOW
) -> Capture:
    """A whole answer with status 200."""
    headers = (("Content-Type", content_type),)
    return Capture(url, url, at, 200, headers, body, None, source="paper", via="feed")


@pytest.fixture(scope="module")
def readings() -> dict[str, dict[str, Any]]:
    return {name: fields(read(load_case(GOLDEN / name)[0])) for name in CASES}


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("name", KEPT)
def test_a_golden_page_is_read_as_an_editor_would(
    readings: dict[str, dict[str, Any]], name: str, field: str
) -> None:
    assert readings[name][field] == load_case(GOLDEN / name)[1][field]


@pytest.mark.parametrize("name", REFUSED)
def test_a_page_that_is_no_article_is_refused(readings: dict[str, dict[str, Any]], name: str) -> None:
    assert readings[name]["outcome"] == load_case(GOLDEN / name)[1]["outcome"]


def test_every_case_is_whole() -> None:
    for name in CASES:
        assert set(FIELDS) <= set(load_case(GOLDEN / name)[1]), name


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (304, Outcome.UNCHANGED),
        (401, Outcome.BLOCKED),
        (403, Outcome.BLOCKED),
        (404, Outcome.GONE),
        (410, Outcome.GONE),
        (429, Outcome.FETCH_FAILED),
        (500, Outcome.FETCH_FAILED),
        (503, Outcome.FETCH_FAILED),
        (301, Outcome.FETCH_FAILED),
    ],
)
def test_a_status_that_is_no_success_decides(status: int, reason: Outcome) -> None:
    capture = answer(PARAGRAPH.encode())
    result = read(
        Capture(
            capture.url, capture.url, NOW, status, (("Retry-After", "120"),), capture.body, None, "s", "feed"
        )
    )
    assert isinstance(result, Rejected)
    assert (result.stage, result.reason) == (Stage.FETCH, reason)
    assert str(status) in result.detail


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        (Failure.ROBOTS, Outcome.ROBOTS),
        (Failure.TIMEOUT, Outcome.TIMEOUT),
        (Failure.DNS, Outcome.FETCH_FAILED),
        (Failure.CONNECTION, Outcome.FETCH_FAILED),
        (Failure.TLS, Outcome.FETCH_FAILED),
        (Failure.ADDRESS, Outcome.BLOCKED),
        (Failure.TOO_LARGE, Outcome.TOO_LARGE),
        (Failure.CUT, Outcome.FETCH_FAILED),
        (Failure.REDIRECT, Outcome.FETCH_FAILED),
    ],
)
def test_a_failure_decides_before_anything_is_read(failure: Failure, reason: Outcome) -> None:
    result = read(Capture("https://e.example/", "", NOW, 0, (), b"", None, "s", "feed", failure=failure))
    assert isinstance(result, Rejected)
    assert (result.stage, result.reason) == (Stage.FETCH, reason)


def test_what_came_of_a_cut_body_goes_with_its_refusal() -> None:
    body = f"<html><body><article><p>{PARAGRAPH * 3}</p></article>".encode()
    whole = answer(body)
    cut = Capture(
        whole.url,
        whole.url,
        NOW,
        200,
        whole.headers,
        body,
        None,
        "s",
        "feed",
        failure=Failure.CUT,
        detail="cut",
    )
    result = read(cut)
    assert isinstance(result, Rejected)
    assert result.reason is Outcome.FETCH_FAILED
    assert result.article is not None
    assert PARAGRAPH.strip() in result.article.body


@pytest.mark.parametrize(
    ("body", "reason", "said"),
    [
        (b"%PDF-1.7\n\x00\x01\x02", Outcome.NOT_ARTICLE, "a PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", Outcome.NOT_ARTICLE, "PNG"),
        (b"\x00\x01\x02\x03\x04\x05\x06\x0e" * 50, Outcome.NOT_ARTICLE, "binary"),
        (b'<?xml version="1.0"?><rss version="2.0"></rss>', Outcome.NOT_ARTICLE, "RSS"),
        (b"", Outcome.EXTRACT_FAILED, "empty body"),
        (b" \n\t ", Outcome.EXTRACT_FAILED, "empty body"),
        (b"<html></html>", Outcome.TOO_SHORT, "0 words"),
    ],
)
def test_a_body_that_is_no_page_says_what_it_is(body: bytes, reason: Outcome, said: str) -> None:
    result = read(answer(body))
    assert isinstance(result, Rejected)
    assert result.reason is reason
    assert said in result.detail


def test_the_fetched_address_is_the_articles_whatever_the_page_claims() -> None:
    head = '<link rel="canonical" href="https://other-paper.example/real"><meta property="og:url" content="https://x.example/">'
    page = f"<html><head>{head}</head><body><article><p>{PARAGRAPH * 3}</p></article></body></html>"
    result = read(answer(page.encode()))
    assert isinstance(result, Article)
    assert result.url == "https://paper.example/a"
    assert result.canonical == "https://other-paper.example/real"


def test_a_text_without_an_address_takes_the_one_it_names() -> None:
    text = (
        f"A headline of five words\n\n{PARAGRAPH * 2}\n\nOriginal url:\n\nhttps://paper.example/2025/05/29/x"
    )
    result = read(answer(text.encode(), "urn:sha256:0", "text/plain"))
    assert isinstance(result, Article)
    assert result.url == "https://paper.example/2025/05/29/x"
    assert "http" not in result.text
    assert result.published is not None
    assert (result.published.text(), result.published.rule) == ("2025-05-29", "url")


def test_a_feeds_date_counts_where_the_page_has_none() -> None:
    page = f"<html><body><article><p>{PARAGRAPH * 3}</p></article></body></html>".encode()
    capture = answer(page)
    hinted = Capture(
        capture.url, capture.url, NOW, 200, capture.headers, page, None, "s", "sitemap",
        hints=Hints(published="2025-05-16T18:00:00+03:00"),
    )  # fmt: skip
    result = read(hinted)
    assert isinstance(result, Article)
    assert result.published is not None
    assert (result.published.text(), result.published.rule) == ("2025-05-16T15:00:00Z", "sitemap")


def test_topics_are_asked_last() -> None:
    rain = "Rain is expected in the hills. " * 12
    page = f"<html><body><article><h1>Weather</h1><p>{rain}</p></article></body></html>"
    asked = read(answer(page.encode()), (load_topic("istanbul-talks"),))
    assert isinstance(asked, Rejected)
    assert asked.reason is Outcome.OFF_TOPIC
    assert asked.article is not None
    assert isinstance(read(answer(page.encode())), Article)


def test_the_part_of_cleaning_that_took_a_block_out_speaks_before_the_model() -> None:
    judged = tuple(
        Judged(Block(text), kept, "model")
        for text, kept in (("One", False), ("Two", True), ("Three", True), ("Four", False), ("Five", True))
    )
    page = Extracted((), "", judged=judged)
    assert list(judgements(page, Cleaned("", (), fates=("said twice", "", "empty")))) == [
        Judgement("One", False, "model"),
        Judgement("Two", False, "said twice"),
        Judgement("Three", True, "model"),
        Judgement("Four", False, "model"),
        Judgement("Five", False, "empty"),
    ]
    assert [one.kept for one in judgements(page, Cleaned("", (), fates=("said twice",)))] == [
        one.kept for one in judged
    ]


def test_what_is_told_of_a_page_is_what_is_read_of_it() -> None:
    capture, _ = load_case(GOLDEN / "related-list-uk")
    told = explain(capture)
    assert told.result == read(capture)
    assert isinstance(told.result, Article)
    assert told.result.body.split("\n\n") == [
        " ".join(one.text.split()) for one in told.judgements if one.kept
    ]
    assert not all(one.kept for one in told.judgements)
    assert all(one.why for one in told.judgements)
