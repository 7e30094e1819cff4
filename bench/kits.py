"""Measures Parley against a folder of evaluation kits: seed pages, pages with gold text, labelled texts.

python -m bench.kits FOLDER
"""

import gzip
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.fields import fidelity_gold, print_fields, web_gold, web_pages

SCRAPY = [sys.executable, "-m", "scrapy"]


def answers(*command: str | Path) -> list[dict[str, Any]]:
    """The JSON Lines that a command of Parley prints; exit code 2 means that some input was unreadable."""
    done = subprocess.run([*SCRAPY, *command], stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603
    if done.returncode not in (0, 2):
        sys.exit(f"scrapy {command[0]} ended with {done.returncode}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def lines(path: Path, rows: list[dict[str, Any]]) -> Path:
    """The rows as JSON Lines in a file."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def seeds(kits: Path, scratch: Path) -> None:
    """Blocks of the seed pages and source files, held against those an editor would keep."""
    files = [*sorted(kits.glob("web/seeds_web/*/page.html")), *sorted(kits.glob("source_files/*.txt"))]
    got = lines(scratch / "seeds.jsonl", answers("extract", "--jsonl", *files))
    subprocess.run([sys.executable, kits / "web/check_seeds.py", got], check=False)  # noqa: S603


def fidelity(kits: Path, scratch: Path, name: str) -> None:
    """F1 of the body on real pages."""
    gold = kits / "fidelity/gold" / f"{name}.json"
    urls = json.loads(gold.read_text(encoding="utf-8"))
    pages = [
        {"id": key, "url": row["url"], "html": gzip.decompress(page.read_bytes()).decode()}
        for key, row in urls.items()
        if (page := kits / "fidelity/pages" / name / f"{key}.html.gz").is_file()
    ]
    read = answers("extract", "--jsonl", lines(scratch / f"{name}.jsonl", pages))
    wanted = scratch / f"{name}.json"
    wanted.write_text(json.dumps({row["id"]: {"articleBody": row["body"]} for row in read}), encoding="utf-8")
    refused = sum(row["outcome"] != "archived" for row in read)
    print(f"\n{name}: {len(read)} pages, {refused} refused", flush=True)
    evaluate: list[str | Path] = [
        sys.executable,
        kits / "fidelity/evaluate.py",
        "--pred",
        wanted,
        "--gold",
        gold,
    ]
    subprocess.run(evaluate, check=False)  # noqa: S603
    print_fields(read, fidelity_gold(urls))


def web(kits: Path, scratch: Path) -> None:
    """Fields of the pages of the replay web."""
    if not (kits / "web/index.json").is_file():
        return
    read = answers("extract", "--jsonl", lines(scratch / "web.jsonl", web_pages(kits)))
    print(f"\nweb: {len(read)} pages", flush=True)
    print_fields(read, web_gold(kits))


def topic(kits: Path, name: str) -> None:
    """Precision and recall of the topic, near misses counted as negatives."""
    path = kits / "topic" / name
    label = {
        row["id"]: row["label"] for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())
    }
    said = {row["id"] for row in answers("topic", "test", "--jsonl", path) if row["relevant"]}
    on = {key for key, value in label.items() if value == "on"}
    right = len(said & on)
    print(
        f"\n{name}: precision {right / max(len(said), 1):.3f}, recall {right / max(len(on), 1):.3f}",
        flush=True,
    )


def main() -> None:
    """Runs every kit that is there."""
    kits = Path(sys.argv[1]).resolve()
    if not kits.is_dir():
        print(f"no kits at {kits}: nothing measured")
        return
    with tempfile.TemporaryDirectory() as folder:
        seeds(kits, Path(folder))
        for name in ("scrapinghub", "fundus"):
            fidelity(kits, Path(folder), name)
        web(kits, Path(folder))
        for name in ("dev.jsonl", "real_articles.jsonl"):
            topic(kits, name)


if __name__ == "__main__":
    main()
