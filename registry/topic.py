"""One topic as data: its window, the concepts that speak for and against it, how they combine, its events."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from registry.errors import RegistryError, UnknownNameError, did_you_mean
from registry.forms import WORD, fold
from registry.language import language_file
from registry.source import IDENTIFIER, Language, Words
from registry.tables import Table, display_name, load_table

TOPICS = Path(__file__).parent / "topics"
ANY_LANGUAGE = "any"
EVENT_MARGIN = timedelta(days=3)
"""Coverage of an event begins and ends about so long before and after it."""


def check_form(form: str) -> str:
    """Raises ValueError unless the form is words: `word` inflected, `stem*` any ending, `=word` exact."""
    for word in form.split():
        if len(WORD.findall(fold(word))) != 1 or re.search(r"\*.|.=|^=.*\*$", word):
            raise ValueError(
                f"{form!r} is no form: write words, stems with * behind them, =word for no other form"
            )
    if not form.strip():
        raise ValueError("an empty form")
    return form


Form = Annotated[str, AfterValidator(check_form)]
Score = Annotated[float, Field(strict=True, ge=0)]


class Window(Table):
    """When an article must have been published; both days included, open where none is given."""

    since: date | None = None
    until: date | None = None

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.since and self.until and self.since > self.until:
            raise ValueError(f"since {self.since} is after until {self.until}")
        return self

    def holds(self, day: date) -> bool:
        """Whether the day lies in it."""
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)


class Condition(Table):
    """What one passage must touch: each of `all`, one of `any`, none of `none`."""

    name: Words
    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    none: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if not (self.all or self.any):
            raise ValueError("names no concept in all or any")
        return self


class Rule(Condition):
    """What a passage that meets the condition counts, if one of `text` stands somewhere in the whole text."""

    score: Score
    text: tuple[str, ...] = ()


class Weights(Table):
    """How much the headline, the lead and the rest of the text count."""

    title: Score = 1.0
    lead: Score = 1.0
    body: Score = 1.0
    silent: Score = 1.0
    """Of a passage that touches no concept, beside those that do: it speaks neither for nor against."""
    lone: Score = 0.0
    """What a text loses of which a single passage, headline or not, reaches the threshold: a mention."""
    evidence: Score = 0.0
    """What each concept of `evidence` adds that stands anywhere in the text."""


class Event(Table):
    """A day around which coverage is dense."""

    name: Words
    date: date


class Topic(Table):
    """A topic. `threshold = 0` accepts every text in the window."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")]
    """The stem of the file."""
    version: str
    """First 12 hex digits of the SHA-256 of the bytes of the file and of the rules of its languages."""
    name: Words
    description: str = ""
    languages: tuple[Language, ...] = ()
    """Those that the concepts have forms for."""
    window: Window = Window()
    threshold: Score = 1.0
    near_miss: Score = 0.0
    """A score this little below or above the threshold is worth a person's look."""
    weights: Weights = Weights()
    concepts: dict[str, dict[str, tuple[Form, ...]]] = Field(default_factory=dict)
    """Concept -> language (or `any`) -> forms."""
    signals: tuple[Rule, ...] = ()
    """A passage counts with the highest score of the signals it satisfies."""
    against: tuple[Rule, ...] = ()
    """The same, subtracted."""
    requires: tuple[tuple[str, ...], ...] = ()
    """Of each group, one concept must stand somewhere in the text."""
    evidence: tuple[str, ...] = ()
    """Concepts each of which makes the topic likelier, wherever it stands: soft evidence adds up."""
    worth_a_visit: tuple[Condition, ...] = ()
    """What headline and lead of a page must meet one of; empty: touch any concept that a signal names."""
    events: tuple[Event, ...] = ()

    @model_validator(mode="after")
    def _names_its_concepts(self) -> Self:
        for key, name in self.references():
            if name not in self.concepts:
                raise ValueError(f'{key}: "{name}" is no concept{did_you_mean(name, self.concepts)}')
        for concept, forms in self.concepts.items():
            for language in forms:
                if language not in (*self.languages, ANY_LANGUAGE):
                    known = did_you_mean(language, (*self.languages, ANY_LANGUAGE))
                    raise ValueError(f'concepts.{concept}: "{language}" is not in languages{known}')
        if self.threshold and not self.signals:
            raise ValueError("signals: missing, though the threshold is not 0")
        return self

    def __hash__(self) -> int:
        """By file: what is compiled from a topic is compiled once a process."""
        return hash((self.id, self.version))

    def references(self) -> Iterator[tuple[str, str]]:
        """Key and concept of every place that names one."""
        rules = {"signals": self.signals, "against": self.against, "worth_a_visit": self.worth_a_visit}
        for key, conditions in rules.items():
            for number, condition in enumerate(conditions):
                for part in ("all", "any", "none", "text"):
                    names = getattr(condition, part, ())
                    yield from ((f"{key}[{number}].{part}", name) for name in names)
        for number, group in enumerate(self.requires):
            yield from ((f"requires[{number}]", name) for name in group)
        yield from (("evidence", name) for name in self.evidence)

    def key_weeks(self) -> list[tuple[date, date]]:
        """First and last day of the times around the events, those that touch joined, oldest first."""
        weeks: list[tuple[date, date]] = []
        for day in sorted(event.date for event in self.events):
            first, last = day - EVENT_MARGIN, day + EVENT_MARGIN
            if weeks and first <= weeks[-1][1] + timedelta(days=1):
                weeks[-1] = (weeks[-1][0], last)
            else:
                weeks.append((first, last))
        return weeks


def load_topic(name_or_path: str | Path, folder: Path = TOPICS) -> Topic:
    """A topic by the name of its file in `folder`, or by path. Raises RegistryError."""
    path = Path(name_or_path)
    if path.suffix != ".toml":
        path = folder / f"{name_or_path}.toml"
        if not path.is_file():
            known = [file.stem for file in folder.glob("*.toml")]
            raise UnknownNameError(
                "", str(name_or_path), f"no such topic{did_you_mean(str(name_or_path), known)}"
            )
    if not IDENTIFIER.fullmatch(path.stem):
        raise RegistryError(
            display_name(path), "", "the file's name should be lower-case letters, digits and hyphens"
        )
    topic = load_table(path, Topic, id=path.stem, version="")
    files = [path, *filter(Path.is_file, map(language_file, topic.languages))]
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files))
    return topic.model_copy(update={"version": digest.hexdigest()[:12]})


def load_topics(folder: Path = TOPICS) -> dict[str, Topic]:
    """Every topic of a folder by id."""
    if not folder.is_dir():
        raise RegistryError(display_name(folder), "", "no such folder of topics")
    return {path.stem: load_topic(path) for path in sorted(folder.glob("*.toml"))}


def choose_topics(names: Iterable[str], folder: Path = TOPICS) -> list[Topic]:
    """The named topics, each once, by name or path."""
    return [load_topic(name, folder) for name in dict.fromkeys(names)]
