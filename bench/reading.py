"""Pages per CPU second of Parley's whole reading beside trafilatura's extraction alone, in one run.

python -m bench.reading [FOLDER]    # *.html and *.html.gz below it; the golden pages by default
"""

import gzip
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import trafilatura

from items import Capture
from pipelines.reading import read

ROUNDS = 3
GOLDEN = Path(__file__).parent.parent / "tests" / "golden"


def pages(folder: Path) -> list[bytes]:
    """The bytes of every saved page."""
    return [
        gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for path in sorted(folder.rglob("*.html*"))
    ]


def parley(body: bytes) -> None:
    """Bytes to article or refusal."""
    url = "http://bench.example/page"
    read(Capture(url, url, datetime.now(UTC), 200, (("Content-Type", "text/html"),), body, None, "", "urls"))


def peer(body: bytes) -> None:
    """Text and fields, as trafilatura gives them by default."""
    trafilatura.bare_extraction(body)


def rate(reader: Callable[[bytes], None], bodies: list[bytes]) -> float:
    """Pages per CPU second, the best of a few rounds."""
    best = 0.0
    for _ in range(ROUNDS):
        began = time.process_time()
        for body in bodies:
            reader(body)
        best = max(best, len(bodies) / (time.process_time() - began))
    return best


def main() -> None:
    """Prints both rates and their ratio."""
    bodies = pages(Path(sys.argv[1]) if len(sys.argv) > 1 else GOLDEN)
    if not bodies:
        sys.exit("no *.html or *.html.gz there")
    ours, theirs = rate(parley, bodies), rate(peer, bodies)
    print(f"{len(bodies)} pages, {sum(map(len, bodies)) / len(bodies) / 1000:.0f} kB on average")
    print(f"parley\t{ours:.1f} pages per CPU second")
    print(f"trafilatura {trafilatura.__version__}\t{theirs:.1f}")
    print(f"ratio\t{ours / theirs:.2f}")


if __name__ == "__main__":
    main()
