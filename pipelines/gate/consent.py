"""Walls of questions about cookies and data in place of the article."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from items import Outcome
from pipelines.gate.evidence import Evidence
from pipelines.gate.spotting import share, weight
from pipelines.gate.verdict import Verdict

CONSENT_HOST = re.compile(r"^(?:consent|cmp|guce)\.")
CONSENT_PATH = re.compile(r"/(?:consent|cookie-?wall|collectconsent|privacy-?gate|pur)(?:/|$)", re.IGNORECASE)
NAMED = re.compile(r"cookie|consent|gdpr|rgpd|dsgvo|kvkk|(?<![a-z])cmp|privacy", re.IGNORECASE)
"""Names of elements that hold such questions."""
FLASH = 24
"""Words that an article has at least."""
LEAST = 15
"""Words of the questions."""
CLEARLY = 2.0
"""Weight of the phrases that make a wall."""
DENSE = 0.12
"""Share of a passage's words, in phrases, from which it is one of the questions."""


def consent(evidence: Evidence) -> Verdict:
    """Why a page is a consent wall; None if it is none."""
    parts = urlsplit(evidence.article.url)
    if CONSENT_HOST.match(parts.hostname or "") or CONSENT_PATH.search(parts.path):
        return Outcome.CONSENT_PAGE, "the address is one of a consent page"
    name = evidence.system("consent")[0]
    asked, rest, weighed = 0, 0, 0.0
    marks = [mark for system in evidence.known if system.name == name for mark in (*system.alone, *system.also)]
    for number, passage in enumerate(evidence.content):
        if passage.own < 4 and not passage.heading and passage.place != "control":
            continue
        if rest > 3 * FLASH:
            return None
        said = evidence.says("consent", number)
        dense = share("consent", evidence.said(number))
        named = NAMED.search(passage.names) or any(mark in passage.names.lower() for mark in marks)
        if (said >= 0.6 and dense >= DENSE) or named or (said and evidence.bare and dense >= DENSE / 2):
            weighed += said
            asked += passage.own
        elif counts(evidence, number):
            rest += passage.own
    if asked >= LEAST and weighed >= CLEARLY and rest < FLASH and asked > rest:
        return Outcome.CONSENT_PAGE, f"{name or 'the page'} asks for consent, and shows no article"
    if evidence.bare and weight("consent", evidence.sample) >= 2 * CLEARLY and rest < 2 * FLASH and asked > 2 * rest:
        return Outcome.CONSENT_PAGE, f"{name or 'the page'} asks for consent, and shows next to nothing else"
    return None


def counts(evidence: Evidence, number: int) -> bool:
    """Whether a passage is text that could be of an article, rather than of a teaser."""
    run = next((run for run in reversed(evidence.runs) if run.first <= number), None)
    passage = evidence.content[number]
    return bool(run) and passage.own >= 6 and not passage.heading and not (run.linked and run.words < 80)
