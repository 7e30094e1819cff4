"""When a source is due, by interval and by cron, whatever the clock did."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from apscheduler.triggers.cron import CronTrigger
from hypothesis import given
from hypothesis import strategies as st

from health.due import due_sources, is_due, next_due, numbers
from registry.source import Source

NOW = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)


def source(name: str, schedule: str) -> Source:
    values: dict[str, Any] = {
        "id": name, "name": name, "home": "https://a.example/", "country": "UA", "languages": ("en",),
        "kind": "online", "domains": ("a.example",), "feeds": ({"url": "https://a.example/rss"},),
        "schedule": schedule,
    }  # fmt: skip
    return Source.model_validate(values)


def test_only_those_whose_time_has_come() -> None:
    sources = [
        source("never", "1d"),
        source("late", "20m"),
        source("early", "2h"),
        source("cron", "0 18 * * *"),
    ]
    last = {name: NOW - timedelta(minutes=40) for name in ("late", "early", "cron")}
    assert [one.id for one in due_sources(sources, last, NOW)] == ["never", "late", "cron"]


def test_a_cron_line_that_wakes_seconds_early_does_not_skip_a_turn() -> None:
    assert is_due("20m", NOW - timedelta(minutes=19, seconds=50), NOW)
    assert not is_due("20m", NOW - timedelta(minutes=17), NOW)


def test_a_clock_set_back_makes_due() -> None:
    assert is_due("1d", NOW + timedelta(hours=1), NOW)
    assert is_due("0 0 * * *", NOW + timedelta(hours=1), NOW)


def test_long_outages_are_one_turn() -> None:
    assert is_due("30m", NOW - timedelta(days=100), NOW)
    assert next_due("30m", NOW) == NOW + timedelta(minutes=30)


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        ("*/20 * * * *", "2026-11-22T18:40"),
        ("30 18 * * *", "2026-11-23T18:30"),
        ("0 6 * * 0", "2026-11-29T06:00"),
        ("0 6 * * 7", "2026-11-29T06:00"),
        ("0 6 * * mon-wed", "2026-11-23T06:00"),
        ("0 6 1 * fri", "2026-11-27T06:00"),
        ("0 6 1 dec *", "2026-12-01T06:00"),
        ("15,45 5/6 * * *", "2026-11-22T23:15"),
        ("0 0 29 2 *", "2028-02-29T00:00"),
    ],
)
def test_next_turn_of_a_cron_schedule(schedule: str, expected: str) -> None:
    assert next_due(schedule, NOW) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_a_day_that_never_comes() -> None:
    assert next_due("0 0 31 2 *", NOW) is None
    assert not is_due("0 0 31 2 *", NOW - timedelta(days=400), NOW)


def test_fields() -> None:
    assert numbers("*/2", 4) == [0, 2, 4, 6]
    assert numbers("1-5,9", 1) == [1, 2, 3, 4, 5, 9]
    assert numbers("jan-mar/2", 3) == [1, 3]


@given(
    st.integers(0, 59), st.sampled_from(["*", "*/5", "3-9/2", "22"]), st.sampled_from(["*", "2", "1,15"]),
    st.integers(0, 2**31),
)  # fmt: skip
def test_agrees_with_a_peer(minute: int, hours: str, days: str, seconds: int) -> None:
    last = datetime.fromtimestamp(seconds, UTC)
    peer = CronTrigger(minute=minute, hour=hours, day=days, timezone=UTC)
    expected = peer.get_next_fire_time(None, last + timedelta(microseconds=1))
    assert next_due(f"{minute} {hours} {days} * *", last) == expected
