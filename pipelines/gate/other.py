"""Pages that are no articles by what they are for: forms, policies, tables, galleries, empty shells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from items import Outcome
from pipelines.gate.challenge import LOADERS, SENDS
from pipelines.gate.evidence import FLASH, SPEECH, Evidence
from pipelines.gate.spotting import share, spots, weight

if TYPE_CHECKING:
    from pipelines.gate.verdict import Verdict

POLICY = 60
MUCH = 100
"""Words of a body which no table or gallery has."""
PICTURES = 4
ROWS = 3


def other(evidence: Evidence) -> Verdict:
    """Why a page is another kind of page; None if it is none of them."""
    if evidence.page.reader == "plain text" or (evidence.stated and evidence.body >= MUCH):
        return None
    for rule in (parked, form, called, wordless):
        if why := rule(evidence):
            return Outcome.NOT_ARTICLE, why
    return None


def shell(evidence: Evidence) -> Verdict:
    """Why a page is an app that has not run, or one that sends its reader on; None if it is neither."""
    why = unrun(evidence)
    return (Outcome.NOT_ARTICLE, why) if why else None


def unrun(evidence: Evidence) -> str:
    """What is missing before scripts have run."""
    shape = evidence.page.shape
    seen = sum(passage.words for passage in shape.passages if passage.place != "noscript")
    if seen > 40 or (evidence.body >= FLASH and seen > FLASH):
        return ""
    if evidence.count("root") and (shape.scripts or weight("script", evidence.sample)):
        return "an app that shows nothing before its scripts have run"
    if "url" in shape.refresh.lower() or (seen < FLASH and SENDS.search(shape.scripts)):
        return "a page that only sends its reader on"
    loads = any(loader in shape.scripts.lower() for loader in LOADERS) and not seen
    if shape.scripts and (loads or weight("script", evidence.sample)) and seen < FLASH:
        return "nothing to see without scripts"
    return ""


def speechless(evidence: Evidence) -> Verdict:
    """Why a text is in no language that has no sentences: figures, or labels; None if it has some."""
    if evidence.body < SPEECH or evidence.article.language or evidence.speech >= SPEECH:
        return None
    if evidence.figures * 2 >= evidence.body:
        return Outcome.NOT_ARTICLE, f"{evidence.figures} figures among {evidence.body} words"
    return Outcome.NOT_ARTICLE, f"{evidence.body} words, {evidence.speech} of them in sentences"


def parked(evidence: Evidence) -> str:
    """A domain without a site, or a server without one."""
    if not evidence.bare or evidence.stated:
        return ""
    said = weight("parked", evidence.sample)
    if said >= 1 and (said >= 2 or evidence.prose < 60 or share("parked", evidence.sample) > 0.1):
        return "a domain or server with no site"
    return ""


def form(evidence: Evidence) -> str:
    """A form to fill in, and no text."""
    if evidence.text >= FLASH or not (evidence.bare or not evidence.page.claims.is_article):
        return ""
    if evidence.count("input/password") and evidence.bare:
        return "a form to log in"
    if (
        evidence.bare
        and evidence.count("form")
        and (evidence.count("input/email") or evidence.count("input/radio") or evidence.count("input/number"))
    ):
        return "a form to fill in"
    return ""


def called(evidence: Evidence) -> str:
    """A page that is named as one of those that every site has."""
    if evidence.stated and evidence.text >= POLICY:
        return ""
    for part in evidence.titles:
        found = next(iter(spots("page", part)), None)
        if not found:
            continue
        dated = evidence.dated and (len(part) == 1 or bool(evidence.page.published))
        most = POLICY if len(part) == 1 else 2 * POLICY
        whole = share("page", part) >= 0.75 and not ((dated or len(part) == 1) and evidence.text > most)
        first = found[0] == 0 and len(part) <= 8 and evidence.text < FLASH
        if whole or first:
            return f"no article, but a page called {' '.join(part)}"
    return ""


def wordless(evidence: Evidence) -> str:
    """Pictures, a player or a table, and no running text."""
    if evidence.text >= FLASH or evidence.longest >= 2 * FLASH:
        return ""
    if evidence.page.claims.is_article and evidence.body >= MUCH:
        return ""
    pictures = max(evidence.count("figure"), evidence.count("img"))
    if evidence.count("table") and evidence.count("tr") >= ROWS:
        return f"a table of {evidence.count('tr')} rows, and no text"
    if evidence.count("player") or evidence.count("video"):
        return "a video or a player, and no text"
    if evidence.count("audio"):
        return "a recording, and no text"
    if pictures >= PICTURES:
        return f"{pictures} pictures, and no text"
    if evidence.page.shape.words >= 3 * FLASH and not (evidence.page.claims.is_article and evidence.body):
        return f"{evidence.page.shape.words} words, none of them running text"
    return ""
