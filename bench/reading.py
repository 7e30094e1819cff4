"""Pages per CPU second of Parley's whole reading beside trafilatura's text and fields, in one run.

python -m bench.reading [FOLDER]    # *.html and *.html.gz below it; the golden pages by default
"""

import sys
from pathlib import Path

import trafilatura

from bench.pages import text
from bench.readers import Reader, answer, parley

ROUNDS = 3
GOLDEN = Path(__file__).parent.parent / "tests" / "golden"


def peer(page: dict[str, str]) -> str:
    """Text and fields, as trafilatura gives them by default."""
    found = trafilatura.bare_extraction(page["html"], url=page["url"])
    return str(found.text or "") if found and not isinstance(found, dict) else ""


def rate(reader: Reader, pages: list[dict[str, str]]) -> float:
    """Pages per CPU second, the best of a few rounds."""
    rounds = [[answer(reader, page) for page in pages] for _ in range(ROUNDS)]
    if failed := next((one["failed"] for one in rounds[0] if one["failed"]), ""):
        sys.exit(f"{reader.__name__}: {failed}")
    return len(pages) / min(sum(float(one["seconds"]) for one in of_round) for of_round in rounds)


def main() -> None:
    """Prints both rates and their ratio."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else GOLDEN
    pages = [{"url": "http://bench.example/page", "html": text(path)} for path in folder.rglob("*.html*")]
    if not pages:
        sys.exit("no *.html or *.html.gz there")
    ours, theirs = rate(parley(), pages), rate(peer, pages)
    size = sum(len(page["html"].encode("utf-8", "replace")) for page in pages)
    print(f"{len(pages)} pages, {size / len(pages) / 1000:.0f} kB on average")
    print(f"parley\t{ours:.1f} pages per CPU second")
    print(f"trafilatura {trafilatura.__version__}\t{theirs:.1f}")
    print(f"ratio\t{ours / theirs:.2f}")


if __name__ == "__main__":
    main()
