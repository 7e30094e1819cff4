"""The docs name every command, source key, setting, table column, outcome and exit code."""

import re
from pathlib import Path

import pytest
from scrapy.cmdline import _get_commands_from_module

from commands.exit_codes import ExitCode, in_words
from items import DateFlag, Outcome
from pipelines.relevance import decide
from registry.language import Inflection
from registry.source import Source
from registry.topic import Event, Rule, Topic, Weights, Window, load_topic
from registry.topic_lint import lint
from snapshot import tables
from storage.models import Base

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
README = (ROOT / "README.md").read_text(encoding="utf-8")
DATA = (DOCS / "data.md").read_text(encoding="utf-8")
OPERATING = (DOCS / "operating.md").read_text(encoding="utf-8")
SNAPSHOT_TABLES = {
    "data/articles.parquet": tables.ARTICLES,
    "data/revisions.parquet": tables.REVISIONS,
    "data/outcomes.parquet": tables.OUTCOMES,
    "data/clusters.parquet": tables.CLUSTERS,
    "data/sources.csv": tables.SOURCES,
}


def section(page: str, heading: str) -> str:
    """What stands under a heading, up to the next one."""
    found = re.search(rf"^#+ `?{re.escape(heading)}`?\n(.*?)(?=^#|\Z)", page, re.MULTILINE | re.DOTALL)
    assert found, f"no heading {heading}"
    return found[1]


def documented(page: str, heading: str) -> set[str]:
    """The names in the first column of the table under a heading."""
    return set(re.findall(r"^\| `([^`]+)`", section(page, heading), re.MULTILINE))


@pytest.mark.parametrize("name", sorted(Base.metadata.tables))
def test_every_column_of_the_database(name: str) -> None:
    assert documented(DATA, name) == set(Base.metadata.tables[name].columns.keys())


@pytest.mark.parametrize("name", SNAPSHOT_TABLES)
def test_every_column_of_a_snapshot(name: str) -> None:
    assert documented(DATA, name) == set(SNAPSHOT_TABLES[name])


def test_every_outcome() -> None:
    assert documented(DATA, "Outcomes") == set(Outcome)


def test_every_flag_of_a_date() -> None:
    assert documented(DATA, "Flags of dates") == set(DateFlag)


def test_every_exit_code() -> None:
    codes = re.findall(r"^\| (\d+) \|", section(OPERATING, "Exit codes"), re.MULTILINE)
    assert list(map(int, codes)) == [int(code) for code in ExitCode]


def test_every_exit_code_has_words() -> None:
    assert in_words(5) == "exit code 5: nothing could be fetched at all"
    assert in_words(77) == "exit code 77: unexpected"
    assert len({in_words(code).partition(": ")[2] for code in ExitCode}) == len(ExitCode)


def test_every_variable_of_the_environment() -> None:
    settings = (ROOT / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'os\.environ\.get\("(\w+)"', settings))
    listed = re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (.*?) \|", OPERATING, re.MULTILINE)))
    assert read
    assert read <= set(listed)


def test_every_key_of_a_source() -> None:
    page = (DOCS / "adding-a-source.md").read_text(encoding="utf-8")
    assert documented(page, "Every key") == set(Source.model_fields) - {"id"}


def test_every_command() -> None:
    ours = _get_commands_from_module("commands", True)
    listed = set(re.findall(r"^\| `scrapy (\w+)", README, re.MULTILINE))
    assert set(ours) == listed


def test_the_rules_of_reading_name_golden_pages() -> None:
    page = (DOCS / "reading-rules.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| ") and not line.startswith("| what")]
    cases = {path.name for path in (ROOT / "tests" / "golden").iterdir()}
    for row in rows:
        named = re.findall(r"`([a-z0-9-]+)`", row.replace(r"\|", "").rpartition(" | ")[2])
        assert named, row
        assert set(named) <= cases, row


def test_every_key_of_a_topic_and_a_language_is_described() -> None:
    page = (DOCS / "adding-a-topic.md").read_text(encoding="utf-8")
    named = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`\n]+)`", page))))
    keys = {key for table in (Topic, Rule, Window, Weights, Event, Inflection) for key in table.model_fields}
    assert keys - named <= {"id", "version"}


def test_the_topic_that_is_worked_through_works(tmp_path: Path) -> None:
    page = (DOCS / "adding-a-topic.md").read_text(encoding="utf-8")
    path = tmp_path / "border-talks.toml"
    path.write_text("\n".join(re.findall(r"```toml\n(.*?)```", page, re.DOTALL)), encoding="utf-8")
    topic = load_topic(path)
    assert lint(topic) == []
    assert topic.events
    assert topic.worth_a_visit
    text = "Negotiators from Pakistan and Afghanistan met in Istanbul. The Taliban delegation asked for time."
    assert decide(topic, "Kabul and Islamabad resume talks", text).relevant
    assert not decide(
        topic, "Talks on Gaza in Istanbul", "A Hamas delegation is in Istanbul for talks."
    ).relevant
