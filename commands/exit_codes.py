"""What a command's exit code says; docs/operating.md shows the same table."""

import sys
from enum import IntEnum


class ExitCode(IntEnum):
    """One table for every command; cron lines and scripts rely on it."""

    DONE = 0
    """All that was asked for was done; an answer may be empty."""
    UNEXPECTED = 1
    """A fault of the program itself; a traceback stands on stderr."""
    USAGE = 2
    """The command line is wrong, or names something that does not exist."""
    SOURCES_FAILED = 3
    """Some of the sources failed; the others were collected."""
    CONFIGURATION = 4
    """A source, topic or setting cannot be used."""
    NOTHING_FETCHED = 5
    """Nothing at all could be fetched."""
    LOCKED = 6
    """Another process holds the lock."""
    STORAGE = 7
    """The disk or the database refused, or the archive is not there."""
    VERIFICATION = 8
    """Files are damaged, missing or foreign; each one is named."""
    INTERRUPTED = 130
    """Stopped from the keyboard; what was acknowledged is safe, and the next run goes on from there."""


WORDS = {
    ExitCode.DONE: "done",
    ExitCode.USAGE: "wrong usage",
    ExitCode.SOURCES_FAILED: "some sources failed",
    ExitCode.CONFIGURATION: "bad configuration",
    ExitCode.NOTHING_FETCHED: "nothing could be fetched at all",
    ExitCode.LOCKED: "another run holds the lock",
    ExitCode.STORAGE: "the disk or the database refused",
    ExitCode.VERIFICATION: "verification failed",
    ExitCode.INTERRUPTED: "interrupted, state saved",
}


def in_words(code: int) -> str:
    """What an exit code means, for the Makefile: make itself ends with 2 whatever failed."""
    words = {int(known): said for known, said in WORDS.items()}
    return f"exit code {code}: {words.get(code, 'unexpected')}"


if __name__ == "__main__":
    sys.stdout.write(f"{in_words(int(sys.argv[1]))}\n")
