"""The crawl processes of a run: one after another for sources that share hosts; none outlives its parent."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from health.run import Ended
from registry.source import Source

ENTRANCES = {"feed": ("feeds",), "sitemap": ("sitemaps", "archives"), "section": ("sections", "calendars")}
"""Which entrances of a source each spider reads, in the order in which the spiders run."""
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None

Say = Callable[[str], None]


class Crawls:
    """The crawl processes of one run; `stop` tells them to finish, and no more are started."""

    def __init__(
        self, topics: Sequence[str], options: Sequence[str], say: Say, *, again: Sequence[Source] = ()
    ) -> None:
        self.topics = topics
        self.again = {source.id for source in again}
        """Sources that are not asked now, only some of their articles."""
        self.options = options
        self.run = new_run()
        self.say = say
        self.stopping = False
        self._running: set[subprocess.Popen[str]] = set()
        self._starting = threading.Lock()

    def visit(self, bundle: Sequence[Source]) -> list[Ended]:
        """Runs the spiders that the bundle's sources have entrances for, one after another."""
        asked = [source for source in bundle if source.id not in self.again]
        turns = {
            spider: tuple(source.id for source in asked if any(getattr(source, kind) for kind in kinds))
            for spider, kinds in ENTRANCES.items()
        }
        turns["revisit"] = tuple(source.id for source in bundle if source.id in self.again)
        return [
            Ended(spider, ids, self._crawl(spider, ids))
            for spider, ids in turns.items()
            if ids and not self.stopping
        ]

    def stop(self) -> None:
        """Asks every process to finish what it has begun; asked twice, they end at once."""
        with self._starting:
            self.stopping = True
            for process in self._running:
                process.terminate()

    def _crawl(self, spider: str, ids: Sequence[str]) -> int:
        with self._starting:
            if self.stopping:
                return -signal.SIGTERM
            process = subprocess.Popen(  # noqa: S603  # our own interpreter, ids from the registry
                self._command(spider, ids),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                errors="backslashreplace",
                start_new_session=True,  # the terminal's Ctrl-C is ours to hand on, once
                preexec_fn=_die_with_parent,
            )
            self._running.add(process)
        with process:
            for line in process.stderr or ():
                self.say(line.rstrip("\n"))
        with self._starting:
            self._running.discard(process)
        return process.returncode

    def _command(self, spider: str, ids: Sequence[str]) -> list[str]:
        arguments = {"source": ",".join(ids), "topic": ",".join(self.topics), "run": self.run}
        settings = ["LOG_LEVEL=WARNING", *self.options]
        return [
            *(sys.executable, "-m", "scrapy", "crawl", spider),
            *(part for name, value in arguments.items() for part in ("-a", f"{name}={value}")),
            *(part for setting in settings for part in ("-s", setting)),
        ]


def new_run() -> str:
    """An id that no other run has: when it began, and its process."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{os.getpid()}"


def _die_with_parent() -> None:
    """Linux: the kernel kills the process when the thread that started it is gone, however it went."""
    if LIBC:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
