"""`scrapy collect` against the sample site: what it gives, says and leaves behind."""

import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from demo.serve import SampleServer
from items import Outcome
from storage.archive import Archive
from storage.lock import exclusive
from storage.outcomes import outcome_counts
from tests.collecting import QUICK, ROOT, Machine, patient_site, rows

TWO = ("--source", "parley-wire", "--source", "parley-visnyk")


@pytest.fixture
def site() -> Iterator[SampleServer]:
    with patient_site() as server:
        yield server


@pytest.fixture
def machine(tmp_path: Path, site: SampleServer) -> Machine:
    return Machine(tmp_path / "archive", site.proxy)


def texts(machine: Machine) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in machine.archive.glob("texts/*/*.txt")}


def counts(machine: Machine) -> dict[str, int]:
    with Archive.open(machine.archive, write=False) as archive:
        return outcome_counts(archive)


def test_twice_and_after_an_edit(machine: Machine, site: SampleServer) -> None:
    first = machine.run("collect", *TWO, "--json", *QUICK)
    assert first.returncode == 0, first.stderr
    given = {row["source"]: row for row in rows(first)}
    kept = texts(machine)
    assert set(given) == {"parley-wire", "parley-visnyk"}
    assert sum(row["archived"] for row in given.values()) == len(kept) > 3
    assert all(hashlib.sha256(data).hexdigest().startswith(name[4:20]) for name, data in kept.items())
    assert Outcome.PENDING not in counts(machine)

    again = machine.run("collect", *TWO, "--json", *QUICK)
    assert again.returncode == 0, again.stderr
    assert sum(row["archived"] + row["revised"] + row["duplicate"] for row in rows(again)) == 0
    assert sum(row["unchanged"] for row in rows(again)) > 0
    assert texts(machine) == kept

    site.epoch = 2
    later = machine.run("collect", *TWO, "--json", *QUICK)
    assert sum(row["revised"] for row in rows(later)) > 0
    assert texts(machine).items() > kept.items()


def come_due(machine: Machine, ago: timedelta) -> str:
    """An article of the agency is due on its curve since then; its address."""
    with closing(sqlite3.connect(machine.archive / "parley.db")) as database, database:
        query = "SELECT id, address FROM url WHERE outcome = 'archived' AND source = 'parley-wire'"
        number, address = database.execute(query).fetchone()
        moment = (datetime.now(UTC) - ago).strftime("%Y-%m-%d %H:%M:%S.%f")
        database.execute("UPDATE url SET next_visit = ? WHERE id = ?", (moment, number))
    return str(address)


@pytest.mark.parametrize("by", ["cron", "daemon"])
def test_an_article_that_is_due_between_the_turns_of_its_source_is_asked_alone(
    tmp_path: Path, site: SampleServer, by: str
) -> None:
    machine = Machine(tmp_path / "archive", site.proxy, extra={"PARLEY_REVISIT_SOONER": "0"})
    assert machine.run("collect", "--source", "parley-wire", *QUICK).returncode == 0
    site.asked.clear()
    address = come_due(machine, timedelta(minutes=1))
    commands = {
        "cron": ["-m", "scrapy", "collect", "--cron", "--source", "parley-wire", *QUICK],
        "daemon": ["-c", REVISIT],
    }
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, *commands[by]],
            cwd=ROOT,
            env=machine.environment,
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, b"")
    assert {url for url in site.asked if not url.endswith("robots.txt")} == {address}
    assert site.asked[address] == 1


REVISIT = """
import os, scheduler
folder, root = os.environ["PARLEY_SOURCES"], os.environ["PARLEY_ARCHIVE"]
scheduler.revisit(["parley-wire"], ["everything"], folder, ["DOWNLOAD_DELAY=0"], (root, ""))
"""


def test_the_table_adds_up(machine: Machine) -> None:
    said = machine.run("collect", "--source", "parley-wire", *QUICK)
    head, *lines = [line.split("\t") for line in said.stdout.splitlines()]
    assert head[:3] == ["source", "new", "fetched"]
    assert [line[0] for line in lines] == ["parley-wire", "all"]
    assert lines[0][1:] == lines[1][1:]
    found = dict(zip(head, lines[0], strict=True))
    assert "Traceback" not in said.stderr
    aliases = 1  # where a redirect led
    assert int(found["new"]) + aliases == sum(counts(machine).values())


