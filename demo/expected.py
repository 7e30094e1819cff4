"""Holds an archive against what the sample site is known to hold."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from demo.site import FOLDER
from storage.archive import Archive
from storage.corpus import Corpus
from storage.identity import url_key

if TYPE_CHECKING:
    from storage.holdings import ArticleRow
    from storage.outcomes import OutcomeRow


@dataclass(frozen=True, slots=True)
class Expected:
    """What one page becomes."""

    url: str
    first: str = ""
    """Outcome after the first collection; empty: not there yet."""
    last: str = ""
    """Outcome in the end; empty: the same."""
    why: str = ""
    text: str = ""
    """File in `demo/texts` with what is archived in the end."""
    reached_by: str = ""
    """Address that leads to it by a redirect."""
    near: str = ""
    """URL whose cluster it is in."""

    def outcome(self, *, last: bool) -> str:
        """In the end, or after the first collection."""
        return (self.last if last else "") or self.first


def load_expected() -> list[Expected]:
    """Reads `expected.toml`."""
    with (FOLDER / "expected.toml").open("rb") as file:
        return [Expected(**entry) for entry in tomllib.load(file)["page"]]


def differences(root: Path, *, last: bool) -> list[str]:
    """What the archive has otherwise than expected after the first collection or in the end, in words."""
    with Archive.open(root, write=False) as archive, Corpus.of(archive) as corpus:
        outcomes = {row.url_key: row for row in corpus.outcomes()}
        articles = {row.current.url_key: row for row in corpus.articles()}
    expected = load_expected()
    found = list(_outcomes(expected, outcomes, last=last))
    if last:
        found += _texts(expected, articles)
        found += _clusters(expected, articles)
    return found


def counts(*, last: bool) -> Counter[str]:
    """How many pages end in each outcome."""
    outcomes = (page.outcome(last=last) for page in load_expected())
    return Counter(outcome for outcome in outcomes if outcome)


def _outcomes(expected: list[Expected], outcomes: dict[str, OutcomeRow], *, last: bool) -> Iterator[str]:
    known = set()
    for page in expected:
        wanted = page.outcome(last=last)
        if not wanted:
            continue
        known |= {url_key(page.url), url_key(page.reached_by or page.url)}
        row = outcomes.get(url_key(page.url))
        if row is None:
            yield f"{page.url}: never seen, should be {wanted}"
        elif row.outcome != wanted:
            yield f"{page.url}: is {row.outcome} ({row.stage} {row.detail}), should be {wanted}"
    for key, row in outcomes.items():
        if key not in known:
            yield f"{row.url}: is {row.outcome}, should not be known"


def _texts(expected: list[Expected], articles: dict[str, ArticleRow]) -> Iterator[str]:
    for page in expected:
        row = articles.get(url_key(page.url))
        if not page.text:
            continue
        if row is None:
            yield f"{page.url}: no article"
            continue
        wanted = (FOLDER / "texts" / page.text).read_text(encoding="utf-8").rstrip("\n")
        if row.current.text != wanted:
            yield f"{page.url}: {row.current.name} is not demo/texts/{page.text}"
        if page.reached_by and page.reached_by not in row.aliases:
            yield f"{page.url}: {page.reached_by} is not its alias"
    known = {url_key(page.url) for page in expected if page.text}
    for key, row in articles.items():
        if key not in known:
            yield f"{row.current.url}: an article that should not be"


def _clusters(expected: list[Expected], articles: dict[str, ArticleRow]) -> Iterator[str]:
    clusters = {key: row.cluster for key, row in articles.items()}
    for page in expected:
        mine = clusters.get(url_key(page.url))
        if page.near and (mine is None or mine != clusters.get(url_key(page.near))):
            yield f"{page.url}: not in the cluster of {page.near}"
