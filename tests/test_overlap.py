"""How the text of a page is scored against gold text, and how sure the figure of a set is."""

import pytest

from bench.intervals import intervals
from bench.overlap import Means, Score, means, score, surplus

GOLD = "The talks ended at noon. Both sides spoke of progress."


@pytest.mark.parametrize(
    ("text", "precision", "recall", "exact"),
    [
        (GOLD, 1.0, 1.0, True),
        ("The talks ended at noon: both sides spoke of progress", 3 / 7, 3 / 7, False),
        ("The talks ended at noon.", 1.0, 2 / 7, False),
        (f"{GOLD} Read also: the weather.", 7 / 11, 1.0, False),
        (f"{GOLD}\n\n{GOLD}", 7 / 17, 1.0, False),
        ("The talks ended", 0.0, 0.0, False),
        ("", None, 0.0, False),
    ],
)
def test_windows_of_four_words_are_compared_as_multisets(
    text: str, precision: float | None, recall: float, exact: bool
) -> None:
    assert score(GOLD, text) == Score(precision, recall, exact)


def test_a_text_of_up_to_four_words_is_one_window() -> None:
    assert score("Talks end today", "Talks end today") == Score(1.0, 1.0, True)
    assert score("Talks end today", "Talks end") == Score(0.0, 0.0, False)
    assert score("One two three four", "One two three four five") == Score(0.5, 1.0, False)


def test_nothing_where_nothing_was_wanted_is_right() -> None:
    assert score("", "") == Score(None, None, True)
    assert score("", "").f1 == 1.0
    assert score("", "words").f1 == 0.0
    assert score(GOLD, "").f1 == 0.0


def test_a_sets_f1_is_of_the_means_and_an_empty_text_counts_against_recall_alone() -> None:
    found = means([Score(1.0, 1.0, True), Score(0.5, 1.0, False), Score(None, 0.0, False)])
    assert found == Means(0.75, 2 / 3, 1 / 3)
    assert found.f1 == pytest.approx(2 * 0.75 * (2 / 3) / (0.75 + 2 / 3))
    assert means([]).f1 == 0.0


def test_the_words_that_are_too_much_or_missing() -> None:
    text = f"Share this. {GOLD} Read also: the weather."
    assert surplus(text, GOLD) == [["Share", "this"], ["Read", "also", "the", "weather"]]
    assert surplus(GOLD, text) == []
    assert surplus(GOLD, "Both sides spoke of progress") == [["The", "talks", "ended", "at", "noon"]]
    assert surplus(f"{GOLD} {GOLD}", GOLD) == [GOLD.replace(".", "").split()]


def test_an_interval_holds_the_figure_and_a_reader_does_not_differ_from_itself() -> None:
    good = [Score(1.0, 1.0 - place % 3 / 10, False) for place in range(60)]
    bad = [Score(0.9, 0.8 - place % 3 / 10, False) for place in range(60)]
    sure = intervals({"base": good, "worse": bad}, "base", resamples=400)
    (low, high), same = sure["base"]
    assert low < means(good).f1 < high < low + 0.1
    assert same == (0.0, 0.0)
    (_, apart) = sure["worse"]
    assert apart[0] < means(bad).f1 - means(good).f1 < apart[1] < 0
