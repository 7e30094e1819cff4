"""`scrapy ingest`: every input gets an outcome, what is kept is proven by its name, and nothing is lost."""

import hashlib
import json
from pathlib import Path

from storage.archive import Archive
from storage.showing import show
from tests.collecting import Machine, rows
from tests.test_inputs import warc

TALKS = (
    "Delegations from Russia and Ukraine met in Istanbul on Monday for a second round of direct peace talks "
    "that lasted little more than an hour.\n\nThe two sides agreed to exchange the bodies of six thousand "
    "soldiers and all prisoners of war who are gravely ill or under twenty-five, the head of the Ukrainian "
    "delegation said.\n\nA ceasefire was not agreed. Turkey, which hosted the negotiations in the Ciragan "
    "Palace, offered to bring the two presidents together before the end of the month, and both delegations "
    "said that they would study it."
)
GARDENS = (
    "The spring flower show opened in the old town hall on Monday with more than two hundred exhibits, and "
    "visitors stood in line for an hour to see the new roses.\n\nThe gardeners of the region agreed to show "
    "their best tulips, lilies and all fruit trees that are younger than five years, the head of the society "
    "said.\n\nNo prize was awarded this year. The mayor, who opened the exhibition in the morning, offered "
    "to bring the schools of the town together before the end of the month, and all of them will study it."
)


def test_what_is_brought_is_kept_with_its_name_and_once(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "archive")
    first = tmp_path / "000_8d4842a7901ebc89.txt"
    first.write_text(f"Second round ends in Istanbul\n\n{TALKS}\n\nRead also:", encoding="utf-8")
    lines = tmp_path / "more.jsonl"
    row = {
        "id": "a-7",
        "url": "https://a.example/7",
        "title": "They met",
        "text": f"{TALKS} More is to come.",
        "lang": "en",
        "published": "2025-06-02T16:00:00Z",
        "source": "a-wire",
    }
    lines.write_text(json.dumps(row) + "\n{broken\n", encoding="utf-8")
    said = machine.run("ingest", "--json", str(first), str(tmp_path / "missing.txt"), str(lines))
    assert said.returncode == 2
    assert f"{tmp_path}/missing.txt: No such file or directory" in said.stderr
    assert f"{lines}:2: no JSON" in said.stderr
    one, two = rows(said)
    assert (one["outcome"], one["number"], one["id"]) == ("archived", 0, first.name)
    assert (two["outcome"], two["number"], two["id"]) == ("archived", 1, "a-7")
    text = (machine.archive / "texts/000" / one["name"]).read_bytes()
    assert text == f"Second round ends in Istanbul\n\n{TALKS}".encode()
    assert hashlib.sha256(text).hexdigest()[:16] == one["name"][4:20]
    with Archive.open(machine.archive, write=False) as archive:
        shown = show(archive, 1)
        assert shown is not None
        known = shown.current
    assert (known.origin, known.url, known.source) == ("a-7", "https://a.example/7", "a-wire")
    assert known.title == "They met"
    assert known.published is not None
    assert known.published.text() == "2025-06-02T16:00:00Z"
    again = rows(machine.run("ingest", "--json", str(first)))
    assert [(row["outcome"], row["number"]) for row in again] == [("unchanged", 0)]
    assert len(list(machine.archive.glob("texts/*/*.txt"))) == 2
    assert machine.run("verify").returncode == 0


def test_the_topic_is_asked_unless_told_otherwise(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "archive")
    path = tmp_path / "gardens.txt"
    path.write_text(GARDENS, encoding="utf-8")
    assert machine.run("ingest", str(path)).stdout.startswith("off_topic\t\t\t")
    assert machine.run("ingest", "--no-filter", str(path)).stdout.startswith("archived\t0\t000_")
    assert machine.run("ingest", "--no-filter", "--topic", "everything", str(path)).returncode == 2
    assert machine.run("ingest").returncode == 2


def test_warc_responses_are_copied_with_their_bytes(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "archive")
    (tmp_path / "theirs").mkdir()
    said = machine.run("ingest", "--json", "--no-filter", str(warc(tmp_path / "theirs")))
    assert said.returncode == 0, said.stderr
    assert [row["url"] for row in rows(said)] == [
        "http://a.example/1", "http://a.example/2", "https://a.example/3",
    ]  # fmt: skip
    assert {row["outcome"] for row in rows(said)} <= {"too_short", "not_article", "extract_failed"}
    why = machine.run("why", "http://a.example/2", "--json")
    assert why.returncode == 0
    assert "2025-06-02T12:00:00" in why.stdout
