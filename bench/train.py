"""Trains the model that judges blocks, on folders of pages with gold text.

python -m bench.train FOLDER... [--folds FILE]    # pages/<set>/ and gold/<set>.json, as bench.text takes them

The golden pages of the tests, which say what the rules of reading are, are always learned from too. The
models go to pipelines/extract/judging/weights. With `--folds` nothing is written there: the pages are
cross-validated by site, each read by models that saw no page of its site, and FILE gets their texts as {id:
body}, which `python -m bench.text --out-of-fold FILE` scores.
"""

import argparse
import gzip
import hashlib
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import tldextract

from bench.labels import labels
from bench.overlap import words
from bench.pages import Page, page_sets
from bench.readers import parley
from pipelines.decode import decode
from pipelines.extract import looked_at
from pipelines.extract.judging.features import features
from pipelines.extract.judging.model import WEIGHTS, as_feature_names
from pipelines.golden import load_case

GOLDEN = Path(__file__).parent.parent / "tests" / "golden"
SEEDS = (1, 2, 3, 4, 5, 6)
FOLDS = 6
TREES = 300
PARAMETERS = {
    "objective": "binary",
    "learning_rate": 0.06,
    "num_leaves": 16,
    "min_data_in_leaf": 25,
    "feature_fraction": 0.2,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 8,
    "max_bin": 63,
    "num_threads": 1,
    "deterministic": True,
    "verbose": -1,
}
EACH, BY_LENGTH, SHORTEST = 1.0, 20.0, 30
"""The weight of a segment: that of any, and that of its share of the gold text's words, at least so many."""
OWN = 1.0
"""How much a page of our own counts, for one of the folders."""
BEFORE, BEHIND = 30, 40
"""Segments around the article that are all learned from; of those farther away, and unread, a part is."""
PART = 0.35


@dataclass(frozen=True, slots=True)
class Example:
    """A page to learn from."""

    page: Page
    site: str
    names: tuple[str, ...]
    rows: Any
    labels: Any
    weights: Any
    learned: Any
    """Which rows are learned from."""


def example(page: Page, weight: float = 1.0) -> Example | None:
    """What a page teaches; None for one without text or gold."""
    seen = looked_at(page.html, page.url)
    if seen is None or not words(page.gold):
        return None
    names, rows = features(seen)
    found = np.array(labels([segment.text for segment in seen.segments], page.gold))
    if found.any():
        add_posts(found, [segment.container.post for segment in seen.segments])
    counts = np.array([len(words(segment.text)) for segment in seen.segments], float)
    weights = weight * (EACH + BY_LENGTH * counts / max(SHORTEST, len(words(page.gold))))
    return Example(
        page, site(page.url), names, rows, found, weights, near(found, rows[:, names.index("reader")])
    )


def golden_pages(folder: Path) -> list[Page]:
    """Pages of our own, with what an editor would keep; live blogs and refused ones teach nothing here."""
    pages = []
    for case in sorted(folder.iterdir()):
        capture, expected = load_case(case)
        if (
            expected["outcome"] == "archived"
            and not expected.get("entries")
            and "html" in capture.header("Content-Type")
        ):
            text, _ = decode(capture.body, capture.header("Content-Type"))
            pages.append(Page(case.name, capture.url, text, "\n".join(expected["blocks"])))
    return pages


def add_posts(found: Any, posts: Sequence[bool]) -> None:
    """Posts that an article quotes are of it, by rule, whatever a gold text's convention."""
    places = np.flatnonzero(found)
    inside = np.array(posts)
    inside[: places[0]] = inside[places[-1] + 4 :] = False
    found |= inside


def near(found: Any, read: Any) -> Any:
    """The rows around the article, what the reader read, and a part of all others."""
    chosen = (read > 0.3) | (np.random.default_rng(1).random(len(found)) < PART)
    places = np.flatnonzero(found)
    if len(places):
        chosen[max(0, places[0] - BEFORE) : places[-1] + BEHIND] = True
    return chosen


def site(url: str) -> str:
    """The registrable domain: pages of one site are alike."""
    parts = tldextract.TLDExtract(suffix_list_urls=())(url)
    return parts.top_domain_under_public_suffix or parts.fqdn or parts.domain or url


def trained(examples: Sequence[Example]) -> list[lightgbm.Booster]:
    """One model for each seed."""
    rows = np.vstack([one.rows[one.learned] for one in examples])
    wanted = np.concatenate([one.labels[one.learned] for one in examples]).astype(float)
    weights = np.concatenate([one.weights[one.learned] for one in examples])
    names = list(as_feature_names(examples[0].names))
    return [
        lightgbm.train(
            PARAMETERS | {"seed": seed},
            lightgbm.Dataset(rows, wanted, weight=weights, feature_name=names),
            num_boost_round=TREES,
        )
        for seed in SEEDS
    ]


def fold_of(name: str) -> int:
    """By the name of a site, so that it stays where it is when others come."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % FOLDS


def out_of_fold(examples: Sequence[Example], own: Sequence[Example]) -> dict[str, str]:
    """The body of each page as read by models that never saw its site."""
    bodies = {}
    for fold in range(FOLDS):
        models = trained([*(one for one in examples if fold_of(one.site) != fold), *own])
        read = parley(models)
        for page in (one.page for one in examples if fold_of(one.site) == fold):
            bodies[page.id] = read({"url": page.url, "html": page.html}) or ""
        print(f"fold {fold + 1} of {FOLDS}", file=sys.stderr, flush=True)
    return bodies


def write(models: Iterable[lightgbm.Booster]) -> None:
    """The shipped models; the same pages and library give the same bytes."""
    WEIGHTS.mkdir(exist_ok=True)
    for number, model in enumerate(models):
        text = model.model_to_string().encode("utf-8")
        (WEIGHTS / f"{number}.txt.gz").write_bytes(gzip.compress(text, mtime=0))


def main() -> None:
    """Learns from every set of the folders."""
    parser = argparse.ArgumentParser(prog="python -m bench.train")
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--folds", type=Path, metavar="FILE", help="cross-validate by site; texts go to FILE")
    options = parser.parse_args()
    pages = [page for folder in options.folders for found in page_sets(folder).values() for page in found]
    examples = [one for page in pages if (one := example(page))]
    own = [one for page in golden_pages(GOLDEN) if (one := example(page, OWN))]
    if not examples:
        sys.exit("no pages with gold text there")
    sites = len({one.site for one in examples})
    print(f"{len(examples)} pages of {sites} sites, {len(own)} of our own", file=sys.stderr)
    if options.folds:
        options.folds.write_text(json.dumps(out_of_fold(examples, own)), encoding="utf-8")
    else:
        write(trained([*examples, *own]))


if __name__ == "__main__":
    main()
