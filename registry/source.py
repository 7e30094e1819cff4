"""One outlet as data: where it announces its pages, how often it is asked, what is normal for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from registry.addresses import (
    NEEDED_FIELDS,
    check_host,
    check_regex,
    check_template,
    check_url,
    fill_template,
)
from registry.errors import Problem, RegistryError, UnknownNameError, did_you_mean, raise_problems
from registry.schedule import check_schedule, parse_interval
from registry.tables import Table, display_name, load_table

SOURCES = Path(__file__).parent / "sources"

IDENTIFIER = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

WebUrl = Annotated[str, AfterValidator(check_url)]
DatedUrl = Annotated[str, AfterValidator(check_template)]
Regex = Annotated[str, AfterValidator(check_regex)]
Host = Annotated[str, AfterValidator(check_host)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2}$")]
"""ISO 639-1."""
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
"""ISO 3166-1 alpha-2: where the outlet is at home."""
Words = Annotated[str, Field(min_length=1)]


class Feed(Table):
    """An RSS, Atom or JSON feed; `language` where the outlet has several."""

    url: WebUrl
    language: Language | Literal[""] = ""


class Sitemap(Table):
    """A news sitemap, or an index that leads to recent pages."""

    url: WebUrl
    language: Language | Literal[""] = ""


class Dated(Table):
    """A URL for each day, ISO week, month or year; `fill_template` says what fills it."""

    url: DatedUrl
    every: Literal["day", "week", "month", "year"] = "day"
    language: Language | Literal[""] = ""

    @model_validator(mode="after")
    def _has_its_fields(self) -> Dated:
        for wanted in NEEDED_FIELDS[self.every]:
            if not any(f"{{{name}" in self.url for name in wanted):
                raise ValueError(f"the url has no {{{wanted[0]}}}, though there is one every {self.every}")
        return self

    def urls(self, since: date, until: date) -> list[str]:
        """One URL for each period that has a day from `since` to `until`, both included, newest first."""
        days = [since + timedelta(days=number) for number in range((until - since).days + 1)]
        weekly = self.every == "week"
        return list(dict.fromkeys(fill_template(self.url, day, iso_year=weekly) for day in reversed(days)))


class ArchiveSitemap(Dated):
    """A sitemap for each period of the past."""


class Calendar(Dated):
    """A listing page for each period of the past; `links` is a CSS selector of its links."""

    links: str = ""


class Section(Table):
    """A listing page; `links` is a CSS selector of its links, all links where it is empty."""

    url: WebUrl
    links: str = ""
    language: Language | Literal[""] = ""


class Healthy(Table):
    """What the source gives on an ordinary day; below it, a person should look."""

    min_per_day: Annotated[float, Field(strict=True, ge=0)]
    """URLs offered a day, whatever their topic."""
    max_silence: Annotated[str, Field(pattern=r"^[1-9]\d{0,2}[hd]$")] = "2d"
    """No new URL for so long is worth a look."""


class Source(Table):
    """One outlet. robots.txt, user agent and delay are not a file's to say: there is no key for them."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")]
    """The stem of the file."""
    name: Words
    home: WebUrl
    country: Country
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    kind: Literal["agency", "public", "state", "broadcaster", "newspaper", "magazine", "online", "blog"]
    domains: Annotated[tuple[Host, ...], Field(min_length=1)]
    """Hosts it may be fetched from, subdomains included."""
    feeds: tuple[Feed, ...] = ()
    sitemaps: tuple[Sitemap, ...] = ()
    archives: tuple[ArchiveSitemap, ...] = ()
    calendars: tuple[Calendar, ...] = ()
    sections: tuple[Section, ...] = ()
    article: Regex = ""
    """Searched in a URL of a listing page or dated archive: whether it is an article's; empty: any may be."""
    schedule: Annotated[str, AfterValidator(check_schedule)] = "1h"
    healthy: Healthy | None = None
    max_pages: Annotated[int, Field(strict=True, gt=0)] = 100
    """Article pages that one spider asks for in one run."""
    notes: str = ""
    unchecked: tuple[str, ...] = ()
    """What the author of the file could not check."""

    @model_validator(mode="after")
    def _holds_together(self) -> Source:
        if not (self.feeds or self.sitemaps or self.sections):
            raise ValueError("names no feeds, sitemaps or sections: nothing could be found")
        seen: set[str] = set()
        for key, url in self.entrances():
            if url in seen:
                raise ValueError(f"{key}: {url} is named twice")
            if not self.allows(url):
                raise ValueError(
                    f"{key}: {urlsplit(url).hostname} is in none of the domains {', '.join(self.domains)}"
                )
            seen.add(url)
        if not self.allows(self.home):
            raise ValueError(f"home: {urlsplit(self.home).hostname} is in none of the domains")
        return self

    def entrances(self) -> Iterator[tuple[str, str]]:
        """Key path and URL (or template) of everything that names pages."""
        lists: dict[str, Iterable[Feed | Sitemap | Dated | Section]] = {
            "feeds": self.feeds,
            "sitemaps": self.sitemaps,
            "archives": self.archives,
            "calendars": self.calendars,
            "sections": self.sections,
        }
        for key, entries in lists.items():
            for number, entry in enumerate(entries):
                yield f"{key}[{number}].url", entry.url

    def allows(self, url: str) -> bool:
        """Whether the URL lies on one of the source's domains."""
        try:
            host = (urlsplit(url).hostname or "").rstrip(".")
        except ValueError:
            return False
        return any(host == domain or host.endswith(f".{domain}") for domain in self.domains)

    def is_article(self, url: str) -> bool:
        """Whether the URL has the shape of an article's; any has where the file gives no shape."""
        return not self.article or re.search(self.article, url) is not None

    def interval(self) -> timedelta | None:
        """The schedule as an interval; None where it is a cron schedule."""
        return parse_interval(self.schedule)


def load_source(path: Path) -> Source:
    """Raises RegistryError if the file or its name is not as it should be."""
    if not IDENTIFIER.fullmatch(path.stem):
        raise RegistryError(
            display_name(path), "", "the file's name should be lower-case letters, digits and hyphens"
        )
    return load_table(path, Source, id=path.stem)


def load_sources(folder: Path = SOURCES) -> dict[str, Source]:
    """Every source of a folder by id, in order of id. One RegistryError names all problems of all files."""
    if not folder.is_dir():
        raise RegistryError(display_name(folder), "", "no such folder of sources")
    sources: dict[str, Source] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            sources[path.stem] = load_source(path)
        except RegistryError as error:
            problems += error.problems
    raise_problems([*problems, *shared_entrances(sources, folder)])
    if not sources:
        raise RegistryError(display_name(folder), "", "the folder has no source files (*.toml)")
    return sources


def shared_entrances(sources: dict[str, Source], folder: Path) -> Iterator[Problem]:
    """A feed or sitemap that two files name would be asked twice."""
    owners: dict[str, str] = {}
    for source in sources.values():
        for key, url in source.entrances():
            owner = owners.setdefault(url, source.id)
            if owner != source.id:
                yield Problem(
                    display_name(folder / f"{source.id}.toml"), key, f"{url} stands in {owner}.toml too"
                )


def choose_sources(sources: dict[str, Source], names: Iterable[str]) -> list[Source]:
    """The named ones, all where none is named. Raises UnknownNameError with the nearest id."""
    wanted = list(dict.fromkeys(names))
    unknown = [name for name in wanted if name not in sources]
    if unknown:
        raise UnknownNameError("", unknown[0], f"no such source{did_you_mean(unknown[0], sources)}")
    return [sources[name] for name in wanted] if wanted else list(sources.values())
