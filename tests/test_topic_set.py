"""The shipped topics on texts written for them: what each takes, what it leaves to others."""

import json
from pathlib import Path

import pytest

from pipelines.relevance import decide
from registry.topic import load_topic
from registry.topic_lint import lint

SETS = sorted(Path(__file__).parent.joinpath("topic_set").glob("*.jsonl"))


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_a_topic_takes_its_texts_and_no_near_ones(path: Path) -> None:
    topic = load_topic(path.stem)
    rows = list(map(json.loads, path.read_text(encoding="utf-8").splitlines()))
    wrong = [
        row["id"]
        for row in rows
        if decide(topic, row["title"], row["text"]).relevant != (row["label"] == "on")
    ]
    assert wrong == []


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_a_topic_leaves_the_texts_of_another_one(path: Path) -> None:
    rows = list(map(json.loads, path.read_text(encoding="utf-8").splitlines()))
    for other in SETS:
        if other != path:
            topic = load_topic(other.stem)
            assert not any(
                decide(topic, row["title"], row["text"]).relevant for row in rows if row["label"] == "on"
            )


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_nothing_is_odd_about_a_shipped_topic(path: Path) -> None:
    assert lint(load_topic(path.stem)) == []
