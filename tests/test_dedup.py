"""Which texts repeat which, by their words; copies are told from series, live blogs and background."""

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from items import Article, Edge, Encoding
from pipelines.dedup import normalise, place, shingles, text_key

SUBJECTS = (
    "ferry",
    "harbour",
    "minister",
    "bakery",
    "orchard",
    "glacier",
    "library",
    "tram",
    "bridge",
    "choir",
)
VERBS = ("opened", "measured", "forgot", "repaired", "painted", "counted", "praised", "moved", "sold", "drew")


def story(seed: int, sentences: int = 30) -> str:
    """A text of about eight words a sentence that shares no five words in a row with another seed's."""
    made = []
    for n in range(sentences):
        k = seed * 1009 + n * 31
        first, verb, last = SUBJECTS[k % 10], VERBS[k // 10 % 10], SUBJECTS[k // 7 % 10]
        made.append(f"The {first}{seed} {verb} a {last}{n} of town{seed} and road{k}.")
    return "\n\n".join(" ".join(made[i : i + 3]) for i in range(0, sentences, 3)).translate(DIGITS)


DIGITS = str.maketrans("0123456789", "abcdefghij")
"""Figures speak against a copy; these texts are to differ in words."""


def article(text: str) -> Article:
    encoding = Encoding("utf-8", "utf-8", 1.0, 0)
    return Article("http://a.example/1", "", "", text, (), "en", None, None, "a", "reader 1", encoding)


@dataclass
class Texts:
    """An archive of texts, numbered in order."""

    texts: list[str] = field(default_factory=list)

    def candidates(self, shingles_of_new: Sequence[int]) -> Mapping[int, int]:
        wanted = set(shingles_of_new)
        shared = {number: len(wanted & set(shingles(text))) for number, text in enumerate(self.texts)}
        return Counter({number: count for number, count in shared.items() if count})

    def text_of(self, number: int) -> str:
        return self.texts[number]


def edge(new: str, *archived: str) -> Edge | None:
    edges = place(article(new), Texts(list(archived))).edges
    return edges[0] if edges else None


def test_words_alone_count() -> None:
    first = "“Kyiv’s” delegation — 1,200 men — didn't come"
    assert normalise(first) == "kyivs delegation 1 200 men didnt come"
    assert normalise("KYIV'S  delegation; 1,200 men: didn’t\n\ncome!") == normalise(first)
    assert normalise("İSTANBUL’da görüşme") == "istanbulda görüşme"
    assert normalise("об\u2019єкт п\u02bcять") == normalise("Об'єкт п'ять") == "обєкт пять"
    assert normalise("нав\u00adча\u200bння") == "навчання"


@given(st.text())
def test_composition_and_case_do_not_matter(text: str) -> None:
    assert normalise(unicodedata.normalize("NFD", text)) == normalise(text)
    assert normalise(normalise(text)) == normalise(text)


def test_short_texts_have_no_key() -> None:
    assert text_key(" ".join(["word"] * 79)) == ""
    assert len(text_key(" ".join(["word"] * 80))) == 64


def test_shingles_are_signed_sorted_and_the_same_in_every_process() -> None:
    sample = shingles(story(1))
    assert list(sample) == sorted(set(sample))
    assert all(-(2**63) <= shingle < 2**63 for shingle in sample)
    assert sample[:2] == (-8070906172817008512, -7757287712481763680)
    assert shingles("") == ()


def test_a_text_alone_has_no_edge() -> None:
    placement = place(article(story(1)), Texts([story(2), story(3)]))
    assert placement.edges == ()
    assert placement.text_key == text_key(story(1))
    assert placement.shingles == shingles(story(1))


@pytest.mark.parametrize(
    ("new", "relation"),
    [
        (story(1).upper(), "verbatim"),
        ("Another headline\n\n" + story(1), "verbatim"),
        (story(1, 12), "cut"),
        (story(1) + "\n\n" + story(2, 20), "extended"),
        (story(2, 14) + "\n\n" + story(1, 15), "mixed"),
    ],
)
def test_what_a_copy_does_to_a_text(new: str, relation: str) -> None:
    found = edge(new, story(3), story(1))
    assert found is not None
    assert (found.other, found.relation) == (1, relation)
    assert "five-word passages" in found.evidence
    assert "in 001" in found.evidence


def test_the_closest_text_is_joined_and_no_other() -> None:
    both = story(2, 10) + "\n\n" + story(1, 20)
    assert edge(both, story(1)) is not None
    placement = place(article(both), Texts([story(1), story(2, 10)]))
    assert [found.other for found in placement.edges] == [1]


def test_shared_background_joins_nothing() -> None:
    background = story(9, 15)
    assert edge(f"{story(1, 12)}\n\n{background}", f"{story(2, 12)}\n\n{background}") is None


def test_entries_of_one_live_blog_are_not_copies() -> None:
    intro = story(9, 12)
    assert edge(f"{intro}\n\n{story(1, 10)}", f"{intro}\n\n{story(2, 10)}") is None


def test_bulletins_that_differ_in_figures_are_not_copies() -> None:
    bulletin = story(1) + "\n\nThe lira stood at {}, the euro at {}, gold at {} and wheat at {}."
    assert edge(bulletin.format(3917, 4458, 4142, 611), bulletin.format(4021, 4502, 4260, 598)) is None
    assert edge(bulletin.format(3917, 4458, 4142, 611), bulletin.format(3917, 4458, 4142, 611)) is not None
