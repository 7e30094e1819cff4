"""A text in passages, each with the concepts of a topic that it touches."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from registry.forms import Forms, compile_forms, fold

if TYPE_CHECKING:
    from registry.topic import Topic

LEAD_PASSAGES = 2
MOST_BEFORE_LEAD = 3
"""Passages that touch no concept (credits, a notice, a dateline apart) may stand before the lead."""
PASSAGE_WORDS = 25
"""Sentences are joined until they have so many words: a short one leaves its subject to its neighbours."""
WORD = re.compile(r"[^\W\d_]{2,}")
SENTENCE_END = re.compile(r"\n+|(?<=[.!?…][\"'»”’)]|[^\W_][.!?…])(?<!\b\w\.)\s+(?![a-zа-яёіїєґ])")
"""A line's end, or a full stop before a blank, unless it stands after an initial or before a small letter."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The concepts that one passage touches, with what stands there."""

    where: str
    touched: dict[str, tuple[str, ...]]


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
