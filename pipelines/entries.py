"""The entries of a live blog: its updates dated and cleaned, those of linked data joined with those shown."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from items import Article, Dated, Entry
from pipelines.clean import clean
from pipelines.clean.headline import is_cut
from pipelines.dates import choose
from pipelines.extract.live.clock import clock_in
from pipelines.language import language
from pipelines.wording import length, same_words, words

if TYPE_CHECKING:
    from datetime import datetime

    from pipelines.extract import Extracted
    from pipelines.extract.live.update import Live, Update

LONGER = 1.2
"""How many times the words of linked data the page must show to be preferred: linked data are cleaner."""
LONG_TITLE = 6
"""Words of a title from which it says nothing that the paragraph it begins does not."""
FIRST_WORDS = 12
ALIKE = 0.5
"""Share of the shorter entry's words that one of the same minute must have to be the same."""
FEWEST_WORDS = 3
"""Words of a title that says which entry it is."""
COMPARED = 2000
"""Characters of an entry that are compared."""
MOST_OF_A_KEY = 5
"""Entries that may be the same as one, and are compared with it."""
MOST_AUTHORS = 50
"""Writers of entries whose names are known in all of them."""
IN_ORDER = 0.9
"""Share of entries that must follow the one before in time."""


def with_entries(article: Article, page: Extracted, fetched_at: datetime) -> Article:
    """The article with the entries of its page, each a run of blocks behind the lead."""
    entries = entries_of(page.live, fetched_at, article.authors)
    if not entries:
        return article
    body = "\n\n".join(part for part in (article.body, *(entry.text for entry in entries)) if part)
    said = (page.claims.language, page.claims.first("og:locale", "content-language"), article.language)
    left_out = f", {page.live.left_out} entries cut or left out" if page.live.left_out else ""
    return replace(
        article,
        body=body,
        entries=entries,
        language=language(body, *said),
        extractor=f"{article.extractor}{left_out}",
    )


def entries_of(live: Live, fetched_at: datetime, authors: Sequence[str] = ()) -> tuple[Entry, ...]:
    """The entries in the order of the page; each once."""
    names = dict.fromkeys(name for update in live.claimed for name in update.authors)
    known = (*authors, *islice(names, MOST_AUTHORS))
    claimed, shown = (
        [entry for update in updates if (entry := entry_of(update, fetched_at, known))]
        for updates in (live.claimed, live.shown)
    )
    joined = in_order(claimed) if not shown else join(claimed, shown)
    return tuple(dict.fromkeys(joined))


def entry_of(update: Update, fetched_at: datetime, authors: Sequence[str]) -> Entry | None:
    """An update as an editor would keep it; None if nothing of it is left."""
    cleaned = clean(update.blocks, update.title, (*authors, *update.authors))
    first = cleaned.blocks[0].text if cleaned.blocks else ""
    title = "" if begins(first, cleaned.title) else cleaned.title
    if not title and not cleaned.blocks:
        return None
    published = finest(update, fetched_at)
    if published and published.precision != "day":
        return Entry(published, "", title, cleaned.body)
    return Entry(published, clock_in(update.clock) if published else update.clock, title, cleaned.body)


def begins(text: str, title: str) -> bool:
    """Whether a title is only the beginning of a paragraph."""
    said = words(title)
    return is_cut(title, text) or (len(said) >= LONG_TITLE and words(text)[: len(said)] == said)


def finest(update: Update, fetched_at: datetime) -> Dated | None:
    """The first date with a time of day; else the first date."""
    first: Dated | None = None
    for stamp in update.stamps:
        dated = choose((stamp,), fetched_at)
        if dated and dated.precision != "day":
            return dated
        first = first or dated
    return first


def join(claimed: list[Entry], shown: list[Entry]) -> list[Entry]:
    """Each entry once, in the order of the page; those that linked data alone have, by their time."""
    index = Index(claimed)
    joined: list[Entry] = []
    for entry in shown:
        twin = index.take(entry)
        joined.append(better(twin, entry) if twin else entry)
    return placed(joined, index.rest())


