"""Makes a snapshot of one state of the archive: texts, tables, card, manifests, in that order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from snapshot.bag import Bag
from snapshot.card import card
from snapshot.citation import citation
from snapshot.package import package
from snapshot.rows import article_row, plain_row, revision_row
from snapshot.tables import ARTICLES, CLUSTERS, OUTCOMES, REVISIONS, sources_csv, write_table
from snapshot.tally import Tally
from storage.texts import text_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from snapshot.selection import Selection
    from storage.grouping import ClusterRow
    from storage.holdings import ArticleRow, RevisionRow, SourceRow
    from storage.outcomes import OutcomeRow


class State(Protocol):
    """One state of an archive; `storage.corpus.Corpus` is one."""

    def articles(self, topic: str | None = None, lang: str | None = None) -> Iterator[ArticleRow]:
        """By number."""

    def revisions(self, topic: str | None = None, lang: str | None = None) -> Iterator[RevisionRow]:
        """By number and time."""

    def outcomes(self) -> Iterator[OutcomeRow]:
        """In the order of discovery."""

    def clusters(self) -> Iterator[ClusterRow]:
        """By cluster and number."""

    def sources(self) -> Iterator[SourceRow]:
        """By name."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was made."""

    folder: Path
    identity: str
    """SHA-256 of manifest-sha256.txt."""
    articles: int
    texts: int
    revisions: int


def export(
    state: State, target: Path, selection: Selection, progress: Callable[[int], None] | None = None
) -> Snapshot:
    """Writes the snapshot; the same state and selection give the same bytes.

    Raises FileExistsError if the target is there. Whatever is raised, nothing is left behind.
    """
    tally = Tally()
    present: dict[int, tuple[str, int]] = {}
    with Bag(target) as bag:
        articles = _articles(bag, state, selection, tally, present)
        write_table(bag.path("data/articles.parquet"), ARTICLES, _watched(articles, progress))
        revisions = _revisions(bag, state, selection, tally, present)
        write_table(bag.path("data/revisions.parquet"), REVISIONS, revisions)
        write_table(bag.path("data/outcomes.parquet"), OUTCOMES, _outcomes(state, tally))
        clusters = (plain_row(row) for row in state.clusters() if row.number in present)
        write_table(bag.path("data/clusters.parquet"), CLUSTERS, clusters)
        bag.write("data/sources.csv", sources_csv(state.sources()))
        digests = bag.digests()
        bag.write("datapackage.json", package(digests, selection, tally))
        bag.write("README.md", card(selection, tally))
        bag.write("CITATION.cff", citation(selection, tally))
        identity = bag.seal(digests, _info(selection, tally))
    return Snapshot(target, identity, tally.articles, tally.texts, tally.revisions)


def _articles(
    bag: Bag, state: State, selection: Selection, tally: Tally, present: dict[int, tuple[str, int]]
) -> Iterator[dict[str, Any]]:
    """The rows of articles.parquet; each text is written on the way, `present` notes name and version."""
    for row in state.articles(selection.topic, selection.lang):
        tally.article(row)
        present[row.current.number] = (row.current.name, row.current.revision)
        if selection.texts:
            tally.texts += _write_text(bag, text_path(Path("data"), row.current.name), row.current)
        yield article_row(row, text=selection.texts)


def _revisions(
    bag: Bag, state: State, selection: Selection, tally: Tally, present: dict[int, tuple[str, int]]
) -> Iterator[dict[str, Any]]:
    """The rows of revisions.parquet; a text that is no article's present one is written on the way."""
    current = {name for name, _ in present.values()}
    for row in state.revisions():
        if row.number not in present:
            continue
        path = text_path(Path("data"), row.name)
        if row.name not in current:
            path = Path("data", "revisions", *path.parts[2:])
            if selection.texts:
                tally.revisions += _write_text(bag, path, row)
        file = path.as_posix() if selection.texts else ""
        yield revision_row(row, current=present[row.number] == (row.name, row.revision), file=file)


def _outcomes(state: State, tally: Tally) -> Iterator[dict[str, Any]]:
    for row in state.outcomes():
        tally.outcome(row)
        yield plain_row(row)


def _write_text(bag: Bag, path: Path, row: RevisionRow) -> bool:
    """Whether it was written: a duplicate's text is there already."""
    if (bag.folder / path).exists():
        return False
    bag.write(path.as_posix(), row.text.encode())
    return True


def _watched(
    rows: Iterator[dict[str, Any]], progress: Callable[[int], None] | None
) -> Iterator[dict[str, Any]]:
    for done, row in enumerate(rows, start=1):
        if progress:
            progress(done)
        yield row


def _info(selection: Selection, tally: Tally) -> dict[str, str]:
    return {
        "Source-Organization": "Parley",
        "External-Description": f"News texts archived by Parley: {selection.words()}",
        "External-Identifier": f"parley-{selection.cut_off(tally.latest)}",
    }
