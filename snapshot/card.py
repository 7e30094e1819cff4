"""README.md: the dataset card, with the header by which `datasets.load_dataset` finds the tables."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from string import Template
from typing import TYPE_CHECKING

from snapshot.tables import ARTICLES, CLUSTERS, OUTCOMES, REVISIONS, SOURCES

if TYPE_CHECKING:
    from collections import Counter

    from snapshot.selection import Selection
    from snapshot.tally import Tally

SIZES = {1_000: "n<1K", 10_000: "1K<n<10K", 100_000: "10K<n<100K", 1_000_000: "100K<n<1M"}
LARGEST = "1M<n<10M"

PAGE = Template("""---
pretty_name: $title
license: other
license_name: texts-of-their-publishers
language:$languages
size_categories:
- $size
tags:
- news
- peace talks
configs:
- config_name: articles
  default: true
  data_files: data/articles.parquet
- config_name: revisions
  data_files: data/revisions.parquet
- config_name: outcomes
  data_files: data/outcomes.parquet
- config_name: clusters
  data_files: data/clusters.parquet
---

# $heading

A snapshot of a news archive kept by Parley: $words. It holds what was fetched until $cut_off:
$articles articles with $texts present and $revisions older text files, and what became of each of the
$urls URLs that were ever seen.

## Load

```python
import pandas
articles = pandas.read_parquet("data/articles.parquet")

import datasets
articles = datasets.load_dataset(".", split="train")
outcomes = datasets.load_dataset(".", "outcomes", split="train")
```

## Verify

```
sha256sum --quiet -c manifest-sha256.txt      # every file below data/
sha256sum --quiet -c tagmanifest-sha256.txt   # the others
sha256sum manifest-sha256.txt                 # the identity of this snapshot
```

The folder is a BagIt 1.0 bag, so any tool for bags checks it as well; `scrapy verify` does so in
Parley's checkout. The name of each text file proves it: after the accession number stand the first 16
digits of its SHA-256.

## Cite

Give the version ($cut_off) and the identity. CITATION.cff has the rest. The same archive
with the same cut-off gives the same bytes again, so whoever holds the archive can make
the cited snapshot anew.

## Licence

The texts were written by the outlets named in the table, and remain theirs. They were collected for text and
data mining in research. Whether you may keep or pass on the texts depends on the law where you are and on the
outlets' terms; the tables without texts (`scrapy export --no-text`) say what was published where and when.

## Counts

$counts

## Columns

$columns
""")


def card(selection: Selection, tally: Tally) -> bytes:
    """The card, in Markdown; what comes from outside is escaped."""
    heading = f"Parley corpus, {selection.words()}"
    languages = sorted(code for code in tally.languages if re.fullmatch("[a-z]{2}", code))
    page = PAGE.substitute(
        title=json.dumps(heading),
        languages="".join(f'\n- "{code}"' for code in languages) or " []",
        size=next((name for limit, name in SIZES.items() if tally.articles < limit), LARGEST),
        heading=heading,
        words=selection.words(),
        cut_off=selection.cut_off(tally.latest),
        articles=tally.articles,
        texts=tally.texts,
        revisions=tally.revisions,
        urls=tally.outcomes.total(),
        counts="\n\n".join(_counts(tally)),
        columns="\n\n".join(_columns()),
    )
    return page.encode()


def _counts(tally: Tally) -> Iterator[str]:
    yield _table("outcome of URLs", tally.outcomes)
    yield _table("source", tally.sources)
    yield _table("language", tally.languages)
    yield _table("topic", tally.topics)
    yield _table("day of publication, as claimed", tally.days)


def _table(what: str, counts: Counter[str]) -> str:
    rows = [f"| {_escape(name) or 'unknown'} | {counts[name]} |" for name in sorted(counts)]
    return "\n".join([f"| {what} | |", "|---|---:|", *rows])


def _columns() -> Iterator[str]:
    tables: dict[str, Mapping[str, tuple[object, str]]] = {
        "articles.parquet": ARTICLES,
        "revisions.parquet": REVISIONS,
        "outcomes.parquet": OUTCOMES,
        "clusters.parquet": CLUSTERS,
        "sources.csv": SOURCES,
    }
    for name, columns in tables.items():
        rows = [f"| `{column}` | {text} |" for column, (_, text) in columns.items()]
        yield "\n".join([f"### data/{name}", "", "| column | what it says |", "|---|---|", *rows])


def _escape(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>|#])", r"\\\1", " ".join(text.split()))
