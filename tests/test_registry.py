"""Source files: what is refused, and how it is said."""

import contextlib
import pickle
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.errors import RegistryError, UnknownNameError
from registry.schedule import check_schedule
from registry.source import ArchiveSitemap, choose_sources, load_source, load_sources

GOOD = """
name = "Example"
home = "https://example.org/"
country = "GB"
languages = ["en"]
kind = "online"
domains = ["example.org"]
feeds = [{url = "https://example.org/feed"}]
"""


def write(folder: Path, text: str, name: str = "example") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(folder: Path, text: str) -> RegistryError:
    with pytest.raises(RegistryError) as caught:
        load_source(write(folder, text))
    return caught.value


def test_a_source_gives_what_its_file_says(tmp_path: Path) -> None:
    source = load_source(write(tmp_path, GOOD + 'schedule = "2h"\nhealthy = {min_per_day = 5}\n'))
    assert (source.id, source.name, source.feeds[0].url) == ("example", "Example", "https://example.org/feed")
    assert source.interval() == timedelta(hours=2)
    assert source.healthy is not None
    assert source.healthy.min_per_day == 5
    assert pickle.loads(pickle.dumps(source)) == source


@pytest.mark.parametrize("key", ["robots", "obey_robots", "user_agent", "delay", "download_delay", "headers"])
def test_manners_are_not_a_files_to_say(tmp_path: Path, key: str) -> None:
    error = refusal(tmp_path, GOOD + f"{key} = 1\n")
    assert (error.key, error.message.split(";")[0].split(",")[0]) == (key, "unknown key")


def test_an_unknown_key_names_file_path_and_nearest_name(tmp_path: Path) -> None:
    error = refusal(tmp_path, GOOD.replace('{url = "', '{urll = "'))
    path = tmp_path / "example.toml"
    assert str(error).splitlines()[0] == f'{path}: feeds[0].urll: unknown key, did you mean "url"?'
    assert any(problem.key == "feeds[0].url" for problem in error.problems)


