"""Topic files: window, events, what is refused, what is odd."""

import pickle
from datetime import date
from pathlib import Path

import pytest

from registry.errors import RegistryError, UnknownNameError
from registry.topic import Topic, choose_topics, load_topic, load_topics
from registry.topic_lint import lint

GOOD = """
name = "Harbour"
languages = ["en", "tr"]
threshold = 0.5
requires = [["harbour"]]

[window]
since = 2025-05-01

[concepts.harbour]
en = ["harbour", "port authority"]
tr = ["liman*"]

[[signals]]
name = "the harbour"
score = 1.0
all = ["harbour"]

[[worth_a_visit]]
name = "harbour or port"
any = ["harbour"]

[[events]]
name = "Opening"
date = 2025-06-02
"""


def write(folder: Path, text: str, name: str = "harbour") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_topic_by_name_and_by_path(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    topic = load_topic(path)
    assert topic == load_topic("harbour", tmp_path) == load_topic(str(path))
    assert topic.id == "harbour"
    assert topic.window.since == date(2025, 5, 1)
    assert choose_topics(["harbour", "harbour"], tmp_path) == [topic]
    assert pickle.loads(pickle.dumps(topic)) == topic
    assert hash(pickle.loads(pickle.dumps(topic))) == hash(topic)


def test_the_version_is_that_of_the_bytes(tmp_path: Path) -> None:
    first = load_topic(write(tmp_path, GOOD)).version
    assert load_topic(write(tmp_path, GOOD)).version == first
    assert load_topic(write(tmp_path, GOOD + "# a word\n")).version != first
    assert len(first) == 12


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("threshold", "treshold", 'treshold: unknown key, did you mean "threshold"?'),
        ("since = ", "from = ", "window.from: unknown key"),
        ('all = ["harbour"]', 'all = ["harbor"]', '"harbor" is no concept, did you mean "harbour"?'),
        ('requires = [["harbour"]]', 'requires = [["port"]]', 'requires[0]: "port" is no concept'),
        ('any = ["harbour"]', 'any = ["pier"]', 'worth_a_visit[0].any: "pier" is no concept'),
        ('all = ["harbour"]', 'all = ["harbour"]\ntext = ["pier"]', 'signals[0].text: "pier" is no concept'),
        ("tr = [", "ru = [", 'concepts.harbour: "ru" is not in languages'),
        ('all = ["harbour"]', "all = []", "names no concept in all or any"),
        ('"liman*"', '"*"', "is no form"),
        ('"liman*"', '"li*man"', "is no form"),
        ('"liman*"', '"=liman*"', "is no form"),
        ('"liman*"', '"liman / port"', "is no form"),
        ('"liman*"', '" "', "an empty form"),
        ("score = 1.0", "score = -1.0", "signals[0].score"),
        ("since = 2025-05-01", "since = 2025-05-01\nuntil = 2025-04-01", "is after until"),
        ("date = 2025-06-02", 'date = "soon"', "events[0].date"),
        ("threshold = 0.5", 'threshold = "0.5"', "threshold"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    with pytest.raises(RegistryError) as caught:
        load_topic(write(tmp_path, GOOD.replace(old, new)))
    assert said in str(caught.value)
    assert str(tmp_path / "harbour.toml") in str(caught.value)


def test_a_threshold_needs_signals(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match="signals: missing"):
        load_topic(write(tmp_path, 'name = "Empty"\n'))


def test_an_unknown_topic_names_the_nearest(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    with pytest.raises(UnknownNameError, match='did you mean "harbour"'):
        load_topic("harbor", tmp_path)
    with pytest.raises(RegistryError, match="cannot be read"):
        load_topic(tmp_path / "absent.toml")


def test_key_weeks_touching_ones_joined(tmp_path: Path) -> None:
    events = "".join(f'[[events]]\nname = "x"\ndate = {day}\n' for day in ("2025-06-09", "2025-07-01"))
    topic = load_topic(write(tmp_path, GOOD + events))
    assert topic.key_weeks() == [
        (date(2025, 5, 30), date(2025, 6, 12)),
        (date(2025, 6, 28), date(2025, 7, 4)),
    ]


def test_the_shipped_topics() -> None:
    topics = load_topics()
    assert {"istanbul-talks", "everything"} <= set(topics)
    everything, talks = topics["everything"], topics["istanbul-talks"]
    assert everything.threshold == 0
    assert everything.window.since is everything.window.until is None
    assert talks.window.since == date(2025, 5, 1)
    assert talks.window.until is None
    assert {"en", "ru", "uk", "tr"} == set(talks.languages)
    rounds = (date(2025, 5, 16), date(2025, 6, 2), date(2025, 7, 23))
    assert all(any(first <= day <= last for first, last in talks.key_weeks()) for day in rounds)
    assert lint(talks) == []


def test_the_version_changes_with_the_rules_of_a_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, GOOD)
    first = load_topic(path).version
    rules = tmp_path / "rules.toml"
    rules.write_text('endings = ["x"]', encoding="utf-8")
    monkeypatch.setattr("registry.topic.language_file", lambda language: rules)
    assert load_topic(path).version != first


def test_lint_names_what_is_odd() -> None:
    topic = Topic.model_validate(
        {
            "id": "odd",
            "version": "",
            "name": "Odd",
            "languages": ["en", "tr"],
            "threshold": 0.5,
            "window": {"since": date(2025, 1, 1)},
            "concepts": {
                "used": {"en": ["harbou*", "harbour", "harbou*", "tour*"], "tr": ["liman*"]},
                "idle": {"en": ["quay"]},
            },
            "signals": [{"name": "s", "score": 1.0, "all": ["used"]}],
            "events": [{"name": "e", "date": date(2024, 1, 1)}],
        }
    )
    assert [problem.key for problem in lint(topic)] == [
        "concepts.idle",
        "concepts.idle",
        "concepts.used.en[1]",
        "concepts.used.en[2]",
        "concepts.used.en[3]",
        "events[0].date",
    ]
