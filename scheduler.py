"""Runs what is due: a crawl process for each bundle of sources that share no host, once or day after day."""

import logging
import os
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import UTC, datetime, timedelta
from pathlib import Path

from apscheduler.executors.pool import ThreadPoolExecutor as JobPool
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.base import BaseTrigger

from health.due import again_now, due_now, first_turn, next_due
from health.reachability import probe
from health.run import Collected, Order
from health.yields import run_yields
from registry.groups import pack
from registry.source import Source, load_sources
from scheduling.crawls import Crawls, Say
from storage.archive import Archive
from storage.askings import failing_in
from storage.database import Database, database_url
from storage.lock import exclusive

LOCK = "collect.lock"
AGAIN_EVERY = timedelta(minutes=5)
"""How often the daemon looks for articles that are due for another look."""

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]


def collect(order: Order, say: Say, progress: Progress) -> Collected:
    """Asks the sources of an order once, all at the same time; what they gave is in the archive.

    Raises LockedError if another run goes on, StorageError if the archive cannot be used. Where no source
    answers, nothing is written.
    """
    with exclusive(order.root / LOCK):
        sources, again = order.sources, list[Source]()
        if order.only_due:
            sources = due_now(order.sources, order.root, order.database_url)
            rest = [source for source in order.sources if source not in sources]
            again = again_now(rest, order.root, order.database_url)
        crawls = Crawls(order.topics, order.options, say, again=again)
        sources = [*sources, *again]
        reach = probe({one.id: [url for _, url in one.entrances()] for one in sources}, order.proxies)
        done = Collected(crawls.run, reach)
        answering = [one for one in sources if reach[one.id].answers]
        if answering:
            Archive.open(order.root, order.database_url).close()  # made and recovered once, before all ask it
            _crawl_all(crawls, pack(answering, order.jobs), done, progress)
            with Archive.open(order.root, order.database_url, write=False) as archive:
                given = run_yields(archive, crawls.run, answering)
                done.given = [one for one in given if one.source not in crawls.again or one.fetched]
                done.failing = failing_in(archive, crawls.run)
    return done


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
    """A job for each schedule of a bundle and one for what is due between them; its own executor keeps them
    one after another."""
    given = list(order.topics), str(order.folder), list(order.options)
    scheduler.add_job(
        "scheduler:revisit",
        "interval",
        ([source.id for source in bundle], *given, (str(order.root), order.database_url)),
        seconds=AGAIN_EVERY.total_seconds(),
        id=f"bundle {number}: articles again",
        executor=str(number),
    )
    for schedule in sorted({source.schedule for source in bundle}):
        members = [source for source in bundle if source.schedule == schedule]
        scheduler.add_job(
            "scheduler:run_crawl",
            Turn(schedule),
            ([source.id for source in members], *given),
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
    visit([followed[name] for name in sources if name in followed], Crawls(topics, options, log.warning))


def revisit(
    sources: list[str], topics: list[str], folder: str, options: list[str], archive: tuple[str, str]
) -> None:
    """What a job does between their turns: visits articles of the sources that are due for another look."""
    if CLOSING.is_set():
        return
    followed = load_sources(Path(folder))
    again = again_now([followed[name] for name in sources if name in followed], Path(archive[0]), archive[1])
    visit(again, Crawls(topics, options, log.warning, again=again))


def visit(sources: Sequence[Source], crawls: Crawls) -> None:
    """Until the crawls have ended, or are stopped."""
    ACTIVE.add(crawls)
    try:
        for ended in crawls.visit(sources):
            log.info("%s: %s", ", ".join(ended.sources), ended)
    finally:
        ACTIVE.discard(crawls)


if __name__ == "__main__":
    os.chdir(Path(__file__).parent)
    os.execv(sys.executable, [sys.executable, "-m", "scrapy", "schedule", *sys.argv[1:]])  # noqa: S606  # the same
