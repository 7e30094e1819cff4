"""How far a text is the gold text: shared windows of four words, as benchmarks of body extraction count."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

WINDOW = 4
WORDS = re.compile(r"\w+")

Window = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """One page. A text without words has no precision, a gold text without words no recall."""

    precision: float | None
    recall: float | None
    exact: bool
    """Word for word."""

    @property
    def f1(self) -> float:
        """Of the page alone; a set's F1 is not the mean of these."""
        if self.precision is None and self.recall is None:
            return 1.0
        return harmonic(self.precision or 0.0, self.recall or 0.0)


@dataclass(frozen=True, slots=True)
class Means:
    """A set of pages: plain means over the pages, and the harmonic mean of the first two."""

    precision: float
    recall: float
    accuracy: float

    @property
    def f1(self) -> float:
        """The figure that a set is known by."""
        return harmonic(self.precision, self.recall)


def words(text: str) -> list[str]:
    """Runs of word characters; their case counts."""
    return WORDS.findall(text)


def windows(tokens: list[str]) -> list[Window]:
    """Every four words in a row; of a shorter text, all of it."""
    if len(tokens) <= WINDOW:
        return [tuple(tokens)] if tokens else []
    return list(zip(*(tokens[start:] for start in range(WINDOW)), strict=False))


def score(gold: str, text: str) -> Score:
    """Windows are compared as multisets: one that stands twice must be found twice."""
    wanted, got = words(gold), words(text)
    there, found = Counter(windows(wanted)), Counter(windows(got))
    shared = (there & found).total()
    return Score(
        precision=shared / found.total() if found else None,
        recall=shared / there.total() if there else None,
        exact=wanted == got,
    )


def means(scores: Iterable[Score]) -> Means:
    """Pages without precision, or without recall, take no part in that mean."""
    all_of_them = list(scores)
    return Means(
        mean([one.precision for one in all_of_them if one.precision is not None]),
        mean([one.recall for one in all_of_them if one.recall is not None]),
        mean([float(one.exact) for one in all_of_them]),
    )


def surplus(text: str, gold: str) -> list[list[str]]:
    """Words of the text that stand in no window shared with the gold text, run by run; called the other way
    round, the words that are missing."""
    tokens, left = words(text), Counter(windows(words(gold)))
    apart = [True] * len(tokens)
    for start, window in enumerate(windows(tokens)):
        if left[window]:
            left[window] -= 1
            apart[start : start + len(window)] = [False] * len(window)
    runs: list[list[str]] = []
    for place, token in enumerate(tokens):
        if apart[place]:
            if not (place and apart[place - 1]):
                runs.append([])
            runs[-1].append(token)
    return runs


def mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def harmonic(one: float, other: float) -> float:
    return 2 * one * other / (one + other) if one + other else 0.0
