"""Processes that read pages, each page with its limits: one that hangs, eats or crashes costs itself."""

from __future__ import annotations

import logging
import multiprocessing
import os
import pickle
import resource
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, TimeoutError
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from items import Outcome, Rejected, Stage, stopped_by

if TYPE_CHECKING:
    from registry.topic import Topic

log = logging.getLogger(__name__)

MOST_TASKS = 500
"""Pages after which a worker is replaced: what leaks goes with it."""
GRACE = 2
"""Seconds of wall time behind the limit of processor time, so that the cause is told apart."""
STATM = Path("/proc/self/statm")

Answer = TypeVar("Answer")
"""What a task gives; one that is stopped gives a Rejected."""


class Readers:
    """A pool of reading processes with limits of time and memory for each task; to be closed.

    `seconds` bound the wall and processor time of a task, `memory` the bytes that it may add to its process;
    `workers` 0: one less than the processors, at least one. A worker dies with its parent. A task that is
    stopped, crashes or breaks is refused, and the refusal names the `version` of the reader.
    """

    def __init__(
        self, workers: int, seconds: float, memory: int, *, topics: Sequence[Topic] = (), version: str = ""
    ) -> None:
        self.seconds, self.memory, self.version = seconds, memory, version
        self.size = workers or max(1, (os.cpu_count() or 2) - 1)
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["pipelines.reading", "lightgbm"])
        self._pool = ProcessPool(
            max_workers=self.size,
            max_tasks=MOST_TASKS,
            initializer=begin,
            initargs=(pickle.dumps(tuple(topics)), memory),
            context=context,
        )

    def submit(self, function: Callable[..., Answer], *args: Any) -> Future[Answer | Rejected]:
        """Calls `function(*args, topics)` in a worker; the future has an answer, never an exception."""
        answer: Future[Answer | Rejected] = Future()
        answer.set_running_or_notify_cancel()
        task = self._pool.schedule(run, args=(function, args, self.seconds), timeout=self.seconds + GRACE)
        task.add_done_callback(lambda done: answer.set_result(self._outcome(done)))
        return answer

    def map(
        self, function: Callable[..., Answer], inputs: Iterable[tuple[Any, ...]]
    ) -> Iterator[Answer | Rejected]:
        """The answers in the order of the inputs, which are taken as workers become free."""
        waiting: list[Future[Answer | Rejected]] = []
        for args in inputs:
            waiting.append(self.submit(function, *args))
            if len(waiting) > 2 * self.size:
                yield waiting.pop(0).result()
        for future in waiting:
            yield future.result()

    def close(self) -> None:
        """Waits for what was submitted."""
        self._pool.close()  # type: ignore[no-untyped-call]
        self._pool.join()

    def stop(self) -> None:
        """Ends the workers whatever they do."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self.close()
        else:
            self.stop()

    def _outcome(self, task: Future[Answer]) -> Answer | Rejected:
        """The answer of a task, or why it has none: of the stage that extracts, which pages attack."""
        try:
            return task.result()
        except Exception as error:
            detail = stopped_by(self._why(error), self.version)
            return Rejected(Stage.EXTRACT, Outcome.EXTRACT_FAILED, detail)

    def _why(self, error: Exception) -> str:
        """The limit at which a task was stopped, or what ended it."""
        match error:
            case TimeoutError() | CancelledError():
                return f"stopped after {self.seconds:g} s of reading"
            case ProcessExpired(exitcode=code):
                if code == -signal.SIGXCPU:
                    return f"stopped after {self.seconds:g} s of processor time"
                return f"the reading process ended with code {code}"
            case MemoryError():
                return f"stopped at {self.memory >> 20} MiB of memory"
        log.error("reading failed", exc_info=error)
        return f"{type(error).__name__}: {error}"[:500]


_topics: tuple[Topic, ...] = ()


def begin(topics: bytes, memory: int) -> None:
    """In a new worker: dies with what started it, keeps its memory limit, loads the topics once."""
    global _topics  # one per process is what is meant
    threading.Thread(target=end_with_parent, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if STATM.exists():  # elsewhere than on Linux nothing tells how much is held already
        limit = address_space() + memory
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    _topics = pickle.loads(topics)  # noqa: S301  # written by the parent


def run(function: Callable[..., Answer], args: tuple[Any, ...], seconds: float) -> Answer:
    """In a worker: one task under its limit of processor time."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime + seconds) + 1, hard))
    return function(*args, _topics)


def end_with_parent() -> None:
    """In a thread of a worker: the kernel's own signal would come only when the fork server ends, and that
    waits for its workers."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGKILL)


def address_space() -> int:
    """Bytes of address space that this process holds."""
    return int(STATM.read_text(encoding="ascii").split()[0]) * resource.getpagesize()