def better(claimed: Entry, shown: Entry) -> Entry:
    """One entry of two that are the same: the longer text; of two alike that which has paragraphs."""
    ratio = length(shown.body) / max(1, length(claimed.body))
    run_together = "\n" in shown.body and "\n" not in claimed.body
    fuller = shown if ratio > LONGER or (run_together and ratio > 1 / LONGER) else claimed
    timed = max((claimed, shown), key=lambda entry: fineness(entry.published))
    title = claimed.title or shown.title
    return Entry(timed.published, timed.clock, "" if same_words(title, fuller.body) else title, fuller.body)


def fineness(published: Dated | None) -> int:
    """How much of a moment is known."""
    return ("day", "minute", "second").index(published.precision) + 1 if published else 0


@dataclass(frozen=True, slots=True)
class Key:
    """What an entry may be known by."""

    kind: str
    value: tuple[str, ...]


class Index:
    """Entries by their keys; each is taken once."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        self.vocabularies = [vocabulary(entry) for entry in entries]
        self.taken: set[int] = set()
        self.places: dict[Key, deque[int]] = defaultdict(deque)
        for place, entry in enumerate(entries):
            for key in keys(entry):
                self.places[key].append(place)

    def take(self, entry: Entry) -> Entry | None:
        """The entry that is the same; None if there is none, or it was taken."""
        own = vocabulary(entry)
        for key in keys(entry):
            for place in self.waiting(key):
                if key.kind == "both" or alike(self.vocabularies[place], own):
                    self.taken.add(place)
                    return self.entries[place]
        return None

    def waiting(self, key: Key) -> list[int]:
        """The first few entries of a key that were not taken."""
        places = self.places.get(key, deque())
        while places and places[0] in self.taken:
            places.popleft()
        return [place for place in islice(places, MOST_OF_A_KEY) if place not in self.taken]

    def rest(self) -> list[Entry]:
        """What was never taken."""
        return [entry for place, entry in enumerate(self.entries) if place not in self.taken]


def keys(entry: Entry) -> Iterable[Key]:
    """Best first: time and title, title, first words, the minute alone."""
    title, minute = tuple(words(entry.title)), entry.time[:16]
    if title:
        yield Key("both", (minute, *title))
    if len(title) >= FEWEST_WORDS:
        yield Key("title", title)
    if len(first := tuple(words(entry.body[:COMPARED])[:FIRST_WORDS])) >= LONG_TITLE:
        yield Key("words", first)
    if minute:
        yield Key("minute", (minute,))


def vocabulary(entry: Entry) -> frozenset[str]:
    """The words in the beginning of an entry."""
    return frozenset(words(f"{entry.title} {entry.body[:COMPARED]}"))


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two entries share most words of the shorter."""
    return len(one & other) >= ALIKE * min(len(one), len(other))


def placed(entries: list[Entry], others: list[Entry]) -> list[Entry]:
    """Entries with others put between them by time; at the end where the order is not by time."""
    if not others:
        return entries
    newest_first = direction(entries) <= 0
    waiting = sorted(others, key=moment, reverse=newest_first)
    merged: list[Entry] = []
    place = 0
    for number, entry in enumerate(entries):
        at = moment(entry)
        while number and at and place < len(waiting) and earlier(at, moment(waiting[place]), newest_first):
            merged.append(waiting[place])
            place += 1
        merged.append(entry)
    return merged + waiting[place:]


def earlier(at: str, other: str, newest_first: bool) -> bool:
    """Whether the other stands before."""
    return bool(other) and (other > at if newest_first else other < at)


def in_order(entries: list[Entry]) -> list[Entry]:
    """Entries as they stand; newest first where they stand in no order, a pinned first one aside."""
    if len(entries) < 3 or direction(entries[1:]) or not all(moment(entry) for entry in entries):
        return entries
    return sorted(entries, key=moment, reverse=True)


def direction(entries: Sequence[Entry]) -> int:
    """-1 if times fall from entry to entry, 1 if they rise, 0 if neither."""
    times = [moment(entry) for entry in entries if moment(entry)]
    pairs = list(pairwise(times))
    enough = IN_ORDER * len(pairs)
    if not pairs:
        return 0
    if sum(one >= other for one, other in pairs) >= enough:
        return -1
    return 1 if sum(one <= other for one, other in pairs) >= enough else 0


def moment(entry: Entry) -> str:
    """What entries are ordered by; empty where no day is known."""
    return entry.time if entry.published else ""
