"""When an article was published and changed, as its page and who named it claim; never from its text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from items import DateFlag
from pipelines.extract.stamps import Stamp
from pipelines.moments import drops_time, month_number, read_date

if TYPE_CHECKING:
    from items import Dated

EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
GRACE = timedelta(days=1)
"""How far behind the fetch a date may lie, and how far claims of one day may differ: clocks and zones do."""
ROUNDING = timedelta(minutes=1)
"""How much earlier than the publication a change may be: one of the two is often written without seconds."""
DAY_FIRST = frozenset(
    (
        *(
            "ru",
            "uk",
            "be",
            "bg",
            "mk",
            "sr",
            "hr",
            "sl",
            "cs",
            "sk",
            "pl",
            "tr",
            "az",
            "kk",
            "ky",
            "ka",
            "hy",
        ),
        *(
            "de",
            "nl",
            "da",
            "nb",
            "no",
            "fi",
            "et",
            "lv",
            "fr",
            "es",
            "pt",
            "it",
            "ca",
            "ro",
            "el",
            "he",
            "id",
        ),
    )
)
"""Languages in which nobody writes the month before the day; in English some do, and 2/6/2025 is no date."""
URL_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[/-]?(\d\d)[/-]?(\d\d)(?!\d)|/((?:19|20)\d\d)/([a-z]{3,9})/(\d{1,2})(?:/|$)"
)


@dataclass(frozen=True, slots=True)
class Judged:
    """What a claim is: a date that can be used, or what is wrong with it."""

    dated: Dated | None = None
    flag: DateFlag | None = None


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of an article and what is wrong with what was claimed of them."""

    published: Dated | None
    modified: Dated | None
    flags: tuple[DateFlag, ...]


def dates(
    published: Iterable[Stamp], modified: Iterable[Stamp], fetched_at: datetime, language: str = ""
) -> Dates:
    """The first usable claim of each; the claims stand in the order of their rank. The language of the text
    tells day from month in what is shown to its readers.
    """
    claims = [judge(stamp, fetched_at, language) for stamp in published]
    changes = [judge(stamp, fetched_at, language) for stamp in modified]
    first, last = used(claims), used(changes)
    flags = {*passed_over(claims), *passed_over(changes)}
    if first and conflicting(first, claims):
        flags.add(DateFlag.CONFLICT)
    if first and last and is_before(last, first):
        flags.add(DateFlag.MODIFIED_BEFORE_PUBLISHED)
    return Dates(first, last, tuple(flag for flag in DateFlag if flag in flags))


def choose(stamps: Iterable[Stamp], fetched_at: datetime) -> Dated | None:
    """The first claim that is a date from 1995 to a day behind the fetch; one that is none costs itself."""
    return used(judge(stamp, fetched_at) for stamp in stamps)


def judge(stamp: Stamp, fetched_at: datetime, language: str = "") -> Judged:
    """A claim by itself; neither date nor flag where it is no date at all."""
    try:
        dated = read_date(stamp.text, stamp.rule, day_first=stamp.shown and language in DAY_FIRST)
    except ValueError:
        return Judged(flag=DateFlag.INVALID)
    if dated is None:
        return Judged()
    if dated.moment < EARLIEST:
        return Judged(flag=DateFlag.INVALID)
    if dated.moment > fetched_at + GRACE:
        return Judged(flag=DateFlag.FUTURE)
    return Judged(dated, DateFlag.NO_ZONE if drops_time(stamp.text, dated) else None)


def used(claims: Iterable[Judged]) -> Dated | None:
    """The date of the first claim that has one."""
    return next((claim.dated for claim in claims if claim.dated), None)


def passed_over(claims: Iterable[Judged]) -> Iterator[DateFlag]:
    """The flags of the claims up to the one that is used."""
    for claim in claims:
        if claim.flag:
            yield claim.flag
        if claim.dated:
            return


def conflicting(first: Dated, claims: Iterable[Judged]) -> bool:
    """Whether the first claim of another rule names a day more than one away: zones differ by less."""
    others: dict[str, Dated] = {}
    for claim in claims:
        if claim.dated and claim.dated.rule != first.rule:
            others.setdefault(claim.dated.rule, claim.dated)
    return any(abs(day_of(first) - day_of(other)) > GRACE for other in others.values())


def is_before(change: Dated, published: Dated) -> bool:
    """Whether a change lies before the publication in every zone."""
    if "day" in (change.precision, published.precision):
        return day_of(change) + GRACE < day_of(published)
    return change.moment + ROUNDING < published.moment


def day_of(dated: Dated) -> date:
    """The day as the claim's own zone has it."""
    hours, _, minutes = dated.zone[1:].partition(":")
    shift = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    return (dated.moment + (-shift if dated.zone.startswith("-") else shift)).date()


def url_stamp(url: str) -> tuple[Stamp, ...]:
    """The day in a URL's path: `/2025/05/29/`, `/2025-05-29-`, `/20250529`, `/2025/may/29/`.

    Digits that are no day are a number, not a wrong claim.
    """
    for match in URL_DAY.finditer(urlsplit(url).path.lower()):
        year, month, day, named_year, name, named_day = match.groups()
        number = int(month) if year else month_number(name)
        try:
            found = date(int(year or named_year), number, int(day or named_day))
        except ValueError:
            continue
        return (Stamp(found.isoformat(), "url"),)
    return ()
