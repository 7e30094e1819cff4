"""What every command shares: exit codes, what a terminal may be shown, and which modules are commands."""

import argparse
import io
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from scrapy.cmdline import _get_commands_from_module
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

import commands
from commands import terminal
from commands.answering import Answering, one, positional
from commands.exit_codes import ExitCode
from items import WarcPosition
from registry.errors import RegistryError
from storage.errors import LockedError, StorageError

NO_COMMANDS = {"__init__", "answering", "exit_codes", "terminal"}


class Asked(Answering):
    """A command that does what the test says."""

    def __init__(self, act: Callable[[], ExitCode]) -> None:
        super().__init__()
        self.act = act

    def short_desc(self) -> str:
        return "asked"

    def answer(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        return self.act()


def raising(error: BaseException) -> Callable[[], ExitCode]:
    def act() -> ExitCode:
        raise error

    return act


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (UsageError("give one URL"), 2, "give one URL"),
        (RegistryError("a.toml", "feeds[0].url", "unknown key"), 4, "a.toml: feeds[0].url: unknown key"),
        (LockedError("held by process 7"), 6, "held by process 7"),
        (StorageError("database parley.db: disk full"), 7, "database parley.db: disk full"),
        (PermissionError(13, "Permission denied", "/archive/texts"), 7, "/archive/texts: Permission denied"),
        (OSError(28, "No space left on device"), 7, "disk: No space left on device"),
        (KeyboardInterrupt(), 130, "interrupted"),
    ],
)
def test_a_failure_is_one_line_and_its_exit_code(
    error: BaseException, code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = Asked(raising(error))
    command.run([], argparse.Namespace())
    captured = capsys.readouterr()
    assert command.exitcode == code
    assert captured.out == ""
    assert said in captured.err
    assert captured.err.count("\n") == 1


def test_a_fault_of_the_program_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        Asked(raising(ZeroDivisionError())).run([], argparse.Namespace())


def test_every_problem_of_the_registry_has_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    first = RegistryError("a.toml", "x", "unknown key")
    Asked(raising(RegistryError("b.toml", "y", "missing", first.problems))).run([], argparse.Namespace())
    assert capsys.readouterr().err.count("\n") == 2


def test_only_the_modules_of_commands_are_commands() -> None:
    found = _get_commands_from_module("commands", inproject=True)
    modules = {path.stem for path in Path(commands.__path__[0]).glob("*.py")}
    assert set(found) <= modules - NO_COMMANDS
    assert {"why", "show", "search", "verify", "rebuild", "replay"} <= set(found)
    for name, command in found.items():
        assert command.short_desc(), name
        assert command.requires_project, name


@pytest.mark.parametrize(
    ("args", "left"),
    [
        ([], []),
        (["a", "b"], ["a", "b"]),
        (["--", "-a"], ["-a"]),
        (["-"], ["-"]),
        (["a", "--", "--"], ["a", "--"]),
    ],
)
def test_what_follows_two_dashes_is_no_option(args: list[str], left: list[str]) -> None:
    assert positional(args) == left


@pytest.mark.parametrize("args", [["--jsno"], ["a", "-x"], ["-x", "--", "b"]])
def test_an_unknown_option_is_refused(args: list[str]) -> None:
    with pytest.raises(UsageError, match="no such option"):
        positional(args)


@pytest.mark.parametrize("args", [[], ["a", "b"]])
def test_one_argument_is_asked_for_by_name(args: list[str]) -> None:
    with pytest.raises(UsageError, match="give one URL"):
        one(args, "URL")


def test_the_archive_is_the_one_that_the_settings_name() -> None:
    command = Asked(lambda: ExitCode.DONE)
    with pytest.raises(RuntimeError):
        _ = command.root
    command.settings = Settings({"PARLEY_ARCHIVE": "here", "DATABASE_URL": "postgresql://u@h/d"})
    assert (command.root, command.database_url) == (Path("here"), "postgresql://u@h/d")


HOSTILE = "a\x1b[31mred\x1b]0;title\x07\u202e\u2066\x9b2J\x7f\r\u2028\ud800z"


def test_nothing_that_a_terminal_obeys_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.print_table((HOSTILE,), [(HOSTILE,)])
    terminal.print_facts([("url", HOSTILE)])
    terminal.print_text(HOSTILE)
    terminal.print_json({"text": HOSTILE})
    terminal.say(HOSTILE)
    captured = capsys.readouterr()
    for character in captured.out + captured.err:
        assert character in "\n\t" or not terminal.is_unsafe(character)
    assert "\\x1b[31mred" in captured.out


def test_nothing_that_a_terminal_obeys_is_in_a_table_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        encoding = "utf-8"

        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setenv("TERM", "dumb")  # rich writes no escapes of its own
    monkeypatch.setattr(sys, "stdout", screen)
    terminal.print_table(("name", "value"), [(1, HOSTILE), (2, "[bold]no markup[/bold]")], HOSTILE)
    shown = screen.getvalue()
    assert "[bold]no markup[/bold]" in shown
    assert not [character for character in shown if character != "\n" and terminal.is_unsafe(character)]


def test_json_gives_back_what_it_was_given(capsys: pytest.CaptureFixture[str]) -> None:
    value = {"text": HOSTILE, "at": datetime(2025, 5, 16, tzinfo=UTC), "of": WarcPosition("f", 3, "<id>")}
    terminal.print_json(value)
    line = capsys.readouterr().out
    assert json.loads(line) == {
        "text": HOSTILE,
        "at": "2025-05-16T00:00:00Z",
        "of": {"file": "f", "offset": 3, "record_id": "<id>"},
    }
    assert line.count("\n") == 1


def test_a_table_is_tab_separated_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.print_table(("a", "b"), [(1, None), (0.5, ["x", "y\tz"])])
    assert capsys.readouterr().out == "a\tb\n1\t\n0.5\tx, y\\tz\n"


def test_a_reader_that_has_had_enough_is_no_failure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with (tmp_path / "out").open("w") as out:
        monkeypatch.setattr(sys, "stdout", out)
        command = Asked(raising(BrokenPipeError()))
        command.run([], argparse.Namespace())
    assert command.exitcode == 0
