"""Compares ways of finding copies on a kit of texts with known clusters, in one run.

python -m bench.dedup KIT    # a folder with docs.jsonl, gold.json and evaluate.py
"""

import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.asking import PEERS
from items import Archived, Article, Encoding, Near, Placement
from pipelines.dedup import place
from storage.grouping import Grouping, appeared, ends_of
from storage.identity import identity
from storage.models import Edge
from storage.tracing import Node

READ = datetime(2026, 11, 1, tzinfo=UTC)
"""When every text was first fetched, as far as the kit says."""
COLUMNS = ("precision", "recall", "cut to 30 %", "first right", "hard negatives", "merged", "texts/s")
Pred = dict[str, Any]


@dataclass
class Held:
    """An archive in memory, numbered in the order in which texts come."""

    docs: list[Mapping[str, Any]] = field(default_factory=list)
    postings: dict[int, list[int]] = field(default_factory=dict)
    sizes: list[int] = field(default_factory=list)

    def next_number(self) -> int:
        """As many as there are."""
        return len(self.docs)

    def candidates(self, shingles: Sequence[int]) -> Mapping[int, Near]:
        """All that share a shingle."""
        shared = Counter(number for one in shingles for number in self.postings.get(one, ()))
        return {number: Near(count, self.sizes[number]) for number, count in shared.items()}

    def archived(self, numbers: Sequence[int]) -> Mapping[int, Archived]:
        """Texts and hosts."""
        return {n: Archived(self.docs[n]["text"], self.docs[n]["url"]) for n in numbers}

    def add(self, doc: Mapping[str, Any], placement: Placement) -> None:
        """As the archive would."""
        for one in placement.shingles:
            self.postings.setdefault(one, []).append(len(self.docs))
        self.docs.append(doc)
        self.sizes.append(len(placement.shingles))


def article(doc: Mapping[str, Any]) -> Article:
    """A text of the kit as it would be read."""
    encoding = Encoding("utf-8", "utf-8", 1.0, 0)
    return Article(doc["url"], "", "", doc["text"], (), doc["lang"], None, None, "", "", encoding)


def node(doc: Mapping[str, Any]) -> Node:
    """When a text of the kit was there."""
    claimed = datetime.fromisoformat(doc["published"]) if doc["published"] else None
    return Node(appeared(claimed, "second", READ), READ, identity(doc["url"]))


def parley(docs: Sequence[Mapping[str, Any]]) -> Pred:
    """Each text placed among those before it, then grouped: the path of an archive without its database."""
    held = Held()
    edges = []
    for number, doc in enumerate(docs):
        placement = place(article(doc), held)
        held.add(doc, placement)
        edges += [
            Edge(
                number=number,
                other=one.other,
                rank=rank,
                relation=one.relation,
                similarity=one.similarity,
                here=one.here,
                there=one.there,
                avowed=one.avowed,
                retitled=one.retitled,
                evidence=one.evidence,
            )
            for rank, one in enumerate(placement.edges)
        ]
    grouping = Grouping(ends_of(edges), dict(enumerate(map(node, docs))))
    pred: Pred = {doc["id"]: grouping.cluster(number) for number, doc in enumerate(docs)}
    rows = list(grouping.rows())
    pred["first"] = {str(row.cluster): docs[row.first]["id"] for row in rows}
    return pred


def peers(path: Path, folder: Path) -> dict[str, tuple[Pred, float]]:
    """What bench.dedup_peers makes of the texts, in the environment of the peers."""
    if not PEERS.is_file():
        print(f"no peers at {PEERS}: `make bench-dedup` installs them", file=sys.stderr)
        return {}
    command: list[str | Path] = [PEERS, "-m", "bench.dedup_peers", path, folder]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    timed = json.loads(done.stdout)
    return {name: (json.loads((folder / f"{name}.json").read_text()), timed[name]) for name in timed}


def half(gold: Mapping[str, Any], which: int) -> dict[str, Any]:
    """The clusters with even or odd places, and every second of the texts that are in none."""
    clusters = [ids for place, ids in enumerate(gold["clusters"]) if place % 2 == which]
    places = [place for place in range(len(gold["clusters"])) if place % 2 == which]
    inside = {one for ids in gold["clusters"] for one in ids}
    alone = [one for one in gold["kinds"] if one not in inside and one not in gold["merged"]]
    kept = {one for ids in clusters for one in ids} | set(alone[which::2])
    return {
        "clusters": clusters,
        "first": {str(new): gold["first"][str(old)] for new, old in enumerate(places)},
        "kinds": {one: kind for one, kind in gold["kinds"].items() if one in kept},
        "groups": {one: group for one, group in gold["groups"].items() if one in kept},
    }


def score(kit: Path, folder: Path, pred: Pred, gold: Mapping[str, Any]) -> dict[str, Any]:
    """By the kit's own evaluation."""
    kept = {one: label for one, label in pred.items() if one in gold["kinds"] or one == "first"}
    for name, value in (("pred", kept), ("gold", gold)):
        (folder / f"{name}.scored").write_text(json.dumps(value))
    out = folder / "score"
    command: list[str | Path] = [sys.executable, kit / "evaluate.py", "--pred", folder / "pred.scored"]
    command += ["--gold", folder / "gold.scored", "--json", out]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)  # noqa: S603
    scored: dict[str, Any] = json.loads(out.read_text())
    return scored


def print_row(name: str, scored: Mapping[str, Any], rate: float | None) -> None:
    """One method."""
    negative = [one for kind, one in scored["false"].items() if kind.startswith("neg_") and one["docs"]]
    false = sum(one["docs_in_false_pairs"] for one in negative)
    cells = [
        f"{scored['precision']:.4f}",
        f"{scored['recall']:.4f}",
        f"{scored['by_kind']['cut30']['with_original']:.3f}",
        f"{scored['first_right']:.3f}",
        f"{false} of {sum(one['docs'] for one in negative)}",
        f"{scored['merged']['with_either']:.2f}" if "merged" in scored else "",
        f"{rate:.0f}" if rate else "",
    ]
    print(f"{name:<34}" + "".join(f"{cell:>16}" for cell in cells), flush=True)


def main() -> None:
    """Every method on the whole kit, then Parley's on its halves and by kind."""
    kit = Path(sys.argv[1]).resolve()
    docs = [json.loads(line) for line in (kit / "docs.jsonl").read_text(encoding="utf-8").splitlines()]
    gold = json.loads((kit / "gold.json").read_text(encoding="utf-8"))
    began = time.perf_counter()
    ours = parley(docs)
    seconds = time.perf_counter() - began
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(f"{len(docs)} texts of {kit.name}; hard negatives: how many of them are in a false pair\n")
        print(f"{'':<34}" + "".join(f"{column:>16}" for column in COLUMNS))
        for method, (pred, spent) in peers(kit / "docs.jsonl", folder).items():
            print_row(method, score(kit, folder, pred, gold), len(docs) / spent)
        whole = score(kit, folder, ours, gold)
        print_row("Parley", whole, len(docs) / seconds)
        for which, label in enumerate(("even clusters", "odd clusters")):
            print_row(f"Parley, {label}", score(kit, folder, ours, half(gold, which)), None)
        print("\nParley by kind: share that is with the original")
        for kind, one in whole["by_kind"].items():
            if one["with_original"] is not None:
                print(f"  {kind:<20}{one['docs']:>6}{one['with_original']:>8.3f}")


if __name__ == "__main__":
    main()
