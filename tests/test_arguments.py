"""What a crawl is told, and what it makes of it: arguments, plan, budget, locks."""

import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from registry.errors import RegistryError
from registry.source import ArchiveSitemap
from spiders.arguments import ArgumentError, Arguments, parse_arguments
from spiders.budget import AT_ONCE, MOST_SETBACKS, Budget
from spiders.feed import FeedSpider
from spiders.host_locks import domains_above, held
from spiders.periods import Span
from spiders.plan import Plan, dated_urls, make_plan, new_run, run_began
from spiders.replay import ReplaySpider
from spiders.urls import UrlsSpider
from storage.errors import LockedError

KNOWN = FeedSpider.arguments
SOURCE = """
name = "{name}"
home = "http://{name}.example/"
country = "TR"
languages = ["en"]
kind = "online"
domains = ["{name}.example"]
feeds = [{{ url = "http://{name}.example/rss.xml" }}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("alpha", "beta"):
        (tmp_path / f"{name}.toml").write_text(SOURCE.format(name=name), encoding="utf-8")
    return tmp_path


def test_each_argument_has_its_type() -> None:
    given = {"source": "a, b,a", "topic": "t", "since": "2025-05-01", "until": "2025-05-31", "max_items": "7"}
    assert parse_arguments(given, KNOWN) == Arguments(
        source=("a", "b"), topic=("t",), since=date(2025, 5, 1), until=date(2025, 5, 31), max_items=7
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("sorce", 'did you mean "source"'),
        ("maxitems", 'did you mean "max_items"'),
        ("zzz", "valid are max_items, run, since, source, topic, until"),
        ("url", "valid are"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(name: str, words: str) -> None:
    with pytest.raises(ArgumentError, match=words):
        parse_arguments({name: "x"}, KNOWN)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("since", "yesterday"),
        ("until", "2025-02-30"),
        ("max_items", "0"),
        ("max_items", "-3"),
        ("max_items", "1e3"),
        ("source", " , "),
        ("run", "a b"),
        ("run", "../x"),
    ],
)
def test_a_value_that_cannot_be_understood_is_refused(name: str, value: str) -> None:
    with pytest.raises(ArgumentError, match=f"-a {name}="):
        parse_arguments({name: value}, KNOWN)


def test_a_window_that_runs_backwards_is_refused() -> None:
    with pytest.raises(ArgumentError, match="after until"):
        parse_arguments({"since": "2025-06-01", "until": "2025-05-01"}, KNOWN)


def test_urls_by_hand_and_from_a_file(tmp_path: Path) -> None:
    known = UrlsSpider.arguments
    by_hand = parse_arguments(
        {"url": "http://a.example/1,2.html,https://b.example/2 http://a.example/1,2.html"}, known
    )
    assert by_hand.url == ("http://a.example/1,2.html", "https://b.example/2")
    listed = tmp_path / "urls.txt"
    listed.write_text("\ufeff# mine\nhttp://a.example/1#top\n\n  http://a.example/2  \n", encoding="utf-8")
    assert parse_arguments({"url": f"@{listed}"}, known).url == ("http://a.example/1", "http://a.example/2")
    for bad in ("ftp://a.example/", "a.example", f"@{tmp_path}/none", "", "javascript:alert(1)"):
        with pytest.raises(ArgumentError):
            parse_arguments({"url": bad}, known)


def test_what_a_spider_cannot_do_without_is_asked_for(folder: Path) -> None:
    with pytest.raises(ArgumentError, match="url"):
        UrlsSpider.planned({}, folder, "everything")
    with pytest.raises(ArgumentError, match="warc"):
        ReplaySpider.planned({}, folder, "everything")


def test_a_plan_chooses_from_the_registry(folder: Path) -> None:
    plan = make_plan({"source": "beta"}, KNOWN, folder, "everything")
    assert [source.id for source in plan.sources] == ["beta"]
    assert [topic.id for topic in plan.topics] == ["everything"]
    assert FeedSpider.hosts(plan) == {"beta.example"}
    with pytest.raises(RegistryError, match="beta"):
        make_plan({"source": "betta"}, KNOWN, folder, "everything")
    with pytest.raises(RegistryError, match="everything"):
        make_plan({"topic": "evrything"}, KNOWN, folder, "everything")


def planned(folder: Path, **given: str) -> Plan:
    return make_plan(given, KNOWN, folder, "istanbul-talks")


def test_the_past_is_what_is_asked_for_else_the_key_weeks(folder: Path) -> None:
    today = date(2025, 6, 3)
    weeks = planned(folder).past(today)
    assert weeks[0].last == today
    assert weeks == sorted(weeks, key=lambda span: span.first or today, reverse=True)
    assert any(not Span(date(2025, 5, 16), date(2025, 5, 16)).misses(week) for week in weeks)
    asked = planned(folder, since="2025-05-16", until="2026-01-01")
    assert asked.past(today) == [Span(date(2025, 5, 16), today)]
    assert planned(folder, since="2025-07-01").past(today) == []
    assert planned(folder, topic="everything").past(today) == []


def test_the_window_of_the_topics_bounds_what_can_matter(folder: Path) -> None:
    assert planned(folder).window.first == date(2025, 5, 1)
    assert planned(folder, topic="istanbul-talks,everything").window == Span()
    assert planned(folder, since="2025-06-01").window.first == date(2025, 6, 1)


def test_a_run_says_when_it_began() -> None:
    before = datetime.now(UTC)
    assert before <= run_began(new_run()) <= datetime.now(UTC)
    assert run_began("mine") >= before


def test_dated_addresses_come_newest_first_with_the_end_of_their_period() -> None:
    days = ArchiveSitemap(url="http://a.example/{year}/{month:02}/{day:02}.xml")
    spans = [Span(date(2025, 6, 1), date(2025, 6, 2)), Span(date(2025, 5, 31), date(2025, 6, 1))]
    assert list(dated_urls(days, spans)) == [
        ("http://a.example/2025/06/02.xml", date(2025, 6, 2)),
        ("http://a.example/2025/06/01.xml", date(2025, 6, 1)),
        ("http://a.example/2025/05/31.xml", date(2025, 5, 31)),
    ]
    months = ArchiveSitemap(url="http://a.example/{year}-{month:02}.xml", every="month")
    assert list(dated_urls(months, spans)) == [
        ("http://a.example/2025-06.xml", date(2025, 6, 30)),
        ("http://a.example/2025-05.xml", date(2025, 5, 31)),
    ]


def test_a_budget_refills_until_a_source_has_no_more() -> None:
    budget = Budget({"a": 7, "b": 100})
    assert budget.rooms() == {"a": AT_ONCE, "b": AT_ONCE}
    budget.leased("a", AT_ONCE, AT_ONCE)
    budget.leased("b", AT_ONCE, 1)
    assert budget.rooms() == {}, "b gave less than was wanted: it has no more"
    for _ in range(3):
        budget.visited("a", answered=True)
    assert budget.rooms() == {"a": 2}
    budget.found("b")
    assert budget.rooms() == {"a": 2, "b": 4}


def test_max_items_counts_over_all_sources() -> None:
    budget = Budget({"a": 50, "b": 50}, max_items=6)
    budget.leased("a", AT_ONCE, AT_ONCE)
    assert budget.rooms() == {"b": 1}


def test_a_source_that_does_not_answer_is_left_alone() -> None:
    budget = Budget({"a": 50})
    budget.leased("a", AT_ONCE, AT_ONCE)
    for _ in range(MOST_SETBACKS - 1):
        budget.visited("a", answered=False)
    budget.visited("a", answered=True)
    assert not budget.gave_up("a")
    for _ in range(MOST_SETBACKS):
        budget.visited("a", answered=False)
    assert budget.rooms() == {}


def test_domains_above() -> None:
    assert domains_above("a.b.example.co.uk") == ["b.example.co.uk", "example.co.uk"]
    assert domains_above("example.org") == []
    assert domains_above("127.0.0.1") == []


HOLDER = """
import sys, pathlib
sys.path.insert(0, {code!r})
from spiders.host_locks import held
with held(pathlib.Path({root!r}), {domains!r}):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_host_has_one_visitor_and_a_killed_one_lets_go(tmp_path: Path) -> None:
    code = HOLDER.format(
        code=str(Path(__file__).parent.parent), root=str(tmp_path), domains=["ru.news.example"]
    )
    with subprocess.Popen([sys.executable, "-c", code], stdin=-1, stdout=-1, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        with held(tmp_path, ["ua.news.example", "elsewhere.example"]):
            pass
        holder = rf"ru\.news\.example is being visited by process {other.pid} on"
        with pytest.raises(LockedError, match=holder), held(tmp_path, ["ru.news.example"]):
            pass
        for domain in ("news.example", "www.ru.news.example"):
            with pytest.raises(LockedError, match="is being visited by"), held(tmp_path, [domain]):
                pass
        other.kill()
        other.wait()
        with held(tmp_path, ["news.example", "ru.news.example"]):
            pass
