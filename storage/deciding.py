"""Decides what a visit gives and what becomes of its URL; reads the database, changes nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from items import KEPT, TRANSIENT, Article, Outcome, Placement, Reading, Rejected, Stage
from storage import models, rows
from storage.decisions import Exchanged, NewText, PageDecision, Settlement
from storage.exchanged import exchanged, next_visit
from storage.identity import identity, registrable_domain, text_urn, url_key
from storage.newtext import UNPLACED, has_words_of, is_restated, is_text_of, new_text, says_the_same
from storage.texts import check_format

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from items import Capture


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a decision says beyond the exchange itself."""

    outcome: Outcome
    stage: str = ""
    detail: str = ""
    settlements: tuple[Settlement, ...] = ()
    number: int | None = None
    home: str = ""
    seen: bool = False
    text: NewText | None = None


def decide(session: Session, reading: Reading, run: str, now: datetime) -> PageDecision:
    """What is to be recorded of a reading, given what the archive holds at this moment."""
    visit = exchanged(reading.capture)
    result = _in_format(reading.result)
    home_url = visit.final_url
    result = _led_home(session, visit, result)
    if isinstance(result, Article):
        home_url = _home_url(visit, result)
        visit = _at_home(visit, home_url)
        verdict = _found(session, visit, identity(home_url), result, reading.placement or UNPLACED)
        verdict = replace(verdict, settlements=verdict.settlements + _alias(session, visit, verdict.home))
    else:
        verdict = _refused(session, visit, result, reading.capture)
    article = result if isinstance(result, Article) else result.article
    return PageDecision(
        sequence=rows.counter(session, "sequence").value,
        run=run,
        at=now,
        visit=visit,
        outcome=verdict.outcome,
        stage=verdict.stage,
        detail=verdict.detail,
        settlements=verdict.settlements,
        number=verdict.number,
        home=verdict.home,
        home_url=home_url,
        seen=verdict.seen,
        text=verdict.text,
        topics=article.topics if article else (),
    )


def _in_format(result: Article | Rejected) -> Article | Rejected:
    """A text that is not in the source format is refused, and says so, instead of being archived."""
    if isinstance(result, Rejected):
        return result
    try:
        check_format(result.text)
    except ValueError as error:
        return Rejected(Stage.CLEAN, Outcome.EXTRACT_FAILED, f"not in the source format: {error}", result)
    return result


def _led_home(session: Session, visit: Exchanged, result: Article | Rejected) -> Article | Rejected:
    """An article's URL that leads to the front page of its site is gone, whatever is read there."""
    front = "/" not in visit.final_key.partition("?")[0]
    if not front or visit.key == visit.final_key:
        return result
    asked = rows.url_row(session, visit.key)
    if rows.article_of(session, asked) is None:
        return result
    return Rejected(Stage.FETCH, Outcome.GONE, f"leads to the front page {visit.final_url}")


def _home_url(visit: Exchanged, article: Article) -> str:
    """What the article belongs to: the URL fetched in the end, else what an ingested text says of itself."""
    for url in (visit.final_url, article.url):
        try:
            url_key(url)
        except ValueError:
            continue
        return url
    return text_urn(article.text)


def _at_home(visit: Exchanged, home_url: str) -> Exchanged:
    """An ingested file was asked for under no URL but the one that its text belongs to."""
    try:
        url_key(visit.url)
    except ValueError:
        key = identity(home_url)
        return replace(visit, url=home_url, final_url=home_url, key=key, final_key=key)
    return visit


def _found(session: Session, visit: Exchanged, home: str, article: Article, placement: Placement) -> Verdict:
    """A text was read."""
    url = rows.url_row(session, home)
    held = rows.article_of(session, url)
    if held is not None:
        return _again(session, held, visit, article, placement)
    behind = rows.article_behind(session, url)
    if behind is not None and visit.unchanged:
        return _unchanged(session, behind, visit, "")
    behind = behind or _claimed(session, home, article)
    if behind is not None and (
        is_text_of(session, behind, article, placement) or has_words_of(session, behind, placement)
    ):
        return _unchanged(session, behind, visit, "")
    number = rows.counter(session, "number").value
    text = new_text(session, number, article, placement)
    outcome = Outcome.ARCHIVED if text.duplicate_of is None else Outcome.DUPLICATE
    detail = _same_words(text)
    settled = Settlement(home, outcome, detail=detail)
    return Verdict(outcome, "", detail, (settled,), number, home, seen=True, text=text)


