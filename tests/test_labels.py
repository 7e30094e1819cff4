"""What the model of judging learns from: which segments are the gold text, and which pages go together."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from bench import train
from bench.labels import labels
from bench.pages import Page
from bench.train import FOLDS, add_posts, example, fold_of, near, site

FIRST = "The delegations met for two hours in the palace and agreed to exchange prisoners."
SECOND = "A second meeting is planned for the first week of June, officials said on Friday."
LAST = "Neither side would say who is going to lead its delegation in June."
OTHER = "The bridge over the river was opened again after nine months of work."


def labelled(texts: Sequence[str], gold: Sequence[str]) -> list[str]:
    """The texts that are of the article."""
    found = labels(texts, "\n".join(gold))
    assert len(found) == len(texts)
    return [text for text, is_kept in zip(texts, found, strict=True) if is_kept]


def test_the_segments_of_the_gold_text_are_labelled_and_no_others() -> None:
    texts = ["Menu", FIRST, "Read also: A bridge opens", SECOND, LAST, "Comments", OTHER]
    assert labelled(texts, [FIRST, SECOND, LAST]) == [FIRST, SECOND, LAST]


def test_a_text_that_stands_twice_is_labelled_once() -> None:
    assert labels([FIRST, SECOND, LAST, OTHER, SECOND], "\n".join([FIRST, SECOND, LAST])) == [
        *[True] * 3,
        *[False] * 2,
    ]


def test_a_text_that_the_gold_text_has_twice_is_labelled_twice() -> None:
    assert labels([FIRST, SECOND, FIRST, OTHER], "\n".join([FIRST, SECOND, FIRST])) == [*[True] * 3, False]


def test_a_segment_with_more_or_less_than_the_gold_text_has_of_it_is_labelled() -> None:
    assert labelled([FIRST, f"MOSCOW. {SECOND}", LAST], [FIRST, SECOND, LAST[:40]]) == [
        FIRST,
        f"MOSCOW. {SECOND}",
        LAST,
    ]
    assert labelled([FIRST, f"{OTHER} {SECOND[:20]}"], [FIRST, SECOND[:20]]) == [FIRST]


def test_a_label_is_turned_where_the_page_scores_better() -> None:
    """Words in the wrong order stand in the gold text too, but not aligned with it."""
    assert labelled([SECOND, FIRST, LAST], [FIRST, SECOND, LAST]) == [SECOND, FIRST, LAST]


@pytest.mark.parametrize("gold", ["", " \n ", "Words of no segment"])
def test_without_gold_nothing_is_labelled(gold: str) -> None:
    assert labels([FIRST, SECOND], gold) == [False, False]
    assert labels([], gold) == []


def page(url: str = "https://paper.example/a", gold: str = f"{FIRST}\n{SECOND}") -> Page:
    body = f"<article><p>{FIRST}</p><p>{SECOND}</p></article><div><p>{OTHER}</p></div>"
    return Page(url, url, f"<html><body>{body}</body></html>", gold)


def test_a_page_teaches_its_segments_and_long_ones_more() -> None:
    found = example(page())
    assert found is not None
    assert list(found.labels) == [True, True, False]
    assert found.rows.shape == (len(found.labels), len(found.names))
    assert found.learned[:2].all()
    short = example(Page("a", "", f"<p>{FIRST}</p><p>Two words</p>", FIRST), weight=0.5)
    assert short is not None
    assert list(short.weights) == [0.5 * (1 + 20 * 14 / 30), 0.5 * (1 + 20 * 2 / 30)]


def test_a_page_without_gold_or_text_teaches_nothing() -> None:
    assert example(page(gold=" … ")) is None
    assert example(Page("a", "", "<html><body><img></body></html>", FIRST)) is None


def test_a_post_among_the_labelled_segments_is_learned_as_the_articles() -> None:
    found = np.array([False, True, False, True, False, False, False, False])
    add_posts(found, [True, False, True, False, True, False, False, True])
    assert list(found) == [False, True, True, True, True, False, False, False]


def test_all_around_the_article_is_learned_from_and_a_part_of_what_is_far() -> None:
    found = np.zeros(1_000, bool)
    found[500:510] = True
    chosen = near(found, np.zeros(1_000))
    assert chosen[470:549].all()
    assert 200 < chosen.sum() - 79 < 450
    assert (near(found, np.zeros(1_000)) == chosen).all()
    assert near(found, np.ones(1_000)).all()


def test_the_fold_of_a_site_stays_where_it_is() -> None:
    names = ["paper.example", "bbc.co.uk", "gazete.com.tr", "новости.рф", "a.example", "b.example"]
    assert [fold_of(name) for name in names] == [4, 0, 0, 1, 1, 5]
    assert {fold_of(f"{number}.example") for number in range(100)} == set(range(FOLDS))


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.bbc.co.uk/news/1", "bbc.co.uk"),
        ("https://spor.gazete.com.tr/a", "gazete.com.tr"),
        ("http://gazete.com.tr:8080/b", "gazete.com.tr"),
        ("http://127.0.0.1:8080/a", "127.0.0.1"),
        ("http://localhost/a", "localhost"),
        ("", ""),
    ],
)
def test_a_site_is_its_registrable_domain(url: str, name: str) -> None:
    assert site(url) == name


def test_no_page_is_read_by_models_that_saw_its_site(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each model is the set of sites that it was trained on, and reads by naming them."""

    def trained(examples: Sequence[train.Example]) -> list[Any]:
        return sorted({one.site for one in examples})

    def parley(models: list[str]) -> Callable[[dict[str, str]], str]:
        return lambda page: " ".join(models)

    monkeypatch.setattr(train, "trained", trained)
    monkeypatch.setattr(train, "parley", parley)
    urls = [f"https://{part}.site{number}.com/a" for number in range(8) for part in ("www", "news")]
    examples = [one for url in urls if (one := example(page(url)))]
    own = [one for url in ["https://own.org/a"] if (one := example(page(url)))]
    bodies = train.out_of_fold(examples, own)
    assert set(bodies) == set(urls)
    for url, sites in bodies.items():
        assert site(url) not in sites.split()
        assert "own.org" in sites.split()
        assert len(sites.split()) > 2
