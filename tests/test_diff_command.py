"""`scrapy diff` and `scrapy show --cluster`: what they print, for a person, in colour and as JSON."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from commands.diff import Command as Diff
from commands.diff import render
from commands.show import Command as Show
from storage.archive import Archive
from storage.changes import changes
from tests.asked import ask
from tests.filled import SITE, filled


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An archive with one of everything; the talks were edited."""
    with filled(tmp_path):
        return tmp_path


def test_the_changes_of_an_article(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = ask(Diff(), capsys, "0", root=root)
    assert said.code == 0
    assert "parts\theadline, body" in said.out
    assert "Talks [-begin-] {+end+} in Istanbul" in said.out
    assert "{+They end.+}" in said.out
    (one,) = ask(Diff(), capsys, "--json", f"{SITE}/talks", root=root).json()
    assert (one["number"], one["kind"], one["parts"]) == (0, "edited", ["headline", "body"])
    assert not one["stealth"]
    assert (one["added"], one["removed"]) == (3, 1)


def test_what_has_no_changes_and_what_is_not_there(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    alone = ask(Diff(), capsys, "1", root=root)
    assert (alone.code, alone.out) == (0, "")
    assert "has had one text alone" in alone.err
    assert ask(Diff(), capsys, "77", root=root).code == 2
    assert ask(Show(), capsys, "--cluster", "77", root=root).code == 2


class Terminal(io.StringIO):
    """Where colours are shown."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("without", [False, True])
def test_on_a_terminal_what_went_is_red(root: Path, monkeypatch: pytest.MonkeyPatch, without: bool) -> None:
    with Archive.open(root, write=False) as archive:
        found = changes(archive, 0)
    assert found is not None
    shown = Terminal()
    monkeypatch.setattr(sys, "stdout", shown)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    if without:
        monkeypatch.setenv("NO_COLOR", "1")
    render(found[0])
    assert ("\x1b[9;31m" in shown.getvalue()) is not without
    assert ("[-begin-]" in shown.getvalue()) is without


def test_a_cluster_as_a_tree_and_as_json(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = ask(Show(), capsys, "--cluster", "3", root=root)
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[0].startswith("000  2025-05-16 08:00Z  alpha  Talks")
    assert any(line.startswith(("├─ 002", "└─ 002")) for line in lines)
    members = ask(Show(), capsys, "--cluster", "--json", "0", root=root).json()
    assert [member["row"]["number"] for member in members] == [0, *(m["row"]["number"] for m in members[1:])]
    assert {member["row"]["copied_from"] for member in members} <= {None, 0, 2, 3}
    assert members[0]["depth"] == 0
    alone = ask(Show(), capsys, "--cluster", "1", root=root)
    assert (alone.code, alone.out) == (0, "")
    assert "stands alone" in alone.err
