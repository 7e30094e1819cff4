"""Asks readers in processes of their own, so that one that hangs or crashes costs itself a page."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.pages import Page

ROOT = Path(__file__).parent.parent
PEERS = ROOT / ".venv-peers" / "bin" / "python"
OURS = frozenset({"parley", "trafilatura", "trafilatura-precision"})
"""Those that live in Parley's own environment: trafilatura is one of its dependencies."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a reader gave of one page in one round."""

    text: str
    seconds: float | None
    """Of processor time; None where it was stopped or crashed."""
    failed: str = ""


def command(name: str) -> list[str]:
    """What starts a reader."""
    python = sys.executable if name in OURS else str(PEERS)
    return [python, "-W", "ignore", "-m", "bench.readers", name]


def one_round(reader: Sequence[str], pages: Sequence[Page], heard: Callable[[int], None]) -> list[Given]:
    """An answer for each page, in their order; `heard` is told how many there are."""
    given: list[Given] = []
    while len(given) < len(pages):
        before = len(given)
        for one in answers(reader, pages[before:]):
            given.append(one)
            heard(len(given))
        if len(given) < len(pages):
            if before == len(given) == 0 and not starts(reader, pages[0]):
                sys.exit(f"{' '.join(reader)}: does not start")
            given.append(Given("", None, "stopped or crashed"))
    return given


def answers(reader: Sequence[str], pages: Sequence[Page]) -> Iterator[Given]:
    """As many as one process gives before it ends."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".jsonl") as file:
        for page in pages:
            file.write(json.dumps({"id": page.id, "url": page.url, "html": page.html}) + "\n")
        file.flush()
        process = subprocess.Popen(  # noqa: S603  # our own readers
            [*reader, file.name],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        with process as running:
            for page, line in zip(pages, running.stdout or (), strict=False):
                said = json.loads(line)
                if said["id"] != page.id:
                    raise ValueError(f"asked for {page.id}, answered {said['id']}")
                yield Given(said["text"], said["seconds"], said["failed"])


def starts(reader: Sequence[str], page: Page) -> bool:
    """Whether a reader that gave nothing would have read an empty page."""
    return any(True for _ in answers(reader, [Page(page.id, page.url, "<html><p>One.</p></html>", "")]))
