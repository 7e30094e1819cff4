"""The headline of a page: what head and heading agree on, without the name of the site behind it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import deepcopy
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pipelines.breadcrumb import SEPARATOR, heads, looks_like_host
from pipelines.clean.tidy import tidy_text
from pipelines.wording import same_words, words

if TYPE_CHECKING:
    from pipelines.extract.claims import Claims

LONGEST_HEADLINE = 400
LONGEST_CLAIM = 2000
LONG_WORD = 4
SHARED_WORDS = 2
FEWEST_AFTER_SITE, LONGEST_SITE = 3, 4
"""Words of a headline behind a site's name, and of that name."""
HEADING_MARKS = re.compile(
    r"(?:entry|post|article|story|page|news|content|single)[-_]{0,2}(?:title|headline|heading|name)|headline"
)
KICKER = re.compile(
    r"kicker|overline|top-?line|roof-?line|dachzeile|spitzmarke|eyebrow|(?:super|pre|over)-?title|vorzeile",
    re.IGNORECASE,
)
"""What themes call the line over a headline, where it stands in the heading's element."""
NOT_HEADING = re.compile(r"site-(?:title|name)|logo|brand|widget|related|comment", re.IGNORECASE)


def headline(root: Any, claims: Claims, url: str = "") -> str:
    """The headline as a reader of the page sees it; empty if it has none.

    A heading that the head repeats is it, however the head goes on ("Headline | World | site.com"); else what
    the head says, cut at the site's name; else the only heading.
    """
    linked = claims.article.get("headline")
    said = [
        tidy_text(text[:LONGEST_CLAIM])
        for text in (linked, claims.first("og:title", "twitter:title"), claims.page_title)
        if isinstance(text, str)
    ]
    said = [text for text in said if text]
    forms = headings(root)
    shown = list(forms)
    for heading in (*shown, *forms.values()):
        if any(begins_with(text, heading) for text in said):
            return heading
    for heading in shown:
        if any(ends_with(text, heading) for text in said):
            return heading
    if alone := only_headline(root, shown, said):
        return forms[alone]
    site = site_names(claims, url)
    cut = [text for text in (without_site(text, site, said) for text in said) if text]
    marked = [heading for heading in shown if len(words(heading)) >= 3]
    if cut and not (marked and len(words(cut[0])) < 3):
        return min((text for text in cut if same_beginning(text, cut[0])), key=len)[:LONGEST_HEADLINE]
    return next(iter(marked or shown), "")[:LONGEST_HEADLINE]


def only_headline(root: Any, shown: list[str], said: list[str]) -> str:
    """The single first-level heading, if it is about what the head is about, in whatever words."""
    first_level = [text for text in (heading_text(h1) for h1 in root.iter("h1")) if text in shown]
    if len(first_level) != 1:
        return ""
    about = {word for text in said for word in words(text) if len(word) >= LONG_WORD}
    shared = about & set(words(first_level[0]))
    return first_level[0] if len(shared) >= SHARED_WORDS else ""


def headings(root: Any) -> dict[str, str]:
    """The texts of headings that may be the headline, first-level ones before marked ones; each with what it
    is without the line over it."""
    ranked: list[tuple[int, str, str]] = []
    for element in root.iter("h1", "h2", "h3"):
        marks = (
            f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}".lower()
        )
        if NOT_HEADING.search(marks) or any(
            parent.tag in ("nav", "aside", "footer") for parent in element.iterancestors()
        ):
            continue
        text = heading_text(element)
        if not text or len(text) > LONGEST_HEADLINE or only_home_link(element):
            continue
        marked = bool(HEADING_MARKS.search(marks))
        if element.tag == "h1" or marked:
            ranked.append((0 if element.tag == "h1" else 1, text, without_kicker(element) or text))
    forms: dict[str, str] = {}
    for _, text, short in sorted(ranked, key=lambda form: form[0]):
        forms.setdefault(text, short)
    return forms


