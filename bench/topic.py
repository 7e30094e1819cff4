"""How a topic decides labelled texts, headlines and pages, and what deciding costs beside reading.

python -m bench.topic [KITS] [--topic NAME]

Our own labelled texts are in tests/topic_set; KITS/topic and KITS/web are used where they are there. `near`
counts as a negative. Intervals are Wilson's, 95 %. Speed is processor time of one process; each page is
scanned once before the clock runs, since the automaton is built as it goes.
"""

import argparse
import gzip
import hashlib
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from items import Article, Capture, Found, Hints, Outcome
from pipelines.headlines import worth_a_visit
from pipelines.prefilter import may_be_on_topic
from pipelines.reading import read
from pipelines.relevance import decide
from registry.topic import Topic, load_topic

OWN = Path(__file__).parent.parent / "tests/topic_set"
MOMENT = datetime(2026, 11, 1, tzinfo=UTC)
SURE = 1.96
"""Standard deviations of a 95 % interval."""

Row = dict[str, Any]


def rows(path: Path) -> list[Row]:
    """The labelled rows of a file, if it is there, without those that an editor calls borderline."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return [row for row in map(json.loads, lines) if not row.get("why", "").startswith("borderline")]


def share(hits: int, of: int) -> str:
    """A share with its interval (Wilson, 1927)."""
    if not of:
        return "   -   of   0"
    middle, spread = hits / of, SURE**2 / of
    centre = (middle + spread / 2) / (1 + spread)
    half = SURE * ((middle * (1 - middle) + spread / 4) / of) ** 0.5 / (1 + spread)
    return f"{middle:.3f} ({max(0, centre - half):.3f}-{min(1, centre + half):.3f}) of {of:3}"


def half(row: Row) -> int:
    """The half of a set that a row belongs to: rules were written with half 0 in sight."""
    return hashlib.sha256(row["id"].encode()).digest()[-1] % 2


def texts(name: str, topic: Topic, labelled: Sequence[Row], halves: bool = False) -> None:
    """Precision and recall, overall, by language, and by half; then what was decided wrong."""
    decided = [(row, decide(topic, row["title"], row["text"])) for row in labelled]
    parts = {"all": labelled}
    for lang in sorted({row["lang"] for row in labelled}):
        parts[lang] = [row for row in labelled if row["lang"] == lang]
    for number in (0, 1) if halves else ():
        parts[f"half {number}"] = [row for row in labelled if half(row) == number]
    print(f"\n{name}: {dict(Counter(row['label'] for row in labelled))}")
    for part, belonging in parts.items():
        of_part = [(row["label"] == "on", one.relevant) for row, one in decided if row in belonging]
        right = of_part.count((True, True))
        said, on = sum(relevant for _, relevant in of_part), sum(label for label, _ in of_part)
        print(f"  {part:7} precision {share(right, said)}   recall {share(right, on)}")
    for row, one in decided:
        if one.relevant != (row["label"] == "on"):
            print(f"  wrong: {row['id']} is {row['label']}, {one.score:.2f}: {row['title'][:80]}")


def headlines(topic: Topic, labelled: Sequence[Row]) -> None:
    """Which share of each label is worth a visit."""
    print(f"\nheadlines worth a visit, {topic.id}")
    for lang in ("all", *sorted({row["lang"] for row in labelled})):
        visited: Counter[str] = Counter()
        asked: Counter[str] = Counter()
        for row in labelled:
            if lang in ("all", row["lang"]):
                hints = Hints(row["title"], row["text"], row["published"], row["lang"])
                asked[row["label"]] += 1
                visited[row["label"]] += (
                    worth_a_visit(Found(row["url"], hints), [topic]).outcome is Outcome.PENDING
                )
        print(
            f"  {lang:5}"
            + "  ".join(f"{label} {share(visited[label], asked[label])}" for label in ("on", "near", "off"))
        )


def clocked(act: Callable[[Any], Any], given: Iterable[Any]) -> tuple[list[Any], float]:
    """The answers, and the processor seconds that they took."""
    start = time.process_time()
    answers = [act(one) for one in given]
    return answers, time.process_time() - start


def pages(topic: Topic, kits: Path) -> None:
    """Pages found, pages ruled out by their bytes, and what both cost beside the reading."""
    index = json.loads((kits / "web/index.json").read_text(encoding="utf-8"))
    captures = [
        Capture(row["url"], row["url"], MOMENT, 200, (("Content-Type", "text/html"),),
                gzip.decompress((kits / "web" / row["file"]).read_bytes()), None, "bench", "urls")
        for row in index
    ]  # fmt: skip
    scan = lambda capture: may_be_on_topic(capture.body, "text/html", [topic])  # noqa: E731
    _, warming = clocked(scan, captures)
    passed, scanning = clocked(scan, captures)
    results, reading = clocked(read, captures)
    articles = [one if isinstance(one, Article) else one.article for one in results]
    given = [(one.title, one.body) if one else ("", "") for one in articles]
    decisions, deciding = clocked(lambda text: decide(topic, *text), given)
    count = len(index)
    found = {row["url"] for row, one in zip(index, decisions, strict=True) if one.relevant}
    on = {row["url"] for row in index if row["on_topic"]}
    print(f"\n{count} pages, {sum(len(one.body) for one in captures) / count / 1000:.0f} kB each on average")
    print(f"  on the topic: {len(on & found)} of {len(on)} found; others taken: {len(found - on)}")
    ordinary = [
        one for one, row in zip(passed, index, strict=True) if not row["on_topic"] and not row["near_topic"]
    ]
    print(
        f"  passed by the scan: ordinary pages {share(sum(ordinary), len(ordinary))}, "
        f"all {share(sum(passed), count)}"
    )
    refused = sum(one.relevant and not may for one, may in zip(decisions, passed, strict=True))
    print(f"  taken by the decision and refused by the scan: {refused}")
    print(f"  a page costs: reading {reading / count * 1000:.1f} ms")
    for name, seconds in (("decision", deciding), ("scan", scanning), ("scan, the first time", warming)):
        print(f"    {name}: {seconds / count * 1000:.2f} ms, {seconds / reading:.2%} of the reading")


def main() -> None:
    """Prints the figures of what is there."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("kits", nargs="?", type=Path, help="a folder of evaluation kits")
    parser.add_argument("--topic", default="istanbul-talks", help="name of a topic or a path to its file")
    options = parser.parse_args()
    topic = load_topic(options.topic)
    if own := rows(OWN / f"{topic.id}.jsonl"):
        texts(f"our own texts (tests/topic_set/{topic.id}.jsonl)", topic, own)
    if later := rows(OWN / "held_out" / f"{topic.id}.jsonl"):
        texts(f"written later (tests/topic_set/held_out/{topic.id}.jsonl)", topic, later)
    if not options.kits:
        return
    for name in ("dev.jsonl", "real_articles.jsonl"):
        if labelled := rows(options.kits / "topic" / name):
            texts(name, topic, labelled, halves=name == "dev.jsonl")
    if entries := [
        row for row in rows(options.kits / "topic/real_entries.jsonl") if row["lang"] in topic.languages
    ]:
        headlines(topic, entries)
    if (options.kits / "web/index.json").is_file():
        pages(topic, options.kits)


if __name__ == "__main__":
    main()
