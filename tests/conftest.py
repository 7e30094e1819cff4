"""What tests share: an archive in a temporary folder, on each of the two databases."""

from __future__ import annotations

import os
import traceback
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from storage.archive import Archive
from tests.filled import Filling

POSTGRES = os.environ.get("PARLEY_TEST_POSTGRES", "postgresql://root@127.0.0.1/test")


@pytest.fixture(scope="session")
def postgres() -> str:
    """URL of a server to test with; skips without one, but not where CI promises it."""
    engine = create_engine(POSTGRES, connect_args={"connect_timeout": 3})
    try:
        with engine.connect():
            return POSTGRES
    except OperationalError as error:
        if os.environ.get("CI"):
            pytest.fail(f"no PostgreSQL at {POSTGRES}, which CI must have: {error.orig}")
        pytest.skip(f"no PostgreSQL at {POSTGRES}: {error.orig}")
    finally:
        engine.dispose()


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    """A schema of its own for the time of the test."""
    schema = f"parley_{uuid.uuid4().hex[:12]}"
    engine = create_engine(postgres, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
        yield f"{postgres}?options=-csearch_path%3D{schema}"
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """Empty for SQLite inside the archive, else a PostgreSQL schema of the test's own."""
    if request.param == "sqlite":
        return ""
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def archive(tmp_path: Path, database_url: str) -> Iterator[Archive]:
    """An empty archive, open for writing."""
    with Archive.open(tmp_path / "archive", database_url) as opened:
        yield opened


@pytest.fixture
def filling(archive: Archive) -> Filling:
    """What puts pages into it."""
    return Filling(archive)


@pytest.fixture
def in_children() -> Callable[[Callable[[int], None], int], list[int]]:
    """Runs a function in so many processes at once; gives their exit codes, negative for a signal."""

    def run(work: Callable[[int], None], count: int) -> list[int]:
        children = [_fork(partial(work, number)) for number in range(count)]
        return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]

    return run


@pytest.fixture
def in_child(
    in_children: Callable[[Callable[[int], None], int], list[int]],
) -> Callable[[Callable[[], None]], int]:
    """The same for one process."""
    return lambda work: in_children(lambda _: work(), 1)[0]


def _fork(work: Callable[[], None]) -> int:
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        except BaseException:
            traceback.print_exc()
            raise
        finally:
            os._exit(code)
    return child
