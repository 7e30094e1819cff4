"""What a URL, a host or a URL template of a registry file must look like."""

from __future__ import annotations

import re
import string
from datetime import date
from urllib.parse import urlsplit

from registry.errors import did_you_mean

HOST = re.compile(r"(?=.{1,253}\Z)(?!-)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*")
PADDED = {"", "02"}
TEMPLATE_FIELDS = {
    "year": {"", "04"},
    "month": PADDED,
    "day": PADDED,
    "week": PADDED,
    "mon": {""},
    "month_name": {""},
}
"""Fields of a dated URL and how each may be written: `{month}` is 6, `{month:02}` is 06."""
NEEDED_FIELDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "day": (("month", "mon"), ("day",)),
    "week": (("week",),),
    "month": (("month", "mon"),),
    "year": (),
}
"""For each period, groups of fields of which the URL must hold one."""
MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]


def check_url(url: str) -> str:
    """Raises ValueError unless the URL is http(s), with a host and without blanks or credentials."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise ValueError(f"{url!r} is no URL: {error}") from error
    if parts.scheme not in ("http", "https"):
        raise ValueError(f"{url!r} is not an http(s) URL")
    if not host or parts.username is not None or re.search(r"\s", url):
        raise ValueError(f"{url!r} is no URL of a page")
    return url


def check_template(url: str) -> str:
    """Raises ValueError unless the URL holds {year} and only the fields that a date fills."""
    try:
        fields = [(name, spec) for _, name, spec, _ in string.Formatter().parse(url) if name is not None]
    except ValueError as error:
        raise ValueError(f"{url!r}: {error}") from error
    for name, spec in fields:
        if name not in TEMPLATE_FIELDS:
            raise ValueError(f"{{{name}}} is not known{did_you_mean(name, TEMPLATE_FIELDS)}")
        if spec not in TEMPLATE_FIELDS[name]:
            raise ValueError(f"{{{name}:{spec}}} is not known; write {{{name}:02}} or {{{name}}}")
    if "year" not in {name for name, _ in fields}:
        raise ValueError(f"{url!r} has no {{year}}")
    check_url(fill_template(url, date(2025, 1, 1)))
    return url


def fill_template(url: str, day: date, *, iso_year: bool = False) -> str:
    """The URL of a day: its year, month, day, ISO week, `mon` ("jan") and `month_name` ("january").

    Weeks count in ISO years, which part from the calendar's around New Year.
    """
    iso = day.isocalendar()
    name = MONTHS[day.month - 1]
    return url.format(
        year=iso.year if iso_year else day.year,
        month=day.month,
        day=day.day,
        week=iso.week,
        mon=name[:3],
        month_name=name,
    )


def check_regex(pattern: str) -> str:
    """Raises ValueError unless the pattern compiles."""
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is no regular expression: {error}") from error
    return pattern


def check_host(host: str) -> str:
    """Raises ValueError unless it is a bare host name in lower case (IDNA for others than Latin)."""
    if not HOST.fullmatch(host):
        raise ValueError(f'{host!r} is no host name; write "example.org", without scheme or path')
    return host
