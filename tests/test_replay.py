"""The present rules over old captures: what they change is said first, and kept only if asked for."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from commands.exit_codes import ExitCode
from commands.replay import Command
from items import Article, Capture, Discovery, Found, Outcome, Reading, Rejected, Stage
from pipelines import replaying
from pipelines.dedup import place
from pipelines.reading import read_archived
from pipelines.replaying import Replayed, replay
from registry.topic import Topic, choose_topics
from storage.archive import Archive
from storage.rebuild import rebuild
from storage.replaying import Change, known_topics, replayables
from storage.showing import show
from storage.verify.archive import verify
from tests.asked import ask
from tests.filled import FEED, GRAIN, SITE, TALKS, Filling

if TYPE_CHECKING:
    from pipelines.workers import Readers

NEWS = choose_topics(["everything"])


def page(title: str, text: str) -> str:
    """An article as a site sends it."""
    paragraphs = "".join(f"<p>{part}</p>" for part in text.split("\n\n"))
    return (
        f'<html lang="en"><head><title>{title}</title></head><body><nav><a href="/">Home</a></nav>'
        f"<article><h1>{title}</h1>{paragraphs}</article><footer>All rights reserved</footer></body></html>"
    )


def visit(
    filling: Filling, url: str, body: str, minute: int, status: str = "200 OK", topics: Sequence[Topic] = NEWS
) -> None:
    """As a crawl would do it."""
    capture = filling.exchange(url, body, minute, status)
    result = read_archived(filling.archive.root, replace(capture, body=b""), topics)
    placement = place(result, filling.archive) if isinstance(result, Article) else None
    filling.archive.keep(Reading(capture, result, placement), run="one")


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two articles, one of them revised; a copy, an error, a page that is none, a URL not yet asked for."""
    root = tmp_path_factory.mktemp("crawled") / "archive"
    with Archive.open(root) as archive:
        filling = Filling(archive)
        named = tuple(
            Found(f"{SITE}/{name}") for name in ("talks", "grain", "copy", "short", "lost", "later")
        )
        feed = filling.exchange(FEED, "<rss></rss>", 0)
        archive.record_discovery(Discovery(feed, named, "feed"), run="one")
        visit(filling, f"{SITE}/talks", page("Talks begin", TALKS), 1)
        visit(filling, f"{SITE}/grain", page("Grain leaves Odesa", GRAIN), 2)
        visit(filling, f"{SITE}/copy", page("Talks begin", TALKS), 3)
        visit(filling, f"{SITE}/short", page("Short", "Too little."), 4)
        visit(filling, f"{SITE}/lost", "not here", 5, "404 Not Found")
        visit(
            filling, f"{SITE}/talks", page("Talks end", TALKS + "\n\nThey came to an end in the evening."), 6
        )
        visit(filling, f"{SITE}/grain", page("Grain leaves Odesa", GRAIN), 7)
        visit(filling, f"{SITE}/grain", "", 8, "304 Not Modified")
    return root


@pytest.fixture
def root(crawled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(crawled, tmp_path / "archive"))


class Here:
    """The pool's `map` within this process, where a test can change the rules."""

    def map(
        self, function: Callable[..., Article | Rejected], inputs: Iterable[tuple[Any, ...]]
    ) -> Iterator[Article | Rejected]:
        return (function(*args, NEWS) for args in inputs)


def replayed(root: Path, *, keep: bool = False) -> dict[str, Replayed]:
    with Archive.open(root) as archive:
        answers = replay(archive, cast("Readers", Here()), replayables(archive), keep=keep, run="two")
        return {answer.url.removeprefix(f"{SITE}/"): answer for answer in answers}


def state(root: Path) -> dict[str, bytes]:
    """Every WARC and text file."""
    folders = [root / "warc", root / "texts"]
    return {
        str(path): path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()
    }


def other_rules(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[Article | Rejected], Article | Rejected]
) -> None:
    def read(root: Path, capture: Capture, topics: Sequence[Topic] = ()) -> Article | Rejected:
        return change(read_archived(root, capture, topics))

    monkeypatch.setattr(replaying, "read_archived", read)


@pytest.mark.parametrize("keep", [False, True])
def test_unchanged_rules_change_nothing(root: Path, keep: bool) -> None:
    before = state(root)
    answers = replayed(root, keep=keep)
    assert {url: answer.change for url, answer in answers.items()} == dict.fromkeys(
        ("talks", "grain", "copy", "short", "lost"), Change.SAME
    )
    assert state(root) == before


