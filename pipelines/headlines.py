"""Whether a page is worth a visit, by what announces it: headline, lead, date, the words of its address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from email.utils import parsedate
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from items import Found, Outcome
from pipelines.passages import WORD, compiled
from pipelines.weighing import satisfies
from registry.forms import fold

if TYPE_CHECKING:
    from registry.topic import Topic

FEWEST_WORDS = 4
"""A headline or slug of fewer words ("Live updates") says nothing of its subject."""
READABLE_SLUGS = frozenset({"en", "tr"})
"""Languages whose slugs are written as their headlines are; Cyrillic ones are transliterated in many ways."""
ISO_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?!\d)")


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
    return replace(found, outcome=Outcome.PASSED_OVER, detail=f"announces none of the topics: {words[:200]}")


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


def may_be_in_window(day: date, topic: Topic) -> bool:
    """With a day's grace at both ends: a hint names no time zone that could be relied on."""
    return any(topic.window.holds(day + timedelta(days=shift)) for shift in (-1, 0, 1))
