"""The beginning of an article, and an offer in place of the rest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from items import Outcome
from pipelines.gate.evidence import MOSTLY, SPEECH, Evidence, is_head, is_prose
from pipelines.gate.marks import System, stands
from pipelines.gate.spotting import share, stems
from pipelines.phrasebook import phrasebook

if TYPE_CHECKING:
    from pipelines.gate.verdict import Verdict

TEASER = 260
"""Words that a wall leaves to read."""
OFFER = 80
"""Words of a passage of a wall."""
LITTLE = 60
"""Words of a page on which a wall may stand above the teaser."""
BEHIND = 25
"""Words of running text behind a wall from which it is an offer amid an article."""
NAMED = re.compile(
    r"pay-?wall|reg-?wall|subscri\w*-?wall|(?<![a-z])wall(?![a-z])|locked|(?<![a-z])lock(?![a-z])|unauthori[sz]ed"
    r"|restricted|members?-?only|premium|(?<![a-z])plus(?![a-z])|meter|gate(?![a-z])|teaser-?end|upgrade|no-?access",
    re.IGNORECASE,
)
"""Names of elements that close the rest of a text."""
PROMOTES = re.compile(
    r"promo|subscribe-?box|newsletter|donat|support-?us|jetpack-subscri|comment", re.IGNORECASE
)
"""Names of elements that ask for money or a subscription below a text that is all there."""
REMARKS = re.compile(
    r"comment|коммент|комент|yorum|repl(?:y|ies)|ответ|відповід|yanıt|réponse|respuest", re.IGNORECASE
)
"""What is open to subscribers only may be the remarks."""
BRIEF = 40
NEAR = 4
"""Passages around an offer in which its button stands."""
BLURRED = 12


def paywalled(evidence: Evidence) -> Verdict:
    """Why a page is the beginning of an article, or an unreadable one; None if it is neither."""
    if evidence.speech >= SPEECH and not evidence.article.language:
        return Outcome.PAYWALLED, "the text is in no language: scrambled for those who do not pay"
    before = 0
    if max(evidence.text, evidence.longest) > TEASER + 2 * OFFER:
        return None
    if evidence.page.shape.blurred >= BLURRED and evidence.text <= TEASER + evidence.page.shape.blurred:
        return Outcome.PAYWALLED, f"{evidence.page.shape.blurred} words that are made unreadable"
    system = evidence.system("paywall")[0]
    who = system.name if system else "the page"
    for number, passage in enumerate(evidence.content):
        if before > TEASER:
            return None
        if is_wall(evidence, number, system) and (
            evidence.text <= LITTLE or behind(evidence, number) < BEHIND
        ):
            return Outcome.PAYWALLED, f"{before} words, and {who} closes the rest: {passage.text[:80]}"
        before += passage.own if is_prose(passage) else 0
    return None


def is_wall(evidence: Evidence, number: int, system: System | None) -> bool:
    """Whether a passage closes the rest: it says so, and looks like it."""
    passage = evidence.content[number]
    if passage.words > OFFER or (is_head(passage) and passage.heading) or REMARKS.search(passage.text):
        return False
    if passage.linked and phrasebook().behind_label("related", passage.text):
        return False  # "Keep reading: " and the headline of another page
    names = passage.names.lower()
    if system and passage.words >= 2 and any(stands(mark, names) for mark in system.alone):
        return True
    said = max(evidence.says("paywall", number), asks(evidence.said(number)))
    if said < 0.6:
        return False
    closed = evidence.page.claims.article.get("isAccessibleForFree") in (False, "False", "false")
    signs = (
        closed,
        bool(NAMED.search(passage.names[-400:])),
        bool(passage.heading),
        passage.place == "control" or offers(evidence, number),
        said >= 1,
        passage.words <= 14,
        share("paywall", evidence.said(number)) >= MOSTLY,
    )
    if PROMOTES.search(passage.names[-200:]) and not (closed or NAMED.search(passage.names[-200:])):
        return False
    return sum(signs) >= 2 and (sum(signs) >= 3 or not is_prose(passage) or passage.linked > 0)


def asks(said: list[str]) -> float:
    """What a text is worth that names reading on and what must be done for it in one breath."""
    if len(said) > BRIEF:
        return 0.0
    thanks, reads, pays = (
        any(word.startswith(stems()[kind]) for word in said) for kind in ("thanks", "reads", "pays")
    )
    if thanks:
        return 0.0
    return 0.7 if reads and pays else 0.0


def offers(evidence: Evidence, number: int) -> bool:
    """Whether a button or link to press stands by."""
    boxes = {evidence.content[number].box}
    around = evidence.content[number : number + NEAR]
    return any(
        (passage.place == "control" or (passage.linked and passage.words <= 8))
        and (passage.box in boxes or passage.names.startswith(evidence.content[number].names))
        for passage in around
    ) or bool(evidence.content[number].linked)


def behind(evidence: Evidence, number: int) -> int:
    """Words of running text behind a passage, before the headline of another page, that speak of no offer."""
    count = 0
    for later in range(number + 1, len(evidence.content)):
        passage = evidence.content[later]
        if is_head(passage) or count >= BEHIND:
            break
        if is_prose(passage) and evidence.says("paywall", later) < 0.6:
            count += passage.own
    return count