@pytest.mark.parametrize(
    ("text", "key", "said"),
    [
        ("", "", "the file is empty"),
        ("# only a comment\n", "", "missing key"),
        ("name = \n", "", "is not TOML"),
        (GOOD.replace('"online"', '"onlin"'), "kind", 'did you mean "online"?'),
        (GOOD.replace('["en"]', '"en"'), "languages", "list"),
        (GOOD.replace('["en"]', '["eng"]'), "languages[0]", "pattern"),
        (GOOD.replace('"GB"', '"Britain"'), "country", "pattern"),
        (GOOD.replace('["example.org"]', '["https://example.org"]'), "domains[0]", "no host name"),
        (
            GOOD.replace("https://example.org/feed", "ftp://example.org/feed"),
            "feeds[0].url",
            "not an http(s) URL",
        ),
        (
            GOOD.replace("https://example.org/feed", "file:///etc/passwd"),
            "feeds[0].url",
            "not an http(s) URL",
        ),
        (GOOD.replace("https://example.org/feed", "https://u:p@example.org/"), "feeds[0].url", "no URL"),
        (GOOD.replace("https://example.org/feed", "https://exa mple.org/"), "feeds[0].url", "no URL"),
        (GOOD.replace("https://example.org/feed", "https://[bad/"), "feeds[0].url", "no URL"),
        (GOOD.replace("https://example.org/feed", "https://other.org/feed"), "", "in none of the domains"),
        (GOOD.replace("example.org/feed", "notexample.org/feed"), "", "in none of the domains"),
        (GOOD + 'sitemaps = [{url = "https://example.org/feed"}]', "", "named twice"),
        (GOOD + 'article = "("', "article", "no regular expression"),
        (GOOD + 'schedule = "61 * * * *"', "schedule", "no minute of cron"),
        (GOOD + 'schedule = "soon"', "schedule", "neither an interval"),
        (GOOD + 'max_pages = "3"', "max_pages", "integer"),
        (GOOD + "max_pages = true", "max_pages", "integer"),
        (GOOD + "healthy = {min_per_dya = 3}", "healthy.min_per_dya", 'did you mean "min_per_day"?'),
        (GOOD + 'id = "other"', "id", "not set in the file"),
        (
            GOOD + 'archives = [{url = "https://example.org/{yaer}"}]',
            "archives[0].url",
            'did you mean "year"?',
        ),
        (GOOD + 'archives = [{url = "https://example.org/{year}"}]', "archives[0]", "no {month}"),
        (GOOD + 'archives = [{url = "https://example.org/{year!x}"}]', "archives[0].url", "conversion"),
        (GOOD.replace("feeds", "# feeds"), "", "nothing could be found"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, key: str, said: str) -> None:
    error = refusal(tmp_path, text)
    assert any(problem.key == key or not key for problem in error.problems), str(error)
    assert said in str(error)
    assert all(line.startswith(str(tmp_path / "example.toml")) for line in str(error).splitlines())


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    path.write_bytes(GOOD.encode() + b'notes = "\xff"\n')
    with pytest.raises(RegistryError, match="is not UTF-8"):
        load_source(path)


def test_all_files_problems_are_named_at_once(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("feeds", "feds"), "one")
    write(tmp_path, GOOD.replace('"GB"', "3"), "two")
    write(tmp_path, GOOD, "three")
    with pytest.raises(RegistryError) as caught:
        load_sources(tmp_path)
    assert {Path(problem.file).stem for problem in caught.value.problems} == {"one", "two"}
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_an_entrance_stands_in_one_file_alone(tmp_path: Path) -> None:
    write(tmp_path, GOOD, "one")
    write(tmp_path, GOOD, "two")
    with pytest.raises(RegistryError, match=r"two\.toml: feeds\[0\]\.url: .* stands in one\.toml too"):
        load_sources(tmp_path)


@pytest.mark.parametrize("name", ["Two Words", "UPPER", "a_b", "-a"])
def test_a_files_name_is_its_id(tmp_path: Path, name: str) -> None:
    with pytest.raises(RegistryError, match="file's name"):
        load_source(write(tmp_path, GOOD, name))


def test_a_folder_without_sources_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match="no source files"):
        load_sources(tmp_path)
    with pytest.raises(RegistryError, match="no such folder"):
        load_sources(tmp_path / "absent")


def test_choosing_names_the_nearest(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    sources = load_sources(tmp_path)
    assert [source.id for source in choose_sources(sources, [])] == ["example"]
    with pytest.raises(UnknownNameError, match='exampel: no such source, did you mean "example"'):
        choose_sources(sources, ["exampel"])


def test_a_source_stays_on_its_domains(tmp_path: Path) -> None:
    source = load_source(write(tmp_path, GOOD))
    assert source.allows("https://example.org/a")
    assert source.allows("http://news.example.org:8080/a")
    assert not source.allows("https://badexample.org/a")
    assert not source.allows("https://example.org.evil.net/a")
    assert not source.allows("https://[")


@pytest.mark.parametrize(
    ("schedule", "fine"),
    [
        ("30m", True),
        ("2h", True),
        ("1d", True),
        ("*/20 * * * *", True),
        ("0 6-22/2 * jan,jul mon-fri", True),
        ("0 0 * * 7", True),
        ("0m", False),
        ("90d", False),
        ("m", False),
        ("* * * *", False),
        ("60 * * * *", False),
        ("5-1 * * * *", False),
        ("*/0 * * * *", False),
        ("* * * foo *", False),
        ("1-2-3 * * * *", False),
        ("", False),
    ],
)
def test_schedules(schedule: str, fine: bool) -> None:
    if fine:
        assert check_schedule(schedule) == schedule
    else:
        with pytest.raises(ValueError, match=r"interval|cron|longer"):
            check_schedule(schedule)


@given(st.text(max_size=30))
def test_a_schedule_is_fine_or_a_value_error(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert check_schedule(text).split() == text.split()


@pytest.mark.parametrize(
    ("url", "every", "expected"),
    [
        ("https://x/{year}/{month:02}/{day}", "day", ["https://x/2025/03/1", "https://x/2025/02/28"]),
        ("https://x/{year}/{mon}/{day:02}", "day", ["https://x/2025/mar/01", "https://x/2025/feb/28"]),
        ("https://x/{year}-{month}", "month", ["https://x/2025-3", "https://x/2025-2"]),
        ("https://x/{month_name}-{year}", "month", ["https://x/march-2025", "https://x/february-2025"]),
        ("https://x/{year}/{week:02}", "week", ["https://x/2025/09"]),
        ("https://x/{year}", "year", ["https://x/2025"]),
    ],
)
def test_dated_addresses_newest_first(url: str, every: str, expected: list[str]) -> None:
    archive = ArchiveSitemap.model_validate({"url": url, "every": every})
    assert archive.urls(date(2025, 2, 28), date(2025, 3, 1)) == expected


def test_weeks_count_in_iso_years() -> None:
    archive = ArchiveSitemap(url="https://x/{year}/{week:02}", every="week")
    assert archive.urls(date(2024, 12, 29), date(2024, 12, 31)) == ["https://x/2025/01", "https://x/2024/52"]
