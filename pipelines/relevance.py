"""Whether an article belongs to a topic, and whether a page is worth a visit to find out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from email.utils import parsedate
from functools import lru_cache
from math import prod
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from items import Article, Found, Outcome, Rejected, Stage, Term, TopicDecision
from registry.forms import Forms, compile_forms, fold

if TYPE_CHECKING:
    from registry.topic import Condition, Rule, Topic

LEAD_PASSAGES = 2
MOST_BEFORE_LEAD = 3
"""Passages that touch no concept (credits, a notice, a dateline apart) may stand before the lead."""
PASSAGE_WORDS = 25
"""Sentences are joined until they have so many words: a short one leaves its subject to its neighbours."""
MOST_PASSAGES_OF_FLASH = 4
"""Passages, the headline among them, of a flash: it need not say twice what it is about."""
FEWEST_WORDS = 4
"""A headline or slug of fewer words ("Live updates") says nothing of its subject."""
READABLE_SLUGS = frozenset({"en", "tr"})
"""Languages whose slugs are written as their headlines are; Cyrillic ones are transliterated in many ways."""
LONGEST_TEXT = 200_000
"""Characters of a text that are looked at: a live blog of a week fits."""

WORD = re.compile(r"[^\W\d_]{2,}")
ISO_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?!\d)")
SENTENCE_END = re.compile(r"\n+|(?<=[.!?…][\"'»”’)]|[^\W_][.!?…])(?<!\b\w\.)\s+(?![a-zа-яёіїєґ])")
"""A line's end, or a full stop before a blank, unless it stands after an initial or before a small letter."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The concepts that one passage touches, with what stands there."""

    where: str
    touched: dict[str, tuple[str, ...]]


def relevance(article: Article, topics: Sequence[Topic]) -> Article | Rejected:
    """The article with what each topic says of it, or why none takes it; unchanged where no topic is asked.

    An article without a known date is never out of a window.
    """
    if not topics:
        return article
    day = article.published.moment.date() if article.published else None
    open_topics = [topic for topic in topics if day is None or in_window(day, topic)]
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
    touched = {concept for passage in read for concept in passage.touched}
    score = min(1.0, max(0.0, weigh(topic, read) + breadth(topic, touched) - loneliness(topic, read)))
    relevant = score >= topic.threshold and all(touched & set(group) for group in topic.requires)
    return TopicDecision(topic.id, topic.version, relevant, round(score, 3), tuple(terms(topic, read)))


def worth_a_visit(found: Found, topics: Sequence[Topic]) -> Found:
    """The same with its outcome: `pending`, or why a visit could not help any of the topics.

    Refuses only on what is known: a date before every window, or a headline that touches no topic at all.
    """
    if not topics:
        return found
    day = hinted_day(found.hints.published)
    open_topics = [topic for topic in topics if day is None or may_be_in_window(day, topic)]
    if not open_topics:
        return replace(found, outcome=Outcome.OUT_OF_WINDOW, detail=f"announced with the date {day}")
    words = announced_words(found)
    if not words or any(is_touched(topic, words, found.hints.language) for topic in open_topics):
        return found
    return replace(found, outcome=Outcome.PASSED_OVER, detail=f"no concept in: {words[:200]}")


def is_touched(topic: Topic, words: str, language: str) -> bool:
    """Whether a headline could announce the topic; one in a language that the topic does not know could."""
    if topic.threshold == 0 or (language and language not in topic.languages):
        return True
    touched = compiled(topic).find(fold(words))
    if topic.worth_a_visit:
        return any(satisfies(touched, condition) for condition in topic.worth_a_visit)
    return any(name in touched for rule in topic.signals for name in (*rule.all, *rule.any))


def announced_words(found: Found) -> str:
    """Headline and lead as hinted, else the words of a readable slug; empty where nothing can be said."""
    headline = f"{found.hints.title}. {found.hints.lead}" if found.hints.title else found.hints.lead
    if len(WORD.findall(headline)) >= FEWEST_WORDS:
        return headline
    if found.hints.language not in READABLE_SLUGS:
        return ""
    slugs = (WORD.findall(unquote(part)) for part in urlsplit(found.url).path.split("/"))
    slug = max(slugs, key=len, default=[])
    return " ".join(slug) if len(slug) >= FEWEST_WORDS else ""


def hinted_day(text: str) -> date | None:
    """The day that a feed or sitemap gave, in its own time zone; None where it cannot be read."""
    text = text.strip()
    match = ISO_DAY.match(text)
    if match:
        return day_of(int(match[1]), int(match[2]), int(match[3]))
    fields = parsedate(text)
    return day_of(*fields[:3]) if fields else None


