"""Finds copies as other libraries do, in the environment of the peers; only these and the standard library.

python -m bench.dedup_peers DOCS FOLDER    # writes FOLDER/<method>.json, prints seconds by method
"""

import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

SHINGLE = 5
PERMUTATIONS = 128
BITS = 3
"""Of 64 in which two simhashes may differ, as Manku, Jain and Das Sarma have it (WWW 2007)."""
Doc = dict[str, Any]
WORD = re.compile(r"\w+")


def tokens(text: str) -> list[str]:
    """Five-word shingles, lower case."""
    words = WORD.findall(text.lower())
    return [" ".join(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1))]


def joined(docs: Sequence[Doc], pairs: Iterable[tuple[int, int]]) -> dict[str, Any]:
    """Connected components; the first of each by stated time."""
    root = list(range(len(docs)))

    def find(one: int) -> int:
        while root[one] != one:
            root[one] = root[root[one]]
            one = root[one]
        return one

    for one, other in pairs:
        root[find(one)] = find(other)
    pred: dict[str, Any] = {doc["id"]: find(place) for place, doc in enumerate(docs)}
    first: dict[str, str] = {}
    for doc in sorted(docs, key=lambda doc: doc["published"] or "9"):
        first.setdefault(str(pred[doc["id"]]), doc["id"])
    return pred | {"first": first}


def datasketch(threshold: float) -> Callable[[Sequence[Doc]], dict[str, Any]]:
    """MinHash LSH, the pairs verified by estimated Jaccard."""

    def find(docs: Sequence[Doc]) -> dict[str, Any]:
        from datasketch import MinHash, MinHashLSH

        index = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
        sketches: list[Any] = []
        pairs: list[tuple[int, int]] = []
        for place, doc in enumerate(docs):
            sketch = MinHash(num_perm=PERMUTATIONS)
            sketch.update_batch([token.encode() for token in tokens(doc["text"])])
            pairs += [(n, place) for n in index.query(sketch) if sketches[n].jaccard(sketch) >= threshold]
            index.insert(place, sketch)
            sketches.append(sketch)
        return joined(docs, pairs)

    return find


def rensa(threshold: float) -> Callable[[Sequence[Doc]], dict[str, Any]]:
    """The same in Rust."""

    def find(docs: Sequence[Doc]) -> dict[str, Any]:
        from rensa import RMinHash, RMinHashLSH

        index = RMinHashLSH(threshold=threshold, num_perm=PERMUTATIONS, num_bands=32)
        sketches: list[Any] = []
        pairs: list[tuple[int, int]] = []
        for place, doc in enumerate(docs):
            sketch = RMinHash(num_perm=PERMUTATIONS, seed=1)
            sketch.update(tokens(doc["text"]))
            pairs += [(n, place) for n in index.query(sketch) if sketches[n].jaccard(sketch) >= threshold]
            index.insert(place, sketch)
            sketches.append(sketch)
        return joined(docs, pairs)

    return find


def simhash(docs: Sequence[Doc]) -> dict[str, Any]:
    """64 bits, at most three of them different."""
    from simhash import Simhash, SimhashIndex

    sketches = [(str(place), Simhash(tokens(doc["text"]))) for place, doc in enumerate(docs)]
    index = SimhashIndex(sketches, k=BITS)
    pairs = [(int(near), int(name)) for name, one in sketches for near in index.get_near_dups(one)]
    return joined(docs, pairs)


METHODS: dict[str, Callable[[Sequence[Doc]], dict[str, Any]]] = {
    "datasketch MinHash LSH, J 0.7": datasketch(0.7),
    "datasketch MinHash LSH, J 0.5": datasketch(0.5),
    "rensa MinHash LSH, J 0.5": rensa(0.5),
    "simhash, 3 of 64 bits": simhash,
}


def main() -> None:
    """Every method once."""
    docs = [json.loads(line) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()]
    seconds = {}
    for name, find in METHODS.items():
        began = time.perf_counter()
        pred = find(docs)
        seconds[name] = time.perf_counter() - began
        (Path(sys.argv[2]) / f"{name}.json").write_text(json.dumps(pred), encoding="utf-8")
    print(json.dumps(seconds))


if __name__ == "__main__":
    main()
