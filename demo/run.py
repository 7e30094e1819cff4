"""`make demo`: the whole flow against the sample site, every step shown and checked."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from commands.exit_codes import ExitCode
from demo.expected import counts, differences
from demo.serve import SampleServer, serving
from demo.site import FOLDER

ROOT = FOLDER.parent
BUILD = Path("build", "demo")
"""Seen from the checkout."""


class DemoError(Exception):
    """A step failed, or gave something else than the sample site holds."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


def main(build: Path) -> int:
    """The exit code of the step that failed, 8 where an answer is wrong, else 0.

    What an earlier demonstration left in `build` goes; all else that is there stays.
    """
    began = time.monotonic()
    for left in (ROOT / build / "archive", ROOT / build / "snapshot"):
        if left.exists():
            shutil.rmtree(left)
    (ROOT / build).mkdir(parents=True, exist_ok=True)
    try:
        with serving() as server:
            Demo(server, build).show()
    except DemoError as error:
        print(f"\nmake demo: {error}", file=sys.stderr)
        return error.code
    print(f"\nEverything is as it should be, after {time.monotonic() - began:.0f} s. To look at:\n")
    for path, what in sights(build):
        print(f"  {path!s:<42} {what}")
    return 0


@dataclass(frozen=True, slots=True)
class Demo:
    """The steps of the demonstration."""

    server: SampleServer
    build: Path
    """Relative to the checkout, in which the commands run."""

    def show(self) -> None:
        """In the order in which a user takes them. Raises DemoError at the first that goes wrong."""
        snapshot = str(self.build / "snapshot")
        say("The first collection: everything is new.")
        self.scrapy("collect")
        check(differences(ROOT / self.build / "archive", last=False), "after the first collection")
        say("The second one: nothing has changed, and all that is asked for is answered with 304.")
        self.server.answers.clear()
        self.scrapy("collect")
        check(unchanged(self.server), "in the second collection")
        say("A month later one report was edited, two copies of another appear, and one page is gone.")
        self.server.epoch = 2
        self.scrapy("collect")
        check(differences(ROOT / self.build / "archive", last=True), "in the end")
        say(f"So it should be: {', '.join(f'{n} {name}' for name, n in sorted(counts(last=True).items()))}.")
        self.scrapy("status")
        self.scrapy("why", "http://parley-harbour.example/2025/06/what-wire-says.html")
        self.scrapy("search", "--lang", "uk", "полоненими")
        self.scrapy("export", snapshot)
        self.scrapy("verify")
        self.scrapy("verify", snapshot)

    def scrapy(self, *arguments: str) -> None:
        """Prints the command, then lets it print. Raises DemoError with its exit code."""
        print(f"\n$ scrapy {' '.join(arguments)}", flush=True)
        command = [sys.executable, "-m", "scrapy", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.surroundings(), check=False)  # noqa: S603
        if done.returncode:
            raise DemoError(done.returncode, f"scrapy {arguments[0]} gave exit code {done.returncode}")

    def surroundings(self) -> dict[str, str]:
        """The environment, with the sample site in place of the network and an archive of its own."""
        ours = {
            "PARLEY_ARCHIVE": str(self.build / "archive"),
            "PARLEY_SOURCES": str((FOLDER / "registry").relative_to(ROOT)),
            "PARLEY_CONTACT": "the demonstration",
            "DATABASE_URL": "",
            "PARLEY_REVISIT_SOONER": str(10**6),
            "http_proxy": self.server.proxy,
        }
        proxies = {"http_proxy", "https_proxy", "all_proxy", "no_proxy"}
        theirs = {name: value for name, value in os.environ.items() if name.lower() not in proxies}
        return {**theirs, **ours}


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


def sights(build: Path) -> list[tuple[Path, str]]:
    """Paths that are worth a look."""
    return [
        (build / "archive" / "texts" / "000", "the archived texts; sha256sum proves each against its name"),
        (build / "archive" / "warc", "every answer as it came over the wire"),
        (build / "archive" / "parley.db", "the index; `scrapy rebuild` makes it again from warc/"),
        (build / "snapshot" / "README.md", "the snapshot's card"),
        (build / "snapshot" / "data" / "articles.parquet", "its articles, for pandas or datasets"),
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="demo.run", description=__doc__)
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        default=BUILD,
        help="for the archive and the snapshot that it makes (%(default)s)",
    )
    sys.exit(main(parser.parse_args().folder))
