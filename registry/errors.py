"""What is wrong with a registry file: where it stands, and what was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in one file; `key` is empty where the whole file is meant."""

    file: str
    key: str
    message: str

    def __str__(self) -> str:
        """As a person reads it: file, key path, what is wrong."""
        return ": ".join(part for part in (self.file, self.key, self.message) if part)


class RegistryError(Exception):
    """The registry cannot be used; names every problem that was found, the first one in its fields."""

    def __init__(self, file: str, key: str, message: str, others: Iterable[Problem] = ()) -> None:
        self.file = file
        self.key = key
        self.message = message
        self.problems = (Problem(file, key, message), *others)
        super().__init__(file, key, message)

    def __str__(self) -> str:
        """One line a problem."""
        return "\n".join(str(problem) for problem in self.problems)

    def __reduce__(self) -> tuple[type[RegistryError], tuple[object, ...]]:
        """Every problem survives the way out of a worker process."""
        return type(self), (self.file, self.key, self.message, self.problems[1:])


class UnknownNameError(RegistryError):
    """A source or topic was asked for that does not exist; the files themselves are in order."""


def raise_problems(problems: Iterable[Problem]) -> None:
    """Raises one RegistryError for all of them; does nothing where there are none."""
    found = list(problems)
    if found:
        raise RegistryError(found[0].file, found[0].key, found[0].message, found[1:])


def did_you_mean(name: str, valid: Iterable[str]) -> str:
    """`, did you mean "url"?`, or the valid names where none is near."""
    names = sorted(set(valid))
    near = difflib.get_close_matches(name.lower(), names, n=3, cutoff=0.6)
    if near:
        likeliest = next((each for each in near if each[0] == name[:1].lower()), near[0])
        return f', did you mean "{likeliest}"?'
    return f"; valid are {', '.join(names)}" if names else ""
