"""The daemon: what was missed is done once, nothing twice, and SIGTERM lets it finish."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from demo.serve import SampleServer
from scheduler import Turn
from storage.lock import holder
from tests.collecting import QUICK, ROOT, Machine, patient_site
from tests.test_collect import wait_for


@pytest.fixture
def site() -> Iterator[SampleServer]:
    with patient_site() as server:
        yield server


def test_a_turn_follows_the_schedule_of_the_source() -> None:
    now = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
    trigger = Turn("*/20 * * * *")
    assert trigger.get_next_fire_time(None, now) == datetime(2026, 11, 22, 18, 40, tzinfo=UTC)
    assert Turn("30m").get_next_fire_time(now, now + timedelta(hours=5)) == now + timedelta(minutes=30)


def test_it_does_what_is_due_and_ends_when_told(tmp_path: Path, site: SampleServer) -> None:
    machine = Machine(tmp_path / "archive", site.proxy)
    lock = machine.archive / "collect.lock"
    with machine.start("schedule", "--source", "parley-wire", *QUICK) as process:
        assert process.stderr is not None
        ended = next(line for line in process.stderr if "crawl sitemap" in line)
        assert ended.rstrip().endswith("parley-wire: crawl sitemap ended with exit code 0")
        assert f"process {process.pid} " in holder(lock)
        second = machine.run("collect", "--cron")
        assert second.returncode == 6
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    assert process.returncode == 0
    with closing(sqlite3.connect(machine.archive / "parley.db")) as database:
        jobs = {name for (name,) in database.execute("SELECT id FROM apscheduler_jobs")}
    assert "bundle 0: articles again" in jobs
    asked = sum(site.asked.values())
    assert asked > 5
    with machine.start("schedule", "--source", "parley-wire", *QUICK) as process:
        wait_for(lambda: holder(lock))
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert sum(site.asked.values()) == asked


def test_the_file_is_the_same_as_the_command(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, ROOT / "scheduler.py", "--source", "parley-wir"],
        cwd=tmp_path,
        env=Machine(tmp_path / "archive").environment | {"PATH": os.environ.get("PATH", "")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert said.returncode == 2
    assert 'did you mean "parley-wire"?' in said.stderr
