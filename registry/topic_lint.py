"""What is odd about a topic, though it can be used: unused concepts, gaps, idle and too wide forms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from registry.errors import Problem
from registry.forms import compile_forms, fold
from registry.language import inflection
from registry.topic import ANY_LANGUAGE

if TYPE_CHECKING:
    from registry.topic import Topic


def lint(topic: Topic) -> list[Problem]:
    """Every oddity, in the order of the file's keys; none of them stops a run."""
    return [
        Problem(topic.id, key, message)
        for check in (unused_concepts, missing_languages, idle_forms, wide_forms, events_outside)
        for key, message in check(topic)
    ]


def unused_concepts(topic: Topic) -> Iterator[tuple[str, str]]:
    """Concepts that decide nothing."""
    used = {name for _, name in topic.references()}
    for concept in topic.concepts:
        if concept not in used:
            yield f"concepts.{concept}", "no rule names it"


def missing_languages(topic: Topic) -> Iterator[tuple[str, str]]:
    """Concepts that some of the topic's languages cannot express."""
    for concept, forms in topic.concepts.items():
        missing = [language for language in topic.languages if not forms.get(language)]
        if missing and not forms.get(ANY_LANGUAGE):
            yield f"concepts.{concept}", f"has no forms in {', '.join(missing)}"


def idle_forms(topic: Topic) -> Iterator[tuple[str, str]]:
    """Forms that stand twice, or that another form of the same list finds anyway."""
    for concept, language, forms in lists(topic):
        for number, form in enumerate(forms):
            key = f"concepts.{concept}.{language}[{number}]"
            if form in forms[:number]:
                yield key, f'"{form}" stands twice'
            elif other := next(
                (other for other in forms if other != form and finds(other, form, language)), None
            ):
                yield key, f'"{form}" is found by "{other}"'


def finds(form: str, other: str, language: str) -> bool:
    """Whether a form finds the words of another one, and has words that the other does not find."""
    found = compile_forms({"form": {language: [form]}, "other": {language: [other]}})
    if "form" not in found.find(fold(other)):
        return False
    return other.endswith("*") <= form.endswith("*") and "other" not in found.find(fold(form))


def wide_forms(topic: Topic) -> Iterator[tuple[str, str]]:
    """Forms that find a common word of their language which they do not spell out."""
    for concept, language, forms in lists(topic):
        common = inflection(language).common.split() if language != ANY_LANGUAGE else ()
        for number, form in enumerate(forms):
            found = compile_forms({concept: {language: [form]}})
            bare = fold(form.strip("*="))
            words = [word for word in common if fold(word) != bare and found.find(fold(word))]
            if words:
                yield (
                    f"concepts.{concept}.{language}[{number}]",
                    f'"{form}" finds the common {", ".join(words)}',
                )


def lists(topic: Topic) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Concept, language and forms."""
    for concept, languages in topic.concepts.items():
        for language, forms in languages.items():
            yield concept, language, forms


def events_outside(topic: Topic) -> Iterator[tuple[str, str]]:
    """Events of which no article could be kept."""
    for number, event in enumerate(topic.events):
        if not topic.window.holds(event.date):
            yield f"events[{number}].date", f"{event.date} lies outside the window"
