"""The lock of a run: one holder, named to the others, free when the holder ends, nothing left behind."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from storage.errors import LockedError
from storage.lock import exclusive, holder

HOLD = """
import sys, time
from pathlib import Path
from storage.lock import exclusive
with exclusive(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_the_second_hears_who_holds_it(tmp_path: Path) -> None:
    lock = tmp_path / "collect.lock"
    with (
        exclusive(lock),
        pytest.raises(LockedError, match=f"process {os.getpid()} on .*, started 20"),
        exclusive(lock),
    ):
        pass
    assert holder(lock) == ""
    with exclusive(lock):
        assert f"process {os.getpid()} " in holder(lock)


def test_it_is_free_when_its_holder_is_killed(tmp_path: Path) -> None:
    lock = tmp_path / "collect.lock"
    with subprocess.Popen([sys.executable, "-c", HOLD, str(lock)], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        assert f"process {other.pid} " in holder(lock)
        other.kill()
        other.wait()
    assert holder(lock) == ""
    with exclusive(lock):
        pass


def test_a_folder_made_for_the_lock_alone_goes_with_it(tmp_path: Path) -> None:
    with exclusive(tmp_path / "archive/collect.lock"):
        pass
    assert not (tmp_path / "archive").exists()
    with exclusive(tmp_path / "archive/collect.lock"):
        (tmp_path / "archive/parley.db").touch()
    assert (tmp_path / "archive/parley.db").exists()
    (tmp_path / "empty").mkdir()
    with exclusive(tmp_path / "empty/collect.lock"):
        pass
    assert (tmp_path / "empty").exists()
