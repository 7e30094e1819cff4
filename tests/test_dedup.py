"""Which texts repeat which, by their words; copies are told from series, live blogs and background."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from items import Archived, Article, Edge, Encoding, Near
from pipelines.dedup import place
from pipelines.dedup.words import normalise, text_key
from pipelines.dedup.words import shingles as sampled

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
    host: str = "b.example"
    outlinks: tuple[str, ...] = ()

    def next_number(self) -> int:
        return len(self.texts)

    def candidates(self, shingles: Sequence[int]) -> Mapping[int, Near]:
        samples = [set(sampled(text)) for text in self.texts]
        shared = {number: len(one & set(shingles)) for number, one in enumerate(samples)}
        return {number: Near(count, len(samples[number])) for number, count in shared.items() if count}

    def archived(self, numbers: Sequence[int]) -> Mapping[int, Archived]:
        return {
            number: Archived(self.texts[number], f"http://{self.host}/{number}", self.outlinks)
            for number in numbers
        }


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
    sample = sampled(story(1))
    assert list(sample) == sorted(set(sample))
    assert all(-(2**63) <= shingle < 2**63 for shingle in sample)
    assert sample[:2] == (-7412108957795242448, -6506301921162464544)
    assert sampled("") == ()


def test_a_text_alone_has_no_edge() -> None:
    placement = place(article(story(1)), Texts([story(2), story(3)]))
    assert placement.edges == ()
    assert placement.text_key == text_key(story(1))
    assert placement.shingles == sampled(story(1))


@pytest.mark.parametrize(
    ("new", "relation"),
    [
        (story(1).upper(), "verbatim"),
        ("Another headline\n\n" + story(1), "retitled"),
        (story(1, 12), "cut"),
        (story(1) + "\n\n" + story(2, 20), "extended"),
        (story(2, 14) + "\n\n" + story(1, 15), "mixed"),
    ],
)
def test_what_a_copy_does_to_a_text(new: str, relation: str) -> None:
    found = edge(new, story(3), story(1))
    assert found is not None
    assert (found.other, found.relation) == (1, relation)
    assert "stand in 001" in found.evidence


def test_the_closest_text_comes_first() -> None:
    both = story(2, 10) + "\n\n" + story(1, 20)
    placement = place(article(both), Texts([story(2, 10), story(1), story(1, 20)]))
    assert [(found.other, found.relation) for found in placement.edges] == [
        (2, "extended"),
        (0, "extended"),
        (1, "mixed"),
    ]


def test_shared_background_joins_nothing() -> None:
    background = story(9, 15)
    assert edge(f"{story(1, 12)}\n\n{background}", f"{story(2, 12)}\n\n{background}") is None
    longer = story(8, 40)
    assert edge(f"{story(1, 6)}\n\n{longer}", f"{story(2, 6)}\n\n{longer}") is None


def test_entries_of_one_live_blog_are_not_copies() -> None:
    intro = story(9, 30)
    one, other = f"{intro}\n\n05:20\n\n{story(1, 6)}", f"{intro}\n\n05:33\n\n{story(2, 6)}"
    assert edge(one, other) is None
    assert edge(one, one) is not None
    assert edge(f"{one}\n\n{story(3, 3)}", one) is not None


def test_a_site_repeats_its_own_frame_without_copying() -> None:
    intro = story(9, 12)
    one, other = f"{intro}\n\n{story(1, 10)}", f"{intro}\n\n{story(2, 10)}"
    found = place(article(one), Texts([other], host="a.example")).edges
    assert found == ()
    assert place(article(one), Texts([one], host="a.example")).edges[0].relation == "verbatim"


def test_a_frame_of_short_blocks_is_no_report() -> None:
    frame = "\n\n".join(story(9, 30).split(". "))
    assert edge(f"{frame}\n\n{story(1, 28)}", f"{frame}\n\n{story(2, 28)}") is None


def test_bulletins_that_differ_in_figures_are_not_copies() -> None:
    bulletin = story(1) + "\n\nThe lira stood at {}, the euro at {}, gold at {} and wheat at {}."
    assert edge(bulletin.format(3917, 4458, 4142, 611), bulletin.format(4021, 4502, 4260, 598)) is None
    assert edge(bulletin.format(3917, 4458, 4142, 611), bulletin.format(3917, 4458, 4142, 611)) is not None
    assert edge(bulletin.format(3917, 4458, 4142, 611), bulletin.format(3917, 4458, 4142, 612)) is not None


@pytest.mark.parametrize(
    ("mark", "host", "avowed"),
    [
        ("GENEVA (Meridian News) — ", "a.example", 1),
        ("КИЇВ, 2 червня (Укрінформ) — ", "a.example", 1),
        ("КИЇВ, 2 червня (Укрінформ) — ", "ukrinform.ua", 0),
        ("UPDATE 2: ", "a.example", 1),
        ("See https://b.example/story first. ", "a.example", 1),
        ("Notice of nothing in particular. ", "a.example", 0),
    ],
)
def test_what_a_copy_says_of_itself(mark: str, host: str, avowed: int) -> None:
    new = replace(article(mark + story(1)), url=f"https://{host}/1")
    found = place(new, Texts([story(1)])).edges[0]
    assert found.avowed == avowed
    assert (mark.strip(" —")[:12] in found.evidence or "names b.example" in found.evidence) == bool(avowed)
    back = place(article(story(1)), Texts([mark + story(1)], host=host)).edges[0]
    assert back.avowed == (0 if "b.example" in mark else -avowed)
    assert (back.here, back.there) == (found.there, found.here)


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("b.example/0", "it links to b.example/0"),
        ("news.b.example/else?id=7", "it links to b.example"),
        ("c.example/0", ""),
        ("e.example/b.example/0", ""),
    ],
)
def test_a_link_to_the_other_text_or_its_site_says_that_it_is_a_copy(link: str, said: str) -> None:
    new = replace(article(story(1)), outlinks=("d.example/1", link))
    found = place(new, Texts([story(1)])).edges[0]
    assert found.avowed == bool(said)
    assert found.evidence.partition("; ")[2] == said
    linking = Texts([story(1)], outlinks=(link.replace("b.example", "a.example"),))
    assert place(article(story(1)), linking).edges[0].avowed == (-1 if said else 0)