def heading_text(heading: Any) -> str:
    """The words of a heading; elements that a theme sets apart do not run together."""
    return joined(heading.itertext())


def joined(texts: Iterable[str]) -> str:
    """The texts of neighbours, with a blank where a word would go on with a capital."""
    parts: list[str] = []
    for text in texts:
        run_together = parts and parts[-1][-1:].islower() and text[:1].isupper()
        parts.append(f" {text}" if run_together else text)
    return tidy_text("".join(parts))


def without_kicker(heading: Any) -> str:
    """The words of a heading but for the marked line over it; empty if there is none, or nothing else."""
    if not kickers(heading):
        return ""
    bare = deepcopy(heading)
    drop_all(kickers(bare))
    text = joined(bare.itertext()).lstrip(" :|/–—-")
    return "" if text.endswith(":") else text


def kickers(heading: Any) -> list[Any]:
    """The elements of a heading that a theme calls the line over a headline."""
    return [part for part in heading.iterdescendants() if KICKER.search(part.get("class") or "")]


def drop_all(elements: list[Any]) -> None:
    """Takes elements out of their tree; what stands behind them stays."""
    for element in elements:
        element.drop_tree()


def drop_kicker(root: Any, title: str) -> None:
    """Takes the marked line over the headline out of its heading, if the title goes without it."""
    for heading in root.iter("h1", "h2", "h3"):
        if title and without_kicker(heading) == title != heading_text(heading):
            drop_all(kickers(heading))


def only_home_link(element: Any) -> bool:
    """Whether a heading is the site's name: nothing but a link to its first page."""
    links = element.xpath(".//a/@href") or element.xpath("ancestor::a[1]/@href")
    return bool(links) and urlsplit(str(links[0]).strip()).path in ("", "/")


def begins_with(text: str, heading: str) -> bool:
    """Whether a head's title is this heading, or this heading and then a separator."""
    if any(same_words(head, heading) for head in (text, *heads(text))):
        return True
    if not text.casefold().startswith(heading.casefold()) or len(words(heading)) < 2:
        return text.endswith(("...", "…")) and heading.casefold().startswith(text.rstrip(".… ").casefold())
    return bool(SEPARATOR.match(text, len(heading)))


def ends_with(text: str, heading: str) -> bool:
    """Whether a head's title is the name of the site or a topic, a colon or bar, and this heading."""
    if len(words(heading)) < FEWEST_AFTER_SITE or not text.casefold().endswith(heading.casefold()):
        return False
    before = text[: -len(heading)].rstrip()
    return before.endswith((":", "|", "–", "—", "-", "»")) and len(words(before)) <= LONGEST_SITE


def same_beginning(text: str, other: str) -> bool:
    """Whether one of the two is the other and more."""
    return text.startswith(other) or other.startswith(text)


def site_names(claims: Claims, url: str) -> set[str]:
    """What the site is called, folded: its names and its host."""
    publisher = claims.article.get("publisher")
    names = [*claims.meta.get("og:site_name", ()), *claims.meta.get("application-name", ())]
    if isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
        names.append(publisher["name"])
    host = (urlsplit(url or claims.canonical).hostname or "").removeprefix("www.")
    return {"".join(words(name)) for name in (*names, host, host.rpartition(".")[0]) if name}


def without_site(text: str, site: set[str], said: list[str]) -> str:
    """A head's title cut at the site's name, at a host name, or at the parts of a breadcrumb."""
    cuts = [match.start() for match in SEPARATOR.finditer(text)]
    for start in cuts:
        rest = [part for part in SEPARATOR.split(text[start:]) if part]
        last = rest[-1] if rest else ""
        head = text[:start].strip()
        breadcrumb = text[start:].lstrip()[:1] in "|»" and all(len(words(part)) <= 4 for part in rest)
        if len(words(head)) >= 2 and (
            "".join(words(last)) in site
            or looks_like_host(last)
            or head in said
            or (breadcrumb and len(words(head)) >= 4)
        ):
            return head
    return text
