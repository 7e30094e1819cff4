"""Runs what is due: a crawl process for each bundle of sources that share no host, once or day after day."""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import UTC, datetime
from pathlib import Path

from apscheduler.executors.pool import ThreadPoolExecutor as JobPool
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.base import BaseTrigger

from health.due import due_now, first_turn, next_due
from health.reachability import probe
from health.run import Collected, Ended, Order
from health.yields import run_yields
from registry.groups import pack
from registry.source import Source, load_sources
from storage.archive import Archive
from storage.askings import failing_in
from storage.database import Database, database_url
from storage.lock import exclusive

LOCK = "collect.lock"
ENTRANCES = {"feed": ("feeds",), "sitemap": ("sitemaps", "archives"), "section": ("sections", "calendars")}
"""Which entrances of a source each spider reads, in the order in which the spiders run."""
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None

log = logging.getLogger(__name__)

Say = Callable[[str], None]
Progress = Callable[[int, int], None]


class Crawls:
    """The crawl processes of one run; `stop` tells them to finish, and no more are started."""

    def __init__(self, topics: Sequence[str], options: Sequence[str], run: str, say: Say) -> None:
        self.topics = topics
        self.options = options
        self.run = run
        self.say = say
        self.stopping = False
        self._running: set[subprocess.Popen[str]] = set()
        self._starting = threading.Lock()

    def visit(self, bundle: Sequence[Source]) -> list[Ended]:
        """Runs the spiders that the bundle's sources have entrances for, one after another."""
        ended = []
        for spider, kinds in ENTRANCES.items():
            ids = tuple(source.id for source in bundle if any(getattr(source, kind) for kind in kinds))
            if ids and not self.stopping:
                ended.append(Ended(spider, ids, self._crawl(spider, ids)))
        return ended

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


def collect(order: Order, say: Say, progress: Progress) -> Collected:
    """Asks the sources of an order once, all at the same time; what they gave is in the archive.

    Raises LockedError if another run goes on, StorageError if the archive cannot be used. Where no source
    answers, nothing is written.
    """
    run = new_run()
    with exclusive(order.root / LOCK):
        sources = due_now(order.sources, order.root, order.database_url) if order.only_due else order.sources
        reach = probe({one.id: [url for _, url in one.entrances()] for one in sources}, order.proxies)
        done = Collected(run, reach)
        answering = [one for one in sources if reach[one.id].answers]
        if answering:
            Archive.open(order.root, order.database_url).close()  # made and recovered once, before all ask it
            crawls = Crawls(order.topics, order.options, run, say)
            _crawl_all(crawls, pack(answering, order.jobs), done, progress)
            with Archive.open(order.root, order.database_url, write=False) as archive:
                done.given = run_yields(archive, run, answering)
                done.failing = failing_in(archive, run)
    return done


def new_run() -> str:
    """An id that no other run has: when it began, and its process."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{os.getpid()}"


def _crawl_all(crawls: Crawls, bundles: list[list[Source]], done: Collected, progress: Progress) -> None:
    """Visits all bundles at once; when interrupted, waits until the processes have finished."""
    with ThreadPoolExecutor(max(len(bundles), 1)) as pool:
        futures = [pool.submit(crawls.visit, bundle) for bundle in bundles]
        while True:
            try:
                for number, future in enumerate(as_completed(futures), 1):
                    progress(number, len(futures))
                    future.result()
                break
            except KeyboardInterrupt:
                done.interrupted = True
                crawls.stop()
    done.ended = [one for future in futures for one in future.result()]


def _die_with_parent() -> None:
    """Linux: the kernel kills the process when the thread that started it is gone, however it went."""
    if LIBC:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Turn(BaseTrigger):  # type: ignore[misc]  # APScheduler is untyped
    """The schedule of a source file as APScheduler asks for it."""

    __slots__ = ("schedule",)

    def __init__(self, schedule: str) -> None:
        self.schedule = schedule

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime | None:
        """The turn after the last one."""
        return next_due(self.schedule, previous or now)

    def __str__(self) -> str:
        return self.schedule


def serve(order: Order) -> None:
    """Crawls each bundle of sources by its schedules until interrupted; then lets the processes finish.

    Holds the lock of `collect` all the time. When each schedule is due first stands in the archive's log, so
    what was missed is done once; the job store in the database is only what APScheduler works on.
    """
    bundles = pack(order.sources, order.jobs)
    with exclusive(order.root / LOCK):
        Archive.open(order.root, order.database_url).close()
        database = Database(database_url(order.root, order.database_url))
        store = SQLAlchemyJobStore(engine=database.engine)
        store.jobs_t.create(database.engine, checkfirst=True)
        store.remove_all_jobs()
        scheduler = BlockingScheduler(
            jobstores={"default": store},
            executors={str(number): JobPool(1) for number in range(len(bundles))},
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
            timezone=UTC,
        )
        for number, bundle in enumerate(bundles):
            _add_jobs(scheduler, number, bundle, order)
        try:
            scheduler.start()
        except KeyboardInterrupt:
            log.info("finishing what has begun")
            CLOSING.set()
            for crawls in list(ACTIVE):
                crawls.stop()
            scheduler.shutdown(wait=True)
        finally:
            database.close()


def _add_jobs(scheduler: BlockingScheduler, number: int, bundle: Sequence[Source], order: Order) -> None:
    """A job for each schedule of a bundle; its own executor keeps them one after another."""
    for schedule in sorted({source.schedule for source in bundle}):
        members = [source for source in bundle if source.schedule == schedule]
        scheduler.add_job(
            "scheduler:run_crawl",
            Turn(schedule),
            ([source.id for source in members], list(order.topics), str(order.folder), list(order.options)),
            id=f"bundle {number}: {schedule}",
            name=", ".join(source.id for source in members),
            executor=str(number),
            next_run_time=first_turn(members, order.root, order.database_url),
        )


ACTIVE: set[Crawls] = set()
"""What the daemon's jobs are at; APScheduler calls them by name, so they find it here."""
CLOSING = threading.Event()


def run_crawl(sources: list[str], topics: list[str], folder: str, options: list[str]) -> None:
    """What a job does: visits the sources as their files stand now."""
    if CLOSING.is_set():
        return
    followed = load_sources(Path(folder))
    crawls = Crawls(topics, options, new_run(), log.warning)
    ACTIVE.add(crawls)
    try:
        for ended in crawls.visit([followed[name] for name in sources if name in followed]):
            log.info("%s: %s", ", ".join(ended.sources), ended)
    finally:
        ACTIVE.discard(crawls)


if __name__ == "__main__":
    os.chdir(Path(__file__).parent)
    os.execv(sys.executable, [sys.executable, "-m", "scrapy", "schedule", *sys.argv[1:]])  # noqa: S606  # the same
