"""How a run went: who answered, how its processes ended, what each source gave, which of them failed."""

from dataclasses import dataclass, field

from health.reachability import Reach
from health.yields import Given

REPORTED = (0, 3, 5)
"""Exit codes of a crawl whose failures stand in the archive, source by source."""
STORAGE = 7
"""Exit code of a crawl whose disk or database refused."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How one crawl process ended."""

    spider: str
    sources: tuple[str, ...]
    code: int
    """Its exit code; negative: the signal that killed it."""


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
            if one.code not in REPORTED and not self.interrupted:
                why |= dict.fromkeys(one.sources, f"crawl {one.spider} ended with {one.code}")
        return why
