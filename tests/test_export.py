"""`scrapy export` of an archive with one of everything: what is chosen, what is said, what is refused."""

from datetime import UTC, datetime
from pathlib import Path

import bagit
import pandas
import pytest

from commands.export import Command, moment
from tests.asked import Answer, ask
from tests.filled import filled


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    with filled(folder):
        pass
    return folder


@pytest.fixture
def export(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> "Export":
    return Export(root, tmp_path, capsys)


class Export:
    """Runs the command into one folder or another of the test's own."""

    def __init__(self, root: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root = root
        self.folder = folder
        self.capsys = capsys

    def __call__(self, name: str, *options: str) -> Answer:
        return ask(Command(), self.capsys, str(self.folder / name), *options, root=self.root)

    def table(self, name: str, table: str) -> pandas.DataFrame:
        return pandas.read_parquet(self.folder / name / "data" / f"{table}.parquet")


def test_the_archive_leaves_as_it_is(export: Export) -> None:
    answer = export("all", "--json")
    assert (answer.code, answer.err) == (0, "")
    [said] = answer.json()
    assert (said["articles"], said["texts"], said["revisions"]) == (4, 4, 0)
    assert bagit.Bag(str(export.folder / "all")).is_valid()
    articles = export.table("all", "articles").set_index("number")
    outcomes = export.table("all", "outcomes")
    assert list(articles.index) == [0, 1, 2, 3]
    assert len(outcomes) == 9
    assert list(articles.revisions) == [2, 1, 1, 1]
    clusters = export.table("all", "clusters")
    assert set(clusters.number) == {0, 2, 3}
    assert set(clusters.cluster) == {0}
    assert list(articles.first_in_cluster) == [True, True, False, False]


def test_a_text_that_is_shared_stays_with_those_who_have_it(export: Export) -> None:
    """0 was edited after 2 had been found to be its duplicate: the older text is 2's present one."""
    export("all")
    articles = export.table("all", "articles").set_index("number")
    assert articles.name[2].startswith("000_")
    assert articles.name[2] != articles.name[0]
    for name in articles.name:
        assert (export.folder / "all" / "data" / "texts" / "000" / name).is_file()


def test_the_same_archive_gives_the_same_identity(export: Export) -> None:
    first, second = (export(name, "--json").json()[0]["identity"] for name in ("one", "two"))
    assert first == second
    assert first != export("less", "--json", "--lang", "uk").json()[0]["identity"]


def test_what_is_chosen(export: Export) -> None:
    export("uk", "--lang", "uk")
    assert list(export.table("uk", "articles").language) == ["uk"]
    export("other", "--topic", "no-such-topic")
    assert export.table("other", "articles").empty
    export("bare", "--no-text")
    assert not list((export.folder / "bare").rglob("*_*.txt"))
    export("early", "--as-of", "2025-05-16T09:06:30Z")
    early = export.table("early", "articles").set_index("number")
    assert early.title[0] == "Talks begin in Istanbul"
    assert early.revisions[0] == 1
    assert export("none", "--as-of", "2024-12-31").code == 0
    assert export.table("none", "outcomes").empty


def test_what_is_refused(export: Export, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "there").mkdir()
    answer = export("there")
    assert (answer.code, answer.out) == (2, "")
    assert "is there already" in answer.err
    assert export("a", "b").code == 2
    nowhere = ask(Command(), capsys, str(tmp_path / "new"), root=tmp_path / "nowhere")
    assert nowhere.code == 7
    assert [path.name for path in tmp_path.iterdir()] == ["there"]


def test_a_day_ends_with_its_last_microsecond() -> None:
    assert moment("2025-06-02") == datetime(2025, 6, 2, 23, 59, 59, 999999, UTC)
    assert moment("2025-06-02T12:00") == datetime(2025, 6, 2, 12, tzinfo=UTC)
    assert moment("2025-06-02T12:00+03:00") == datetime(2025, 6, 2, 9, tzinfo=UTC)
