"""Texts about which a topic was nearly of another mind: for a person to label."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from items import Article, TopicDecision
from pipelines.replaying import inputs, read_for
from storage.replaying import Replayable, replayables

if TYPE_CHECKING:
    from items import Capture
    from pipelines.workers import Readers
    from registry.topic import Topic
    from storage.archive import Archive

LABELS = ("on", "near", "off")
"""On the topic; sharing people, places or words with it; neither."""


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A text with what the topic says of it now."""

    article: Article
    decision: TopicDecision

    def row(self, label: str = "") -> dict[str, object]:
        """As a line of a labelled set, which `scrapy topic test` reads."""
        published = self.article.published.text() if self.article.published else ""
        return {
            "id": self.article.url,
            "lang": self.article.language,
            "title": self.article.title,
            "text": self.article.body,
            "published": published,
            "label": label,
            "relevant": self.decision.relevant,
            "score": self.decision.score,
            "terms": self.decision.terms,
        }


def near_misses(
    archive: Archive, readers: Readers, topic: Topic, labelled: Collection[str] = ()
) -> Iterator[NearMiss]:
    """What was taken or left by no more than `near_miss`, read again; not the URLs in `labelled`.

    `readers` must have the topic. Captures that cannot be read any more are left out: `verify` names them.
    """
    wanted = [
        replace(asked, topics=(topic.id,))
        for asked in replayables(archive)
        if is_near(asked, topic) and asked.origin.url not in labelled
    ]
    waiting: deque[tuple[Replayable, Capture | None]] = deque()
    for result in readers.map(read_for, inputs(archive, wanted, waiting)):
        article = result if isinstance(result, Article) else result.article
        decision = next((one for one in article.topics if one.topic == topic.id), None) if article else None
        if article and decision:
            yield NearMiss(article, decision)


def is_near(asked: Replayable, topic: Topic) -> bool:
    """Whether the score lay near the threshold."""
    return any(
        name == topic.id and abs(score - topic.threshold) <= topic.near_miss for name, score in asked.scores
    )