def test_a_better_rule_changes_texts_and_is_kept_as_a_revision(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shout(result: Article | Rejected) -> Article | Rejected:
        changed = isinstance(result, Article) and result.title.startswith("Talks end")
        return (
            replace(result, title="Talks have ended") if isinstance(result, Article) and changed else result
        )

    other_rules(monkeypatch, shout)
    before = state(root)
    assert replayed(root)["talks"].change is Change.CHANGED
    assert state(root) == before
    assert replayed(root, keep=True)["talks"].change is Change.CHANGED
    assert {answer.change for answer in replayed(root, keep=True).values()} == {Change.SAME}
    with Archive.open(root, write=False) as archive:
        article = show(archive, 0)
    assert article is not None
    assert article.current.text.startswith("Talks have ended\n\n")
    assert [row.revision for row in (*article.earlier, article.current)] == [1, 2, 3]
    assert verify(root) == []


def test_what_was_refused_can_be_gained(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def accept(result: Article | Rejected) -> Article | Rejected:
        if isinstance(result, Rejected) and result.article is not None:
            return result.article
        return result

    other_rules(monkeypatch, accept)
    assert replayed(root)["short"].change is Change.GAINED
    gained = replayed(root, keep=True)["short"]
    assert (gained.before, gained.after) == ("too_short", "archived")
    with Archive.open(root, write=False) as archive:
        assert show(archive, f"{SITE}/short") is not None
    assert verify(root) == []
    shutil.rmtree(root / "texts")
    (root / "parley.db").unlink()
    assert rebuild(root).damages == []
    assert verify(root) == []


def test_a_text_that_the_rules_refuse_now_is_said_to_be_lost_and_stays(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(result: Article | Rejected) -> Article | Rejected:
        if isinstance(result, Article):
            return Rejected(Stage.GATE, Outcome.NOT_ARTICLE, "by the new rule", result)
        return replace(result, reason=Outcome.NOT_ARTICLE) if result.reason is Outcome.TOO_SHORT else result

    other_rules(monkeypatch, refuse)
    answers = replayed(root, keep=True)
    assert answers["grain"].change is Change.LOST
    assert answers["short"].change is Change.REASON
    assert answers["lost"].change is Change.SAME
    with Archive.open(root, write=False) as archive:
        assert show(archive, f"{SITE}/grain") is not None


def test_a_damaged_record_is_named_and_the_others_are_read(root: Path) -> None:
    path = next((root / "warc").rglob("*.warc.gz"))
    with Archive.open(root) as archive:
        talks = next(asked for asked in replayables(archive) if asked.origin.url.endswith("/talks"))
    data = bytearray(path.read_bytes())
    data[talks.position.offset + 200] ^= 0xFF
    path.write_bytes(data)
    answers = replayed(root)
    assert answers["talks"].change is Change.UNREADABLE
    assert str(talks.position.offset) in answers["talks"].detail
    assert {answers[name].change for name in ("grain", "copy", "short", "lost")} == {Change.SAME}


def test_a_revisit_is_read_from_the_record_that_has_the_bytes(root: Path) -> None:
    with Archive.open(root, write=False) as archive:
        grain = next(asked for asked in replayables(archive) if asked.origin.url.endswith("/grain"))
        article = show(archive, f"{SITE}/grain")
        assert known_topics(archive) == ("everything",)
    assert article is not None
    assert grain.position.offset == article.current.warc_offset
    assert grain.topics == ("everything",)


def test_the_command_reads_in_the_pool_and_counts(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    limits = {"READERS": "1", "READ_SECONDS": "20", "READ_MEMORY": str(2**30), "DEFAULT_TOPIC": "everything"}
    before = state(root)
    told = ask(Command(), capsys, "--dry-run", root=root, **limits)
    assert told.code == ExitCode.DONE
    assert "same\t5" in told.out
    assert "changed\t0" in told.out
    warc = next((root / "warc").rglob("*.warc.gz"))
    files = ask(Command(), capsys, "--json", "--warc", str(warc), root=root, **limits)
    assert (files.code, files.out, files.err) == (ExitCode.DONE, "", "5 same\n")
    assert state(root) == before


def test_the_command_refuses_what_it_cannot_read(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = {"DEFAULT_TOPIC": "everything", "READERS": "1", "READ_SECONDS": "20", "READ_MEMORY": "0"}
    other = root / "other.warc.gz"
    other.write_bytes(b"")
    assert ask(Command(), capsys, "--warc", str(other), root=root, **settings).code == ExitCode.USAGE
    assert ask(Command(), capsys, "--topic", "nonsense", root=root, **settings).code == ExitCode.USAGE
    assert ask(Command(), capsys, "file", root=root, **settings).code == ExitCode.USAGE
