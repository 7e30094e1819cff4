"""Walls of questions about cookies and data in place of the article."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from items import Outcome
from pipelines.gate.evidence import FEWEST, SPEAKS, Evidence
from pipelines.gate.marks import stands
from pipelines.gate.spotting import share, stems, weight

if TYPE_CHECKING:
    from pipelines.gate.verdict import Verdict

CONSENT_HOST = re.compile(r"^(?:consent|cmp|guce)\.")
CONSENT_PATH = re.compile(r"/(?:consent|cookie-?wall|collectconsent|privacy-?gate|pur)(?:/|$)", re.IGNORECASE)
NAMED = re.compile(r"cookie|consent|gdpr|rgpd|dsgvo|kvkk|(?<![a-z])cmp|privacy", re.IGNORECASE)
"""Names of elements that hold such questions."""
FLASH = 24
"""Words that an article has at least."""
TEASER = 80
"""Words under a headline of another page."""
LEAST = 15
"""Words of the questions."""
LONGEST = 700
"""Words of running text that no wall has."""
MOST_REST = 120
"""Words beside the questions from which nothing is asked any more."""
CLEARLY = 2.0
"""Weight of the phrases that make a wall."""
DENSE = 0.12
"""Share of a passage's words, in phrases, from which it is one of the questions."""


def consent(evidence: Evidence) -> Verdict:
    """Why a page is a consent wall; None if it is none."""
    parts = urlsplit(evidence.article.url)
    if CONSENT_HOST.match(parts.hostname or "") or CONSENT_PATH.search(parts.path):
        return Outcome.CONSENT_PAGE, "the address is one of a consent page"
    if evidence.longest > LONGEST:
        return None
    system = evidence.system("consent")[0]
    asked, rest, weighed = questions(evidence, (*system.alone, *system.also) if system else ())
    who = f"{system.name if system else 'the page'} asks for consent"
    if rest > MOST_REST or asked < LEAST or 2 * asked < evidence.body:
        return None  # what was read of a wall is mostly the wall
    if weighed >= CLEARLY and rest < FLASH and asked > rest:
        return Outcome.CONSENT_PAGE, f"{who}, and shows no article"
    if not evidence.dated and weighed >= 2 * CLEARLY and asked >= 3 * rest:
        return Outcome.CONSENT_PAGE, f"{who}, and shows little else"
    clearly = evidence.bare and weight("consent", evidence.sample) >= 2 * CLEARLY
    if clearly and not evidence.told("consent") and rest < 2 * FLASH and asked > 2 * rest:
        return Outcome.CONSENT_PAGE, f"{who}, and shows next to nothing else"
    return None


def questions(evidence: Evidence, marks: tuple[str, ...]) -> tuple[int, int, float]:
    """Words of questions about data, words of other running text, and the weight of the questions."""
    asked, rest, weighed = 0, 0, 0.0
    for number, passage in enumerate(evidence.content):
        if passage.own < 4 and not passage.heading and passage.place != "control":
            continue
        if rest > MOST_REST:
            break
        said, dense = speaks(evidence, number)
        named = NAMED.search(passage.names) or any(stands(mark, passage.names.lower()) for mark in marks)
        if (said >= SPEAKS and dense >= DENSE) or named or (said and evidence.bare and dense >= DENSE / 2):
            weighed += said
            asked += passage.own
        elif counts(evidence, number):
            rest += passage.own
    return asked, rest, weighed


def speaks(evidence: Evidence, number: int) -> tuple[float, float]:
    """How much a passage speaks of consent, by phrases and beginnings of words, and how densely."""
    said, known = evidence.said(number), stems()["consent"]
    begins = [word for word in said if word.startswith(known)]
    found = {stem for word in begins for stem in known if word.startswith(stem)}
    dense = max(share("consent", said), len(begins) / max(len(said), 1))
    return evidence.says("consent", number) + len(found) / 4, dense


def counts(evidence: Evidence, number: int) -> bool:
    """Whether a passage is text that could be of an article, rather than of a teaser."""
    run = next((run for run in reversed(evidence.runs) if run.first <= number), None)
    passage = evidence.content[number]
    if not run or passage.own < FEWEST or passage.heading:
        return False
    teasers = sum(run.linked and run.words < TEASER for run in evidence.runs)
    return not (run.linked and run.words < TEASER and teasers >= 3)
