"""Counts what a snapshot holds while its rows pass by."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.holdings import ArticleRow
    from storage.outcomes import OutcomeRow


@dataclass(slots=True)
class Tally:
    """Counts for the card."""

    sources: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    days: Counter[str] = field(default_factory=Counter)
    """Of publication, as claimed; empty where nothing is known."""
    topics: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    """Of every URL ever seen, whatever was selected."""
    articles: int = 0
    texts: int = 0
    """Files of present texts; duplicates share one."""
    revisions: int = 0
    """Files of older texts."""
    latest: datetime | None = None
    """When the archive last saw something; what stands in for a cut-off where none is given."""

    def article(self, row: ArticleRow) -> None:
        """Counts an article."""
        current = row.current
        self.articles += 1
        self.sources[current.source] += 1
        self.languages[current.language] += 1
        self.days[current.published.moment.date().isoformat() if current.published else ""] += 1
        self.topics.update(current.topics)
        self._seen(row.last_seen)

    def outcome(self, row: OutcomeRow) -> None:
        """Counts a URL."""
        self.outcomes[row.outcome] += 1
        self._seen(row.visited_at or row.discovered_at)

    def _seen(self, moment: datetime) -> None:
        if self.latest is None or moment > self.latest:
            self.latest = moment
