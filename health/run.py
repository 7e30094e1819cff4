"""A run: what it is asked to do, who answered, what each source gave, and which of them failed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from health.reachability import Reach
from health.yields import Given
from registry.source import Source

REPORTED = (0, 3, 5)
"""Exit codes of a crawl whose failures stand in the archive, source by source."""
STORAGE = 7
"""Exit code of a crawl whose disk or database refused."""


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
    ended: list[Ended] = field(default_factory=list)
    interrupted: bool = False

    @property
    def storage_refused(self) -> bool:
        """Whether a crawl could not write what it had."""
        return any(one.code == STORAGE for one in self.ended)

    @property
    def anything(self) -> bool:
        """Whether any source gave any answer."""
        return any(one.answered for one in self.given)

    def failures(self) -> dict[str, str]:
        """The sources that failed, and why."""
        why = {one.source: one.detail for one in self.reach.values() if not one.answers}
        why |= {one.source: "no entrance could be read" for one in self.given if not one.answered}
        for one in self.ended:
            if one.code not in (*REPORTED, STORAGE) and not self.interrupted:
                why |= dict.fromkeys(one.sources, str(one))
        return why
