"""`scrapy extract`: one answer an input, in order, with keys that other programs rely on."""

import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.local_site import local_site, page

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "tests" / "golden"
KEYS = {
    "url",
    "outcome",
    "reason",
    "title",
    "body",
    "text",
    "authors",
    "language",
    "published",
    "published_from",
    "modified",
    "extractor",
    "entries",
    "published_zone",
    "published_precision",
    "date_flags",
    "canonical",
    "encoding",
    "encoding_confidence",
    "encoding_replaced",
}


def scrapy(*args: str | Path, **settings: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scrapy", "extract", *map(str, args)]
    environment = {**os.environ, "NO_COLOR": "1", **settings}
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=environment)


@pytest.fixture(scope="module")
def html() -> bytes:
    return gzip.decompress((GOLDEN / "wordpress-en" / "page.html.gz").read_bytes())


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory, html: bytes) -> tuple[list[dict[str, Any]], Any]:
    """A page, a missing file, a packed page, a text, and lines of JSON, one of them broken; in one call."""
    folder = tmp_path_factory.mktemp("inputs")
    (folder / "page.html").write_bytes(html)
    lines = [
        json.dumps({"id": "first", "url": "https://paper.example/a", "html": html.decode()}),
        "{broken",
        json.dumps({"id": "third", "url": "https://paper.example/b", "html": "<p>Nothing.</p>"}),
    ]
    (folder / "pages.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    inputs = [
        folder / "page.html",
        folder / "missing.html",
        GOLDEN / "ghost-uk" / "page.html.gz",
        GOLDEN / "text-tr" / "page.txt",
        folder / "pages.jsonl",
    ]
    done = scrapy("--jsonl", *inputs)
    return [json.loads(line) for line in done.stdout.splitlines()], done


def test_answers_stand_in_the_order_of_the_inputs(answered: tuple[list[dict[str, Any]], Any]) -> None:
    rows, _ = answered
    names = [Path(row["file"]).name if "file" in row else row["id"] for row in rows]
    assert names == ["page.html", "page.html.gz", "page.txt", "first", "third"]


def test_every_answer_has_the_same_keys(answered: tuple[list[dict[str, Any]], Any]) -> None:
    for row in answered[0]:
        assert set(row) - {"file", "id"} == KEYS


def test_outcome_reason_and_text(answered: tuple[list[dict[str, Any]], Any]) -> None:
    rows, _ = answered
    assert [row["outcome"] for row in rows] == ["archived"] * 4 + ["too_short"]
    assert all(not row["reason"] for row in rows[:4])
    assert "words" in rows[4]["reason"]
    assert rows[0]["text"] == f"{rows[0]['title']}\n\n{rows[0]['body']}"
    assert rows[0]["published_from"] == "meta"
    assert (rows[0]["published_precision"], rows[0]["published_zone"]) == ("second", "+00:00")
    assert (rows[0]["date_flags"], rows[0]["canonical"]) == ([], rows[3]["canonical"])
    assert [rows[0][key] for key in ("encoding", "encoding_confidence", "encoding_replaced")] == [
        "utf-8",
        1,
        0,
    ]
    assert rows[2]["url"].startswith("https://")
    assert rows[3]["url"] == "https://paper.example/a"


def test_what_cannot_be_read_is_named_and_exits_2(answered: tuple[list[dict[str, Any]], Any]) -> None:
    _, done = answered
    assert done.returncode == 2
    assert "missing.html: No such file" in done.stderr
    assert "pages.jsonl:2" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_person_is_told_outcome_and_fields() -> None:
    done = scrapy(GOLDEN / "wordpress-en" / "page.html.gz", GOLDEN / "refused-paywall-ru" / "page.html.gz")
    assert done.returncode == 0
    assert "outcome    would be archived" in done.stdout
    assert "outcome    would be refused as paywalled: " in done.stdout
    assert "published  2025-05-17T06:40:00Z (from meta)" in done.stdout
    assert "encoding   utf-8 (100% sure)" in done.stdout


