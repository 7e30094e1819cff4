"""Finds what a text says of where it comes from: wire marks, credit lines, notes of an update, addresses."""

from __future__ import annotations

import re
from functools import lru_cache

AGENCIES = {
    "reuters": "reuters.com",
    "associated press": "apnews.com",
    "ap": "apnews.com",
    "afp": "afp.com",
    "dpa": "dpa.com",
    "efe": "efe.com",
    "ansa": "ansa.it",
    "xinhua": "news.cn",
    "anadolu": "aa.com.tr",
    "aa": "aa.com.tr",
    "iha": "iha.com.tr",
    "i̇ha": "iha.com.tr",
    "dha": "dha.com.tr",
    "тасс": "tass.ru",
    "tass": "tass.com",
    "риа новости": "ria.ru",
    "ria novosti": "ria.ru",
    "интерфакс": "interfax.ru",
    "interfax": "interfax.ru",
    "интерфакс-украина": "interfax.com.ua",
    "інтерфакс-україна": "interfax.com.ua",
    "interfax-ukraine": "interfax.com.ua",
    "укрінформ": "ukrinform.ua",
    "укринформ": "ukrinform.ru",
    "ukrinform": "ukrinform.net",
    "уніан": "unian.ua",
    "унн": "unn.ua",
    "униан": "unian.net",
}
"""Wire services by the names that credit lines give them, with the site that is their own."""

_NAME = r"[^\W\d_][\w .'’/-]{1,30}"
_AGENCY = "|".join(map(re.escape, AGENCIES))
_SAYS = r"повідомля\w+|передає|пише|сообща\w+|передает|reports?|reported by"
_CREDITS = (
    rf"^\W*[^\W\d_][^\n(]{{1,30}}\({_NAME}\) ?[—–-]",  # GENEVA (Meridian News) —, КИЇВ (Укрінформ) —
    r"^[^\W\d_][\w .'-]{2,20}/[^\W\d_][\w .-]{1,20}\. ",  # Paris/Norwire.
    r"^\W*(?:(?:additional )?reporting|writing|editing|compiled) by [^\W\d_][^\n]{1,60}",
    rf"^\({_NAME}\)(?: [^\n]{{1,60}})?$",
    rf"\((?:{_AGENCY})\)",
    r"^[^\n]{0,40}\b(?:supplied by|with files from|(?:originally|first) published (?:by|on|in))\b[^\n]{1,60}",
    r"^\W*(?:source|quelle|fuente|fonte|источник|джерело|kaynak)\s*: *[^\n]{2,60}",
    r"^\W*(?:redaktion|redacción|rédaction|haber merkezi)\s*[:/]? [^\n]{2,60}",
    r"^\W*(?:mit material von|con información de) [^\n]{2,60}",
    rf"^\W*\((?:avec|con|mit|with|с|з) {_NAME}\)\W*$",
    r"^© [^\n]{2,60}",
    rf"\b(?:{_SAYS}) (?:{_AGENCY})\b",
)
_UPDATES = (
    r"^\W*(?:upd\w*|aktualisiert|actuali[sz]\w*|обновлено|оновлено|güncelle\w*)\b[\s\d]*(?:[:.)\]|—–-]|$)",
    r"^\W*(?:this is a developing story|dieser artikel wird laufend ergänzt)",
)
_CREDIT = re.compile("|".join((*_CREDITS, *_UPDATES)), re.IGNORECASE | re.MULTILINE)


@lru_cache(maxsize=2048)
def credits_of(text: str) -> frozenset[str]:
    """The marks in a text as they stand there, without the space around them."""
    return frozenset(" ".join(found[0].split())[:60] for found in _CREDIT.finditer(text))


def lies_at(mark: str, host: str) -> bool:
    """Whether a mark names the wire service whose own site the host is: no copy says that."""
    lowered = mark.casefold()
    return any(re.search(rf"\b{re.escape(name)}\b", lowered) for name, own in AGENCIES.items() if own == host)


def names_host(text: str, host: str) -> bool:
    """Whether an address of that site stands in the text."""
    return re.search(rf"(?<![\w-]){re.escape(host)}(?![\w-])", text, re.IGNORECASE) is not None
