"""`scrapy status`: in words, the worst first, before there is an archive as after a run."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from demo.serve import SampleServer
from health.standing import standings
from health.yields import run_yields
from items import Capture, Discovery, Failure, Found
from registry.source import Source, load_sources
from storage.archive import Archive
from storage.askings import askings, failing, last_run
from tests.collecting import QUICK, ROOT, Machine, patient_site, rows

NOW = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
FEED = "http://parley-wire.example/rss/world.xml"
SITEMAP = "http://parley-wire.example/sitemap.xml"


@pytest.fixture
def site() -> Iterator[SampleServer]:
    with patient_site() as server:
        yield server


@pytest.fixture
def wire() -> dict[str, Source]:
    return {"parley-wire": load_sources(ROOT / "demo" / "registry")["parley-wire"]}


def asked(
    url: str, at: datetime, *found: str, status: int = 200, failure: Failure | None = None
) -> Discovery:
    capture = Capture(url, url, at, status, (), b"", None, "parley-wire", "feed", failure=failure)
    return Discovery(capture, tuple(Found(one) for one in found), "feed")


def test_the_log_of_a_source(archive: Archive, wire: dict[str, Source]) -> None:
    days = [NOW - timedelta(days=days) for days in (3, 2, 1)]
    urls = [f"http://parley-wire.example/world/2025/05/28/{number}" for number in range(9)]
    archive.record_discovery(asked(FEED, days[0], *urls[:5]), "one")
    archive.record_discovery(asked(FEED, days[1], *urls), "two")
    archive.record_discovery(asked(FEED, days[2], status=404), "three")
    archive.record_discovery(asked(SITEMAP, days[2], failure=Failure.TIMEOUT, status=0), "three")
    log = askings(archive)["parley-wire"]
    assert (log.first_at, log.asked_at, log.answered_at, log.new_at) == (days[0], days[2], days[1], days[1])
    assert [str(one) for one in failing(archive)] == [f"{FEED}: status 404", f"{SITEMAP}: timeout"]
    assert last_run(archive) == "three"
    (standing,) = standings(archive, wire, NOW)
    assert standing.state == "failing"
    assert standing.new_per_day == 3.0
    (two,) = run_yields(archive, "two", wire.values())
    (three,) = run_yields(archive, "three", wire.values())
    assert (two.new_urls, two.answered) == (4, True)
    assert (three.new_urls, three.entrances_failed, three.answered) == (0, 2, False)


def test_a_source_that_recovered_is_no_longer_failing(archive: Archive, wire: dict[str, Source]) -> None:
    for hours, status in ((2, 500), (1, 304)):
        archive.record_discovery(asked(FEED, NOW - timedelta(hours=hours), status=status), "run")
    assert failing(archive) == []
    assert standings(archive, wire, NOW)[0].state == "healthy"


def test_before_there_is_an_archive_every_source_was_never_asked(tmp_path: Path) -> None:
    said = Machine(tmp_path / "archive").run("status")
    assert said.returncode == 0
    lines = [line.split("\t") for line in said.stdout.splitlines()]
    assert lines[0][:2] == ["state", "source"]
    assert {line[0] for line in lines[1:]} == {"never asked"}
    assert "no archive" in said.stderr
    assert not (tmp_path / "archive").exists()


def test_after_a_run(tmp_path: Path, site: SampleServer) -> None:
    machine = Machine(tmp_path / "archive", site.proxy)
    machine.run("collect", "--source", "parley-gazete", *QUICK)
    said = machine.run("status", "--json")
    assert said.returncode == 0, said.stderr
    found = {row["source"]: row for row in rows(said)}
    assert found["parley-gazete"]["state"] == "healthy"
    assert found["parley-gazete"]["answered_at"].endswith("Z")
    assert found["parley-gazete"]["last_run"]["fresh"] == 4
    assert found["parley-wire"]["state"] == "never asked"
