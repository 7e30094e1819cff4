"""A snapshot: whole or not there, checkable by anyone, the same bytes for the same state."""

import csv
import hashlib
import io
import json
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import bagit
import datasets
import pandas
import pytest
from huggingface_hub import metadata_load

from items import Dated, DateFlag, Encoding
from snapshot.export import Snapshot, export
from snapshot.selection import Selection
from snapshot.tables import ARTICLES, CLUSTERS, sources_csv
from storage.grouping import ClusterRow
from storage.holdings import ArticleRow, RevisionRow, SourceRow
from storage.outcomes import OutcomeRow
from storage.texts import text_name
from storage.verify.bag import verify_bag

NOON = datetime(2025, 6, 2, 12, tzinfo=UTC)
TALKS = "Talks\n\nThe delegations met in Istanbul."
OLDER = "Talks\n\nThe delegations will meet in Istanbul."
ÜBER = "Görüşmeler\n\nHeyetler İstanbul'da görüştü."


def revision(number: int, text: str, language: str = "en", ordinal: int = 1) -> RevisionRow:
    data = text.encode()
    return RevisionRow(
        number=number,
        revision=ordinal,
        name=text_name(number, data),
        sha256=hashlib.sha256(data).hexdigest(),
        url=f"http://wire.example/{number}",
        url_key=f"wire.example/{number}",
        canonical="",
        source="wire",
        language=language,
        title=text.partition("\n")[0],
        text=text,
        authors=("A. Reporter",),
        published=Dated(NOON, "second", "feed", "+03:00"),
        modified=None,
        date_flags=(DateFlag.NO_ZONE,),
        encoding=Encoding("utf-8", "utf-8", 1.0, 0),
        fetched_at=NOON,
        origin="",
        warc_file="warc/2025/06/a.warc.gz",
        warc_offset=512,
        extractor="trafilatura 2.3.1; parley 1",
        topics=("istanbul-talks",),
        terms=("istanbul", "delegations"),
        sequence=number,
    )


def article(current: RevisionRow, *, revisions: int = 1, cluster: int | None = None) -> ArticleRow:
    return ArticleRow(current, NOON, NOON, revisions, None, cluster, current.number == 0, ())


class OneState:
    """Three articles: 0 was edited once, 1 is a duplicate of 0's present text, 2 is Turkish."""

    first = revision(0, OLDER)
    second = revision(0, TALKS, ordinal=2)
    copy = replace(revision(1, TALKS), name=text_name(0, TALKS.encode()))
    turkish = revision(2, ÜBER, "tr")

    def articles(self, topic: str | None = None, lang: str | None = None) -> Iterator[ArticleRow]:
        rows = [
            article(self.second, revisions=2, cluster=0),
            article(self.copy, cluster=0),
            article(self.turkish),
        ]
        return (row for row in rows if lang in (None, row.current.language))

    def revisions(self, topic: str | None = None, lang: str | None = None) -> Iterator[RevisionRow]:
        return iter([self.first, self.second, self.copy, self.turkish])

    def outcomes(self) -> Iterator[OutcomeRow]:
        for number, outcome in enumerate(["revised", "duplicate", "archived", "off_topic"]):
            url = f"http://wire.example/{number}"
            held = number if number < 3 else None
            yield OutcomeRow(url, url[7:], "wire", "feed", outcome, "", "", NOON, NOON, held, "")

    def clusters(self) -> Iterator[ClusterRow]:
        yield ClusterRow(0, 0, 0, None, "", None, "")
        yield ClusterRow(0, 1, 0, 0, "same_text", 1.0, "the normalised texts are equal")

    def sources(self) -> Iterator[SourceRow]:
        yield SourceRow("wire", 4, 3, NOON, NOON)


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    return export(OneState(), tmp_path / "snapshot", Selection())


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_layout(snapshot: Snapshot) -> None:
    texts = [
        f"data/texts/000/{OneState.second.name}",
        f"data/texts/000/{OneState.turkish.name}",
        f"data/revisions/000/{OneState.first.name}",
    ]
    tables = [f"data/{name}.parquet" for name in ("articles", "revisions", "outcomes", "clusters")]
    tags = ["bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"]
    documents = ["README.md", "datapackage.json", "CITATION.cff", "data/sources.csv"]
    assert set(contents(snapshot.folder)) == {*texts, *tables, *tags, *documents}
    assert (snapshot.articles, snapshot.texts, snapshot.revisions) == (3, 2, 1)


def test_each_text_proves_its_name(snapshot: Snapshot) -> None:
    texts = list(snapshot.folder.rglob("*_*.txt"))
    assert len(texts) == 3
    for path in texts:
        assert path.stem.partition("_")[2] == hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def test_anyone_can_verify_it(snapshot: Snapshot) -> None:
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        checked = subprocess.run(
            ["sha256sum", "--strict", "-c", manifest], cwd=snapshot.folder, capture_output=True, text=True
        )
        assert checked.returncode == 0, checked.stdout + checked.stderr
    assert bagit.Bag(str(snapshot.folder)).is_valid()
    assert verify_bag(snapshot.folder) == []
    manifest_bytes = (snapshot.folder / "manifest-sha256.txt").read_bytes()
    assert snapshot.identity == hashlib.sha256(manifest_bytes).hexdigest()


def test_a_changed_text_is_found(snapshot: Snapshot) -> None:
    path = snapshot.folder / f"data/texts/000/{OneState.second.name}"
    path.write_bytes(path.read_bytes().replace(b"met", b"sat"))
    assert not bagit.Bag(str(snapshot.folder)).is_valid()
    assert [damage.file for damage in verify_bag(snapshot.folder)] == [
        path.relative_to(snapshot.folder).as_posix()
    ]


