"""Pages that ask whether their reader is human, or refuse him: bot checks, firewalls, limits, blocks by country."""

from __future__ import annotations

import re

from items import Outcome
from pipelines.gate.evidence import Evidence
from pipelines.gate.spotting import share, weight
from pipelines.gate.verdict import Verdict

NOTICE = 160
"""Words of running text that a notice may have; with the marks of a system, which explains itself at length, more."""
LONG_NOTICE = 300
FLASH = 20
"""Words of running text that an article has at least."""
CAPTCHAS = ("g-recaptcha", "h-captcha", "cf-turnstile", "smart-captcha", "frc-captcha", "geetest", "arkose", "captcha")
"""Names of the boxes that puzzles are shown in, whoever sells them."""
SENDS = re.compile(r"location\.(?:href ?=|replace ?\(|assign ?\()|location ?= ?[\"']")
"""How a script sends its reader on."""
LOADERS = (".chunk.", "chunk-vendors", "bundle", "runtime.", "/static/js/main.", "_next/static", "/_nuxt/", "/assets/index",
           "flutter", "main.dart.js", "polyfills")  # fmt: skip
"""What the scripts of an app are called."""


def challenge(evidence: Evidence) -> Verdict:
    """Why a page is a check or a refusal of its reader; None if it is none."""
    name, alone = evidence.system("challenge")
    who = name or "the page"
    if alone and evidence.prose <= LONG_NOTICE and (evidence.bare or evidence.text < FLASH):
        return Outcome.BLOCKED, f"{who} asks for a proof that a person reads it"
    if evidence.bare and evidence.prose <= NOTICE:
        headline = evidence.called("challenge", 0.5)
        if headline and not evidence.called("missing"):
            return Outcome.BLOCKED, f"{who} does not let its reader through: {headline}"
        said = weight("challenge", evidence.sample)
        enough = 1.3 if evidence.prose < 60 else 2
        if said >= enough and said > weight("missing", evidence.sample) and share("challenge", evidence.sample) >= 0.1:
            return Outcome.BLOCKED, f"{who} does not let its reader through"
        puzzle = any(captcha in evidence.marked for captcha in CAPTCHAS)
        if puzzle and (said or evidence.prose < 2 * FLASH) and not evidence.count("input/password"):
            return Outcome.BLOCKED, f"{who} shows a puzzle, and no text"
    if evidence.prose <= NOTICE and refused_in_frame(evidence):
        return Outcome.BLOCKED, f"{who} does not let its reader through, in the frame of the site"
    return silent(evidence, who)


def refused_in_frame(evidence: Evidence) -> bool:
    """Whether a notice is all that stands where the article should."""
    if evidence.bare or not evidence.called("challenge"):
        return False
    rest = sum(
        passage.own
        for number, passage in enumerate(evidence.content)
        if passage.own >= 6 and not passage.heading and evidence.says("challenge", number) < 0.7
    )
    return rest < FLASH * 2 or evidence.text < FLASH


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
    if asks or not evidence.page.claims.page_title or "noindex" in evidence.page.claims.first("robots").lower():
        return Outcome.BLOCKED, f"{who} runs a check in the browser, and shows nothing"
    return None
