"""Full-text search over the present texts: SQLite FTS5 or PostgreSQL, the same answers for any input."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, text

from storage.holdings import published
from storage.models import Article, Body, Revision

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from items import Dated
    from storage.archive import Archive

WORDS = 32
"""Words of a query that are looked for; further ones are left out."""
RANKED = 2_000
"""The newest texts with all the words; older ones are not ranked, since a common word stands in too many."""
SNIPPET = 160
"""Characters around the first word found."""

_TOKEN = re.compile(r'"([^"]*)"|([^\s"]+)')
_WORD = re.compile(r"[^\W_]+")


_IN_LANGUAGE = """(:lang = '' OR EXISTS (
    SELECT 1 FROM article JOIN revision ON revision.id = article.current
    WHERE article.number = {number} AND revision.language = :lang))"""

SQLITE = text(f"""
    SELECT rowid FROM body_fts
    WHERE body_fts MATCH :match AND {_IN_LANGUAGE.format(number="body_fts.rowid")} AND rowid >= (
        SELECT min(rowid) FROM (
            SELECT rowid FROM body_fts
            WHERE body_fts MATCH :match AND {_IN_LANGUAGE.format(number="body_fts.rowid")}
            ORDER BY rowid DESC LIMIT :ranked))
    ORDER BY bm25(body_fts, 5.0, 1.0), rowid DESC LIMIT :limit""")  # noqa: S608

POSTGRESQL = text(f"""
    SELECT number FROM (
        SELECT number, tsv FROM body
        WHERE tsv @@ to_tsquery('simple', :match) AND {_IN_LANGUAGE.format(number="body.number")}
        ORDER BY number DESC LIMIT :ranked) AS newest
    ORDER BY ts_rank(tsv, to_tsquery('simple', :match)) DESC, number DESC LIMIT :limit""")  # noqa: S608


@dataclass(frozen=True, slots=True)
class Hit:
    """A text with all the words that were looked for."""

    number: int
    name: str
    title: str
    url: str
    language: str
    published: Dated | None
    snippet: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand next to one another; the last one may be the beginning of a word."""

    words: tuple[str, ...]
    prefix: bool = False


def search(archive: Archive, query: str, lang: str | None = None, limit: int = 20) -> list[Hit]:
    """The texts that hold every word of the query, the best first.

    `"several words"` must stand together, `talk*` begins a word; all else is plain words, whatever its
    signs. No words, no hits. Case and accents do not matter on SQLite; on PostgreSQL case does not.
    """
    phrases = parse(query)
    if not phrases or limit < 1:
        return []
    with archive.database.read() as session:
        sqlite = session.get_bind().dialect.name == "sqlite"
        statement, match = (SQLITE, sqlite_match(phrases)) if sqlite else (POSTGRESQL, tsquery(phrases))
        values = {"match": match, "lang": lang or "", "ranked": RANKED, "limit": limit}
        return hits_of(session, [row[0] for row in session.execute(statement, values)], phrases)


def parse(query: str) -> tuple[Phrase, ...]:
    """The words and phrases of what somebody typed; never fails."""
    phrases: list[Phrase] = []
    for found in _TOKEN.finditer(unicodedata.normalize("NFC", query)):
        words = tuple(_WORD.findall(found[1] or found[2] or ""))
        if words:
            phrases.append(Phrase(words, prefix=(found[2] or "").endswith("*")))
    return tuple(phrases[:WORDS])


def sqlite_match(phrases: Sequence[Phrase]) -> str:
    """In the language of FTS5: every phrase quoted, so that no word is an operator."""
    return " ".join(f'"{" ".join(phrase.words)}"' + ("*" if phrase.prefix else "") for phrase in phrases)


def tsquery(phrases: Sequence[Phrase]) -> str:
    """In the language of to_tsquery: a word is only letters and digits, so a quoted one is nothing else."""
    return " & ".join(
        "(" + " <-> ".join(f"'{word}'" for word in phrase.words) + (":*" if phrase.prefix else "") + ")"
        for phrase in phrases
    )


def hits_of(session: Session, numbers: Sequence[int], phrases: Sequence[Phrase]) -> list[Hit]:
    """The hits of these numbers, in their order."""
    query = (
        select(Article.number, Revision, Body.text)
        .join(Revision, Revision.id == Article.current)
        .join(Body, Body.number == Article.number)
        .where(Article.number.in_(numbers))
    )
    hits = {
        number: Hit(
            number=number,
            name=revision.name,
            title=revision.title,
            url=revision.url,
            language=revision.language,
            published=published(revision),
            snippet=snippet(body, phrases),
        )
        for number, revision, body in session.execute(query)
    }
    return [hits[number] for number in numbers if number in hits]


def snippet(body: str, phrases: Sequence[Phrase]) -> str:
    """What stands around the first word found, on one line; the beginning where it is spelt otherwise."""
    places = [body.lower().find(phrase.words[0].lower()) for phrase in phrases]
    place = min((place for place in places if place >= 0), default=0)
    start = max(0, place - SNIPPET // 3)
    end = start + SNIPPET
    if start > 0:
        start = body.find(" ", start, place) + 1 or start
    shown = " ".join(body[start:end].split())
    return ("… " if start > 0 else "") + shown + (" …" if end < len(body) else "")
