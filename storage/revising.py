"""What changed between two texts of one article: which parts, which words, and whether the page says so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from sqlalchemy import select

from storage.models import Visit

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from storage.holdings import RevisionRow

MOST = 4_000_000
"""Pairs of words that are compared one by one; a longer passage counts as replaced as a whole."""
SHORT = 8
"""Words of a block that may be the time that a page counts from now."""

_TOKEN = re.compile(r"\w+(?:['’.,:]\w+)*|[^\w\s]")
_WORD = re.compile(r"\w")
_FIGURE = re.compile(r"\d")
_SPAN = (
    r"(?:a|an|one|\d+) ?(?:s|sec\w*|m|min\w*|h|hrs?|hours?|d|days?|weeks?|months?) ago",
    r"(?:just|right) now|vor (?:einer|einem|\d+) (?:sekunde|minute|stunde|tag|woche)\w*|gerade eben",
    r"(?:\d+ )?(?:секунд\w*|минут\w*|час\w*|д(?:ень|ня|ней)|недел\w*) назад|только что",
    r"(?:\d+ )?(?:секунд\w*|хвилин\w*|годин\w*|д(?:ень|ні|нів)|тиж\w*) тому|щойно",
    r"\d+ (?:saniye|dakika|dk|saat|gün|hafta) önce|az önce|şimdi",
    r"il y a (?:une?|\d+) (?:seconde|minute|heure|jour|semaine)s?",
    r"hace (?:una?|\d+) (?:segundo|minuto|hora|día)s?",
)
_FROM_NOW = re.compile(rf"\b(?:{'|'.join(_SPAN)})\b", re.IGNORECASE)
SHARING = """
share shares tweet post facebook twitter x whatsapp telegram viber linkedin reddit email e mail print copy
link pinterest messenger vk ok this article story via on to the a teilen drucken partager imprimer
compartir copiar поделиться поделитесь ссылка скопировать печать поширити поділитися посилання скопіювати
друк paylaş paylaşın yazdır kopyala bağlantıyı
"""
"""Words of which a share bar is made."""
NEGATIONS = """
no not never none nobody nothing neither nor without cannot не нет ни никогда никто ничего без нельзя ні немає
ніколи ніхто нічого неможливо değil yok hiç asla hayır nicht kein keine keinen keiner nie ohne ne pas jamais
aucun aucune sans nunca nadie ningún ninguna sin jamás
"""
_NEGATED = re.compile(
    r"\w{2,}m[ae](?:d[ıi](?:m|k|n|lar|ler)?|z(?:lar|ler)?|y[ae]ca[kğ]\w*|y[ae]ce[kğ]\w*|m[ıi]ş\w*|y[ae]n\w*)"
    r"|\w{2,}m[ıiuü]yor\w*"
)
"""Turkish verbs with the suffix of negation: gelmedi, gelmez, gelmeyecek, gelmemiş, gelmeyen, gelmiyor."""
_SHARING = frozenset(SHARING.split())
_NEGATIONS = frozenset(NEGATIONS.split())


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of words that stayed, or what it was and became."""

    old: str
    new: str
    """The same as `old` where it stayed; one of the two is empty where words were only added or removed."""
    ends_block: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One text of an article beside the one before it."""

    number: int
    old: str
    """Name of the file."""
    new: str
    kind: str
    """edited, or reextracted where the same page was read by other rules."""
    parts: tuple[str, ...]
    """headline, body, date, byline; furniture alone where only what a site adds changed."""
    restated: tuple[tuple[str, str], ...]
    """Byline and date as they were and as they are, where they changed."""
    stealth: bool
    """Whether headline or body were edited and the time of modification that the page states was not."""
    added: int
    """Words."""
    removed: int
    figures: tuple[tuple[str, str], ...]
    """What was said in figures and what is: one of the two is empty where nothing took its place."""
    negations: tuple[tuple[str, str], ...]
    passages: tuple[Passage, ...]


def change(session: Session, old: RevisionRow, new: RevisionRow) -> Change:
    """What became of a text; both of one article."""
    passages = tuple(compare(old.text, new.text))
    changed = [one for one in passages if one.old != one.new]
    parts = parts_of(old, new)
    edited = not is_read_again(session, new)
    stated = [row.modified.moment for row in (old, new) if row.modified is not None]
    unsaid = len(stated) == 2 and stated[0] == stated[1]
    return Change(
        number=new.number,
        old=old.name,
        new=new.name,
        kind="edited" if edited else "reextracted",
        parts=parts,
        restated=tuple(restated(old, new, parts)),
        stealth=edited and unsaid and bool({"headline", "body"} & set(parts)),
        added=sum(len(worded(one.new)) for one in changed),
        removed=sum(len(worded(one.old)) for one in changed),
        figures=tuple(swapped(changed, lambda word: bool(_FIGURE.search(word)))),
        negations=tuple(swapped(changed, is_negation)),
        passages=passages,
    )


def parts_of(old: RevisionRow, new: RevisionRow) -> tuple[str, ...]:
    """Which parts of the article changed."""
    changed = {
        "headline": essence(old.title) != essence(new.title),
        "body": essence(body_of(old)) != essence(body_of(new)),
        "date": (old.published and old.published.moment) != (new.published and new.published.moment),
        "byline": old.authors != new.authors,
    }
    found = tuple(name for name, differs in changed.items() if differs)
    return found or (("furniture",) if old.text != new.text else ())


def restated(old: RevisionRow, new: RevisionRow, parts: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """What a page states of its author and time, before and after."""
    if "byline" in parts:
        yield ", ".join(old.authors), ", ".join(new.authors)
    if "date" in parts:
        yield old.published.text() if old.published else "", new.published.text() if new.published else ""


def body_of(row: RevisionRow) -> str:
    return row.text.removeprefix(row.title).lstrip("\n") if row.title else row.text


def is_edit(old: str, new: str) -> bool:
    """Whether a text says something else: not where only white space, times counted from now or share bars
    differ, which are as they are at the moment of the visit."""
    return old != new and essence(old) != essence(new)


def essence(text: str) -> str:
    """What of a text its newsroom wrote, in one spelling of white space."""
    kept = []
    for block in text.split("\n"):
        words = block.split()
        bare = [word for one in words if (word := one.strip(".,:;|/·•-–—()").casefold())]
        shares = [word in _SHARING for word in bare]
        if any(shares) and all(one or word.isdecimal() for one, word in zip(shares, bare, strict=True)):
            continue
        if len(words) <= SHORT:
            words = _FROM_NOW.sub(" ", " ".join(words)).split()
        kept += words
    return " ".join(kept)


def is_read_again(session: Session, row: RevisionRow) -> bool:
    """Whether the page had been read before this text was made of it: by other rules, then."""
    query = select(Visit.id).where(Visit.warc_file == row.warc_file, Visit.warc_offset == row.warc_offset)
    first = session.scalar(query.order_by(Visit.id).limit(1)) if row.warc_file else None
    return first is not None and first < row.sequence


def compare(old: str, new: str) -> Iterator[Passage]:
    """Runs of words that stayed, were replaced, added or removed, in the order of the new text."""
    olds, news = old.split("\n\n"), new.split("\n\n")
    for tag, a, b, c, d in SequenceMatcher(None, olds, news, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (Passage(block, block, ends_block=True) for block in olds[a:b])
        elif tag == "replace" and b - a == d - c:
            for before, after in zip(olds[a:b], news[c:d], strict=True):
                yield from within(before, after)
        else:
            yield from within("\n\n".join(olds[a:b]), "\n\n".join(news[c:d]))


def within(old: str, new: str) -> Iterator[Passage]:
    """The same within blocks."""
    olds, news = pieces(old), pieces(new)
    if len(olds) * len(news) > MOST:
        yield Passage(old, new, ends_block=True)
        return
    was, now = ([piece.rstrip() for piece in side] for side in (olds, news))
    runs = SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
    for place, (tag, a, b, c, d) in enumerate(runs, start=1):
        after = "".join(news[c:d])
        before = after if tag == "equal" else "".join(olds[a:b])
        yield Passage(before, after, ends_block=place == len(runs))


def pieces(text: str) -> list[str]:
    """Words and marks, each with the white space behind it."""
    starts = [found.start() for found in _TOKEN.finditer(text)]
    ends = [*starts[1:], len(text)] if starts else []
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]


def worded(text: str) -> list[str]:
    return [found[0] for found in _TOKEN.finditer(text) if _WORD.search(found[0])]


def is_negation(word: str) -> bool:
    lowered = word.casefold().replace("’", "'")
    return lowered in _NEGATIONS or lowered.endswith("n't") or bool(_NEGATED.fullmatch(lowered))


def swapped(changed: Sequence[Passage], is_told: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    """Words of a kind that went and came, those in one place beside each other."""
    for one in changed:
        went = [word for word in worded(one.old) if is_told(word)]
        came = [word for word in worded(one.new) if is_told(word)]
        for place in range(max(len(went), len(came))):
            pair = ("".join(went[place : place + 1]), "".join(came[place : place + 1]))
            if pair[0] != pair[1]:
                yield pair
