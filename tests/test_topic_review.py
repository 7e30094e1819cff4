"""`scrapy topic review`: near misses of an archive become lines of a labelled set."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from commands.exit_codes import ExitCode
from commands.topic import Command
from items import Article, Reading
from pipelines.dedup import place
from pipelines.reading import read_archived
from registry.topic import load_topic
from storage.archive import Archive
from tests.asked import ask
from tests.filled import GRAIN, SITE, TALKS, Filling
from tests.test_replay import page

TOPIC = """
name = "Mediators"
languages = ["en"]
threshold = 0.4
near_miss = 0.39

[concepts.mediator]
en = ["mediator"]

[[signals]]
name = "mediators"
score = 0.9
all = ["mediator"]
"""


@pytest.fixture
def archive(tmp_path: Path) -> tuple[Path, Path]:
    """One text on the topic, near its threshold, and one that has nothing of it."""
    path, root = tmp_path / "mediators.toml", tmp_path / "archive"
    path.write_text(TOPIC, encoding="utf-8")
    topic = load_topic(path)
    with Archive.open(root) as opened:
        filling = Filling(opened)
        for minute, (name, text) in enumerate({"talks": TALKS, "grain": GRAIN}.items()):
            capture = filling.exchange(f"{SITE}/{name}", page(name.title(), text), minute)
            result = read_archived(root, replace(capture, body=b""), [topic])
            placement = place(result, opened) if isinstance(result, Article) else None
            opened.keep(Reading(capture, result, placement), run="one")
    return path, root


LIMITS = {"READERS": "1", "READ_SECONDS": "20", "READ_MEMORY": str(2**30)}


def test_near_misses_are_labelled_and_then_known(
    archive: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, root = archive
    topic = ("--topic", str(path))
    (row,) = ask(Command(), capsys, "review", "--jsonl", *topic, root=root, **LIMITS).json()
    assert row["id"] == f"{SITE}/talks"
    assert 0 < row["score"] <= 0.8
    assert "mediators" in row["text"]
    assert row["label"] == ""

    labels = tmp_path / "labels.jsonl"
    said = ("review", *topic, "--labels", str(labels), "--say", "on")
    assert ask(Command(), capsys, *said, row["id"], root=root, **LIMITS).code == ExitCode.DONE
    (written,) = map(json.loads, labels.read_text(encoding="utf-8").splitlines())
    assert written == {**row, "label": "on"}
    assert ask(Command(), capsys, *said, row["id"], root=root, **LIMITS).code == ExitCode.USAGE
    known = ask(Command(), capsys, "review", "--jsonl", *topic, "--labels", str(labels), root=root, **LIMITS)
    assert known.json() == []

    tested = ask(Command(), capsys, "test", *topic, str(labels), root=root, **LIMITS)
    right = (
        "1 taken, 1 of them rightly, 0 missed" if row["relevant"] else "0 taken, 0 of them rightly, 1 missed"
    )
    assert f"1 labelled, 1 on: {right}" in tested.out


def test_urls_need_a_label_and_a_file(archive: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    path, root = archive
    for given in (("review", "https://a.example/"), ("review", "--say", "on", "--labels", "x.jsonl")):
        told = ask(Command(), capsys, *given, "--topic", str(path), root=root, **LIMITS)
        assert told.code == ExitCode.USAGE