def day_of(year: int, month: int, day: int) -> date | None:
    """None for a date that does not exist."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def in_window(day: date, topic: Topic) -> bool:
    """Both ends included."""
    since, until = topic.window.since, topic.window.until
    return (since is None or day >= since) and (until is None or day <= until)


def may_be_in_window(day: date, topic: Topic) -> bool:
    """With a day's grace at both ends: a hint names no time zone that could be relied on."""
    return any(in_window(day + timedelta(days=shift), topic) for shift in (-1, 0, 1))


@lru_cache(maxsize=16)
def compiled(topic: Topic) -> Forms:
    """The topic's forms, compiled once a process."""
    return compile_forms(topic.concepts)


def read_passages(forms: Forms, title: str, text: str) -> list[Passage]:
    """Headline, lead and body in passages, each with the concepts that it touches."""
    touched = [forms.find(fold(part)) for part in passages(text)]
    before = next((place for place, concepts in enumerate(touched[: MOST_BEFORE_LEAD + 1]) if concepts), 0)
    read = [
        Passage("lead" if before <= place < before + LEAD_PASSAGES else "body", concepts)
        for place, concepts in enumerate(touched)
    ]
    return [Passage("title", forms.find(fold(title))), *read] if title else read


def passages(text: str) -> list[str]:
    """Sentences, short ones joined with the next: what is said in two breaths belongs together."""
    joined: list[str] = []
    words = PASSAGE_WORDS
    for sentence in SENTENCE_END.split(text):
        if words < PASSAGE_WORDS:
            joined[-1] += f" {sentence}"
        else:
            joined.append(sentence)
            words = 0
        words += len(WORD.findall(sentence))
    return joined


def weigh(topic: Topic, read: Sequence[Passage]) -> float:
    """The weighted mean of headline, lead and body; a missing part does not count.

    Nor, or less, does a headline or passage that touches nothing: it tells of no other subject either.
    """
    weights = topic.weights
    touched = {concept for passage in read for concept in passage.touched}
    signals, against = possible(topic.signals, touched), possible(topic.against, touched)
    total = share = 0.0
    for where, weight in (("title", weights.title), ("lead", weights.lead), ("body", weights.body)):
        here = [passage.touched for passage in read if passage.where == where]
        counts = [1.0 if touches else weights.silent for touches in here]
        if any(counts):
            said = sum(
                map(prod, zip(counts, (score_passage(signals, against, one) for one in here), strict=True))
            )
            weight *= counts[0] if where == "title" else 1.0
            total += weight
            share += weight * said / sum(counts)
    return share / total if total else 0.0


def breadth(topic: Topic, touched: Collection[str]) -> float:
    """What the different kinds of evidence in the text add up to, wherever they stand."""
    return topic.weights.evidence * sum(name in touched for name in topic.evidence)


def loneliness(topic: Topic, read: Sequence[Passage]) -> float:
    """What a text of some length loses that speaks of the topic in one passage alone."""
    touched = {concept for passage in read for concept in passage.touched}
    signals, against = possible(topic.signals, touched), possible(topic.against, touched)
    speaking = sum(score_passage(signals, against, one.touched) >= topic.threshold for one in read)
    return topic.weights.lone if speaking == 1 and len(read) > MOST_PASSAGES_OF_FLASH else 0.0


def possible(rules: Iterable[Rule], touched: Collection[str]) -> list[Rule]:
    """The rules for which the whole text has what they ask of it, those of the highest score first."""
    open_rules = [rule for rule in rules if not rule.text or any(name in touched for name in rule.text)]
    return sorted(open_rules, key=lambda rule: -rule.score)


def score_passage(signals: Iterable[Rule], against: Iterable[Rule], touched: Collection[str]) -> float:
    """The best signal less the worst rule against."""
    return best(signals, touched) - best(against, touched) if touched else 0.0


def best(rules: Iterable[Rule], touched: Collection[str]) -> float:
    """The score of the first rule that a passage satisfies, 0 if it satisfies none."""
    return next((rule.score for rule in rules if satisfies(touched, rule)), 0.0)


def satisfies(touched: Collection[str], rule: Condition) -> bool:
    """Whether a passage has all, any and none of what the rule asks for."""
    has_all = all(name in touched for name in rule.all)
    has_any = not rule.any or any(name in touched for name in rule.any)
    return has_all and has_any and not any(name in touched for name in rule.none)


def terms(topic: Topic, read: Sequence[Passage]) -> list[Term]:
    """What was matched and where, each once, in the order of the text."""
    named = {name for rule in (*topic.signals, *topic.against) for name in (*rule.all, *rule.any)}
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
