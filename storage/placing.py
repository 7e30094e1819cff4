"""Gives an article its new text: revision, search, shingles, edges, cluster."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from storage import rows
from storage.grouping import appeared, regroup
from storage.models import Article, Body, Edge, Revision, Shingle
from storage.serial import to_json

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from items import Dated
    from items import Edge as ItemEdge
    from storage.decisions import NewText, PageDecision
    from storage.models import Url

TextOf = Callable[[str], str]
"""The archived text in the file of that name."""


def set_text(session: Session, decision: PageDecision, text: NewText, home: Url, text_of: TextOf) -> None:
    """Makes the text the present one of its article, which begins here if it is new."""
    number = decision.number
    if number is None:
        raise LookupError(f"decision {decision.sequence} has a text without a number")
    _set_article(session, decision, number, text, home)
    session.add(_revision(decision, number, text))
    session.merge(Body(number=number, title=text.article.title, text=text_of(text.name)))
    set_shingles(session, number, text.shingles)
    if add_edges(session, number, text.edges):
        regroup(session, [number])


def see_again(session: Session, number: int, at: datetime) -> None:
    """The present text was there at that moment."""
    article = session.get_one(Article, number)
    article.last_seen = max(article.last_seen, at)


def _set_article(session: Session, decision: PageDecision, number: int, text: NewText, home: Url) -> None:
    article = session.get(Article, number)
    at = decision.visit.at
    if article is None:
        session.add(
            Article(
                number=number,
                url_id=home.id,
                current=decision.sequence,
                revisions=1,
                duplicate_of=text.duplicate_of,
                source=text.article.source or decision.visit.source,
                origin=text.article.origin,
                first_seen=at,
                last_seen=at,
                appeared=_appeared(text.article.published, at),
            )
        )
        counter = rows.counter(session, "number")
        counter.value = max(counter.value, number + 1)
    else:
        article.current = decision.sequence
        article.revisions += 1
        article.last_seen = max(article.last_seen, at)
    session.flush()


def _revision(decision: PageDecision, number: int, text: NewText) -> Revision:
    article = text.article
    record = text.conversion
    return Revision(
        id=decision.sequence,
        number=number,
        at=decision.visit.at,
        name=text.name,
        sha256=text.sha256,
        text_key=text.text_key,
        url=decision.home_url,
        canonical=article.canonical,
        title=article.title,
        authors=to_json(article.authors),
        outlinks=to_json(article.outlinks),
        language=article.language,
        **_dated("published", article.published),
        **_dated("modified", article.modified),
        date_flags=to_json(article.date_flags),
        extractor=article.extractor,
        encoding=to_json(article.encoding),
        topics=to_json(article.topics),
        text_file=record.file if record else None,
        text_offset=record.offset if record else None,
        text_record=record.record_id if record else None,
        **rows.response_columns(decision.visit.response),
    )


def _dated(prefix: str, date: Dated | None) -> dict[str, Any]:
    return {
        prefix: date.moment if date else None,
        f"{prefix}_precision": date.precision if date else "",
        f"{prefix}_from": date.rule if date else "",
        f"{prefix}_zone": date.zone if date else "",
    }


def _appeared(published: Dated | None, seen: datetime) -> datetime:
    return appeared(published.moment, published.precision, seen) if published else seen


def set_shingles(session: Session, number: int, shingles: Sequence[int]) -> None:
    """Those of the present text, in place of any before."""
    session.execute(delete(Shingle).where(Shingle.number == number))
    marks = [{"hash": mark, "number": number} for mark in sorted(set(shingles))]
    if marks:
        session.execute(insert(Shingle), marks)


def add_edges(session: Session, number: int, edges: Sequence[ItemEdge]) -> bool:
    """Whether there were any. One of an earlier text stays, since the copy was once there.

    Articles whose records were lost before a rebuild have no edges.
    """
    others = [edge.other for edge in edges]
    there = set(session.scalars(select(Article.number).where(Article.number.in_(others))))
    for rank, edge in enumerate(edges):
        if edge.other not in there:
            continue
        row = session.get(Edge, (number, edge.other))
        if row is None:
            row = Edge(number=number, other=edge.other)
            session.add(row)
        row.rank, row.holds = rank, True
        row.relation, row.similarity, row.evidence = edge.relation, edge.similarity, edge.evidence
        row.here, row.there = edge.here or edge.similarity, edge.there or edge.similarity
        row.avowed, row.retitled = edge.avowed, edge.retitled
    return bool(edges)
