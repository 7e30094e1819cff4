"""Measures the gate on the labelled pages of tests/gate_set, and on folders of real articles.

python -m bench.gate [--held-out] [--without-marks] [KITS]
"""

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from items import Article, Capture, Outcome, Rejected, Stage
from pipelines.decode import decode
from pipelines.extract import extract
from pipelines.gate import gate
from pipelines.reading import read

GATE_SET = Path(__file__).parent.parent / "tests/gate_set"
MOMENT = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Judged:
    """A labelled page, and what the gate said of it."""

    row: dict[str, Any]
    outcome: str
    detail: str

    @property
    def caught(self) -> bool:
        """Whether a page that must be kept out was."""
        return self.outcome != Outcome.ARCHIVED


def judged(capture: Capture, row: dict[str, Any], marks: bool = True) -> Judged:
    """What becomes of a page, with the marks of known systems or without."""
    result = read(capture)
    if not marks and (isinstance(result, Article) or (result.stage is Stage.GATE and result.article)):
        article = result if isinstance(result, Article) else result.article
        assert article is not None  # noqa: S101
        page = extract(decode(capture.body, capture.header("Content-Type"))[0], capture.final_url)
        result = gate(article, page, known=()) or article
    if isinstance(result, Rejected):
        return Judged(row, result.reason.value, f"{result.stage.value}: {result.detail}")
    return Judged(row, Outcome.ARCHIVED.value, "")


def capture(body: bytes, url: str, content_type: str) -> Capture:
    """A whole answer with status 200."""
    return Capture(url, url, MOMENT, 200, (("Content-Type", content_type),), body, None, "bench", "urls")


def labelled(held_out: bool = False, marks: bool = True) -> list[Judged]:
    """The seen or the held-out set, judged."""
    rows = GATE_SET / ("held_out.jsonl" if held_out else "cases.jsonl")
    found = []
    for line in rows.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        body = gzip.decompress((GATE_SET / row["file"]).read_bytes())
        found.append(judged(capture(body, row["url"], row["content_type"]), row, marks))
    return found


def real(kits: Path, marks: bool = True) -> Iterator[Judged]:
    """Real pages, each of which is an article if its kit calls it one."""
    for gold in sorted(kits.glob("fidelity/gold/*.json")):
        for key, row in json.loads(gold.read_text(encoding="utf-8")).items():
            page = kits / "fidelity/pages" / gold.stem / f"{key}.html.gz"
            if page.is_file():
                yield judged_file(page, {**row, "kit": f"fidelity/{gold.stem}"}, marks)
    index = kits / "web/index.json"
    for row in json.loads(index.read_text(encoding="utf-8")) if index.is_file() else ():
        yield judged_file(kits / "web" / row["file"], {**row, "kit": f"web, {row['kind']}"}, marks)


def judged_file(page: Path, row: dict[str, Any], marks: bool) -> Judged:
    """A page of a kit, judged."""
    body = gzip.decompress(page.read_bytes())
    return judged(capture(body, row["url"], "text/html"), {**row, "file": page.name}, marks)


def table(pages: list[Judged]) -> None:
    """By expected outcome: pages, caught, with the outcome that was expected; then every miss."""
    print(f"{'expected':14}{'pages':>7}{'caught':>8}{'right':>7}")
    refused = [page for page in pages if page.row["expected"] != Outcome.ARCHIVED]
    for expected in (*sorted({page.row["expected"] for page in refused}), "all"):
        of = [page for page in refused if expected in (page.row["expected"], "all")]
        caught, right = sum(p.caught for p in of), sum(p.outcome == p.row["expected"] for p in of)
        print(f"{expected:14}{len(of):7}{caught:8}{right:7}{caught / len(of):9.1%}{right / len(of):8.1%}")
    articles = [page for page in pages if page.row["expected"] == Outcome.ARCHIVED]
    lost = [page for page in articles if page.caught]
    print(f"{'articles':14}{len(articles):7}{len(lost):8} refused, {len(lost) / max(len(articles), 1):.1%}\n")
    for page in pages:
        if page.outcome != page.row["expected"]:
            row = page.row
            print(f"{row['file'][-18:-8]} {row['vendor']}/{row['kind']} {row['language']}: "
                  f"{row['expected']}, got {page.outcome} {page.detail[:120]}")  # fmt: skip


def main() -> None:
    """Prints the table of the labelled set, and what is refused of the kits."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held-out", action="store_true", help="the pages that were kept aside")
    parser.add_argument("--without-marks", action="store_true", help="as if no system were known")
    parser.add_argument("kits", nargs="?", type=Path, help="a folder of evaluation kits with real articles")
    options = parser.parse_args()
    table(labelled(options.held_out, not options.without_marks))
    if options.kits:
        pages = list(real(options.kits, not options.without_marks))
        print("\nreal pages:", dict(Counter(page.row["kit"] for page in pages)))
        for page in pages:
            if page.caught:
                print(f"{page.row['kit']}: {page.outcome} {page.detail[:110]} {page.row['url'][:100]}")


if __name__ == "__main__":
    main()
