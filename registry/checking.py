"""Whether what a source file names still stands: each entry judged by what comes back for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from registry.announcements import kind_of, named_by_page, named_by_robots, newest_date

if TYPE_CHECKING:
    from registry.source import Dated, Source

OK = "ok"
STALE = "stale"
UNREACHABLE = "unreachable"
FORBIDDEN = "forbidden"
NEW = "new"
"""Named by the site, not by the file."""

STALE_AFTER = timedelta(days=14)
"""A feed whose newest entry is older is taken for abandoned; a file's `max_silence` may allow longer."""
EXPECTED = {
    "feeds": "feed",
    "sitemaps": "sitemap",
    "archives": "sitemap",
    "calendars": "page",
    "sections": "page",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one URL; status 0 and `error` where nothing did."""

    url: str
    status: int = 0
    body: bytes = b""
    error: str = ""
    forbidden: bool = False
    """robots.txt forbids the URL: it was not asked."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One feed, sitemap or listing and how it stands."""

    key: str
    """Key path in the source file; `found` for one that only the site names."""
    url: str
    state: str
    detail: str = ""
    named: bool = False
    """Whether home page or robots.txt name it."""


@dataclass(frozen=True, slots=True)
class SourceCheck:
    """How one source file stands."""

    source: str
    answered: bool
    """Whether anything of the site answered at all."""
    entries: tuple[Entry, ...]

    @property
    def failed(self) -> bool:
        """Whether an entry that the file names is not as it should be."""
        return any(entry.state not in (OK, NEW) for entry in self.entries)


Ask = Callable[[str], Answer]


def check_source(source: Source, ask: Ask, now: datetime) -> SourceCheck:
    """Asks for the home page, its robots.txt, and every entry of the file once."""
    home, robots = ask(source.home), ask(urljoin(source.home, "/robots.txt"))
    named = announced(source, home, robots)
    answers = {url: ask(url) for _, url in asked_entries(source, now.date())}
    entries = [
        judge(key, answers[url], quiet=quiet_time(source), now=now, named=same_address(url) in named)
        for key, url in asked_entries(source, now.date())
    ]
    answered = any(answer.status or answer.forbidden for answer in (home, robots, *answers.values()))
    return SourceCheck(source.id, answered, (*entries, *unknown_to(source, named)))


def check_pages(source: Source, home: bytes, robots: bytes) -> SourceCheck:
    """The same from saved pages alone: whether each entry is named by them."""
    named = announced(
        source,
        Answer(source.home, 200, home),
        Answer(urljoin(source.home, "/robots.txt"), 200, robots),
    )
    entries = []
    for key, url in source.entrances():
        if key.startswith(("feeds", "sitemaps")):
            known = same_address(url) in named
            detail = "" if known else "named neither by the home page nor by robots.txt"
            entries.append(Entry(key, url, OK if known else STALE, detail, known))
    return SourceCheck(source.id, bool(home or robots), (*entries, *unknown_to(source, named)))


def announced(source: Source, home: Answer, robots: Answer) -> dict[str, Entry]:
    """What the site itself names on the source's domains, by comparable address."""
    by_page = named_by_page(home.body, home.url) if home.status == 200 else []
    by_robots = named_by_robots(robots.body, robots.url) if robots.status == 200 else []
    found = [Entry("found", url, NEW, "a feed that the home page names", named=True) for url in by_page]
    found += [Entry("found", url, NEW, "a sitemap that robots.txt names", named=True) for url in by_robots]
    return {same_address(entry.url): entry for entry in found if source.allows(entry.url)}


def unknown_to(source: Source, named: dict[str, Entry]) -> list[Entry]:
    """What the site names and the file does not."""
    known = {same_address(url) for _, url in source.entrances()}
    return [entry for address, entry in named.items() if address not in known]


def asked_entries(source: Source, today: date) -> Iterator[tuple[str, str]]:
    """Key path and URL of everything to ask; a dated entry stands for a day that has passed."""
    dated = {
        f"{key}[{number}].url": entry
        for key, entries in dated_lists(source)
        for number, entry in enumerate(entries)
    }
    for key, url in source.entrances():
        entry = dated.get(key)
        yield key, entry.urls(today - timedelta(days=2), today - timedelta(days=2))[0] if entry else url


def dated_lists(source: Source) -> list[tuple[str, tuple[Dated, ...]]]:
    """Archives and calendars under their keys."""
    return [("archives", source.archives), ("calendars", source.calendars)]


def judge(key: str, answer: Answer, *, quiet: timedelta, now: datetime, named: bool) -> Entry:
    """How one entry stands, by what came back for it."""
    state, detail = OK, ""
    expected = EXPECTED[key.partition("[")[0]]
    kind = kind_of(answer.body)
    newest = newest_date(answer.body) if key.startswith("feeds") else None
    if answer.forbidden:
        state, detail = FORBIDDEN, "robots.txt forbids it"
    elif answer.status in (404, 410):
        state, detail = STALE, f"status {answer.status}"
    elif answer.status != 200:
        state, detail = UNREACHABLE, answer.error or f"status {answer.status}"
    elif kind != expected and not (expected == "page" and kind == "unknown"):
        state, detail = STALE, f"is no {expected}: {kind}"
    elif newest and now - newest > quiet:
        state, detail = STALE, f"nothing new since {newest.date()}"
    return Entry(key, answer.url, state, detail, named)


def quiet_time(source: Source) -> timedelta:
    """How long a feed of the source may be silent."""
    if source.healthy is None:
        return STALE_AFTER
    number, unit = int(source.healthy.max_silence[:-1]), source.healthy.max_silence[-1]
    return max(STALE_AFTER, timedelta(hours=number) if unit == "h" else timedelta(days=number))


def same_address(url: str) -> str:
    """The URL without what does not part two entries: scheme, `www.`, a last slash."""
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}{query}"
