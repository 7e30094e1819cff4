"""A source is judged by what its file calls healthy, in words, by the worst that is true of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from health.standing import judge
from registry.source import Source
from storage.askings import Askings, Failing

NOW = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
FEEDS = ("https://a.example/rss", "https://a.example/atom")


def source(**changed: Any) -> Source:
    values: dict[str, Any] = {
        "id": "a", "name": "A", "home": "https://a.example/", "country": "UA", "languages": ("en",),
        "kind": "online", "domains": ("a.example",), "feeds": tuple({"url": url} for url in FEEDS),
        "schedule": "1h", "healthy": {"min_per_day": 5.0, "max_silence": "2d"},
        "archives": ({"url": "https://a.example/{year}/{month:02}/{day:02}.xml"},),
    }  # fmt: skip
    return Source.model_validate(values | changed)


def log(first: int = 200, asked: int = 1, answered: int | None = 1, new: int | None = 1) -> Askings:
    """Hours ago."""
    moments = [None if hours is None else NOW - timedelta(hours=hours) for hours in (answered, new)]
    return Askings("a", NOW - timedelta(hours=first), NOW - timedelta(hours=asked), *moments)


def failed(address: str) -> Failing:
    return Failing("a", address, NOW, 404, "", "")


@pytest.mark.parametrize(
    ("asked", "per_day", "problems", "state"),
    [
        (log(), 5.0, [], "healthy"),
        (log(), 4.9, [], "low"),
        (log(first=20), 0.0, [], "healthy"),
        (log(new=50), 9.0, [], "silent"),
        (log(new=None), 9.0, [], "silent"),
        (log(asked=30, answered=30, new=40), 9.0, [], "late"),
        (log(answered=None, new=None), 0.0, FEEDS, "failing"),
        (log(), 9.0, FEEDS, "failing"),
        (log(), 9.0, FEEDS[:1], "healthy"),
        (None, 0.0, [], "never asked"),
    ],
)
def test_states(asked: Askings | None, per_day: float, problems: list[str], state: str) -> None:
    found, detail = judge(source(), asked, per_day, [failed(address) for address in problems], NOW)
    assert found == state
    assert all(f"{address}: status 404" in detail for address in problems)


def test_without_a_healthy_range_nothing_is_low() -> None:
    assert judge(source(healthy=None), log(new=None), 0.0, [], NOW) == ("healthy", "")


def test_a_source_without_a_file_is_not_followed() -> None:
    assert judge(None, log(), 9.0, [], NOW)[0] == "not followed"


def test_the_reason_names_figures() -> None:
    assert judge(source(), log(), 1.5, [], NOW)[1] == "1.5 new URLs a day; healthy from 5 on"
    assert judge(source(), log(new=50), 9.0, [], NOW)[1] == (
        "nothing new since 2026-11-20 16:30Z; expected within 2d"
    )
