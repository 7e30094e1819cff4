"""What a topic's rules give the passages of a text, and what that makes of the whole."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from math import prod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.passages import Passage
    from registry.topic import Condition, Rule, Topic

MOST_PASSAGES_OF_FLASH = 4
"""Passages, the headline among them, of a flash: it need not say twice what it is about."""


def score(topic: Topic, read: Sequence[Passage]) -> float:
    """0 to 1: how much of the text speaks of the topic, in how many ways, and whether only once."""
    scores = passage_scores(topic, read)
    whole = mean(topic, read, scores) + breadth(topic, read) - loneliness(topic, scores)
    return min(1.0, max(0.0, whole))


def passage_scores(topic: Topic, read: Sequence[Passage]) -> list[float]:
    """Of each passage the best signal less the worst rule against; 0 where it touches nothing."""
    touched = concepts(read)
    signals, against = possible(topic.signals, touched), possible(topic.against, touched)
    return [best(signals, one.touched) - best(against, one.touched) if one.touched else 0.0 for one in read]


def mean(topic: Topic, read: Sequence[Passage], scores: Sequence[float]) -> float:
    """The weighted mean of headline, lead and body; a missing part does not count.

    Nor, or less, does a headline or passage that touches nothing: it tells of no other subject either.
    """
    weights = topic.weights
    total = share = 0.0
    for where, weight in (("title", weights.title), ("lead", weights.lead), ("body", weights.body)):
        here = [
            (1.0 if one.touched else weights.silent, score)
            for one, score in zip(read, scores, strict=True)
            if one.where == where
        ]
        if counts := sum(count for count, _ in here):
            weight *= counts if where == "title" else 1.0
            total += weight
            share += weight * sum(map(prod, here)) / counts
    return share / total if total else 0.0


def breadth(topic: Topic, read: Sequence[Passage]) -> float:
    """What the different kinds of evidence in the text add up to, wherever they stand."""
    touched = concepts(read)
    return topic.weights.evidence * sum(name in touched for name in topic.evidence)


def loneliness(topic: Topic, scores: Sequence[float]) -> float:
    """What a text of some length loses of which a single passage would reach the threshold by itself."""
    speaking = sum(score >= topic.threshold for score in scores)
    return topic.weights.lone if speaking == 1 and len(scores) > MOST_PASSAGES_OF_FLASH else 0.0


def concepts(read: Iterable[Passage]) -> set[str]:
    """Those that stand somewhere in the text."""
    return {concept for passage in read for concept in passage.touched}


def possible(rules: Iterable[Rule], touched: Collection[str]) -> list[Rule]:
    """The rules for which the whole text has what they ask of it, those of the highest score first."""
    open_rules = [rule for rule in rules if not rule.text or any(name in touched for name in rule.text)]
    return sorted(open_rules, key=lambda rule: -rule.score)


def best(rules: Iterable[Rule], touched: Collection[str]) -> float:
    """The score of the first rule that a passage satisfies, 0 if it satisfies none."""
    return next((rule.score for rule in rules if satisfies(touched, rule)), 0.0)


def satisfies(touched: Collection[str], rule: Condition) -> bool:
    """Whether a passage has all, any and none of what the rule asks for."""
    has_all = all(name in touched for name in rule.all)
    has_any = not rule.any or any(name in touched for name in rule.any)
    return has_all and has_any and not any(name in touched for name in rule.none)
