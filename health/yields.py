"""What each source gave in one run, sorted into what a person asks about."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from items import KEPT, TRANSIENT, Outcome
from registry.source import Source
from storage.archive import Archive
from storage.outcomes import SourceYield, source_yield


@dataclass(frozen=True, slots=True)
class Given:
    """A row of the table after a run."""

    source: str
    new_urls: int
    fetched: int
    """Article pages visited, failures too."""
    archived: int
    revised: int
    unchanged: int
    duplicate: int
    refused: dict[str, int]
    """Reason to how many."""
    failed: int
    """Visits that gave nothing and may be tried again."""
    entrances: int
    entrances_failed: int

    @property
    def answered(self) -> bool:
        """Whether anything at all came from it."""
        return self.entrances > self.entrances_failed or self.fetched > self.failed


def given(found: SourceYield) -> Given:
    """The row that a yield makes."""
    outcomes = Counter(found.outcomes)
    apart = {*KEPT, *TRANSIENT, Outcome.UNCHANGED}
    return Given(
        source=found.source,
        new_urls=found.fresh,
        fetched=found.visits,
        archived=outcomes[Outcome.ARCHIVED],
        revised=outcomes[Outcome.REVISED],
        unchanged=outcomes[Outcome.UNCHANGED],
        duplicate=outcomes[Outcome.DUPLICATE],
        refused={reason: count for reason, count in sorted(outcomes.items()) if reason not in apart},
        failed=sum(outcomes[outcome] for outcome in TRANSIENT),
        entrances=found.entrances,
        entrances_failed=found.entrances_failed,
    )


def run_yields(archive: Archive, run: str, sources: Iterable[Source]) -> list[Given]:
    """What each of the sources gave in a run; one that left no trace in it gave nothing."""
    found = {one.source: one for one in source_yield(archive, run=run)}
    return [given(found.get(source.id, SourceYield(source.id))) for source in sources]
