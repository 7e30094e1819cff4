"""What the archive answers about a URL, an article, a source, and the whole of it at a moment."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from commands.exit_codes import ExitCode
from commands.show import Command as Show
from commands.why import Command as Why
from items import KEPT
from storage.answers import why
from storage.archive import Archive
from storage.corpus import Corpus
from storage.errors import StorageError
from storage.outcomes import outcome_counts, source_yield
from storage.showing import show
from tests.asked import ask
from tests.filled import BEGIN, FEED, SITE, filled


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """One of everything; the tests here only ask."""
    with filled(tmp_path_factory.mktemp("answers") / "archive") as archive:
        yield archive


def after(minutes: int) -> datetime:
    return BEGIN + timedelta(minutes=minutes)


def test_every_url_has_one_outcome_and_the_counts_add_up(archive: Archive) -> None:
    counts = outcome_counts(archive)
    assert counts == {
        "pending": 1,
        "passed_over": 1,
        "archived": 2,
        "revised": 1,
        "duplicate": 1,
        "too_short": 1,
        "timeout": 1,
        "gone": 1,
    }
    with Corpus.of(archive) as corpus:
        rows = list(corpus.outcomes())
    assert len(rows) == sum(counts.values()) == len({row.url_key for row in rows})
    assert outcome_counts(archive, source="nobody") == {}
    assert sum(outcome_counts(archive, since=after(4)).values()) == 2


def test_why_tells_each_visit_with_its_record(archive: Archive) -> None:
    known = why(archive, f"{SITE}/talks?utm_source=x")
    assert known is not None
    assert (known.outcome, known.number, known.via) == ("revised", 0, "feed")
    assert known.hints.title == "talks"
    assert [visit.outcome for visit in known.visits] == ["archived", "revised"]
    assert [visit.at for visit in known.visits] == [after(1), after(7)]
    assert all(visit.warc is not None and visit.name for visit in known.visits)
    assert known.visits[0].name != known.visits[1].name == known.name
    assert known.visits[0].topics[0]["terms"] == [{"concept": "place", "form": "Istanbul", "where": "title"}]


def test_why_tells_of_what_was_never_kept(archive: Archive) -> None:
    short, away, sport, later = (
        why(archive, f"{SITE}/{name}") for name in ("short", "away", "sport", "later")
    )
    assert short is not None
    assert (short.outcome, short.stage, short.detail) == (
        "too_short",
        "gate",
        "41 words",
    )
    assert away is not None
    assert (away.outcome, away.attempts) == ("timeout", 1)
    assert away.next_visit is not None
    assert away.next_visit > after(6)
    assert away.visits[0].warc is None
    assert sport is not None
    assert (sport.outcome, sport.visits) == ("passed_over", ())
    assert later is not None
    assert (later.outcome, later.hints.language) == ("pending", "tr")
    assert why(archive, f"{SITE}/never") is None


def test_why_follows_an_alias_and_knows_a_feed(archive: Archive) -> None:
    alias = why(archive, f"{SITE}/old-grain")
    assert alias is not None
    assert (alias.number, alias.leads_to) == (1, f"{SITE}/grain")
    feed = why(archive, FEED)
    assert feed is not None
    assert (feed.outcome, len(feed.readings)) == ("", 2)
    assert (feed.readings[0].offered, feed.readings[0].fresh) == (7, 7)
    assert feed.readings[1].unchanged


def test_why_still_names_the_text_of_a_page_that_is_gone(archive: Archive) -> None:
    gone = why(archive, f"{SITE}/copy")
    assert gone is not None
    assert (gone.outcome, gone.number) == ("gone", 2)
    assert gone.name.startswith("000_")  # the text is the duplicate of another's


@pytest.mark.parametrize("which", [0, "0", "000", f"{SITE}/talks"])
def test_show_finds_an_article_by_any_of_its_names(archive: Archive, which: int | str) -> None:
    found = show(archive, which)
    assert found is not None
    assert found.current.number == 0
    assert found.current.text.endswith("They end.")
    assert found.current.text.startswith("Talks end in Istanbul\n\n")
    assert [row.revision for row in (*found.earlier, found.current)] == [1, 2]
    assert (found.first_seen, found.last_seen) == (after(1), after(7))
    for row in (*found.earlier, found.current):
        by_name = show(archive, row.name)
        assert by_name is not None
        assert by_name.current.number == 0


def test_show_knows_duplicates_clusters_and_aliases(archive: Archive) -> None:
    copy, near, grain = show(archive, 2), show(archive, 3), show(archive, f"{SITE}/old-grain")
    assert copy is not None
    assert copy.duplicate_of == 0
    assert copy.current.name.startswith("000_")
    assert near is not None
    assert near.members == (0, 2, 3)
    assert near.cluster == 0
    assert {edge.number for edge in near.edges} == {2, 3}
    assert grain is not None
    assert grain.aliases == (f"{SITE}/old-grain",)
    assert grain.cluster is None
    assert grain.edges == ()


@pytest.mark.parametrize(
    "which",
    [77, "077_0123456789abcdef.txt", f"{SITE}/short", "nonsense", "", "99999999999", "9" * 24, "9" * 5000],
)
def test_show_finds_nothing_where_nothing_is(archive: Archive, which: int | str) -> None:
    assert show(archive, which) is None


def test_the_yield_of_a_source_is_told_by_run_and_by_time(archive: Archive) -> None:
    one = {found.source: found for found in source_yield(archive, run="one")}["alpha"]
    assert (one.entrances, one.entrances_failed, one.offered, one.fresh) == (1, 0, 7, 7)
    assert one.outcomes == {
        "archived": 3,
        "duplicate": 1,
        "gone": 1,
        "revised": 1,
        "timeout": 1,
        "too_short": 1,
        "unchanged": 2,
    }
    assert one.visits == sum(one.outcomes.values())
    assert one.new_texts == 5
    assert [found.entrances for found in source_yield(archive, run="two")] == [1]
    assert source_yield(archive, run="three") == []
    assert sum(found.visits for found in source_yield(archive, since=after(9))) == 2


def test_the_corpus_has_every_article_with_its_present_text(archive: Archive) -> None:
    with Corpus.of(archive) as corpus:
        rows = list(corpus.articles())
        ukrainian = list(corpus.articles(lang="uk"))
        assert list(corpus.articles(topic="other")) == []
        assert len(list(corpus.articles(topic="talks"))) == 4
    assert [row.current.number for row in rows] == [0, 1, 2, 3]
    assert [row.revisions for row in rows] == [2, 1, 1, 1]
    assert [row.first_in_cluster for row in rows] == [True, True, False, False]
    assert [row.cluster for row in rows] == [0, None, 0, 0]
    assert rows[1].aliases == (f"{SITE}/old-grain",)
    assert rows[0].current.terms == ("Istanbul",)
    assert rows[0].current.published is not None
    assert rows[0].current.published.rule == "json-ld"
    assert (rows[0].current.published.zone, rows[0].current.encoding.replaced) == ("+03:00", 2)
    assert [row.current.number for row in ukrainian] == [1]


def test_the_corpus_is_what_it_was_at_a_moment(archive: Archive) -> None:
    with Corpus.of(archive, after(3)) as corpus:
        rows = list(corpus.articles())
        outcomes = {row.url: row for row in corpus.outcomes()}
        clusters = list(corpus.clusters())
        revisions = list(corpus.revisions())
        sources = list(corpus.sources())
    assert [row.current.number for row in rows] == [0, 1, 2]
    assert (rows[0].current.revision, rows[0].revisions) == (1, 1)
    assert rows[0].last_seen == after(1)
    assert not rows[0].current.text.endswith("They end.")
    assert rows[1].aliases == ()
    assert outcomes[f"{SITE}/talks"].outcome == "archived"
    assert outcomes[f"{SITE}/copy"].outcome == "duplicate"
    assert outcomes[f"{SITE}/short"].outcome == "pending"
    assert outcomes[f"{SITE}/sport"].outcome == "passed_over"
    assert {(row.number, row.copied_from) for row in clusters} == {(0, None), (2, 0)}
    assert [row.number for row in revisions] == [0, 1, 2]
    assert [(row.source, row.urls, row.articles) for row in sources] == [("alpha", 7, 3)]


def test_the_corpus_of_before_is_empty(archive: Archive) -> None:
    with Corpus.of(archive, BEGIN - timedelta(days=1)) as corpus:
        assert not any((*corpus.articles(), *corpus.revisions(), *corpus.outcomes(), *corpus.clusters()))


def test_revisions_and_clusters_are_told_in_order(archive: Archive) -> None:
    with Corpus.of(archive) as corpus:
        revisions = [(row.number, row.revision) for row in corpus.revisions()]
        clusters = list(corpus.clusters())
        kept = [row for row in corpus.outcomes() if row.outcome in KEPT]
    assert revisions == [(0, 1), (0, 2), (1, 1), (2, 1), (3, 1)]
    assert next((row.cluster, row.number, row.first) for row in clusters) == (0, 0, 0)
    assert {row.relation for row in clusters if row.number == 2} == {"verbatim"}
    assert all(row.number is not None and row.name for row in kept)


def test_a_damaged_text_is_not_handed_out(tmp_path: Path) -> None:
    with filled(tmp_path / "archive") as archive:
        path = next((tmp_path / "archive/texts").rglob("001_*.txt"))
        path.write_text("Something else")
        with Corpus.of(archive) as corpus, pytest.raises(StorageError, match=path.name):
            list(corpus.articles())


def test_the_commands_answer_a_person_and_a_program(
    archive: Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    told = ask(Why(), capsys, f"{SITE}/short", root=archive.root)
    assert told.code == ExitCode.DONE
    assert "outcome\ttoo_short" in told.out
    assert "gate: 41 words" in told.out
    known = ask(Why(), capsys, "--json", f"{SITE}/talks", root=archive.root).json()[0]
    assert known["visits"][1]["outcome"] == "revised"
    never = ask(Why(), capsys, f"{SITE}/never", root=archive.root)
    assert (never.code, never.out) == (ExitCode.DONE, "never seen\n")
    assert ask(Why(), capsys, root=archive.root).code == ExitCode.USAGE
    shown = ask(Show(), capsys, "0", root=archive.root)
    assert shown.code == ExitCode.DONE
    assert shown.out.endswith("They end.\n")
    assert ask(Show(), capsys, "--json", "3", root=archive.root).json()[0]["members"] == [0, 2, 3]
    assert ask(Show(), capsys, "77", root=archive.root).code == ExitCode.USAGE
    assert json.loads(ask(Why(), capsys, "--json", "x", root=archive.root).out)["outcome"] is None


def test_where_no_archive_is_the_commands_say_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command, argument in ((Why(), f"{SITE}/talks"), (Show(), "0")):
        told = ask(command, capsys, argument, root=tmp_path / "nowhere")
        assert told.code == ExitCode.STORAGE
        assert "nowhere" in told.err
    assert not (tmp_path / "nowhere").exists()
