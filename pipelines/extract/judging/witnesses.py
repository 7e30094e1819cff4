"""What others say of each segment: trafilatura, linked data, description, headline, authors' names, lead."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

import trafilatura
from trafilatura.settings import Document

from pipelines.extract.judging.plain_copy import plain_copy
from pipelines.extract.judging.regions import is_prose
from pipelines.wording import WORD

if TYPE_CHECKING:
    from pipelines.extract.claims import Claims
    from pipelines.extract.judging.outline import Segment

NAME = f"trafilatura {trafilatura.__version__}"
SHINGLE = 3
SHORTEST_BODY = 300
"""Characters of linked data's text from which it is the article, not its summary."""
LONGEST_BODY = 1_000_000
MOST_ESCAPED = 2
"""How often the markup in linked data may have been escaped."""
FEWEST_IN_SUMMARY = 5
"""Words of a segment from which a description can be said to hold it."""
TAG = re.compile(r"</?[a-zA-Z!][^<>]{0,500}>")
MOST_PIECES, MOST_LEVELS = 3000, 500_000
"""Segments and cells, and levels above all segments together, up to which trafilatura compares what it reads
with what others read: one of those looks at every short paragraph before each, and at all that is around it.
No page of a newspaper comes near."""
READ = 0.5
SEEN, SEEN_OF_LITTLE, LITTLE = 0.2, 0.5, 60
"""Share of a page's prose that trafilatura reads, the same where that is under so many words, below which it
may be blind to the page's markup."""
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
    read = reading(tree, segments)
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


def reading(tree: Any, segments: Sequence[Segment]) -> Text:
    """What trafilatura reads of a page; of a plain copy of it where that is much and the page gave little."""
    alone = is_monstrous(segments)
    first = text_of(trafilatura_texts(tree, alone=alone))
    prose = [segment for segment in segments if is_prose(segment)]
    found, total = words_read(first, prose), sum(segment.words for segment in prose)
    if found >= (SEEN if found >= LITTLE else SEEN_OF_LITTLE) * total:
        return first
    second = text_of(trafilatura_texts(plain_copy(segments), alone=alone))
    return second if words_read(second, prose) > 2 * found else first


def words_read(text: Text, segments: Iterable[Segment]) -> int:
    """The words of the segments that a text has."""
    return sum(segment.words for segment in segments if text.share(segment.tokens) > READ)


def is_monstrous(segments: Sequence[Segment]) -> bool:
    """Whether a page has more segments, or deeper ones, than trafilatura's helpers get through."""
    pieces = sum(1 + (segment.text.count("|") if segment.rows else 0) for segment in segments)
    levels = sum(segment.container.depth for segment in segments)
    return pieces > MOST_PIECES or levels > MOST_LEVELS


def trafilatura_texts(tree: Any, *, alone: bool = False) -> list[str]:
    """What trafilatura takes for the article, in pieces: each element, and its parts of one or two words,
    which no run of words shows. `alone`: without asking other readers.

    Its own metadata are not asked for: a date of an odd time zone would cost the text, and an author's name
    can hold it for a minute. Its `deduplicate` remembers texts across calls.
    """
    document = trafilatura.bare_extraction(
        tree, fast=alone, with_metadata=False, include_comments=False, include_tables=True, deduplicate=False
    )
    if not isinstance(document, Document) or document.body is None:
        return []
    pieces = [" ".join(element.itertext()) for element in document.body]
    parts = (part for element in document.body for part in element.iterdescendants())
    openings = (tuple(islice(words_of(part), SHINGLE)) for part in parts)
    return pieces + [" ".join(opening) for opening in openings if len(opening) < SHINGLE]


def words_of(element: Any) -> Iterator[str]:
    """The words of an element, no more of it looked at than is asked for."""
    for text in element.itertext():
        yield from WORD.findall(text)


def linked_text(claims: Claims) -> str:
    """The article's text in linked data; empty where there is none, or only a summary."""
    for key in ("articleBody", "text"):
        told = claims.article.get(key)
        if isinstance(told, str) and len(told) > SHORTEST_BODY:
            text = told[:LONGEST_BODY]
            for _ in range(MOST_ESCAPED + 1):
                text = html.unescape(TAG.sub(" ", text))
            return text
    return ""
