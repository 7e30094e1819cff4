"""Is what was read an article? Simple rules, each of which says why it refuses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from items import Article, Outcome, Rejected, Stage
from pipelines.phrasebook import phrasebook
from pipelines.wording import length, words

if TYPE_CHECKING:
    from pipelines.extract import Extracted

SHORTEST = 20
"""Words of a body; a flash of an agency has more."""
SHORT = 120
"""Words up to which a page may be something else that only looks like a text."""
TITLE = 12
"""Words of the title of an error page."""
MOSTLY_LINKS = 0.6
ALL_LINKS = 0.95
MANY_TEASERS = 8
LISTING = re.compile(
    r"(?:/[a-z]{2})?/(?:tags?|categor(?:y|ies)|authors?|topics?|search|page)/[^/]+(?:/page/\d+)?/?",
    re.IGNORECASE,
)
CONSENT_HOST = re.compile(r"^(?:consent|cmp|privacy|guce)\.")


def gate(article: Article, page: Extracted) -> Rejected | None:
    """Why an article is none; None if it may pass. What had been read goes with the refusal."""
    for rule in (challenge, consent, missing, paywalled, listing, empty):
        if verdict := rule(article, page):
            reason, detail = verdict
            return Rejected(Stage.GATE, reason, detail, article)
    return None


Verdict = tuple[Outcome, str] | None


def challenge(article: Article, page: Extracted) -> Verdict:
    """A page that asks whether its reader is human."""
    if length(article.body) <= SHORT and phrasebook().has(
        "challenge", f"{article.title} {page.shape.visible}"
    ):
        if page.claims.is_article:
            return None
        return Outcome.BLOCKED, "the page asks for a proof that a person reads it"
    return None


def consent(article: Article, page: Extracted) -> Verdict:
    """A wall of questions about cookies in place of the article."""
    parts = urlsplit(article.url)
    if CONSENT_HOST.match(parts.hostname or "") or "/consent" in parts.path.lower():
        return Outcome.CONSENT_PAGE, "the address is one of a consent page"
    if length(article.body) > SHORT or page.claims.is_article or page.shape.words > 4 * SHORT:
        return None
    found = phrasebook().within["consent"].findall(" ".join(words(page.shape.visible)))
    if len(set(found)) >= 2:
        return (
            Outcome.CONSENT_PAGE,
            f"little but questions about consent: {', '.join(sorted(set(found))[:3])}",
        )
    return None


def missing(article: Article, page: Extracted) -> Verdict:
    """A page that says, with status 200, that there is none."""
    book = phrasebook()
    titles = [title for title in (article.title, page.claims.page_title) if len(words(title)) <= TITLE]
    if (
        any(book.has("missing", title) or words(title)[:1] == ["404"] for title in titles)
        and length(article.body) <= SHORT
    ):
        return Outcome.SOFT_404, f"the title says so: {titles[0]}"
    if length(article.body) <= SHORT // 2 and not page.claims.is_article:
        shown = page.shape.visible if page.shape.words <= 4 * SHORT else article.text
        if book.has("missing", shown):
            return Outcome.SOFT_404, "the page says that what was asked for is not there"
    return None


def paywalled(article: Article, page: Extracted) -> Verdict:
    """The beginning of an article, and an offer in place of the rest; or a text that is scrambled."""
    count, book = length(article.body), phrasebook()
    if count >= SHORT // 2 and not article.language:
        return Outcome.PAYWALLED, "the text is in no language: scrambled for those who do not pay"
    if count > SHORT:
        return None
    if any(book.has("paywall", block.text) for block in page.blocks):
        return Outcome.PAYWALLED, f"{count} words, and the offer to pay for the rest"
    breaks_off = article.body.endswith(("...", "…"))
    offered = book.has("paywall", page.shape.visible)
    closed = page.claims.article.get("isAccessibleForFree") in (False, "False", "false")
    if count and (offered + closed + breaks_off) >= 2:
        return Outcome.PAYWALLED, f"{count} words that break off, or are said not to be free"
    return None


def listing(article: Article, page: Extracted) -> Verdict:
    """A home page, section, tag or search page."""
    if page.claims.is_article or article.entries or page.reader == "plain text":
        return None
    parts = urlsplit(article.url)
    if parts.scheme in ("http", "https"):
        if parts.path in ("", "/") and not parts.query:
            return Outcome.NOT_ARTICLE, "the first page of a site"
        if LISTING.fullmatch(parts.path):
            return Outcome.NOT_ARTICLE, f"the address is one of a listing: {parts.path}"
    if page.claims.is_listing:
        return Outcome.NOT_ARTICLE, "the page calls itself a collection"
    shape = page.shape
    few = (
        length(article.body) < SHORT // 2 or shape.teasers >= MANY_TEASERS or shape.linked_share >= ALL_LINKS
    )
    if shape.linked_share >= MOSTLY_LINKS and shape.paragraphs < 3 and few:
        return Outcome.NOT_ARTICLE, f"{shape.linked_share:.0%} of the page's words are links"
    if (
        shape.teasers >= MANY_TEASERS
        and shape.paragraphs < shape.teasers
        and length(article.body) < 30 * shape.teasers
        and not page.published
    ):
        return Outcome.NOT_ARTICLE, f"{shape.teasers} headlines of other pages, {shape.paragraphs} paragraphs"
    return None


def empty(article: Article, page: Extracted) -> Verdict:
    """Nothing to keep, or next to it."""
    count = length(article.body)
    if not count and page.shape.words >= SHORT:
        return Outcome.EXTRACT_FAILED, f"no article found among {page.shape.words} words"
    if count < SHORTEST:
        return Outcome.TOO_SHORT, f"{count} words; {SHORTEST} are asked for"
    return None
