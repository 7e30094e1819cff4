"""An archive with one of everything, filled through its front door: to be asked, damaged and rebuilt."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from items import (
    Article,
    Capture,
    Dated,
    DateFlag,
    Discovery,
    Encoding,
    Failure,
    Found,
    Hints,
    Kept,
    Outcome,
    Reading,
    Rejected,
    Stage,
    Term,
    TopicDecision,
    Validators,
)
from pipelines.dedup import keep_placed, place
from storage.archive import Archive
from storage.warc import Exchange, Origin, load

BEGIN = datetime(2025, 5, 16, 9, 0, tzinfo=UTC)
SITE = "https://alpha.example"
FEED = f"{SITE}/feed.xml"
PUBLISHED = BEGIN - timedelta(hours=1)

TALKS = "Delegations met in Istanbul on Friday for the first direct talks in three years.\n\n" + " ".join(
    f"In session {n} the two sides went through point {n * 3} of a list that mediators had drawn up "
    f"{n + 2} days earlier, and they parted over clause {n * 7}."
    for n in range(1, 9)
)
GRAIN = "Ships with grain left the port of Odesa on Saturday.\n\n" + " ".join(
    f"Vessel {n} carried {n * 1100} tonnes of wheat, barley and maize to harbour {n + 4} under its own flag."
    for n in range(1, 9)
)


class Filling:
    """Puts pages into an archive at given minutes after the beginning."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.validators: dict[str, Validators] = {}

    def exchange(
        self, url: str, body: str, minute: int, status: str = "200 OK", via: str = "feed"
    ) -> Capture:
        """One request and its answer, in WARC and back."""
        head = f'HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nETag: "{len(body)}"\r\n'
        payload = body.encode()
        at = BEGIN + timedelta(minutes=minute)
        written = self.archive.warc.write_exchange(
            Exchange(
                url=url,
                request=f"GET {url} HTTP/1.1\r\nHost: alpha.example\r\n\r\n".encode(),
                response=f"{head}Content-Length: {len(payload)}\r\n\r\n".encode() + payload,
                ip="192.0.2.1",
                at=at,
                previous=self.validators.get(url),
            )
        )
        origin = Origin("alpha", via, Hints(title="As the feed has it", published="Fri, 16 May 2025"))
        capture = load(self.archive.root, written.position, origin, resolve=self.archive.resolve)
        if status.startswith("200"):
            self.validators[url] = Validators(
                capture.header("ETag"), "", written.digest, written.position.record_id, written.date
            )
        return replace(capture, unchanged=written.unchanged)

    def keep(self, capture: Capture, body: str, title: str, language: str = "en") -> Kept:
        """As the reading of the capture would give it."""
        return self.keep_article(capture, self.article(capture, body, title, language))

    def article(self, capture: Capture, body: str, title: str, language: str = "en") -> Article:
        """What is read of a capture."""
        return Article(
            url=capture.final_url,
            canonical=capture.final_url,
            title=title,
            body=body,
            authors=("Ada Writer",),
            language=language,
            published=Dated(PUBLISHED, "second", "json-ld", "+03:00"),
            modified=None,
            source="alpha",
            extractor="test 1",
            encoding=Encoding("utf-8", "utf-8", 0.998, 2),
            date_flags=(DateFlag.CONFLICT,),
            topics=(TopicDecision("talks", "1", True, 3.5, (Term("place", "Istanbul", "title"),)),),
        )

    def keep_article(self, capture: Capture, article: Article) -> Kept:
        """Placed among the others, and kept."""
        return keep_placed(self.archive, Reading(capture, article, place(article, self.archive)), run="one")

    def reject(self, capture: Capture, stage: Stage, reason: Outcome, detail: str = "") -> Kept:
        """As a stage would refuse it."""
        return self.archive.keep(Reading(capture, Rejected(stage, reason, detail)), run="one")

    def fill(self) -> None:
        """One of everything that can happen to a URL."""
        feed = self.exchange(FEED, "<rss>…</rss>", 0)
        named = [
            Found(f"{SITE}/{name}", Hints(title=name)) for name in ("talks", "grain", "copy", "short", "away")
        ]
        named += [Found(f"{SITE}/sport", outcome=Outcome.PASSED_OVER, detail="no concept in its headline")]
        named += [Found(f"{SITE}/later", Hints(title="Later", lead="Still to be visited", language="tr"))]
        self.archive.record_discovery(Discovery(feed, tuple(named), "feed"), run="one")
        self.keep(self.exchange(f"{SITE}/talks", "talks 1", 1), TALKS, "Talks begin in Istanbul")
        self.keep(self.exchange(f"{SITE}/grain", "grain 1", 2), GRAIN, "Зерно пішло з Одеси", "uk")
        self.keep(self.exchange(f"{SITE}/copy", "copy", 3), TALKS, "Talks begin in Istanbul")
        longer = TALKS + "\n\nA third paragraph stands here alone, and no other paper had its words."
        self.keep(self.exchange("https://beta.example/near", "near", 4, via="urls"), longer, "Talks open")
        self.reject(self.exchange(f"{SITE}/short", "short", 5), Stage.GATE, Outcome.TOO_SHORT, "41 words")
        self.fail(f"{SITE}/away", 6)
        self.keep(
            self.exchange(f"{SITE}/talks", "talks 2", 7), TALKS + "\n\nThey end.", "Talks end in Istanbul"
        )
        self.reject(self.exchange(f"{SITE}/grain", "", 8, "304 Not Modified"), Stage.FETCH, Outcome.UNCHANGED)
        old = replace(self.exchange(f"{SITE}/grain", "grain 1", 9), url=f"{SITE}/old-grain", unchanged=False)
        self.keep(old, GRAIN, "Зерно пішло з Одеси", "uk")
        self.reject(self.exchange(f"{SITE}/copy", "gone", 10, "410 Gone"), Stage.FETCH, Outcome.GONE, "410")
        self.archive.record_discovery(
            Discovery(self.exchange(FEED, "<rss>…</rss>", 11), (), "feed"), run="two"
        )

    def fail(self, url: str, minute: int) -> None:
        """A visit that no byte came back from."""
        capture = Capture(
            url=url,
            final_url=url,
            fetched_at=BEGIN + timedelta(minutes=minute),
            status=0,
            headers=(),
            body=b"",
            warc=None,
            source="alpha",
            via="feed",
            failure=Failure.TIMEOUT,
            detail="no answer in 30 s",
        )
        self.reject(capture, Stage.FETCH, Outcome.TIMEOUT, "no answer in 30 s")


@contextmanager
def filled(root: Path, database_url: str = "") -> Iterator[Archive]:
    """An archive with one of everything, open for writing."""
    with Archive.open(root, database_url) as archive:
        Filling(archive).fill()
        yield archive
