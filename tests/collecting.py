"""`scrapy` commands as a user runs them, in a process of their own, against the sample site."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from demo.serve import SampleServer, serving
from demo.site import Site

ROOT = Path(__file__).parent.parent
QUICK = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_START_DELAY=0")
"""No delays: every host of the sample site is this machine."""


@contextmanager
def patient_site() -> Iterator[SampleServer]:
    """The sample site, whose hosts ask for no delay."""
    with serving() as server:
        hosts = {name: replace(host, crawl_delay=0) for name, host in server.site.hosts.items()}
        server.site = Site(hosts)
        yield server


@dataclass(frozen=True, slots=True)
class Machine:
    """An archive and the network that it sees."""

    archive: Path
    proxy: str = ""
    sources: Path = ROOT / "demo" / "registry"
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        place = {
            "PARLEY_ARCHIVE": str(self.archive),
            "PARLEY_SOURCES": str(self.sources),
            "DATABASE_URL": "",
            "PARLEY_REVISIT_SOONER": "1000000",
        }
        return kept | place | {"http_proxy": self.proxy, "NO_COLOR": "1"} | self.extra

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "scrapy", *arguments],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, seconds: float = 120) -> subprocess.CompletedProcess[str]:
        with self.start(*arguments) as process:
            try:
                out, err = process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                process.terminate()
                raise
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def rows(answer: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    """The objects of a `--json` answer."""
    return [json.loads(line) for line in answer.stdout.splitlines()]
