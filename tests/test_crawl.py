"""`scrapy crawl` as a user runs it: every address that is named has an outcome, whatever the site does."""

from __future__ import annotations

import gzip
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from commands.crawl import spider_named, verdict
from commands.exit_codes import ExitCode
from spiders.host_locks import held
from storage.archive import Archive
from storage.verify.archive import verify
from tests.collecting import QUICK, ROOT, Machine, rows
from tests.crawled_site import (
    HOST,
    TOPIC,
    article,
    asked_paths,
    cut,
    feed,
    lasting,
    outcomes,
    reset,
    slowly,
    source,
    texts,
)
from tests.local_site import LocalSite, Page, local_site, page

FEED = 'feeds = [{ url = "http://news.example/rss.xml" }]'


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with local_site() as served:
        served.pages["*"] = page(b"<h1>Not Found</h1>", "Content-Type: text/html", status="404 Not Found")
        yield served


@pytest.fixture
def machine(tmp_path: Path, site: LocalSite) -> Machine:
    source(tmp_path / "sources", FEED)
    return Machine(tmp_path / "archive", site.base, tmp_path / "sources")


def crawl(machine: Machine, spider: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return machine.run("crawl", spider, *TOPIC, *QUICK, "-s", "LOG_LEVEL=WARNING", "--json", *arguments)


def serve(site: LocalSite, **pages: bytes) -> list[str]:
    """Puts articles and a feed of them in place; gives their paths."""
    paths = [f"/2025/05/16/{name}" for name in pages]
    for path, body in zip(paths, pages.values(), strict=True):
        site.pages[HOST + path] = lasting(body)
    site.pages[f"{HOST}/rss.xml"] = feed(paths)
    return paths


def test_every_address_of_a_feed_ends_in_one_outcome(machine: Machine, site: LocalSite) -> None:
    long = "/a?" + "x" * 2500
    expected = {
        "/good": "archived",
        "/moved": "duplicate",
        "/gone": "gone",
        "/broken": "fetch_failed",
        "/reset": "fetch_failed",
        "/empty": "extract_failed",
        "/pdf": "not_article",
        "/short": "too_short",
        "/cut": "fetch_failed",
        "/not-gzip": "fetch_failed",
        "/private/x": "robots",
        "/away": "fetch_failed",
        "/inside": "fetch_failed",
        "/round": "fetch_failed",
        "http://elsewhere.example/x": "passed_over",
        "http://127.0.0.1:9/x": "passed_over",
    }
    html = "Content-Type: text/html"
    site.pages |= {
        f"{HOST}/robots.txt": page(b"User-agent: *\nDisallow: /private/\n", "Content-Type: text/plain"),
        f"{HOST}/rss.xml": feed([*expected, long, "mailto://a", "/good?utm_source=rss"]),
        f"{HOST}/good": lasting(article("A good one")),
        f"{HOST}/moved": page(b"", "Location: /good", status="301 Moved Permanently"),
        f"{HOST}/broken": page(b"<h1>Error</h1>", html, status="500 Internal Server Error"),
        f"{HOST}/reset": reset,
        f"{HOST}/empty": page(b"", html),
        f"{HOST}/pdf": page(b"%PDF-1.7\n" + b"\0\1" * 900, html),
        f"{HOST}/short": page(article("Short", 14), html),
        f"{HOST}/cut": cut(article("Cut")),
        f"{HOST}/not-gzip": page(b"\x1f\x8b\x08\0 no gzip", html, "Content-Encoding: gzip"),
        f"{HOST}/away": page(b"", "Location: http://elsewhere.example/", status="302 Found"),
        f"{HOST}/inside": page(b"", "Location: file:///etc/passwd", status="302 Found"),
        f"{HOST}/round": page(b"", "Location: /round", status="302 Found"),
    }
    done = crawl(machine, "feed")
    assert done.returncode == 0, done.stderr
    assert {path: outcome for path, outcome in outcomes(machine).items() if path != long} == expected
    paths = asked_paths(site)
    assert "/private/x" not in paths
    assert not [path for path in paths if path.startswith("http:")], "another host was asked"
    assert len(texts(machine)) == 1


def test_a_second_run_asks_for_changes_alone_and_an_edit_is_a_revision(
    machine: Machine, site: LocalSite
) -> None:
    paths = serve(site, one=article("One"), two=article("Two"), three=article("Three"))
    assert crawl(machine, "feed").returncode == 0
    kept = texts(machine)
    assert len(kept) == 3
    assert sorted(asked_paths(site)) == sorted(["/rss.xml", *paths])

    again = crawl(machine, "feed")
    assert again.returncode == 0, again.stderr
    assert rows(again)[0]["store/unchanged"] == 3
    assert texts(machine) == kept
    assert all(asked.header("If-None-Match") for asked in site.asked if "robots" not in asked.target)
    assert sorted(asked_paths(site)) == sorted(["/rss.xml", *paths])

    site.pages[HOST + paths[1]] = lasting(article("Two") + b"<!-- ad -->")
    site.pages[HOST + paths[2]] = lasting(article("Three", 400))
    site.pages[HOST + paths[0]] = page(b"<h1>Gone</h1>", "Content-Type: text/html", status="410 Gone")
    edited = crawl(machine, "feed")
    assert outcomes(machine) == dict(zip(paths, ["gone", "archived", "revised"], strict=True))
    assert rows(edited)[0]["store/unchanged"] == 1
    after = texts(machine)
    assert set(kept) < set(after)
    assert len(after) == 4


def test_a_source_whose_entrance_fails_is_exit_code_3(machine: Machine, site: LocalSite) -> None:
    (path,) = serve(site, one=article("One"))
    html = "Content-Type: text/html"
    answers: dict[str, tuple[Page, str]] = {
        "refuses": (page(status="503 Service Unavailable"), "status 503"),
        "welcomes": (page(b"<html><body>Welcome</body></html>", html), "no feed"),
        "empties": (page(b""), "the feed is empty"),
        "hangs-up": (reset, "lost"),
        "rests": (page(b"", "Retry-After: 900", status="429 Too Many Requests"), "status 429"),
        "breaks": (
            page(b"<rss><channel><item><title>A & B</title><link>/x</link></item>"),
            "not well-formed",
        ),
    }
    for name, (answer, _) in answers.items():
        source(machine.sources, FEED, name=name, host=f"{name}.example")
        site.pages[f"http://{name}.example/rss.xml"] = answer
    done = crawl(machine, "feed")
    assert done.returncode == 3, done.stderr
    assert rows(done)[0]["entrance/failed"] == 5, "a broken feed that names a page has not failed"
    for name, (_, said) in answers.items():
        assert re.search(f"{name}: http://{name}.example/rss.xml: .*{said}", done.stderr), done.stderr
    assert outcomes(machine) == {path: "archived", "http://breaks.example/x": "gone"}


def test_where_nothing_answers_it_is_exit_code_5(machine: Machine) -> None:
    silent = Machine(machine.archive, "http://127.0.0.1:9", machine.sources)
    done = crawl(silent, "feed")
    assert done.returncode == 5, done.stderr
    assert outcomes(machine) == {}


INDEX = """
sitemaps = [{ url = "http://news.example/sitemap.xml" }]
archives = [{ url = "http://news.example/day-{year}-{month:02}-{day:02}.xml" }]
"""


def test_sitemaps_indexes_and_days_past(machine: Machine, site: LocalSite) -> None:
    source(machine.sources, INDEX)
    site.pages |= {
        f"{HOST}/sitemap.xml": lasting(
            b"<sitemapindex><sitemap><loc>/news.xml.gz</loc></sitemap>"
            b"<sitemap><loc>/map-2019-01.xml</loc></sitemap>"
            b"<sitemap><loc>/month.xml</loc><lastmod>2025-06-01</lastmod></sitemap>"
            b"<sitemap><loc>/old.xml</loc><lastmod>2024-01-01</lastmod></sitemap></sitemapindex>"
        ),
        f"{HOST}/news.xml.gz": lasting(
            gzip.compress(f"<urlset><url><loc>{HOST}/in-news</loc></url></urlset>".encode(), mtime=0)
        ),
        f"{HOST}/day-2025-05-16.xml": lasting(f"<urlset><url><loc>{HOST}/past</loc></url></urlset>".encode()),
        f"{HOST}/month.xml": lasting(b"<urlset><url><loc>/in-month</loc></url></urlset>"),
        f"{HOST}/in-month": lasting(article("Month")),
        f"{HOST}/in-news": lasting(article("News")),
        f"{HOST}/past": lasting(article("Past")),
    }
    days = ("-a", "since=2025-05-15", "-a", "until=2025-05-17")
    done = crawl(machine, "sitemap", *days)
    assert done.returncode == 3, "the days without a sitemap are said to have failed"
    assert outcomes(machine) == dict.fromkeys(["/in-month", "/in-news", "/past"], "archived")
    first = asked_paths(site)
    assert {"/day-2025-05-15.xml", "/day-2025-05-16.xml", "/day-2025-05-17.xml", "/news.xml.gz"} < set(first)
    assert not {"/map-2019-01.xml", "/old.xml"} & set(first)

    crawl(machine, "sitemap", *days)
    again = asked_paths(site)
    assert "/news.xml.gz" in again, "asked though the index above it has not changed"
    assert {"/day-2025-05-16.xml", "/month.xml"} < set(again), "read before, but maybe for other days"


def test_a_run_for_some_days_loses_nothing_of_the_others(machine: Machine, site: LocalSite) -> None:
    source(machine.sources, FEED + INDEX)
    paths = serve(site, one=article("One"))
    site.pages |= {
        f"{HOST}/day-2025-05-16.xml": lasting(
            f"<urlset><url><loc>{HOST}/early</loc><lastmod>2025-05-12</lastmod></url>"
            f"<url><loc>{HOST}/2025/05/16/day</loc></url></urlset>".encode()
        ),
        f"{HOST}/early": lasting(article("Early")),
        f"{HOST}/2025/05/16/day": lasting(article("Day")),
    }
    crawl(machine, "feed", "-a", "since=2025-06-01")
    assert outcomes(machine) == {}, "what is not asked for is nobody's refusal"
    crawl(machine, "feed")
    assert outcomes(machine) == {paths[0]: "archived"}, "read again although the feed has not changed"
    crawl(machine, "sitemap", "-a", "since=2025-05-16", "-a", "until=2025-05-16")
    assert "/early" not in outcomes(machine)
    crawl(machine, "sitemap", "-a", "since=2025-05-10", "-a", "until=2025-05-16")
    assert outcomes(machine) == dict.fromkeys([paths[0], "/2025/05/16/day", "/early"], "archived")


def test_listings_and_within_one_run_a_page_is_asked_once(machine: Machine, site: LocalSite) -> None:
    source(machine.sources, FEED + '\nsections = [{ url = "http://news.example/world/", links = "main" }]')
    (path,) = serve(site, one=article("One"))
    site.pages[f"{HOST}/world/"] = lasting(
        b"<nav><a href='/2025/05/16/aside-from-it'>x</a></nav><main><a href='/tag/peace'>Peace</a>"
        + f"<a href='{path}'>One</a><a href='/2025/05/16/a-story'>The story itself</a></main>".encode()
    )
    site.pages[f"{HOST}/2025/05/16/a-story"] = lasting(article("Story"))
    for spider in ("feed", "section"):
        assert crawl(machine, spider, "-a", "run=20251122T100000.000000Z-1").returncode == 0
    assert asked_paths(site) == ["/rss.xml", path, "/world/", "/2025/05/16/a-story"]
    assert outcomes(machine) == {path: "archived", "/2025/05/16/a-story": "archived"}


def test_pages_by_hand(machine: Machine, site: LocalSite, tmp_path: Path) -> None:
    paths = serve(site, one=article("One"), two=article("Two"))
    listed = tmp_path / "urls.txt"
    listed.write_text(f"{HOST}{paths[0]}\nhttp://blog.example/post\n", encoding="utf-8")
    site.pages["http://blog.example/post"] = lasting(article("Post"))
    done = crawl(machine, "urls", "-a", f"url=@{listed}")
    assert done.returncode == 0, done.stderr
    assert outcomes(machine) == {paths[0]: "archived", "http://blog.example/post": "archived"}
    missing = crawl(machine, "urls", "-a", f"url={HOST}/none,{HOST}{paths[1]}")
    assert missing.returncode == 3
    assert outcomes(machine)["/none"] == "gone"
    assert outcomes(machine)[paths[1]] == "archived"


def test_pages_by_hand_that_were_left_are_taken_up(machine: Machine, site: LocalSite) -> None:
    blogs = [f"http://blog{number}.example/post" for number in range(3)]
    site.pages |= {blog: lasting(article(blog)) for blog in blogs}
    crawl(machine, "urls", "-a", f"url={','.join(blogs)}", "-a", "max_items=1")
    assert outcomes(machine) == dict(zip(blogs, ["archived", "pending", "pending"], strict=True))
    with held(machine.archive, ["blog2.example"]):
        again = crawl(machine, "urls", "-a", f"url={blogs[0]}")
    assert again.returncode == 0, again.stderr
    assert outcomes(machine) == dict(zip(blogs, ["archived", "archived", "pending"], strict=True))
    assert asked_paths(site) == [blogs[0], blogs[0], blogs[1]], "each once a run"


def test_an_entrance_whose_record_is_lost_is_asked_in_full(machine: Machine, site: LocalSite) -> None:
    (path,) = serve(site, one=article("One"))
    assert crawl(machine, "feed").returncode == 0
    for file in machine.archive.glob("warc/**/*.warc.gz"):
        file.unlink()
    assert asked_paths(site) == ["/rss.xml", path]
    again = crawl(machine, "feed")
    assert again.returncode == 0, again.stderr
    assert sorted(asked_paths(site)) == [path, "/rss.xml", "/rss.xml"], "the second time in full"
    for file in machine.archive.glob("warc/**/*.warc.gz"):
        file.unlink()
    site.pages[f"{HOST}/rss.xml"] = page(b"", status="304 Not Modified")
    assert crawl(machine, "feed").returncode == 3
    assert asked_paths(site).count("/rss.xml") == 2, "not for ever"


def test_max_items_leaves_the_rest_for_the_next_run(machine: Machine, site: LocalSite) -> None:
    serve(site, one=article("One"), two=article("Two"), three=article("Three"))
    assert crawl(machine, "feed", "-a", "max_items=2").returncode == 0
    assert sorted(outcomes(machine).values()) == ["archived", "archived", "pending"]


def test_pages_out_of_a_warc_file_without_a_network(
    machine: Machine, site: LocalSite, tmp_path: Path
) -> None:
    serve(site, one=article("One"), two=article("Two"))
    assert crawl(machine, "feed").returncode == 0
    (file,) = machine.archive.glob("warc/*/*/*.warc.gz")
    copied = Machine(tmp_path / "copy", "http://127.0.0.1:9", machine.sources)
    done = crawl(copied, "replay", "-a", f"warc={file}")
    assert done.returncode == 0, done.stderr
    assert [name[4:] for name in sorted(texts(copied))] == [name[4:] for name in sorted(texts(machine))]
    assert verify(copied.archive, "") == []


def test_what_cannot_be_meant_is_refused_before_anything_is_asked(machine: Machine, site: LocalSite) -> None:
    done = machine.run("crawl", "feed", "-a", "sorce=news")
    assert done.returncode == 2, done.stderr
    assert 'did you mean "source"' in done.stderr
    assert site.asked == []
    assert not machine.archive.exists()
    with pytest.raises(UsageError, match='no spider "feeed", did you mean "feed"'):
        spider_named("feeed", Settings({"SPIDER_MODULES": ["spiders"]}))


@pytest.mark.parametrize(
    ("reason", "counts", "code"),
    [
        ("finished", {}, ExitCode.DONE),
        ("finished", {"visit/asked": 5, "visit/answered": 4}, ExitCode.DONE),
        ("finished", {"visit/asked": 5}, ExitCode.NOTHING_FETCHED),
        ("finished", {"visit/asked": 5, "visit/answered": 4, "entrance/failed": 1}, ExitCode.SOURCES_FAILED),
        ("finished", {"visit/asked": 5, "visit/answered": 5, "crawl/lost": 1}, ExitCode.UNEXPECTED),
        ("storage", {"visit/asked": 5}, ExitCode.STORAGE),
        ("storage_failed", {}, ExitCode.STORAGE),
        ("shutdown", {"entrance/failed": 1}, ExitCode.INTERRUPTED),
    ],
)
def test_what_the_end_of_a_crawl_says(reason: str, counts: dict[str, int], code: ExitCode) -> None:
    assert verdict(reason, counts) is code


def test_a_broken_source_file_is_exit_code_4(machine: Machine) -> None:
    source(machine.sources, "feed = []", name="bad")
    done = machine.run("crawl", "feed")
    assert done.returncode == 4
    assert "bad.toml" in done.stderr
    assert "feeds" in done.stderr


def test_a_host_that_another_crawl_visits_is_exit_code_6(machine: Machine, site: LocalSite) -> None:
    with held(machine.archive, ["news.example"]):
        done = machine.run("crawl", "feed")
    assert done.returncode == 6
    assert f"news.example is being visited by process {os.getpid()}" in done.stderr
    assert site.asked == []


def test_an_archive_that_cannot_be_made_is_exit_code_7(machine: Machine, site: LocalSite) -> None:
    machine.archive.write_bytes(b"a file")
    done = machine.run("crawl", "feed")
    assert done.returncode == 7
    assert str(machine.archive) in done.stderr
    assert site.asked == []


def test_a_full_disk_ends_the_crawl_and_loses_nothing(machine: Machine, site: LocalSite) -> None:
    paths = serve(site, **{f"n{number}": article(f"Number {number}", 3000) for number in range(12)})
    command = [sys.executable, "-m", "scrapy", "crawl", "feed", *TOPIC, *QUICK, "-s", "LOG_LEVEL=WARNING"]
    limited = ["/bin/sh", "-c", 'ulimit -f 600; exec "$@"', "sh", *command]
    done = subprocess.run(
        limited, cwd=ROOT, env=machine.environment, capture_output=True, text=True, timeout=100
    )
    assert done.returncode == 7, done.stderr
    assert crawl(machine, "feed").returncode == 0
    assert outcomes(machine) == dict.fromkeys(paths, "archived")
    assert len(texts(machine)) == len(paths)
    assert verify(machine.archive, "") == []


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_stopped_in_the_middle_the_next_run_goes_on(
    machine: Machine, site: LocalSite, number: signal.Signals, code: int
) -> None:
    paths = serve(site, **{f"n{number}": article(f"Number {number}") for number in range(12)})
    for path in paths:
        site.pages[HOST + path] = slowly(site.pages[HOST + path], 0.3)
    with machine.start("crawl", "feed", *TOPIC, *QUICK, "-s", "LOG_LEVEL=WARNING") as process:
        deadline = time.monotonic() + 60
        while len(site.asked) < 7 and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(number)
        _, err = process.communicate(timeout=60)
    assert process.returncode == code, err
    assert crawl(machine, "feed").returncode == 0
    assert outcomes(machine) == dict.fromkeys(paths, "archived")
    assert len(texts(machine)) == len(paths)
    with Archive.open(machine.archive) as archive:
        assert archive.pending_captures() == []
    assert verify(machine.archive, "") == []
