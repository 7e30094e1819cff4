"""Pages that ask whether their reader is human, or refuse him: bot checks, firewalls, blocks by country."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from items import Outcome
from pipelines.gate.evidence import FLASH, MOST, SPEAKS, Evidence, is_prose
from pipelines.gate.spotting import share, weight

if TYPE_CHECKING:
    from pipelines.gate.verdict import Verdict

NOTICE = 160
"""Words of running text that a notice may have; with the marks of a system, which explains itself, more."""
LONG_NOTICE = 300
BRIEF = 70
CLEARLY = 2
"""Weight of phrases that leave no doubt."""
CAPTCHAS = (
    "g-recaptcha",
    "h-captcha",
    "cf-turnstile",
    "smart-captcha",
    "frc-captcha",
    "geetest",
    "arkose",
    "captcha",
)
"""Names of the boxes that puzzles are shown in, whoever sells them."""
SENDS = re.compile(r"location\.(?:href ?=|replace ?\(|assign ?\()|location ?= ?[\"']")
"""How a script sends its reader on."""
LOADERS = (
    *(".chunk.", "chunk-vendors", "bundle", "runtime.", "/static/js/main.", "_next/static", "/_nuxt/"),
    *("/assets/index", "flutter", "main.dart.js", "polyfills"),
)
"""What the scripts of an app are called."""


def challenge(evidence: Evidence) -> Verdict:
    """Why a page is a check or a refusal of its reader; None if it is none."""
    if evidence.prose > LONG_NOTICE:
        return None
    system, alone = evidence.system("challenge")
    who = system.name if system else "the page"
    if alone and evidence.prose <= LONG_NOTICE and (evidence.bare or evidence.text < FLASH):
        return Outcome.BLOCKED, f"{who} asks for a proof that a person reads it"
    if evidence.bare and evidence.prose <= NOTICE and not evidence.told("challenge"):
        headline = evidence.called("challenge", 0.5)
        if headline and not evidence.called("missing"):
            return Outcome.BLOCKED, f"{who} does not let its reader through: {headline}"
        said = weight("challenge", evidence.sample)
        enough = 1.3 if evidence.prose < 60 else 2
        if (
            said >= enough
            and said > weight("missing", evidence.sample)
            and share("challenge", evidence.sample) >= 0.1
        ):
            return Outcome.BLOCKED, f"{who} does not let its reader through"
        if puzzle(evidence) and (said or evidence.prose < 2 * FLASH):
            return Outcome.BLOCKED, f"{who} shows a puzzle, and no text"
    if puzzled(evidence):
        return Outcome.BLOCKED, f"{who} shows a puzzle where the article should be"
    if evidence.prose <= NOTICE and refused_in_frame(evidence):
        return Outcome.BLOCKED, f"{who} does not let its reader through, in the frame of the site"
    return silent(evidence, who)


def puzzle(evidence: Evidence) -> bool:
    """Whether the page has the box of a puzzle, and is no form to log in."""
    return not evidence.count("input/password") and any(box in evidence.marked for box in CAPTCHAS)


def puzzled(evidence: Evidence) -> bool:
    """Whether the frame of a site holds a puzzle, and what little is said beside it is of the puzzle."""
    if evidence.bare or evidence.text > 2 * FLASH or evidence.heads or evidence.told("challenge"):
        return False
    numbers = range(min(len(evidence.content), MOST))
    return puzzle(evidence) and any(evidence.says("challenge", number) >= SPEAKS for number in numbers)


def refused_in_frame(evidence: Evidence) -> bool:
    """Whether a notice is all that stands where the article should."""
    if evidence.bare or evidence.told("challenge"):
        return False
    if evidence.called("challenge"):
        return evidence.rest("challenge") < 2 * FLASH or evidence.text < FLASH
    said = [evidence.says("challenge", number) for number, passage in enumerate(evidence.content[:MOST])
            if is_prose(passage) or (passage.heading and not passage.linked)]  # fmt: skip
    spoken = sum(weighed for weighed in said if weighed >= SPEAKS)
    enough = CLEARLY if evidence.prose <= BRIEF else 2 * CLEARLY
    return spoken >= enough and evidence.rest("challenge") < FLASH


def silent(evidence: Evidence, who: str) -> Verdict:
    """A page that shows nothing and runs a script which is none of an app."""
    shape = evidence.page.shape
    seen = sum(passage.words for passage in shape.passages if passage.place != "noscript")
    if seen > FLASH or not shape.scripts or shape.links > 3 or evidence.count("root"):
        return None
    scripts = shape.scripts.lower()
    if any(loader in scripts for loader in LOADERS) or shape.refresh or SENDS.search(scripts):
        return None
    asks = weight("script", evidence.sample) or weight("challenge", evidence.sample)
    if (
        asks
        or not evidence.page.claims.page_title
        or "noindex" in evidence.page.claims.first("robots").lower()
    ):
        return Outcome.BLOCKED, f"{who} runs a check in the browser, and shows nothing"
    return None
