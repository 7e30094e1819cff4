"""What others say of each segment: trafilatura, linked data, description, headline, authors' names, lead."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import trafilatura
from trafilatura.settings import Document

from pipelines.wording import WORD

if TYPE_CHECKING:
    from pipelines.extract.claims import Claims
    from pipelines.extract.judging.outline import Segment

NAME = f"trafilatura {trafilatura.__version__}"
SHINGLE = 3
SHORTEST_BODY = 300
"""Characters of linked data's text from which it is the article, not its summary."""
LONGEST_BODY = 1_000_000
FEWEST_IN_SUMMARY = 5
"""Words of a segment from which a description can be said to hold it."""
TAG = re.compile(r"<[^<>]{0,500}>")
UNKNOWN = -1.0
"""Said where a witness is silent."""


@dataclass(frozen=True, slots=True)
class Testimony:
    """Of each segment the share, from 0 to 1, that a witness says belongs to the article."""

    reader: list[float]
    linked_data: list[float]
    summary: list[float]
    headline: tuple[str, ...]
    """Its words; likewise the next."""
    authors: frozenset[str]
    lead: tuple[str, ...]
    """What stands as a lead behind the headline."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is known of the article from the page's head and its headline."""

    claims: Claims
    title: str
    authors: tuple[str, ...]
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A witness's text, to look segments up in: runs of three words, and the pieces that have fewer."""

    shingles: frozenset[tuple[str, ...]]
    short: frozenset[tuple[str, ...]]

    def share(self, tokens: list[str]) -> float:
        """The share of a segment's runs of three words that the text has."""
        if len(tokens) < SHINGLE:
            return 1.0 if tuple(tokens) in self.short else 0.0
        runs = list(zip(tokens, tokens[1:], tokens[2:], strict=False))
        return sum(run in self.shingles for run in runs) / len(runs)


def testify(tree: Any, segments: Sequence[Segment], said: Said) -> Testimony:
    """Asks every witness; trafilatura uses the tree up."""
    read = text_of(trafilatura_texts(tree))
    told = linked_text(said.claims)
    summaries = [
        text for key in ("og:description", "description") for text in said.claims.meta.get(key, ()) if text
    ]
    summary = text_of(summaries)
    body = text_of([told])
    return Testimony(
        reader=[read.share(segment.tokens) for segment in segments],
        linked_data=[
            (body.share(segment.tokens) if segment.words >= SHINGLE else 0.5) if told else UNKNOWN
            for segment in segments
        ],
        summary=[
            summary.share(segment.tokens) if summaries and segment.words >= FEWEST_IN_SUMMARY else UNKNOWN
            for segment in segments
        ],
        headline=tuple(WORD.findall(said.title.lower())),
        authors=frozenset(WORD.findall(" ".join(said.authors).lower())),
        lead=tuple(WORD.findall(said.lead.lower())),
    )


def text_of(pieces: Iterable[str]) -> Text:
    """Pieces of a text as a witness's; no run goes over the end of a piece."""
    shingles: set[tuple[str, ...]] = set()
    short = set()
    for piece in pieces:
        tokens = WORD.findall(piece.lower())
        if len(tokens) < SHINGLE:
            short.add(tuple(tokens))
        else:
            shingles.update(zip(tokens, tokens[1:], tokens[2:], strict=False))
    return Text(frozenset(shingles), frozenset(short))


def trafilatura_texts(tree: Any) -> list[str]:
    """What trafilatura takes for the article, in pieces: each element, and its parts for the short ones.

    Its own metadata are not asked for: a date of an odd time zone would cost the text, and an author's name
    can hold it for a minute. Its `deduplicate` remembers texts across calls.
    """
    document = trafilatura.bare_extraction(
        tree, with_metadata=False, include_comments=False, include_tables=True, deduplicate=False
    )
    if not isinstance(document, Document) or document.body is None:
        return []
    pieces = [" ".join(element.itertext()) for element in document.body]
    return pieces + [
        " ".join(part.itertext()) for element in document.body for part in element.iterdescendants()
    ]


def linked_text(claims: Claims) -> str:
    """The article's text in linked data; empty where there is none, or only a summary."""
    for key in ("articleBody", "text"):
        told = claims.article.get(key)
        if isinstance(told, str) and len(told) > SHORTEST_BODY:
            return html.unescape(TAG.sub(" ", told[:LONGEST_BODY]))
    return ""
