"""One language as data: how a word in its dictionary form is inflected, and which words are common."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from registry.tables import Table, load_table

LANGUAGES = Path(__file__).parent / "languages"


class Inflection(Table):
    """Rules of one language, all of them folded as `registry.forms.fold` does.

    A word is cut at the first of `strip` that it ends with; the end of what is left may change as in
    `alternations`; up to `most_endings` endings follow it, the first perhaps after an apostrophe.
    """

    strip: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    most_endings: int = 1
    alternations: tuple[tuple[str, str], ...] = ()
    common: str = ""
    """Words that most news texts have, blanks between: a form that finds one by accident is too wide."""


@lru_cache(maxsize=64)
def inflection(language: str, folder: Path = LANGUAGES) -> Inflection:
    """The rules of a language; a language without a file does not inflect. Raises RegistryError."""
    path = language_file(language, folder)
    return load_table(path, Inflection) if path.is_file() else Inflection()


def language_file(language: str, folder: Path = LANGUAGES) -> Path:
    """Where the rules of a language stand, if it has any."""
    return folder / f"{language}.toml"
