"""Whether an article belongs to a topic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from items import Article, Outcome, Rejected, Stage, Term, TopicDecision
from pipelines.passages import compiled, read_passages
from pipelines.weighing import concepts, score

if TYPE_CHECKING:
    from pipelines.passages import Passage
    from registry.topic import Topic

LONGEST_TEXT = 200_000
"""Characters of a text that are looked at: a live blog of a week fits."""


def relevance(article: Article, topics: Sequence[Topic]) -> Article | Rejected:
    """The article with what each topic says of it, or why none takes it; unchanged where no topic is asked.

    An article without a known date is never out of a window.
    """
    if not topics:
        return article
    day = article.published.moment.date() if article.published else None
    open_topics = [topic for topic in topics if day is None or topic.window.holds(day)]
    if not open_topics:
        detail = f"published {day}; {', '.join(map(describe_window, topics))}"
        return Rejected(Stage.RELEVANCE, Outcome.OUT_OF_WINDOW, detail, article)
    decisions = tuple(decide(topic, article.title, article.body) for topic in open_topics)
    decided = replace(article, topics=decisions)
    if any(decision.relevant for decision in decisions):
        return decided
    detail = "; ".join(map(describe_decision, open_topics, decisions))
    return Rejected(Stage.RELEVANCE, Outcome.OFF_TOPIC, detail, decided)


def decide(topic: Topic, title: str, text: str) -> TopicDecision:
    """Scores the text against the topic, 0 to 1: how much of it speaks of the topic, and in how many ways."""
    if topic.threshold == 0:
        return TopicDecision(topic.id, topic.version, relevant=True, score=1.0, terms=())
    read = read_passages(compiled(topic), title, text[:LONGEST_TEXT])
    touched, scored = concepts(read), score(topic, read)
    relevant = scored >= topic.threshold and all(touched & set(group) for group in topic.requires)
    return TopicDecision(topic.id, topic.version, relevant, round(scored, 3), tuple(terms(topic, read)))


def terms(topic: Topic, read: Sequence[Passage]) -> list[Term]:
    """What was matched and where, each once, in the order of the text; not what only headlines are asked."""
    named = {name for rule in (*topic.signals, *topic.against) for name in (*rule.all, *rule.any)}
    named.update(topic.evidence, *topic.requires)
    found = (
        Term(concept, form, passage.where)
        for passage in read
        for concept, forms in passage.touched.items()
        for form in forms
        if concept in named
    )
    return list(dict.fromkeys(found))


def describe_decision(topic: Topic, decision: TopicDecision) -> str:
    """For a person: the score, how far it is from the threshold, and what was asked for in vain."""
    touched = {term.concept for term in decision.terms}
    missing = [" or ".join(group) for group in topic.requires if not touched & set(group)]
    near = ", a near miss" if topic.threshold - topic.near_miss <= decision.score < topic.threshold else ""
    wanting = f", without {', '.join(missing)}" if missing else ""
    return f"{topic.id}: {decision.score:.2f} of {topic.threshold:.2f}{near}{wanting}"


def describe_window(topic: Topic) -> str:
    """For a person."""
    return f"{topic.id}: {topic.window.since or '…'} to {topic.window.until or '…'}"
