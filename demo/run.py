"""`make demo`: the whole flow against the sample site, every step shown and checked."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from commands.exit_codes import ExitCode
from demo.expected import counts, differences
from demo.serve import SampleServer, serving
from demo.site import FOLDER

BUILD = FOLDER.parent / "build" / "demo"
ARCHIVE = BUILD / "archive"
SNAPSHOT = BUILD / "snapshot"


class DemoError(Exception):
    """A step failed, or gave something else than the sample site holds."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


def main() -> int:
    """The exit code of the step that failed, 8 where an answer is wrong, else 0."""
    began = time.monotonic()
    if BUILD.exists():
        shutil.rmtree(BUILD)
    BUILD.mkdir(parents=True)
    try:
        with serving() as server:
            show(server)
    except DemoError as error:
        print(f"\nmake demo: {error}", file=sys.stderr)
        return error.code
    print(f"\nEverything is as it should be, after {time.monotonic() - began:.0f} s. To look at:\n")
    for path, what in sights():
        print(f"  {path.relative_to(FOLDER.parent)!s:<42} {what}")
    return 0


def show(server: SampleServer) -> None:
    """The steps, in the order in which a user takes them."""
    say("The first collection: everything is new.")
    scrapy(server, "collect")
    check(differences(ARCHIVE, last=False), "after the first collection")
    say("The second one: nothing has changed, and all that is asked for is answered with 304.")
    server.answers.clear()
    scrapy(server, "collect")
    check(unchanged(server), "in the second collection")
    say("A month later one report was edited, two copies of another appear, and one page is gone.")
    server.epoch = 2
    scrapy(server, "collect")
    check(differences(ARCHIVE, last=True), "in the end")
    say(f"So it should be: {', '.join(f'{n} {name}' for name, n in sorted(counts(last=True).items()))}.")
    scrapy(server, "status")
    scrapy(server, "why", "http://parley-harbour.example/2025/06/what-wire-says.html")
    scrapy(server, "search", "--lang", "uk", "полоненими")
    scrapy(server, "export", str(SNAPSHOT.relative_to(FOLDER.parent)))
    scrapy(server, "verify")
    scrapy(server, "verify", str(SNAPSHOT.relative_to(FOLDER.parent)))


def scrapy(server: SampleServer, *arguments: str) -> None:
    """Prints the command, then lets it print. Raises DemoError with its exit code."""
    print(f"\n$ scrapy {' '.join(arguments)}", flush=True)
    done = subprocess.run(  # noqa: S603  # our own interpreter
        [sys.executable, "-m", "scrapy", *arguments], cwd=FOLDER.parent, env=surroundings(server), check=False
    )
    if done.returncode:
        raise DemoError(done.returncode, f"scrapy {arguments[0]} gave exit code {done.returncode}")


def surroundings(server: SampleServer) -> dict[str, str]:
    """The environment, with the sample site in place of the network and an archive of its own."""
    ours = {
        "PARLEY_ARCHIVE": str(ARCHIVE.relative_to(FOLDER.parent)),
        "PARLEY_SOURCES": str((FOLDER / "registry").relative_to(FOLDER.parent)),
        "PARLEY_CONTACT": "the demonstration",
        "DATABASE_URL": "",
        "http_proxy": server.proxy,
        "no_proxy": "",
    }
    theirs = {name for name in os.environ if name.lower() in {"http_proxy", "https_proxy", "no_proxy"}}
    return {**{name: value for name, value in os.environ.items() if name not in theirs}, **ours}


def unchanged(server: SampleServer) -> list[str]:
    """What a second collection should have asked for conditionally, and was sent whole."""
    kept = sum(counts(last=False)[outcome] for outcome in ("archived", "duplicate"))
    same = {url for url, status in server.answers if status == 304}
    whole = {url for url, status in server.answers if status == 200 and not url.endswith("/robots.txt")}
    found = [f"{url} was sent whole again" for url in sorted(whole)]
    if len(same) < kept:
        found.append(f"{len(same)} answers were 304, should be {kept} or more")
    return found


def check(found: Iterable[str], when: str) -> None:
    """Raises DemoError with exit code 8 if anything was found."""
    lines = list(found)
    if lines:
        raise DemoError(ExitCode.VERIFICATION, "\n  ".join([f"wrong {when}:", *lines]))


def say(text: str) -> None:
    """A line of the demonstration itself."""
    print(f"\n--- {text}", flush=True)


def sights() -> list[tuple[Path, str]]:
    """Paths that are worth a look."""
    return [
        (ARCHIVE / "texts" / "000", "the archived texts; sha256sum proves each against its name"),
        (ARCHIVE / "warc", "every answer as it came over the wire"),
        (ARCHIVE / "parley.db", "the index; `scrapy rebuild` makes it again from warc/"),
        (SNAPSHOT / "README.md", "the snapshot's card"),
        (SNAPSHOT / "data" / "articles.parquet", "its articles, for pandas or datasets"),
    ]


if __name__ == "__main__":
    sys.exit(main())
