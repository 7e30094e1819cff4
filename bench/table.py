"""What a run of readers shows: a row a reader, and the worst pages with the words that are wrong."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from bench.asking import Given
from bench.intervals import intervals
from bench.overlap import means, score, surplus
from bench.pages import Page

BASE = "trafilatura"
"""What the others are held against."""
SHOWN = 30
"""Words of a run that is surplus or missing."""
COLUMNS = {
    "": 22,
    "F1": 6,
    "95 %": 13,
    "precision": 10,
    "recall": 7,
    "exact": 6,
    "difference": 11,
    "95 % of it": 15,
    "pages/s": 8,
    "ratio": 6,
    "failed": 7,
}
"""Heads and widths."""

Rounds = list[list[Given]]
"""By round, by page."""


def print_set(name: str, pages: Sequence[Page], given: Mapping[str, Rounds]) -> None:
    """The texts are the first round's."""
    scores = {
        reader: [score(page.gold, one.text) for page, one in zip(pages, rounds[0], strict=True)]
        for reader, rounds in given.items()
    }
    sure = intervals(scores, BASE)
    base, base_rate = means(scores[BASE]), rate(given[BASE])
    print(f"\n{name}: {len(pages)} pages of {len({urlsplit(page.url).hostname for page in pages})} hosts")
    print_row(list(COLUMNS))
    for reader, rounds in given.items():
        found, (own, apart) = means(scores[reader]), sure[reader]
        figures = [f"{found.f1:.3f}", f"{own[0]:.3f}-{own[1]:.3f}", f"{found.precision:.3f}"]
        figures += [f"{found.recall:.3f}", f"{found.accuracy:.3f}"]
        figures += (
            ["", ""]
            if reader == BASE
            else [f"{found.f1 - base.f1:+.3f}", f"{apart[0]:+.3f}..{apart[1]:+.3f}"]
        )
        figures += [f"{rate(rounds):.1f}", f"{rate(rounds) / base_rate:.2f}" if base_rate else ""]
        print_row([reader, *figures, str(sum(bool(one.failed) for one in rounds[0]))])


def rate(rounds: Rounds) -> float:
    """Pages per processor second, of each page the best round: what else the machine does comes in bursts.

    Pages on which the reader was stopped or crashed in every round count on neither side.
    """
    of_pages = [
        [one.seconds for one in given if one.seconds is not None] for given in zip(*rounds, strict=True)
    ]
    best = [min(seconds) for seconds in of_pages if seconds]
    return len(best) / sum(best) if best else 0.0


def print_row(cells: Sequence[str]) -> None:
    """The first cell on the left, the figures on the right."""
    shown = [
        f"{cell:<{width}}" if place == 0 else f"{cell:>{width}}"
        for place, (cell, width) in enumerate(zip(cells, COLUMNS.values(), strict=True))
    ]
    print(" ".join(shown).rstrip(), flush=True)


def print_failures(pages: Sequence[Page], given: Mapping[str, Rounds]) -> None:
    """Which reader gave no answer where, and what it said."""
    for reader, rounds in given.items():
        for page, one in zip(pages, rounds[0], strict=True):
            if one.failed:
                print(f"{reader} failed on {page.id}: {one.failed}")


def print_worst(pages: Sequence[Page], given: Sequence[Given], count: int) -> None:
    """The pages of the lowest F1, and what is too much or missing."""
    scored = [(score(page.gold, one.text), page, one) for page, one in zip(pages, given, strict=True)]
    print(f"\nParley's {min(count, len(pages))} worst pages")
    for one, page, said in sorted(scored, key=lambda of_page: of_page[0].f1)[:count]:
        print(f"{one.f1:.3f} p={figure(one.precision)} r={figure(one.recall)} {page.id} {page.url}")
        for label, runs in (
            ("surplus", surplus(said.text, page.gold)),
            ("missing", surplus(page.gold, said.text)),
        ):
            if runs:
                dots = " ..." if len(runs[0]) > SHOWN else ""
                more = f" ({sum(map(len, runs))} words in {len(runs)} places)"
                print(f"      {label}  {' '.join(runs[0][:SHOWN])}{dots}{more}")


def figure(value: float | None) -> str:
    """`-` for a page that has none."""
    return "-" if value is None else f"{value:.3f}"
