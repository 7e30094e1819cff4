"""Is what was read an article? Rules, each of which says why it refuses, in this order.

`evidence` measures the page once; `unread` (a text without end), `challenge` (a check of the reader, or a
refusal), `consent` (a wall of questions), `missing` (no such page, or a broken one), `other.shell` (nothing
to see without scripts), `paywall` (the rest is closed), `other.speechless` (figures, labels), `listing`
(other pages), `other` (forms, policies, tables, pictures), `empty` (too little to keep). What they know is in
three tables: the phrases of `pipelines/phrases` and the beginnings of words in `stems.toml` (what pages say;
`spotting`), and `marks.toml` (what systems leave; `marks`). A mark alone refuses no page with an article.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from items import Article, Outcome, Rejected, Stage
from pipelines.gate.challenge import challenge
from pipelines.gate.consent import consent
from pipelines.gate.evidence import Evidence
from pipelines.gate.listing import listing
from pipelines.gate.marks import System, systems
from pipelines.gate.missing import missing
from pipelines.gate.other import other, shell, speechless
from pipelines.gate.paywall import paywalled

if TYPE_CHECKING:
    from pipelines.extract import Extracted
    from pipelines.gate.verdict import Verdict

SHORTEST = 20
"""Words of a body; a flash of an agency has more."""
MUCH = 120
"""Words of a page in which a text should have been found."""


def gate(article: Article, page: Extracted, known: tuple[System, ...] | None = None) -> Rejected | None:
    """Why an article is none; None if it may pass. What had been read goes with the refusal.

    A page whose entries were found is a live blog, which looks like a listing and says little beside them.
    `known` are the systems whose marks count: all of `marks.toml` unless a measurement leaves them out.
    """
    evidence = Evidence(article, page, systems() if known is None else known)
    rules = (unread, challenge, consent, missing, shell, paywalled, speechless, listing, other, empty)
    for rule in (empty,) if len(article.entries) > 1 else rules:
        if verdict := rule(evidence):
            reason, detail = verdict
            return Rejected(Stage.GATE, reason, detail, article)
    return None


def unread(evidence: Evidence) -> Verdict:
    """The text was not read: it is longer, in one piece, than any article."""
    left_out = evidence.page.shape.left_out
    if left_out and evidence.body < SHORTEST:
        return Outcome.EXTRACT_FAILED, f"texts without end were left out, {left_out} characters of them"
    return None


def empty(evidence: Evidence) -> Verdict:
    """Nothing to keep, or next to it."""
    count = evidence.body
    if not count and evidence.page.shape.words >= MUCH:
        return Outcome.EXTRACT_FAILED, f"no article found among {evidence.page.shape.words} words"
    if count < SHORTEST:
        return Outcome.TOO_SHORT, f"{count} words; {SHORTEST} are asked for"
    return None
