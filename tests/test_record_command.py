"""`scrapy record`: a page of the web or of a file becomes a case that the golden tests load."""

import gzip
import json
import os
import re
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

import pytest
from scrapy.exceptions import UsageError

from commands.record import Command, saved
from pipelines.golden import FIELDS, fields, load_case
from pipelines.reading import read
from tests.local_site import local_site, page

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "tests" / "golden"
WIRE = GOLDEN / "wire-en" / "page.html.gz"
URL = "https://klmn.example/2025/05/16/istanbul-talks-end/"
HTML = "Content-Type: text/html; charset=utf-8"


def record(*args: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scrapy", "record", *map(str, args)]
    environment = {**os.environ, "NO_COLOR": "1", "PARLEY_ALLOW_NETWORKS": "127.0.0.0/8"}
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=environment)


def test_a_saved_page_becomes_a_case_with_what_is_read_of_it(tmp_path: Path) -> None:
    done = record(WIRE, "--url", URL, "--name", "wire-two", "--into", tmp_path)
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "wire-two"
    assert sorted(path.name for path in folder.iterdir()) == ["article.json", "meta.json", "page.html.gz"]
    capture, expected = load_case(folder)
    assert capture.body == gzip.decompress(WIRE.read_bytes())
    assert (capture.url, capture.status) == (URL, 200)
    assert expected == load_case(GOLDEN / "wire-en")[1]
    assert expected == fields(read(capture))
    assert tuple(expected) == FIELDS
    assert (folder / "page.html.gz").read_bytes()[4:8] == bytes(4)  # no time in its head


def test_a_person_is_told_what_to_review_and_what_may_not_be_published(tmp_path: Path) -> None:
    done = record(WIRE, "--url", URL, "--name", "wire", "--into", tmp_path)
    assert "unless their licence allows it" in done.stderr
    assert f"correct {tmp_path / 'wire' / 'article.json'}" in done.stderr
    assert "title\tIstanbul talks end" in done.stdout
    refused = record(
        GOLDEN / "refused-paywall-ru" / "page.html.gz", "--url", URL, "--name", "wall", "--into", tmp_path
    )
    assert refused.returncode == 0
    assert "refused as paywalled: if that is right, name the case refused-..." in refused.stderr
    assert load_case(tmp_path / "wall")[1]["outcome"] == "paywalled"


def test_a_case_that_is_there_stays_unless_it_is_to_be_replaced(tmp_path: Path) -> None:
    text = GOLDEN / "text-tr" / "page.txt"
    assert record(WIRE, "--url", URL, "--name", "one", "--into", tmp_path).returncode == 0
    before = (tmp_path / "one" / "article.json").read_bytes()
    again = record(text, "--name", "one", "--into", tmp_path)
    assert again.returncode == 2
    assert "one is there already; --force replaces it" in again.stderr
    assert (tmp_path / "one" / "article.json").read_bytes() == before
    assert record(text, "--name", "one", "--into", tmp_path, "--force").returncode == 0
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == [
        *("article.json", "meta.json", "page.txt")
    ]
    assert load_case(tmp_path / "one")[1]["language"] == "tr"


@pytest.mark.parametrize(
    ("asked", "url", "name", "said"),
    [
        ([WIRE], URL, None, "name the case"),
        ([WIRE], URL, "../up", "small letters, digits"),
        ([WIRE], URL, "Wire", "small letters, digits"),
        ([WIRE], URL, "x" * 61, "60 at most"),
        ([WIRE], None, "wire", "does not say where it is from"),
        ([WIRE], "ftp://x.example/", "wire", "no http or https address"),
        ([URL], URL, "wire", "does not go with a URL"),
        (["missing.html"], None, "wire", "No such file"),
        ([WIRE, WIRE], URL, "wire", "give one URL or file"),
    ],
)
def test_what_cannot_be_recorded_is_a_wrong_command_line(
    tmp_path: Path, asked: list[str | Path], url: str | None, name: str | None, said: str
) -> None:
    options = Namespace(json=False, url=url, name=name, into=tmp_path, force=False)
    with pytest.raises(UsageError, match=re.escape(said)):
        Command().answer(list(map(str, asked)), options)
    assert not list(tmp_path.iterdir())


def test_several_pages_are_no_golden_page(tmp_path: Path) -> None:
    lines = tmp_path / "pages.jsonl"
    row = json.dumps({"id": "a", "url": URL, "html": "<p>One.</p>"})
    lines.write_text(f"{row}\n{row}\n", encoding="utf-8")
    with pytest.raises(UsageError, match="this file holds several"):
        saved(lines, None)


def test_an_address_is_asked_as_a_crawl_asks(tmp_path: Path) -> None:
    html = gzip.decompress(WIRE.read_bytes())
    with local_site() as site:
        site.pages["/robots.txt"] = page(b"User-agent: *\nDisallow: /private\n", "Content-Type: text/plain")
        site.pages["/a"] = page(b"", "Location: /b", status="301 Moved Permanently")
        site.pages["/b"] = page(html, HTML)
        site.pages["/private/c"] = page(html, HTML)
        done = record(f"{site.base}/a", "--name", "asked", "--into", tmp_path)
        private = record(f"{site.base}/private/c", "--name", "private", "--into", tmp_path)
        gone = record(f"{site.base}/gone", "--name", "gone", "--into", tmp_path)
        assert "/private/c" not in site.targets()
        base = site.base
    assert done.returncode == 0, done.stderr
    capture, expected = load_case(tmp_path / "asked")
    assert (capture.url, capture.body) == (f"{base}/b", html)
    assert capture.header("Content-Type") == "text/html; charset=utf-8"
    assert expected["title"] == "Istanbul talks end with swap deal, no ceasefire"
    assert (private.returncode, gone.returncode) == (5, 5)
    assert "robots" in private.stderr
    assert "answered 404" in gone.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["asked"]