def test_the_same_state_gives_the_same_bytes(snapshot: Snapshot, tmp_path: Path) -> None:
    again = export(OneState(), tmp_path / "again", Selection())
    assert contents(again.folder) == contents(snapshot.folder)
    assert again.identity == snapshot.identity


def test_pandas_reads_the_tables(snapshot: Snapshot) -> None:
    articles = pandas.read_parquet(snapshot.folder / "data/articles.parquet")
    assert list(articles.columns) == list(ARTICLES)
    assert list(articles.number) == [0, 1, 2]
    assert list(articles.text) == [TALKS, TALKS, ÜBER]
    assert articles.name[1] == articles.name[0]
    assert list(articles.terms[0]) == ["istanbul", "delegations"]
    assert articles.published[0] == pandas.Timestamp(NOON)
    assert (articles.published_zone[0], list(articles.date_flags[0])) == ("+03:00", ["no_zone"])
    assert [value for value in articles.cluster if value == value] == [0, 0]
    revisions = pandas.read_parquet(snapshot.folder / "data/revisions.parquet")
    assert list(revisions.current) == [False, True, True, True]
    for file in revisions.file:
        assert (snapshot.folder / file).is_file()
    clusters = pandas.read_parquet(snapshot.folder / "data/clusters.parquet")
    assert list(clusters.columns) == list(CLUSTERS)
    outcomes = pandas.read_parquet(snapshot.folder / "data/outcomes.parquet")
    assert len(outcomes) == 4


def test_datasets_loads_the_articles(
    snapshot: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    cache = str(tmp_path / "cache")
    articles = datasets.load_dataset(str(snapshot.folder), split="train", cache_dir=cache)
    assert articles["text"] == [TALKS, TALKS, ÜBER]
    outcomes = datasets.load_dataset(str(snapshot.folder), "outcomes", split="train", cache_dir=cache)
    assert outcomes["outcome"] == ["revised", "duplicate", "archived", "off_topic"]


def test_the_documents(snapshot: Snapshot) -> None:
    text = (snapshot.folder / "README.md").read_text(encoding="utf-8")
    header = metadata_load(snapshot.folder / "README.md") or {}
    assert header["language"] == ["en", "tr"]
    assert [config["config_name"] for config in header["configs"] if config.get("default")] == ["articles"]
    assert "| 2025-06-02 | 3 |" in text
    assert "| off\\_topic | 1 |" in text
    package = json.loads((snapshot.folder / "datapackage.json").read_text(encoding="utf-8"))
    assert {resource["path"] for resource in package["resources"]} == {
        path for path in contents(snapshot.folder) if path.startswith("data/") and path.count("/") == 1
    }
    assert not any("bytes" in resource for resource in package["resources"])
    citation = (snapshot.folder / "CITATION.cff").read_text(encoding="utf-8").splitlines()
    assert {"cff-version: 1.2.0", "type: dataset", 'version: "2025-06-02T12:00:00Z"'} < set(citation)


def test_without_texts_no_text_leaves(tmp_path: Path) -> None:
    made = export(OneState(), tmp_path / "snapshot", Selection(texts=False))
    assert not list(made.folder.rglob("*_*.txt"))
    assert not any(b"delegations met" in data for data in contents(made.folder).values())
    assert pandas.read_parquet(made.folder / "data/articles.parquet").text.isna().all()
    assert bagit.Bag(str(made.folder)).is_valid()


def test_one_language_takes_its_revisions_and_clusters_along(tmp_path: Path) -> None:
    made = export(OneState(), tmp_path / "snapshot", Selection(lang="tr"))
    assert list(pandas.read_parquet(made.folder / "data/articles.parquet").number) == [2]
    assert list(pandas.read_parquet(made.folder / "data/revisions.parquet").number) == [2]
    assert pandas.read_parquet(made.folder / "data/clusters.parquet").empty


def test_an_existing_target_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "snapshot"
    target.mkdir()
    (target / "mine").write_text("mine")
    with pytest.raises(FileExistsError, match="is there already"):
        export(OneState(), target, Selection())
    assert contents(tmp_path) == {"snapshot/mine": b"mine"}


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_an_interrupted_export_leaves_nothing(tmp_path: Path, error: BaseException) -> None:
    class Breaking(OneState):
        def clusters(self) -> Iterator[ClusterRow]:
            raise error

    with pytest.raises(type(error)):
        export(Breaking(), tmp_path / "snapshot", Selection())
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_export_left_is_taken_over(tmp_path: Path) -> None:
    left = tmp_path / ".snapshot.exporting" / "data" / "texts"
    left.mkdir(parents=True)
    (left / "half").write_bytes(b"half")
    made = export(OneState(), tmp_path / "snapshot", Selection())
    assert "data/texts/half" not in contents(made.folder)
    assert [path.name for path in tmp_path.iterdir()] == ["snapshot"]


def test_an_empty_archive_gives_a_valid_snapshot(tmp_path: Path) -> None:
    class Empty(OneState):
        def articles(self, topic: str | None = None, lang: str | None = None) -> Iterator[ArticleRow]:
            return iter(())

        def outcomes(self) -> Iterator[OutcomeRow]:
            return iter(())

    made = export(Empty(), tmp_path / "snapshot", Selection())
    assert bagit.Bag(str(made.folder)).is_valid()
    assert len(pandas.read_parquet(made.folder / "data/articles.parquet")) == 0


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_spreadsheet_runs_nothing(name: str) -> None:
    table = sources_csv([SourceRow(name, 1, 1, None, None)]).decode()
    rows = list(csv.reader(io.StringIO(table, newline="")))
    assert rows[1][0] == f"'{name}"
