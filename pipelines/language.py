"""Which language a text is in: its own words decide, what the page claims only where there are too few."""

from __future__ import annotations

import re

from py3langid import classify

from pipelines.wording import words

FEWEST_WORDS = 20
NO_LANGUAGE = "zxx"
SAMPLE = 5000
"""Characters that are looked at."""
TAG = re.compile(r"([a-z]{2})(?:[-_]|$)")
UKRAINIAN = re.compile("[іїєґ]", re.IGNORECASE)
RUSSIAN = re.compile("[ыэъё]", re.IGNORECASE)
CYRILLIC = re.compile("[а-яіїєґ]", re.IGNORECASE)
MANY = 0.05
"""Share of Ukrainian letters in a Ukrainian text; in a Russian one they stand in quotations alone."""
WRONG = {
    "ua": "uk",
    "by": "be",
    "cz": "cs",
    "gr": "el",
    "jp": "ja",
    "kr": "ko",
    "dk": "da",
    "se": "sv",
    "iw": "he",
}
"""Country codes that pages give as languages."""


def language(text: str, *claims: str) -> str:
    """ISO 639-1; the first claim that names one where the text is too short to tell; else empty."""
    claimed = next(filter(None, map(code, claims)), "")
    sample = text[:SAMPLE]
    if len(words(sample)) < FEWEST_WORDS and len(sample.encode()) < 2 * FEWEST_WORDS * 8:
        return claimed
    found: str = classify(sample)[0]
    if found == NO_LANGUAGE:
        return ""
    if found in ("ru", "uk") or claimed in ("ru", "uk"):
        return slavic(sample) or found
    return found


def code(claim: str) -> str:
    """`en-US`, `ru_RU`, `UK` as ISO 639-1; empty for anything else."""
    match = TAG.match(claim.strip().lower())
    return WRONG.get(match[1], match[1]) if match else ""


def slavic(text: str) -> str:
    """Russian or Ukrainian by the letters that the other one lacks; empty if neither prevails."""
    letters = len(CYRILLIC.findall(text))
    ukrainian, russian = len(UKRAINIAN.findall(text)), len(RUSSIAN.findall(text))
    if not letters or letters * 2 < len(re.findall(r"[a-zA-Z]", text)):
        return ""
    if ukrainian > russian and ukrainian >= MANY * letters:
        return "uk"
    return "ru" if russian > ukrainian else ""
