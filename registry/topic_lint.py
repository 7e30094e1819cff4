"""What is odd about a topic, though it can be used: unused concepts, languages without forms, idle forms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from registry.errors import Problem
from registry.topic import ANY_LANGUAGE

if TYPE_CHECKING:
    from registry.topic import Topic


def lint(topic: Topic) -> list[Problem]:
    """Every oddity, in the order of the file's keys; none of them stops a run."""
    return [
        Problem(topic.id, key, message)
        for check in (unused_concepts, missing_languages, idle_forms, events_outside)
        for key, message in check(topic)
    ]


def unused_concepts(topic: Topic) -> Iterator[tuple[str, str]]:
    """Concepts that decide nothing."""
    rules = (*topic.signals, *topic.against)
    used = {name for rule in rules for name in (*rule.all, *rule.any, *rule.none)}
    used |= {name for group in topic.requires for name in group} | set(topic.worth_a_visit)
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
    """Forms that stand twice, or that a shorter stem of the same list finds anyway."""
    for concept, languages in topic.concepts.items():
        for language, forms in languages.items():
            stems = {
                form[:-1].casefold() for form in forms if form.endswith("*") and not form.startswith("re:")
            }
            for number, form in enumerate(forms):
                bare = form.rstrip("*").casefold()
                key = f"concepts.{concept}.{language}[{number}]"
                if form in forms[:number]:
                    yield key, f'"{form}" stands twice'
                elif any(bare.startswith(stem) and bare != stem for stem in stems if " " not in bare):
                    yield key, f'"{form}" is found by a shorter stem'


def events_outside(topic: Topic) -> Iterator[tuple[str, str]]:
    """Events of which no article could be kept."""
    for number, event in enumerate(topic.events):
        since, until = topic.window.since, topic.window.until
        if (since and event.date < since) or (until and event.date > until):
            yield f"events[{number}].date", f"{event.date} lies outside the window"