def test_no_network_is_said_for_every_source_and_nothing_remains(tmp_path: Path) -> None:
    began = time.monotonic()
    said = Machine(tmp_path / "archive").run("collect")
    assert said.returncode == 5
    assert time.monotonic() - began < 60
    names = sorted(path.stem for path in Machine(tmp_path).sources.glob("*.toml"))
    assert [line.split("\t")[0] for line in said.stdout.splitlines()[1:]] == names
    assert all(line.split("\t")[1] for line in said.stdout.splitlines()[1:])
    assert "make demo" in said.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_second_run_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    with exclusive(tmp_path / "collect.lock"):
        said = Machine(tmp_path).run("collect")
    assert said.returncode == 6
    assert f"process {os.getpid()} on " in said.stderr
    assert said.stdout == ""


def test_what_cannot_be_used_is_named(tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "bad.toml").write_text('nme = "Bad"\n', encoding="utf-8")
    said = Machine(tmp_path / "archive", sources=sources).run("collect")
    assert said.returncode == 4
    assert 'bad.toml: nme: unknown key, did you mean "name"?' in said.stderr
    assert Machine(tmp_path / "archive").run("collect", "--source", "parley-wir").returncode == 2
    assert Machine(tmp_path / "archive").run("collect", "--topic", "no-such").returncode == 2
    assert Machine(tmp_path / "archive").run("collect", "--cronn").returncode == 2
    (tmp_path / "file").touch()
    assert Machine(tmp_path / "file" / "archive").run("collect").returncode == 7


def test_cron_is_silent_and_asks_only_what_is_due(machine: Machine, site: SampleServer) -> None:
    first = machine.run("collect", "--cron", "--source", "parley-wire", *QUICK)
    assert (first.returncode, first.stdout, first.stderr) == (0, "", "")
    asked = sum(site.asked.values())
    assert asked > 0
    second = machine.run("collect", "--cron", "--source", "parley-wire", *QUICK)
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert sum(site.asked.values()) == asked


def test_cron_says_briefly_what_failed(tmp_path: Path) -> None:
    said = Machine(tmp_path / "archive").run("collect", "--cron")
    assert said.returncode == 5
    assert said.stdout == ""
    assert "parley-wire: parley-wire.example:80: " in said.stderr
    assert len(said.stderr.splitlines()) <= 10


def crawls_of(parent: int) -> list[int]:
    """Processes that a process started."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent and fields[0] != "Z":
            found.append(int(path.parent.name))
    return found


def wait_for(condition: object, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    assert callable(condition)
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def test_interrupted_it_finishes_and_the_next_run_goes_on(machine: Machine, site: SampleServer) -> None:
    with machine.start("collect", *TWO, "--json", "-s", "DOWNLOAD_DELAY=1") as process:
        wait_for(lambda: len(site.answers) >= 4)
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    before = texts(machine)
    assert machine.run("collect", *TWO, "--json", *QUICK).returncode == 0
    after = texts(machine)
    assert before.items() <= after.items()
    assert len({name[:3] for name in after}) == len(after)


def test_killed_it_takes_its_crawls_along_and_nothing_is_lost(machine: Machine, site: SampleServer) -> None:
    with machine.start("collect", *TWO, "-s", "DOWNLOAD_DELAY=1") as process:
        wait_for(lambda: len(site.answers) >= 4)
        crawls = crawls_of(process.pid)
        assert crawls
        process.kill()
        process.wait()
        wait_for(lambda: not any(Path(f"/proc/{crawl}/exe").exists() for crawl in crawls), 5)
    assert machine.run("collect", *TWO, "--json", *QUICK).returncode == 0
    assert Outcome.PENDING not in counts(machine)
    contents = list(texts(machine).values())
    assert len(set(contents)) == len(contents) > 3
