"""Reading processes keep their limits, and one that dies costs its own page alone."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from items import Article, Outcome, Rejected, Stage
from pipelines.workers import Readers
from registry.topic import Topic

Topics = Sequence[Topic]
ROOT = Path(__file__).parent.parent


def answer(word: str, topics: Topics) -> Rejected:
    return Rejected(Stage.GATE, Outcome.NOT_ARTICLE, f"{word} {len(topics)}")


def sleep(seconds: float, topics: Topics) -> Rejected:
    time.sleep(seconds)
    return answer("slept", topics)


def burn(topics: Topics) -> Rejected:
    while True:
        pass


def eat(topics: Topics) -> Rejected:
    held = [bytes(2**20) for _ in range(4096)]
    return answer(str(len(held)), topics)


def crash(topics: Topics) -> Rejected:
    os.kill(os.getpid(), signal.SIGSEGV)
    return answer("survived", topics)


def fail(topics: Topics) -> Rejected:
    raise LookupError("no such thing")


def pid(topics: Topics) -> Rejected:
    return answer(str(os.getpid()), topics)


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    with Readers(1, 1, 256 * 2**20) as pool:
        yield pool


def detail(result: Article | Rejected) -> str:
    assert isinstance(result, Rejected)
    return result.detail


@pytest.mark.parametrize(
    ("function", "args", "said"),
    [
        (sleep, (60,), "stopped after 1 s of reading"),
        (burn, (), "stopped after 1 s"),
        (eat, (), "stopped at 256 MiB of memory"),
        (crash, (), "the reading process ended with code -11"),
        (fail, (), "LookupError: no such thing"),
    ],
)
def test_a_task_that_breaks_a_limit_is_refused_and_the_next_one_is_read(
    readers: Readers, function: object, args: tuple[object, ...], said: str
) -> None:
    stopped = readers.submit(function, *args).result(30)  # type: ignore[arg-type]
    assert isinstance(stopped, Rejected)
    assert (stopped.stage, stopped.reason) == (Stage.EXTRACT, Outcome.EXTRACT_FAILED)
    assert said in stopped.detail
    assert detail(readers.submit(answer, "next").result(30)) == "next 0"


def test_answers_come_in_the_order_of_the_inputs() -> None:
    with Readers(2, 10, 256 * 2**20) as pool:
        results = pool.map(sleep, [(0.3,), (0.0,), (0.0,)])
        words = [detail(result) for result in results]
        named = [detail(result) for result in pool.map(answer, ((word,) for word in "abcdefgh"))]
    assert words == ["slept 0"] * 3
    assert named == [f"{word} 0" for word in "abcdefgh"]


def test_a_refusal_names_the_version_of_the_reader() -> None:
    with Readers(1, 10, 256 * 2**20, version="reader 7") as pool:
        assert detail(pool.submit(fail).result(30)) == "LookupError: no such thing (read by reader 7)"
        assert detail(pool.submit(answer, "fine").result(30)) == "fine 0"


def test_every_worker_holds_the_topics() -> None:
    topic = Topic.model_construct(id="one", name="One", version="1")
    with Readers(1, 10, 256 * 2**20, topics=(topic,)) as pool:
        assert detail(pool.submit(answer, "with").result(30)) == "with 1"


def test_workers_end_with_their_parent() -> None:
    program = (
        "import time, test_workers as t\n"
        "from pipelines.workers import Readers\n"
        "if __name__ == '__main__':\n"
        "    pool = Readers(1, 60, 2**28)\n"
        "    print(pool.submit(t.pid).result(30).detail.split()[0], flush=True)\n"
        "    pool.submit(t.sleep, 50)\n"
        "    time.sleep(50)\n"
    )
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, env=environment) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        parent.kill()
    deadline = time.monotonic() + 10
    while is_alive(worker) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_alive(worker)


def is_alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
