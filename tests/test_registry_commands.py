"""`scrapy sources` and `scrapy topic` as a person and a script see them."""

import json
from pathlib import Path

import pytest

from commands.exit_codes import ExitCode
from commands.sources import Command as Sources
from commands.topic import Command as Topics
from registry.source import load_sources
from tests.asked import Answer, ask
from tests.topic_texts import OFF, ON

SOURCE = """
name = "Example"
home = "http://127.0.0.1:9/"
country = "GB"
languages = ["en"]
kind = "online"
domains = ["127.0.0.1"]
feeds = [{url = "http://127.0.0.1:9/feed"}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "example.toml").write_text(SOURCE, encoding="utf-8")
    return tmp_path


def sources(capsys: pytest.CaptureFixture[str], folder: Path, *args: str) -> Answer:
    values = {"PARLEY_SOURCES": str(folder), "USER_AGENT": "Parley/test", "ROBOTSTXT_USER_AGENT": "Parley"}
    return ask(Sources(), capsys, *args, root=folder / "archive", **values)


def topic(capsys: pytest.CaptureFixture[str], folder: Path, *args: str) -> Answer:
    return ask(Topics(), capsys, *args, root=folder, DEFAULT_TOPIC="istanbul-talks")


def test_the_list(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    said = sources(capsys, folder, "list")
    assert said.code == ExitCode.DONE
    assert said.out.splitlines()[1].split("\t")[:2] == ["example", "Example"]
    (row,) = sources(capsys, folder, "list", "--json").json()
    assert (row["id"], row["feeds"][0]["url"]) == ("example", "http://127.0.0.1:9/feed")


@pytest.mark.parametrize("args", [(), ("lst",), ("import",), ("export", "--json")])
def test_what_cannot_be_meant_is_usage(
    capsys: pytest.CaptureFixture[str], folder: Path, args: tuple[str, ...]
) -> None:
    said = sources(capsys, folder, *args)
    assert (said.code, said.out) == (ExitCode.USAGE, "")
    assert said.err


def test_a_file_that_cannot_be_used_is_configuration(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    (folder / "example.toml").write_text(SOURCE + "delay = 0\n", encoding="utf-8")
    said = sources(capsys, folder, "list")
    assert said.code == ExitCode.CONFIGURATION
    assert "example.toml: delay: unknown key" in said.err


def test_nothing_answers(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    said = sources(capsys, folder, "check")
    assert said.code == ExitCode.NOTHING_FETCHED
    assert said.out.splitlines()[1].split("\t")[:3] == ["example", "unreachable", "feeds[0].url"]


def test_saved_pages(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    pages = folder / "pages"
    pages.mkdir()
    link = '<link rel="alternate" type="application/rss+xml" href="/{}">'
    (pages / "example.html").write_text(f"<html>{link.format('feed')}</html>", encoding="utf-8")
    assert sources(capsys, folder, "check", "--pages", str(pages)).code == ExitCode.DONE
    (pages / "example.html").write_text(f"<html>{link.format('rss')}</html>", encoding="utf-8")
    said = sources(capsys, folder, "check", "--json", "--pages", str(pages))
    assert said.code == ExitCode.SOURCES_FAILED
    (check,) = said.json()
    assert [entry["state"] for entry in check["entries"]] == ["stale", "new"]


def test_out_and_in(capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path) -> None:
    (tmp_path / "out.opml").write_text(sources(capsys, folder, "export").out, encoding="utf-8")
    (folder / "example.toml").rename(folder / "other.toml")
    said = sources(capsys, folder, "import", "--json", str(tmp_path / "out.opml"))
    assert [skipped["reason"] for skipped in said.json()[0]["skipped"]] == ["already in other.toml"]
    (folder / "other.toml").write_text(SOURCE.replace("/feed", "/rss"), encoding="utf-8")
    assert sources(capsys, folder, "import", str(tmp_path / "out.opml")).code == ExitCode.DONE
    assert set(load_sources(folder)) == {"example", "other"}


def test_a_topic_tried_on_lines(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    rows = [
        {"id": name, "title": text.partition("\n\n")[0], "text": text.partition("\n\n")[2], "lang": "en"}
        for name, text in [*((f"on-{n}", text) for n, text in enumerate(ON)), ("off", OFF[0])]
    ]
    path = tmp_path / "items.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    said = topic(capsys, tmp_path, "test", "--jsonl", str(path))
    assert said.code == ExitCode.DONE
    assert [set(row) for row in said.json()] == [{"id", "relevant", "score", "terms"}] * len(rows)
    assert [(row["id"], row["relevant"]) for row in said.json()] == [
        *((f"on-{n}", True) for n in range(len(ON))),
        ("off", False),
    ]


def test_a_bad_line_costs_itself(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "items.jsonl"
    path.write_text('{"id": "a", "text": "x"}\n{oops\n[1]\n\n{"id": "b", "text": "y"}\n', encoding="utf-8")
    said = topic(capsys, tmp_path, "test", "--jsonl", str(path), str(tmp_path / "absent.jsonl"))
    assert said.code == ExitCode.USAGE
    assert [row["id"] for row in said.json()] == ["a", "b"]
    assert "items.jsonl:2: no JSON" in said.err
    assert "items.jsonl:3: is no object" in said.err
    assert "absent.jsonl: No such file" in said.err


def test_a_text_file_with_its_headline(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "000_text.txt"
    path.write_text(ON[0], encoding="utf-8")
    said = topic(capsys, tmp_path, "test", str(path))
    assert said.code == ExitCode.DONE
    first = said.out.splitlines()[1].split("\t")
    assert (first[0], first[1], first[3]) == (path.name, "yes", ON[0].splitlines()[0])
    assert "second round" in said.out


def test_an_unknown_topic_and_a_clean_one(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert topic(capsys, tmp_path, "test", "--topic", "istanbul-talk", "x.jsonl").code in (
        ExitCode.USAGE,
        ExitCode.CONFIGURATION,
    )
    assert topic(capsys, tmp_path, "lint").out == ""
    assert topic(capsys, tmp_path, "judge").code == ExitCode.USAGE
