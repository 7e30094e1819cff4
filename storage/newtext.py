"""Decides where a text goes: into a file of its own, or to the file of an equal text."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from items import Article, Edge, Placement
from storage import models, rows
from storage.decisions import NewText
from storage.errors import OutrunError
from storage.revising import is_edit
from storage.texts import text_name

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.decisions import Exchanged

UNPLACED = Placement("", ())
"""Of a text that was compared with nothing."""


def new_text(session: Session, number: int, article: Article, placement: Placement) -> NewText:
    """The text under its number, or under another's file where that one had the same text first.

    Raises OutrunError if articles that share samples with it were archived after it was placed.
    """
    _check_not_outrun(session, placement)
    first = rows.first_with(session, placement.text_key)
    if first is not None and first.number != number:
        return NewText(
            name=first.name,
            sha256=first.sha256,
            article=replace(article, body=""),
            conversion=None,
            duplicate_of=first.number,
            text_key=placement.text_key,
            shingles=(),
            edges=_edges(session, number, (*placement.edges, _equal(first.number))),
        )
    data = article.text.encode()
    return NewText(
        name=text_name(number, data),
        sha256=hashlib.sha256(data).hexdigest(),
        article=replace(article, body=""),
        conversion=None,
        duplicate_of=None,
        text_key=placement.text_key,
        shingles=placement.shingles,
        edges=_edges(session, number, placement.edges),
    )


def is_text_of(session: Session, held: models.Article, article: Article, placement: Placement) -> bool:
    """Whether the article's present text is this one.

    To the byte; where its file is another article's, or the URL another one, in the same words.
    """
    now = rows.present(session, held)
    if hashlib.sha256(article.text.encode()).hexdigest() == now.sha256:
        return True
    borrowed = not now.name.startswith(f"{held.number:03d}_")
    return borrowed and has_words_of(session, held, placement)


def has_words_of(session: Session, held: models.Article, placement: Placement) -> bool:
    """Whether the article's present text has the same words, at least 80 of them."""
    return placement.text_key != "" and placement.text_key == rows.present(session, held).text_key


def says_the_same(session: Session, held: models.Article, visit: Exchanged, article: Article) -> bool:
    """Whether a page that is read for the first time differs in nothing that its newsroom wrote.

    Of one that is read again, by better rules, every byte counts.
    """
    present = session.get(models.Body, held.number)
    return _is_fresh(session, visit) and present is not None and not is_edit(present.text, article.text)


def is_restated(session: Session, held: models.Article, visit: Exchanged, article: Article) -> bool:
    """Whether a page that is read for the first time names other authors, or another time of publication in
    the same place, than the present version: another version, though its text may be the same."""
    now, published = rows.present(session, held), article.published
    signed = bool(now.authors and article.authors) and list(article.authors) != now.authors
    claim = (now.published_from, now.published_precision)
    dated = published is not None and claim == (published.rule, published.precision)
    return _is_fresh(session, visit) and (
        signed or (dated and published is not None and published.moment != now.published)
    )


def _is_fresh(session: Session, visit: Exchanged) -> bool:
    return visit.response is None or rows.visit_of(session, visit.response.record_id) is None


def _check_not_outrun(session: Session, placement: Placement) -> None:
    if placement.until is None or rows.counter(session, "number").value == placement.until:
        return
    for part in rows.chunks(placement.shingles):
        query = select(models.Shingle.number).where(models.Shingle.hash.in_(part))
        late = session.scalar(query.where(models.Shingle.number >= placement.until).limit(1))
        if late is not None:
            raise OutrunError(f"{late:03d} was archived after the text was placed")


def _equal(number: int) -> Edge:
    return Edge(number, "verbatim", 1.0, f"the same words as {number:03d}", 1.0, 1.0)


def _edges(session: Session, number: int, edges: tuple[Edge, ...]) -> tuple[Edge, ...]:
    """The first to each article that exists, none to itself."""
    first: dict[int, Edge] = {}
    for edge in edges:
        first.setdefault(edge.other, edge)
    first.pop(number, None)
    there = set(session.scalars(select(models.Article.number).where(models.Article.number.in_(first))))
    return tuple(edge for other, edge in first.items() if other in there)