def _again(
    session: Session, held: models.Article, visit: Exchanged, article: Article, placement: Placement
) -> Verdict:
    """A text was read where one is held."""
    restated = is_restated(session, held, visit, article)
    if visit.unchanged or (not restated and is_text_of(session, held, article, placement)):
        return _unchanged(session, held, visit, "")
    if not restated and says_the_same(session, held, visit, article):
        return _unchanged(session, held, visit, "only white space, relative times or share bars differ")
    now = rows.present(session, held)
    if visit.at < now.at:
        detail = f"fetched before the present text, which is of {now.at.isoformat(timespec='seconds')}"
        return replace(_unchanged(session, held, visit, detail), seen=False)
    text = new_text(session, held.number, article, placement)
    home = rows.home_of(session, held).key
    settled = Settlement(home, Outcome.REVISED, detail=_same_words(text))
    return Verdict(Outcome.REVISED, "", settled.detail, (settled,), held.number, home, seen=True, text=text)


def _unchanged(session: Session, held: models.Article, visit: Exchanged, detail: str) -> Verdict:
    """The URL keeps its outcome; one that was gone and has come back gets again the one it had."""
    home = rows.home_of(session, held)
    settlements: tuple[Settlement, ...] = ()
    if home.outcome not in KEPT and not _is_late(visit, home):
        settlements = (Settlement(home.key, _kept_as(held), detail="came back"),)
    return Verdict(Outcome.UNCHANGED, "", detail, settlements, held.number, home.key, seen=True)


def _refused(session: Session, visit: Exchanged, refused: Rejected, capture: Capture) -> Verdict:
    """What is held stays, whatever its URL answers now; only if it is gone, its URL says so."""
    asked = rows.url_row(session, visit.key)
    held = rows.article_of(session, asked) or rows.article_behind(session, asked)
    verdict = Verdict(refused.reason, refused.stage.value, refused.detail)
    if held is None:
        return _dropped(session, asked, visit, verdict, capture)
    if refused.reason is Outcome.UNCHANGED:
        return _unchanged(session, held, visit, refused.detail)
    home = rows.home_of(session, held)
    is_away = refused.reason in {Outcome.GONE, Outcome.SOFT_404}
    gone = is_away and home.key in {visit.key, visit.final_key}
    settlements = (Settlement(home.key, Outcome.GONE, verdict.stage, verdict.detail),) if gone else ()
    if _is_late(visit, home):
        settlements = ()
    return replace(verdict, settlements=settlements, number=held.number, home=home.key)


def _dropped(
    session: Session, asked: models.Url | None, visit: Exchanged, verdict: Verdict, capture: Capture
) -> Verdict:
    """Nothing is held: the URL gets the outcome of its latest visit."""
    waiting = asked is None or asked.outcome == Outcome.PENDING
    if asked is not None and not waiting and _is_late(visit, asked):
        return verdict
    if verdict.outcome is Outcome.UNCHANGED:
        if not waiting:
            return verdict
        verdict = replace(verdict, outcome=Outcome.FETCH_FAILED, detail="unchanged, but never seen before")
    attempts, due = 0, None
    if verdict.outcome in TRANSIENT:
        attempts = (asked.attempts if asked is not None else 0) + _counts(session, capture)
        due = next_visit(capture, attempts)
    settled = Settlement(visit.key, verdict.outcome, verdict.stage, verdict.detail, attempts, due)
    return replace(verdict, settlements=(settled,))


def _counts(session: Session, capture: Capture) -> int:
    """1 for a new attempt, 0 for one that is read again."""
    return 0 if capture.warc and rows.visit_of(session, capture.warc.record_id) else 1


def _alias(session: Session, visit: Exchanged, home: str) -> tuple[Settlement, ...]:
    """A URL that led to an article of another key is another address of it, unless it has its own."""
    if visit.key == home or rows.article_of(session, rows.url_row(session, visit.key)) is not None:
        return ()
    return (Settlement(visit.key, Outcome.DUPLICATE, detail=f"leads to {home}"),)


def _claimed(session: Session, home: str, article: Article) -> models.Article | None:
    """The article at the canonical URL that the page claims, if that is of the same registrable domain."""
    try:
        key = url_key(article.canonical)
    except ValueError:
        return None
    if key == home or _domain(key) != _domain(home):
        return None
    return rows.article_of(session, rows.url_row(session, key))


def _domain(key: str) -> str:
    host = key.replace("?", "/").partition("/")[0]
    return registrable_domain(host if host.startswith("[") else host.partition(":")[0])


def _is_late(visit: Exchanged, url: models.Url) -> bool:
    """Whether the URL was visited since: the visit is a replay, or was left behind by a crash."""
    return url.visited_at is not None and visit.at < url.visited_at


def _kept_as(held: models.Article) -> Outcome:
    if held.revisions > 1:
        return Outcome.REVISED
    return Outcome.ARCHIVED if held.duplicate_of is None else Outcome.DUPLICATE


def _same_words(text: NewText) -> str:
    return "" if text.duplicate_of is None else f"the same words as {text.duplicate_of:03d}"
