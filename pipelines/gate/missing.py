"""Pages that say, with status 200, that there is none: not found, removed, broken, closed for repair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from items import Outcome
from pipelines.gate.evidence import FEWEST, Evidence
from pipelines.gate.spotting import share, weight

if TYPE_CHECKING:
    from pipelines.gate.verdict import Verdict

NOTICE = 110
"""Words of running text that a notice may have."""
LINE = 25
"""Words of a passage that says no more than that there is nothing."""
MOSTLY = 0.5


def missing(evidence: Evidence) -> Verdict:
    """Why a page is a missing or broken one; None if it is none."""
    if evidence.text > NOTICE or (evidence.page.claims.is_article and evidence.text >= 2 * LINE):
        return None
    headline = evidence.called("missing")
    if headline:
        return Outcome.SOFT_404, f"the title says so: {headline}"
    enough = 0.65 if len(evidence.sample) <= 60 else 1
    if (
        evidence.bare
        and not evidence.told("missing")
        and weight("missing", evidence.sample) >= enough
        and share("missing", evidence.sample) >= 0.1
    ):
        return Outcome.SOFT_404, "the page says that what was asked for is not there"
    lines = [
        number
        for number, passage in enumerate(evidence.content[:80])
        if passage.words <= LINE and not passage.leads_away and passage.own >= 2
    ]
    said = next((n for n in lines if share("missing", evidence.said(n)) >= MOSTLY), None)
    if said is not None and evidence.text - evidence.content[said].own < FEWEST * 3:
        return Outcome.SOFT_404, f"all that it says is: {evidence.content[said].text}"
    return None
