"""What a changed topic would add to the archive and drop from it."""

import json
from pathlib import Path

import pytest

from commands.exit_codes import ExitCode
from commands.replay import Command
from items import Discovery, Found
from registry.topic import load_topic
from storage.archive import Archive
from tests.asked import ask
from tests.filled import FEED, GRAIN, SITE, TALKS, Filling
from tests.test_replay import page, state, visit

HARBOUR = """
name = "Harbour"
languages = ["en"]
threshold = 0.4

[concepts.subject]
en = ["%s"]

[[signals]]
name = "the subject"
score = 1.0
all = ["subject"]
"""


def test_a_changed_topic_says_what_it_would_add_and_drop_with_examples(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    limits = {"READERS": "1", "READ_SECONDS": "20", "READ_MEMORY": str(2**30), "DEFAULT_TOPIC": "everything"}
    topic = tmp_path / "harbour.toml"
    topic.write_text(HARBOUR % "session", encoding="utf-8")
    root = tmp_path / "archive"
    fill_as_collected(root, topic)
    topic.write_text(HARBOUR % "vessel", encoding="utf-8")
    before = state(root)
    told = ask(Command(), capsys, "--dry-run", "--topic", str(topic), root=root, **limits)
    assert told.code == ExitCode.DONE
    rows = {line.split("\t")[1]: line.split("\t") for line in told.out.splitlines() if SITE in line}
    gained, lost = rows[f"{SITE}/ships"], rows[f"{SITE}/sitting"]
    assert (gained[0], lost[0]) == ("gained", "lost")
    assert gained[2:4] == ["off_topic", "archived"]
    assert lost[3] == "off_topic"
    assert gained[4] == "harbour 0.00 > 0.67"
    assert lost[4] == "harbour 1.00 > 0.00"
    assert gained[-1] == "Ships leave"
    assert "harbour: 0.00 of 0.40" in lost[5]
    assert "gained\t1" in told.out
    assert state(root) == before
    as_json = ask(Command(), capsys, "--dry-run", "--json", "--topic", str(topic), root=root, **limits)
    objects = {row["url"]: row for row in map(json.loads, as_json.out.splitlines())}
    assert objects[f"{SITE}/ships"]["scores"] == [["harbour", 0.0, 0.667]]


def fill_as_collected(root: Path, topic: Path) -> None:
    """Two more pages, held against the topic as it is now."""
    with Archive.open(root) as archive:
        filling = Filling(archive)
        names = (Found(f"{SITE}/sitting"), Found(f"{SITE}/ships"))
        feed = filling.exchange(FEED, "<rss> </rss>", 20)
        archive.record_discovery(Discovery(feed, names, "feed"), run="two")
        sitting = TALKS.replace("Delegations", "Envoys").replace("clause", "article")
        ships = GRAIN.replace("wheat", "rye").replace("Saturday", "Sunday")
        for number, (name, title, text) in enumerate(
            [("sitting", "A long session", sitting), ("ships", "Ships leave", ships)]
        ):
            visit(filling, f"{SITE}/{name}", page(title, text), 21 + number, topics=[load_topic(topic)])
