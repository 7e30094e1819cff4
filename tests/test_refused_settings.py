"""What a machine sets wrongly, or a command line names wrongly, is one line that says which."""

from pathlib import Path

import pytest

from tests.collecting import Machine


@pytest.mark.parametrize(
    ("name", "value", "command"),
    [
        ("PARLEY_ALLOW_NETWORKS", "foo", ("crawl", "feed")),
        ("PARLEY_REVISIT_AFTER", "15m,soon", ("crawl", "feed")),
        ("PARLEY_REVISIT_AFTER", "1h,15m", ("collect",)),
        ("https_proxy", "http://foo:bar", ("collect",)),
        ("DATABASE_URL", "foo", ("show", "1")),
        ("DATABASE_URL", "foo://x/y", ("show", "1")),
    ],
)
def test_a_setting_that_cannot_be_used(
    tmp_path: Path, name: str, value: str, command: tuple[str, ...]
) -> None:
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "parley.db").touch()
    said = Machine(tmp_path / "archive", extra={name: value}).run(*command)
    assert said.returncode == 4, said.stderr
    assert said.stderr.startswith(f"scrapy {command[0]}: {name}: ")
    assert len(said.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (("crawl", "feed", "-a", "topic=no-such"), "no-such"),
        (("crawl", "feed", "-a", "sorce=x"), 'did you mean "source"?'),
        (("crawl", "replay", "-a", "warc={here}/no.warc"), "no.warc is no WARC file"),
        (("ingest", "{here}/empty"), "empty: holds no file"),
        (("sources", "check", "--pages", "{here}/none"), "none: no such folder"),
        (("sources", "import", "{here}/none.opml"), "none.opml: no such file"),
        (("topic", "test", "{here}/none"), "none: No such file"),
    ],
)
def test_a_name_that_means_nothing(tmp_path: Path, command: tuple[str, ...], told: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "no.warc").write_text("not a WARC file\n" * 9, encoding="utf-8")
    said = Machine(tmp_path / "archive").run(*(part.format(here=tmp_path) for part in command))
    assert said.returncode == 2, said.stderr
    assert told in said.stderr
    assert "Traceback" not in said.stderr
    lines = [line for line in said.stderr.splitlines() if command[0] != "topic"]
    assert len(lines) <= 1
