"""Runs one command as Scrapy's command line would, within this process."""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings

from commands.answering import Answering


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command said."""

    code: int
    out: str
    err: str

    def json(self) -> list[Any]:
        """Its JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


def ask(
    command: Answering, capsys: pytest.CaptureFixture[str], *args: str, root: Path, **settings: str
) -> Answer:
    """The answer of a command to its arguments, about the archive at `root`."""
    place = {"PARLEY_ARCHIVE": str(root), "DATABASE_URL": "", "PARLEY_REVISIT_AFTER": "15m"}
    command.settings = Settings(place | settings)
    parser = argparse.ArgumentParser(conflict_handler="resolve")
    command.add_options(parser)
    opts, rest = parser.parse_known_args(list(args))
    capsys.readouterr()
    command.run(rest, opts)
    said = capsys.readouterr()
    return Answer(command.exitcode, said.out, said.err)
