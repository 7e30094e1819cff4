"""`make bench-text`: readers side by side, each in a process of its own that may fail."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bench.asking import one_round
from bench.pages import Page, page_sets
from bench.readers import Reader, serve

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "tests" / "golden"


def troubled(page: dict[str, str]) -> str:
    """A reader that each page treats as its text says."""
    if "hold" in page["html"]:
        time.sleep(60)
    if "crash" in page["html"]:
        os.kill(os.getpid(), signal.SIGKILL)
    if "raise" in page["html"]:
        raise LookupError("no such thing")
    return page["html"].upper()


def command(reader: str, seconds: float = 60) -> list[str]:
    """A process that serves a reader of this file."""
    program = (
        "import sys\nfrom pathlib import Path\nfrom bench.readers import serve\n"
        f"from tests.test_bench_text import {reader}\n"
        f"serve({reader}, Path(sys.argv[1]).open(), sys.stdout, {seconds})"
    )
    return [sys.executable, "-c", program]


def saved(folder: Path, cases: list[str]) -> Path:
    """A folder as it is measured, of golden pages; a second gold file is without pages."""
    rows = {}
    (folder / "pages" / "golden").mkdir(parents=True)
    (folder / "gold").mkdir()
    for name in cases:
        rows[name] = {"url": f"https://{name}.example/a", "articleBody": "\n".join(blocks(name))}
        page = (GOLDEN / name / "page.html.gz").read_bytes()
        (folder / "pages" / "golden" / f"{name}.html.gz").write_bytes(page)
    rows["absent"] = {"url": "https://absent.example/a", "articleBody": "Words."}
    for gold in ("golden", "elsewhere"):
        (folder / "gold" / f"{gold}.json").write_text(json.dumps(rows), encoding="utf-8")
    return folder


def blocks(name: str) -> list[str]:
    article = json.loads((GOLDEN / name / "article.json").read_text(encoding="utf-8"))
    return list(article["blocks"])


def measured(*args: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bench.text", *map(str, args)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def page(html: str) -> Page:
    return Page(html, "https://paper.example/a", html, "")


def test_a_page_that_holds_a_reader_or_ends_it_costs_itself_alone() -> None:
    pages = [page(html) for html in ("hold", "one", "crash", "raise", "two")]
    heard: list[int] = []
    given = one_round(command("troubled", 2), pages, heard.append)
    assert [one.text for one in given] == ["", "ONE", "", "", "TWO"]
    assert [bool(one.failed) for one in given] == [True, False, True, True, False]
    assert given[3].failed == "LookupError: no such thing"
    assert given[0].seconds is None
    assert given[1].seconds is not None
    assert heard[-1] == 5


def test_a_reader_that_cannot_start_ends_the_run() -> None:
    with pytest.raises(SystemExit, match="does not start"):
        one_round(command("no_such_reader"), [page("one")], lambda _: None)


def test_only_the_readers_call_is_timed_and_the_first_page_is_read_before() -> None:
    calls: list[str] = []

    def reader(page: dict[str, str]) -> str:
        calls.append(page["id"])
        return "text"

    answers = served(reader, ["a", "b"])
    assert calls == ["a", "a", "b"]
    assert [answer["id"] for answer in answers] == ["a", "b"]
    assert all(0 <= float(str(answer["seconds"])) < 0.1 for answer in answers)


def served(reader: Reader, ids: list[str]) -> list[dict[str, object]]:
    lines = io.StringIO()
    serve(reader, [json.dumps({"id": key, "url": "", "html": ""}) for key in ids], lines)
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def test_a_reader_finds_no_network() -> None:
    program = (
        "import sys, urllib.request\nfrom bench.readers import refuse_network\n"
        "sys.addaudithook(refuse_network)\nurllib.request.urlopen('http://127.0.0.1:9/')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "no network while readers are measured" in done.stderr


def test_only_gold_that_has_pages_is_measured(tmp_path: Path) -> None:
    sets = page_sets(saved(tmp_path, ["wire-en", "ghost-uk"]))
    assert {name: [page.id for page in pages] for name, pages in sets.items()} == {
        "golden": ["ghost-uk", "wire-en"]
    }
    assert sets["golden"][0].url == "https://ghost-uk.example/a"
    assert "<html" in sets["golden"][0].html


def test_a_table_with_intervals_and_the_worst_pages(tmp_path: Path) -> None:
    folder = saved(tmp_path / "kit", ["wire-en", "ghost-uk", "wordpress-en"])
    done = measured(
        folder,
        "--readers",
        "trafilatura-precision",
        "--rounds",
        "1",
        "--worst",
        "1",
        "--texts",
        tmp_path / "out",
    )
    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines() if line]
    assert lines[0][:3] == ["golden:", "3", "pages"]
    rows = {line[0]: line[1:] for line in lines[2:5]}
    assert list(rows) == ["parley", "trafilatura", "trafilatura-precision"]
    assert rows["parley"][:5] == ["1.000", "1.000-1.000", "1.000", "1.000", "1.000"]
    assert float(rows["trafilatura"][0]) < 1
    assert float(rows["parley"][5]) > 0
    assert rows["trafilatura"][-2:] == ["1.00", "0"]
    assert "1 worst pages" in done.stdout
    given = json.loads((tmp_path / "out" / "golden.parley.json").read_text(encoding="utf-8"))
    assert given["wire-en"]["articleBody"].split() == "\n".join(blocks("wire-en")).split()


def test_texts_of_other_models_take_the_place_of_parleys(tmp_path: Path) -> None:
    folder = saved(tmp_path / "kit", ["wire-en"])
    bodies = tmp_path / "bodies.json"
    bodies.write_text(json.dumps({"wire-en": "Other words stand here."}), encoding="utf-8")
    done = measured(folder, "--readers", "parley", "--rounds", "1", "--out-of-fold", bodies, "--worst", "1")
    row = next(line.split() for line in done.stdout.splitlines() if line.startswith("parley "))
    assert row[1] == "0.000"
    assert "surplus  Other words stand here" in done.stdout
    bodies.write_text("{}", encoding="utf-8")
    assert "no body for 1 pages" in measured(folder, "--readers", "parley", "--out-of-fold", bodies).stderr


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = measured(tmp_path / "kits")
    assert done.returncode == 1
    assert "kits: no such folder" in done.stderr
    assert "no gold/<set>.json" in measured(tmp_path, "--readers", "parley").stderr
