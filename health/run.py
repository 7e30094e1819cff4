"""A run: what it is asked to do, who answered, what each source gave, and which of them failed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path

from health.reachability import Reach
from health.yields import Given
from registry.source import Source
from storage.askings import Failing


class CrawlEnd(IntEnum):
    """Exit codes of a crawl process that say something of the run."""

    DONE = 0
    UNEXPECTED = 1
    SOURCES_FAILED = 3
    CONFIGURATION = 4
    NOTHING_FETCHED = 5
    LOCKED = 6
    STORAGE = 7


REPORTED = {CrawlEnd.DONE, CrawlEnd.SOURCES_FAILED, CrawlEnd.NOTHING_FETCHED}
"""Those whose failures stand in the archive, source by source."""
WORST_FIRST = (CrawlEnd.CONFIGURATION, CrawlEnd.LOCKED)
"""Why a run fetched nothing, where crawls ended so; of any other end UNEXPECTED is said."""
NAMED = 3
"""Entrances of a source that are named at most."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be run, and for which archive."""

    root: Path
    database_url: str
    sources: Sequence[Source]
    topics: Sequence[str]
    """Names or paths."""
    jobs: int
    """Crawl processes at once."""
    proxies: Mapping[str, str]
    """As urllib.request.getproxies gives them."""
    folder: Path
    """Of the source files."""
    options: Sequence[str] = ()
    """NAME=VALUE of the settings that the crawl processes must not read for themselves."""
    only_due: bool = False


@dataclass(frozen=True, slots=True)
class Ended:
    """How one crawl process ended."""

    spider: str
    sources: tuple[str, ...]
    code: int
    """Its exit code; negative: the signal that killed it."""

    def __str__(self) -> str:
        """For a person."""
        if self.code < 0:
            return f"crawl {self.spider} was killed by signal {-self.code}"
        return f"crawl {self.spider} ended with exit code {self.code}"


@dataclass(slots=True)
class Collected:
    """What a run did."""

    run: str
    reach: dict[str, Reach]
    given: list[Given] = field(default_factory=list)
    """Of the sources that answered."""
    failing: list[Failing] = field(default_factory=list)
    """Entrances that could not be read."""
    ended: list[Ended] = field(default_factory=list)
    interrupted: bool = False

    @property
    def anything(self) -> bool:
        """Whether any source gave any answer, be it one that could not be read."""
        answered = any(one.answered for one in self.given)
        return answered or any(one.code == CrawlEnd.SOURCES_FAILED for one in self.ended)

    @property
    def broken(self) -> CrawlEnd | None:
        """Why crawls gave nothing, if it was neither the sources nor the network."""
        codes = {one.code for one in self.ended} - REPORTED
        if CrawlEnd.STORAGE in codes:
            return CrawlEnd.STORAGE
        if self.anything or not codes:
            return None
        return next((code for code in WORST_FIRST if code in codes), CrawlEnd.UNEXPECTED)

    def failures(self) -> dict[str, str]:
        """The sources that failed, in whole or in part, and why."""
        why = {one.source: one.detail for one in self.reach.values() if not one.answers}
        why |= {one.source: "no entrance could be read" for one in self.given if not one.answered}
        why |= named(self.failing)
        for one in self.ended:
            if one.code not in (*REPORTED, CrawlEnd.STORAGE) and not self.interrupted:
                why |= dict.fromkeys(one.sources, str(one))
        return why


def named(failing: Sequence[Failing]) -> dict[str, str]:
    """What failed of each source, the first few by name."""
    of: dict[str, list[str]] = {}
    for one in failing:
        of.setdefault(one.source, []).append(str(one))
    return {
        source: "; ".join([*said[:NAMED], f"and {len(said) - NAMED} more"] if len(said) > NAMED else said)
        for source, said in of.items()
    }
