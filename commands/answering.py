"""What every command of Parley shares: options, the archive's place, how a failure becomes an exit code."""

import argparse
import os
import sys
from abc import abstractmethod
from collections.abc import Sequence
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from commands.exit_codes import ExitCode
from commands.terminal import say
from registry.errors import RegistryError, UnknownNameError
from storage.errors import LockedError, SettingError, StorageError


class Answering(ScrapyCommand):
    """A command that answers: `answer` does the work and gives the exit code, and may raise freely.

    Answers go to stdout, all else to stderr. An OSError is taken for the disk's word (7); an error that
    is not listed in `run` is a fault of the program: traceback, exit code 1.
    """

    __module__ = "commands"
    """Scrapy takes a class for a command if its module is the one that it was found in; this one is none."""

    requires_project = True
    requires_crawler_process = False

    @abstractmethod
    def answer(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Does what the command line asks."""

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Scrapy's global options and `--json`."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="answer in JSON, one object a line")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Calls `answer`; a failure that can be expected is one line on stderr and its exit code."""
        try:
            self.exitcode = self.answer(positional(args), opts)
            sys.stdout.flush()
        except (UsageError, UnknownNameError) as error:
            self.fail(ExitCode.USAGE, str(error))
        except (RegistryError, SettingError) as error:
            self.fail(ExitCode.CONFIGURATION, str(error))
        except LockedError as error:
            self.fail(ExitCode.LOCKED, str(error))
        except StorageError as error:
            self.fail(ExitCode.STORAGE, str(error))
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # `| head` has had enough
        except OSError as error:
            self.fail(ExitCode.STORAGE, f"{error.filename or 'disk'}: {error.strerror or error}")
        except KeyboardInterrupt:
            self.fail(ExitCode.INTERRUPTED, "interrupted; what was acknowledged is kept")

    def fail(self, code: ExitCode, message: str) -> None:
        """Says why, one line a problem, and sets the exit code."""
        name = type(self).__module__.rpartition(".")[2]
        for line in message.splitlines() or [code.name.lower()]:
            say(f"scrapy {name}: {line}")
        self.exitcode = code

    @property
    def values(self) -> Settings:
        """The settings, with what `-s` changed."""
        if self.settings is None:
            raise RuntimeError("the command has no settings yet: Scrapy sets them before it runs a command")
        return self.settings

    @property
    def root(self) -> Path:
        """The archive's folder."""
        return Path(str(self.values["PARLEY_ARCHIVE"]))

    @property
    def database_url(self) -> str:
        """Empty for the SQLite file inside the archive."""
        return str(self.values["DATABASE_URL"] or "")


def positional(args: Sequence[str]) -> list[str]:
    """The arguments that are no options; an unknown option is refused, unless it follows `--`."""
    before, after = list(args), []
    if "--" in before:
        place = before.index("--")
        before, after = before[:place], before[place + 1 :]
    for arg in before:
        if arg.startswith("-") and arg != "-":
            raise UsageError(f"no such option: {arg}; -h lists them")
    return before + after


def one(args: Sequence[str], what: str) -> str:
    """The only argument; anything else is refused, naming what was wanted."""
    if len(args) != 1:
        raise UsageError(f"give one {what}")
    return args[0]


def none(args: Sequence[str]) -> None:
    """Refuses arguments where a command takes options alone."""
    if args:
        raise UsageError(f"takes no arguments, only options: {' '.join(args)}")
