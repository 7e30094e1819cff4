"""Pages of other pages: home pages, sections, tags, authors, archives, results of a search."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from items import Outcome
from pipelines.gate.spotting import share, spots

if TYPE_CHECKING:
    from pipelines.gate.evidence import Evidence
    from pipelines.gate.verdict import Verdict

LISTING = re.compile(
    r"(?:/[a-z]{2})?/(?:tags?|categor(?:y|ies)|authors?|topics?|search|page|label|rubrics?|etiket|kategori|konu"
    r"|schlagwort|thema|mot-cle|etiqueta|tema)/[^/]+(?:/page/\d+)?/?",
    re.IGNORECASE,
)
PAGED = re.compile(
    r"/page/\d+/?$|/(?:archive|archiv|arsiv|arhiv)/?(?:\d{4}(?:/\d\d?){0,2}/?)?$", re.IGNORECASE
)
QUERIES = frozenset(("s", "q", "query", "search"))
INTRO = 30
"""Words that a listing may say of itself."""
TEASER = 130
CLAIMED = 60
"""Words of the longest text of a listing; of one that calls itself an article."""
FEW = 4
MANY = 8


def listing(evidence: Evidence) -> Verdict:
    """Why a page is a listing; None if it is none."""
    if evidence.page.reader == "plain text":
        return None
    if why := address(evidence):
        return Outcome.NOT_ARTICLE, why
    if evidence.page.claims.is_listing and not evidence.page.claims.is_article:
        return Outcome.NOT_ARTICLE, "the page calls itself a collection"
    teasers = [run for run in evidence.runs if run.linked and run.words < 150]
    intro = max((run.words for run in evidence.runs if not run.linked), default=0)
    longest = max(evidence.longest, 1)
    most = CLAIMED if evidence.page.claims.is_article else TEASER
    parted = len(teasers) >= FEW and longest * 2 <= evidence.prose and longest <= most
    parted = parted or (len(teasers) > FEW and longest * 4 <= evidence.prose and longest <= TEASER)
    called = named(evidence)
    if intro < INTRO and (parted or (called and evidence.heads >= FEW and longest < 100)):
        return (
            Outcome.NOT_ARTICLE,
            f"{evidence.heads} headlines of other pages, texts of {longest} words at most",
        )
    if intro < 20 and evidence.heads >= MANY and evidence.longest < 20:
        return Outcome.NOT_ARTICLE, f"{evidence.heads} headlines of other pages, and no text"
    if called and intro < 2 * INTRO and evidence.heads >= FEW and not evidence.page.claims.is_article:
        return Outcome.NOT_ARTICLE, f"a page of others, called {called}"
    if intro < INTRO and repeated(evidence) >= FEW and longest * 3 <= evidence.prose and parted:
        return Outcome.NOT_ARTICLE, "texts that each lead to another page"
    return None


def address(evidence: Evidence) -> str:
    """What the address says, where the page does not call itself an article."""
    parts = urlsplit(evidence.article.url)
    if parts.scheme not in ("http", "https") or evidence.page.claims.is_article:
        return ""
    if parts.path in ("", "/") and not parts.query:
        return "the first page of a site"
    if parts.path in ("", "/") and QUERIES & set(parse_qs(parts.query)):
        return "the address is one of a search"
    if LISTING.fullmatch(parts.path) or PAGED.search(parts.path):
        return f"the address is one of a listing: {parts.path}"
    return ""


def named(evidence: Evidence) -> str:
    """The headline by which a page is one of others: "Category: World", "All news of 11 March"."""
    for part in evidence.headlines:
        begins = next(iter(spots("listing", part)), (1, 0))
        if share("listing", part) >= 0.6 or (begins[0] == 0 and len(part) <= 6):
            return " ".join(part)
    return ""


def repeated(evidence: Evidence) -> int:
    """How often the page says "read more"."""
    said = Counter(passage.text for passage in evidence.content if passage.leads_away and passage.words <= 4)
    return max(said.values(), default=0)
