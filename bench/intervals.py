"""How sure a figure is: 95 % percentile intervals over resamples of the pages, the same for every reader."""

import random
from collections.abc import Mapping, Sequence

from bench.overlap import Score, means

RESAMPLES = 2000
SEED = 1
SURE = 0.95

Interval = tuple[float, float]


def intervals(
    scores: Mapping[str, Sequence[Score]], base: str, resamples: int = RESAMPLES
) -> dict[str, tuple[Interval, Interval]]:
    """By reader: the interval of its F1, and of its difference to the F1 of `base` on the same pages.

    The scores of all readers are of the same pages in the same order.
    """
    pages = len(scores[base])
    draw = random.Random(SEED)  # noqa: S311  # a resample, no secret
    drawn: dict[str, list[float]] = {name: [] for name in scores}
    for _ in range(resamples):
        places = draw.choices(range(pages), k=pages)
        for name, of_pages in scores.items():
            drawn[name].append(means(of_pages[place] for place in places).f1)
    return {
        name: (
            middle(values),
            middle([one - other for one, other in zip(values, drawn[base], strict=True)]),
        )
        for name, values in drawn.items()
    }


def middle(values: Sequence[float]) -> Interval:
    """What holds 95 % of the values."""
    ordered = sorted(values)
    beyond = (1 - SURE) / 2
    return ordered[int(beyond * len(ordered))], ordered[
        min(len(ordered) - 1, int((1 - beyond) * len(ordered)))
    ]
