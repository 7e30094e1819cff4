"""Takes the names out of a byline: without "By", job titles, degrees, addresses and what names nobody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipelines.clean.tidy import tidy_text

LONGEST_NAME = 100
LONGEST_BYLINE = 2000
BY = re.compile(
    r"^(?:(?:more\s+)?(?:stor(?:y|ies)|articles?|posts?|reports?|words|written|posted|published|reported)\s+by"
    r"|by|authors?|авторы?|автори|текст|yazar|yazan|haber|von(?!\s+de[rmn]\b)|par|por|autor(?:en|es|a)?)\b[\s:]{1,3}",
    re.IGNORECASE,
)
NOT_BY = re.compile(
    r"^(?:updated|edited|reviewed|fact.?checked|translated|photo\w*|images?|pictures?|illustrat\w+)\s+by\b",
    re.IGNORECASE,
)
"""Who had another part in it."""
NOT_A_NAME = re.compile(
    r"https?:|www\.|@|:|^\W*$|^\d+$|\.(?:txt|html?|php)$|\b(?:facebook|twitter|instagram)\.com|\bprofile?\b|профил"
    r"|\b\d{1,2}\b|^(?:admin|administrator|editor|unknown|anonymous|anónimo|anonym|guest|гость|гість)$",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"[<(]?[^\s<>()]{1,80}@[^\s<>()]{1,80}[>)]?")
ASIDE = re.compile(r"\s*\((?:[^()]{0,40}\b[\w-]{1,40}\.[a-z]{2,12}|[a-zäöüß.]{1,5})\)$")
"""A site or a writer's lower-case initials in brackets."""
SEVERAL = re.compile(
    r"\s*[;|]\s*|\s*,\s+(?!(?:jr|sr)\b)|\s+(?:and|und|et|и|та|ve|og|och|&)\s+|\s+/\s+", re.IGNORECASE
)
PERHAPS_SEVERAL = re.compile(r"(?<=\w\s)(?:y|i|і|й)(?=\s\w)")
"""These join the two halves of one surname too: they part only names of two words and more."""
DEGREE = re.compile(
    r"(?:ph\.?\s?d|m\.?d|m\.?s|m\.?a|m\.?b\.?a|j\.?d|r\.?d|r\.?n|d\.?d\.?s|esq)\.?", re.IGNORECASE
)
JOB = (
    r"(?:writers?|reporters?|editors?|correspondents?|journalists?|columnists?|contributors?|bureau chief"
    r"|staff|redakteur(?:in)?|korrespondent(?:in)?|журналист(?:ка)?|корреспондент|кореспондент(?:ка)?|редактор(?:ка)?"
    r"|обозреватель|muhabiri?|editörü?|yazarı)"
)
ROLE = re.compile(rf"(?:^|.*\s){JOB}$", re.IGNORECASE)
ROLE_BEHIND = re.compile(
    rf"^(\S+(?:\s\S+){{1,3}}?)\s+(?:(?:staff|senior|chief)\s+){{1,2}}{JOB}$",
    re.IGNORECASE,
)


def names_in(bylines: Iterable[tuple[str, bool]]) -> list[str]:
    """The names in bylines, each given with whether it is one name whatever its words; in their order.

    A job title is no name beside one, but it stays where nobody else is named: "Guardian staff reporter".
    """
    found = [name for text, whole in bylines for name in parted(text, whole=whole)]
    people = [without_role(name) for name in found if not ROLE.match(name) or ROLE_BEHIND.match(name)]
    return people or found


def parted(text: str, *, whole: bool) -> Iterator[str]:
    """The names in one byline."""
    if len(text) > LONGEST_BYLINE:
        return
    bare = tidy_text(text)
    if ADDRESS.search(bare):
        bare = ADDRESS.sub(" ", bare).strip(" ()")
    if NOT_BY.match(bare):
        return
    bare = BY.sub("", bare)
    for part in [bare] if whole else several(bare):
        if (name := cleaned(part)) and not DEGREE.fullmatch(name):
            yield name


def several(text: str) -> Iterator[str]:
    """What separators and words for "and" part."""
    for part in SEVERAL.split(text):
        halves = [half.strip() for half in PERHAPS_SEVERAL.split(part)]
        yield from halves if all(" " in half for half in halves) else [part]


def cleaned(text: str) -> str:
    """A name by itself; empty if it cannot be one."""
    bare = ASIDE.sub("", BY.sub("", text.strip(" ,;|-–—"))).strip(" ,;|-–—")
    return "" if len(bare) > LONGEST_NAME or NOT_A_NAME.search(bare) or bare.startswith("(") else bare


def without_role(name: str) -> str:
    """`Ada Byron` of `Ada Byron Staff Writer`."""
    behind = ROLE_BEHIND.match(name)
    return behind[1] if behind else name
