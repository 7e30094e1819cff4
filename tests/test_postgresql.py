"""The same WARC files give the same rows and the same answers on PostgreSQL as on SQLite."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.answers import why
from storage.archive import Archive
from storage.corpus import Corpus
from storage.errors import StorageError
from storage.outcomes import outcome_counts, source_yield
from storage.rebuild import rebuild
from storage.replaying import known_topics, replayables
from storage.search import search
from storage.showing import show
from storage.verify.archive import verify
from tests.filled import BEGIN, FEED, SITE, Filling, filled

pytestmark = pytest.mark.postgres


@pytest.fixture
def both(tmp_path: Path, postgres_url: str) -> Iterator[tuple[Archive, Archive]]:
    """One archive twice: as it was filled on SQLite, and rebuilt on PostgreSQL."""
    with filled(tmp_path / "one"):
        pass
    shutil.copytree(tmp_path / "one/warc", tmp_path / "other/warc")
    report = rebuild(tmp_path / "other", postgres_url)
    assert report.damages == []
    with (
        Archive.open(tmp_path / "one", write=False) as one,
        Archive.open(tmp_path / "other", postgres_url, write=False) as other,
    ):
        yield one, other


def test_the_answers_are_the_same(both: tuple[Archive, Archive]) -> None:
    one, other = both
    for url in (
        *(f"{SITE}/{name}" for name in ("talks", "grain", "old-grain", "copy", "short", "away")),
        FEED,
    ):
        assert why(one, url) == why(other, url) is not None
    for number in range(5):
        assert show(one, number) == show(other, number)
    assert outcome_counts(one) == outcome_counts(other) != {}
    assert source_yield(one, run="one") == source_yield(other, run="one") != []
    assert list(replayables(one)) == list(replayables(other)) != []
    assert known_topics(one) == known_topics(other)
    for query in ("talks", "istanbul", "зерно", '"direct talks"', "wheat*", "grain", "nowhere"):
        assert {h.number for h in search(one, query)} == {h.number for h in search(other, query)}, query
    assert [hit.number for hit in search(other, "зерно", lang="uk")] == [1]


@pytest.mark.parametrize("minutes", [None, 3, 8])
def test_the_corpus_is_the_same(both: tuple[Archive, Archive], minutes: int | None) -> None:
    as_of = None if minutes is None else BEGIN + timedelta(minutes=minutes)
    with Corpus.of(both[0], as_of) as one, Corpus.of(both[1], as_of) as other:
        assert list(one.articles()) == list(other.articles()) != []
        assert list(one.revisions()) == list(other.revisions()) != []
        assert list(one.outcomes()) == list(other.outcomes()) != []
        assert list(one.clusters()) == list(other.clusters()) != []
        assert list(one.sources()) == list(other.sources()) != []


def test_verify_asks_the_server(both: tuple[Archive, Archive], postgres_url: str) -> None:
    root = both[1].root
    assert verify(root, postgres_url) == []
    path = next((root / "texts").rglob("*.txt"))
    path.unlink()
    assert [damage.file for damage in verify(root, postgres_url)] == [path.relative_to(root).as_posix()]


def test_a_database_that_holds_anything_is_left_alone(
    both: tuple[Archive, Archive], tmp_path: Path, postgres_url: str
) -> None:
    shutil.copytree(tmp_path / "one/warc", tmp_path / "third/warc")
    with pytest.raises(StorageError, match="not empty"):
        rebuild(tmp_path / "third", postgres_url)


def test_nothing_that_is_typed_is_an_error(tmp_path: Path, postgres_url: str) -> None:
    signs = st.sampled_from("\"'*^:()-+{}[]\\%_&|!<> AND OR NEAR\0")

    with Archive.open(tmp_path / "archive", postgres_url) as archive:
        filling = Filling(archive)
        filling.keep(filling.exchange(f"{SITE}/a", "a", 1), "Peace talks opened.", "Talks")

        @settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
        @given(query=st.text(alphabet=st.one_of(signs, st.characters())))
        def type_anything(query: str) -> None:
            search(archive, query)

        type_anything()
        assert [hit.number for hit in search(archive, "peace")] == [0]
