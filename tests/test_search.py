"""Full-text search: words, phrases, languages, and whatever somebody may type."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commands.exit_codes import ExitCode
from commands.search import Command
from storage.archive import Archive
from storage.search import Phrase, parse, search, snippet
from tests.asked import ask
from tests.filled import SITE, Filling


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Four languages."""
    root = tmp_path_factory.mktemp("search") / "archive"
    with Archive.open(root) as archive:
        filling = Filling(archive)
        for number, (title, body, language) in enumerate(TEXTS):
            capture = filling.exchange(f"{SITE}/{number}", title, number)
            filling.keep(capture, body, title, language)
        yield archive


TEXTS = [
    ("Peace talks open", "The peace talks opened. A cease-fire was not agreed, but a peace plan was.", "en"),
    ("Переговори у Стамбулі", "Делегації обговорили обмін полоненими та зв'язок між містами.", "uk"),
    ("Переговоры в Стамбуле", "Делегации обсудили обмен пленными.", "ru"),
    ("İstanbul görüşmeleri", "Heyetler İstanbul'da buluştu ve ateşkesi görüştü.", "tr"),
    ("Weather", "Rain over the sea. Some talks about peace among gulls.", "en"),
    ("Nothing of it", 'A quoted "phrase" with signs: * ^ : ( ) AND OR NOT NEAR.', "en"),
]


def found(archive: Archive, query: str, lang: str | None = None) -> list[int]:
    return [hit.number for hit in search(archive, query, lang=lang)]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("peace talks", [0, 4]),
        ('"peace talks"', [0]),
        ("PEACE", [0, 4]),
        ("cease-fire", [0]),
        ("полоненими", [1]),
        ("зв'язок", [1]),
        ("СТАМБУЛЕ", [2]),
        ("перегов*", [1, 2]),
        ("istanbul", [3]),
        ("İstanbul", [3]),
        ("buluştu", [3]),
        ("signs AND", [5]),
        ("peace NOT gulls", []),
        ("nowhere", []),
        ("", []),
        ('"', []),
        ("* : ^", []),
        ('"peace talks', [0, 4]),
    ],
)
def test_every_word_must_be_there(archive: Archive, query: str, numbers: list[int]) -> None:
    assert sorted(found(archive, query)) == numbers


def test_a_word_in_the_title_counts_more(archive: Archive) -> None:
    assert found(archive, "peace talks")[0] == 0


def test_one_language_alone(archive: Archive) -> None:
    assert found(archive, "перегов*", lang="ru") == [2]
    assert found(archive, "перегов*", lang="tr") == []


def test_a_hit_says_what_was_found_and_where(archive: Archive) -> None:
    hit = search(archive, "полоненими")[0]
    assert hit.name.startswith("001_")
    assert (hit.title, hit.language) == ("Переговори у Стамбулі", "uk")
    assert "полоненими" in hit.snippet
    assert len(search(archive, "peace", limit=1)) == 1
    assert search(archive, "peace", limit=0) == []


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    query=st.text(
        alphabet=st.one_of(st.sampled_from("\"'*^:()-+{}[]\\%_&|!<> AND OR NEAR\0"), st.characters())
    )
)
def test_nothing_that_is_typed_is_an_error(archive: Archive, query: str) -> None:
    search(archive, query)


@given(st.text())
def test_a_query_is_words_and_phrases(query: str) -> None:
    for phrase in parse(query):
        assert phrase.words
        assert all(word.isalnum() for word in phrase.words)


def test_a_snippet_stands_around_the_word() -> None:
    body = "word " * 200 + "Istanbul " + "word " * 200
    shown = snippet(body, [Phrase(("istanbul",))])
    assert "Istanbul" in shown
    assert shown.startswith("… word")
    assert shown.endswith("…")
    assert len(shown) < 200


def test_the_command_prints_hits_and_refuses_nothing_but_no_words(
    archive: Archive, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    told = ask(Command(), capsys, "peace", "talks", root=archive.root)
    assert told.code == ExitCode.DONE
    assert told.out.splitlines()[0].split("\t")[:3] == ["number", "published", "lang"]
    assert len(told.out.splitlines()) == 3
    assert [hit["number"] for hit in ask(Command(), capsys, "--json", "gulls", root=archive.root).json()] == [
        4
    ]
    assert ask(Command(), capsys, "nowhere", root=archive.root).code == ExitCode.DONE
    assert ask(Command(), capsys, root=archive.root).code == ExitCode.USAGE
    assert ask(Command(), capsys, "--limit", "0", "x", root=archive.root).code == ExitCode.USAGE
    assert ask(Command(), capsys, "x", root=tmp_path).code == ExitCode.STORAGE
