"""A page that holds the reader keeps its bytes and its outcome, and is read once more by another version."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from items import Outcome, Stage, stopped_by
from pipelines.reading import VERSION
from storage.archive import Archive
from storage.rebuild import rebuild
from tests.collecting import QUICK, ROOT, Machine, rows
from tests.crawled_site import HOST, TOPIC, article, asked_paths, feed, lasting, source, texts
from tests.filled import SITE, TALKS, Filling
from tests.local_site import LocalSite, local_site, page

NEWER = "trafilatura 99; parley rules 99"
LONG = "/2025/05/16/long"
URL = HOST + LONG
PAGE = f"{SITE}/long"


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with local_site() as served:
        served.pages["*"] = page(status="404 Not Found")
        served.pages[f"{HOST}/rss.xml"] = feed([LONG])
        served.pages[URL] = lasting(article("Long", 60_000))
        yield served


@pytest.fixture
def machine(tmp_path: Path, site: LocalSite) -> Machine:
    source(tmp_path / "sources", 'feeds = [{ url = "http://news.example/rss.xml" }]')
    return Machine(tmp_path / "archive", site.base, tmp_path / "sources")


def crawl(machine: Machine, seconds: float, version: str = VERSION) -> None:
    """One run by that version of the reader, with that limit for a page."""
    program = (
        f"import pipelines.reading\npipelines.reading.VERSION = {version!r}\n"
        "from scrapy.cmdline import execute\nexecute()"
    )
    limit = ("-s", f"READ_SECONDS={seconds}", "-s", "LOG_LEVEL=WARNING")
    done = subprocess.run(
        [sys.executable, "-c", program, "crawl", "feed", *TOPIC, *QUICK, *limit],
        cwd=ROOT,
        env=machine.environment,
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert done.returncode == 0, done.stderr


def why(machine: Machine) -> dict[str, Any]:
    return rows(machine.run("why", URL, "--json"))[0]


def test_a_page_that_holds_the_reader_is_read_once_more_by_another_version(
    machine: Machine, site: LocalSite
) -> None:
    crawl(machine, 0.1)
    first = why(machine)
    assert first["outcome"] == "extract_failed"
    assert first["detail"].startswith("stopped after 0.1 s")
    assert first["detail"].endswith(f"(read by {VERSION})")
    assert first["visits"][0]["detail"] == first["detail"]
    assert texts(machine) == []
    assert LONG in asked_paths(site)

    crawl(machine, 100)
    assert why(machine) == first, "the same version tried again"

    crawl(machine, 0.1, NEWER)
    again = why(machine)
    assert again["outcome"] == "extract_failed"
    assert again["detail"].endswith(f"(read by {NEWER})")
    assert len(again["visits"]) == 1

    crawl(machine, 100, NEWER)
    assert why(machine) == again, "the newer version tried twice"
    assert LONG not in asked_paths(site), "the page was fetched again"

    crawl(machine, 100, "trafilatura 100; parley rules 99")
    last = why(machine)
    assert (last["outcome"], last["detail"]) == ("archived", "")
    of_record, *after = last["visits"]
    assert (of_record["outcome"], of_record["warc"]) == ("archived", first["visits"][0]["warc"])
    assert [visit["status"] for visit in after] == [304] * len(after), "more was asked than what is new"
    assert len(texts(machine)) == 1


class Held:
    """An archive with one page on which the reading was stopped, and the capture of it."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.filling = Filling(archive)
        self.capture = self.filling.exchange(PAGE, "<p>A long page.</p>", 0)

    def stop(self, version: str) -> None:
        detail = stopped_by("stopped after 20 s of reading", version)
        self.filling.reject(self.capture, Stage.EXTRACT, Outcome.EXTRACT_FAILED, detail)

    def waiting(self, version: str) -> list[str]:
        return [pending.url for pending in self.archive.stopped_captures(version)]


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Held]:
    with Archive.open(tmp_path / "archive") as archive:
        yield Held(archive)


def test_only_another_version_reads_it_again_and_each_once(held: Held) -> None:
    held.stop("reader 1")
    assert held.waiting("reader 1") == []
    assert held.waiting("reader 2") == [PAGE]
    held.stop("reader 2")
    assert held.waiting("reader 2") == []


def test_a_version_is_compared_whole_and_to_the_letter(held: Held) -> None:
    held.stop("reader_1%")
    assert held.waiting("reader_1%") == []
    assert held.waiting("readers1%") == [PAGE]
    assert held.waiting("1%") == [PAGE]


def test_a_reading_that_failed_otherwise_is_left_to_replay(held: Held) -> None:
    held.filling.reject(held.capture, Stage.EXTRACT, Outcome.EXTRACT_FAILED, "an empty body")
    assert held.waiting("reader 2") == []


def test_a_page_that_was_visited_since_is_not_read_again(held: Held) -> None:
    held.stop("reader 1")
    held.filling.keep(held.filling.exchange(PAGE, "<p>Another.</p>", 9), TALKS, "Talks")
    assert held.waiting("reader 2") == []


def test_of_an_article_that_is_held_too(held: Held) -> None:
    held.filling.keep(held.capture, TALKS, "Talks")
    held.capture = held.filling.exchange(PAGE, "<p>A longer page.</p>", 9)
    held.stop("reader 1")
    assert held.waiting("reader 2") == [PAGE]
    held.stop("reader 2")
    assert (held.waiting("reader 2"), held.waiting("reader 3")) == ([], [PAGE])
    held.filling.keep(held.capture, TALKS, "Talks")
    assert held.waiting("reader 3") == []


def test_it_is_known_after_a_rebuild(held: Held) -> None:
    held.stop("reader 1")
    held.stop("reader 2")
    root = held.archive.root
    held.archive.close()
    (root / "parley.db").unlink()
    rebuild(root)
    with Archive.open(root) as archive:
        assert archive.stopped_captures("reader 2") == []
        assert [pending.url for pending in archive.stopped_captures("reader 1")] == [PAGE]