def test_a_person_is_told_what_became_of_each_block_and_why(tmp_path: Path) -> None:
    paragraphs = [f"The delegations of both sides met on day {number} of the talks." for number in range(12)]
    long = "And " + "they agreed to exchange more prisoners, " * 8 + "officials said."
    shown = "".join(f"<p>{text}</p>" for text in [*paragraphs, long, "Share this:"])
    html = (
        f"<article><h1>Talks end in Istanbul</h1>{shown}</article><div><a href='/b'>A bridge opens</a></div>"
    )
    path = tmp_path / "page.html"
    path.write_text(f"<html><body>{html}</body></html>", encoding="utf-8")
    lines = scrapy(path).stdout.splitlines()
    told = {line[35:]: (line[0], line[2:34].strip()) for line in lines if line[:2] in ("+ ", "- ")}
    assert list(told)[-4:] == [paragraphs[-1], f"{long[:99]}…", "Share this:", "A bridge opens"]
    for text in (*paragraphs, f"{long[:99]}…"):
        sign, why = told[text]
        assert sign == "+"
        assert re.fullmatch(r"model [01]\.\d{3}, trafilatura [01]\.\d", why)
    assert told["Share this:"][0] == "-"
    assert told["A bridge opens"][0] == "-"
    for option in ("--json", "--jsonl"):
        done = scrapy(option, path)
        assert set(json.loads(done.stdout)) - {"file"} == KEYS
        assert "trafilatura 1" not in done.stdout


def test_the_entries_of_a_live_blog_are_answered_and_counted() -> None:
    live, other = GOLDEN / "live-arena-en" / "page.html.gz", GOLDEN / "wordpress-en" / "page.html.gz"
    rows = [json.loads(line) for line in scrapy("--jsonl", live, other).stdout.splitlines()]
    assert [len(row["entries"]) for row in rows] == [4, 0]
    assert set(rows[0]["entries"][0]) == {"published", "published_from", "title", "body"}
    assert rows[0]["entries"][2]["published"] == "2025-07-23T18:20:00Z"
    told = scrapy(live, other).stdout
    assert "entries    4" in told
    assert told.count("entries    ") == 1


def test_an_empty_file_has_an_outcome(tmp_path: Path) -> None:
    empty = [tmp_path / "a.txt", tmp_path / "b.html"]
    for path in empty:
        path.touch()
    done = scrapy("--jsonl", *empty, GOLDEN / "text-tr" / "page.txt")
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["outcome"] for row in rows] == ["extract_failed", "extract_failed", "archived"]
    assert "empty" in rows[0]["reason"]


def test_a_topic_is_asked_only_if_named(tmp_path: Path) -> None:
    page = tmp_path / "rain.html"
    rain = "Rain is expected in the hills. " * 12
    page.write_text(f"<article><h1>Weather for the week</h1><p>{rain}</p></article>", encoding="utf-8")
    row = json.loads(scrapy("--jsonl", "--topic", "istanbul-talks", page).stdout)
    assert row["outcome"] == "off_topic"
    assert row["text"].startswith("Weather for the week")
    assert scrapy("--topic", "no-such-topic", page).returncode == 2


def test_an_address_is_asked_as_a_crawl_asks(html: bytes, tmp_path: Path) -> None:
    with local_site() as site:
        site.pages["/robots.txt"] = page(b"User-agent: *\nDisallow: /private\n", "Content-Type: text/plain")
        site.pages["/a"] = page(html, "Content-Type: text/html; charset=utf-8")
        site.pages["/private/b"] = page(html, "Content-Type: text/html; charset=utf-8")
        asked = [f"{site.base}/a", f"{site.base}/private/b", f"{site.base}/gone"]
        done = scrapy(
            "--jsonl", *asked, PARLEY_ALLOW_NETWORKS="127.0.0.0/8", PARLEY_ARCHIVE=str(tmp_path / "no")
        )
        assert "/private/b" not in site.targets()
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["file"] for row in rows] == asked
    assert [row["outcome"] for row in rows] == ["archived", "robots", "gone"]
    assert rows[0]["url"] == asked[0]
    assert rows[0]["title"].startswith("Delegations Leave Istanbul")
    assert not (tmp_path / "no").exists()


def test_each_failed_address_answers_for_itself(html: bytes, tmp_path: Path) -> None:
    page_file = tmp_path / "page.html"
    page_file.write_bytes(html)
    with local_site() as site:
        site.pages["/a"] = page(html, "Content-Type: text/html; charset=utf-8")
        bad = ["http://user@127.0.0.1/", "http://127.0.0.1:9/"]
        some = scrapy("--jsonl", f"{site.base}/a", *bad, PARLEY_ALLOW_NETWORKS="127.0.0.0/8")
    rows = [json.loads(line) for line in some.stdout.splitlines()]
    assert [row["outcome"] for row in rows] == ["archived", "fetch_failed", "fetch_failed"]
    assert "names a user" in rows[1]["reason"]
    assert "names a user" not in rows[2]["reason"]
    assert some.returncode == 3
    none = scrapy("--jsonl", bad[0], page_file)
    assert none.returncode == 5
    assert "/tmp" not in none.stdout.replace(str(tmp_path), "")
    assert scrapy(bad[0], tmp_path / "missing.html").returncode == 2


def test_nothing_to_read_is_a_wrong_command_line() -> None:
    done = scrapy()
    assert done.returncode == 2
    assert "give at least one" in done.stderr
