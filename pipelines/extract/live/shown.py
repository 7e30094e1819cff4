"""Updates that a page shows: containers repeated many times, each with its time and its paragraphs.

Tried in this order: microdata, containers named as updates, containers of any name that each hold a time of
day, and headings or paragraphs that each begin with one (`flat`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree

from pipelines.extract.live.clock import is_in_order, is_only_time, short_text
from pipelines.extract.live.flat import flat_runs
from pipelines.extract.live.measure import running_words
from pipelines.extract.live.names import CONTAINERS, is_maybe_named, is_named
from pipelines.extract.live.rendering import is_skipped
from pipelines.extract.live.times import is_clock_leaf, sort_key
from pipelines.extract.roles import FRAMES, role_of

PROP = re.compile(r"(?:^|\s)liveBlogUpdate(?:$|\s)")
OUTSIDE = frozenset({"aside", "nav", "footer"})
FEWEST_NAMED = 2
FEWEST = 4
"""Containers of any name, each with a time of day, from which they are updates; see `Asked.fewest`."""
FEWEST_WORDS = 5
"""Words outside links of an update."""
WITH_TEXT = 0.7
MOST_LINKED = 0.3
"""Share of containers whose heading leads to another page, up to which they are no teasers."""
SHARE_NAMED = 0.3
SHARE = 0.5
"""Share of the page's running text that updates hold; less of it where they are named as such."""
SHARE_CLAIMED = 0.1
HIGHEST = 12
"""Levels between a time and the container that is repeated."""
MOST_GROUPS = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page is asked."""

    root: Any
    url: str = ""
    claimed: bool = False
    """Whether its linked data call it a live blog."""
    hinted: bool = False
    """Whether its title or address does."""

    @property
    def fewest(self) -> int:
        """The containers of any name from which they are updates."""
        return FEWEST_NAMED if self.claimed else FEWEST - self.hinted


def shown_runs(page: Asked) -> list[tuple[Any, ...]]:
    """The elements of each update in the order of the page; none in an ordinary article."""
    body = page.root.find("body")
    if body is None:
        return []
    if props := outermost(body, is_property):
        return [(element,) for element in props]
    total = running_words(body)
    for share, group in candidates(page, body):
        if holds(group, share, total):
            return completed(group)
    runs = flat_runs(body)
    within = sum(running_words(element) for run in runs for element in run)
    return runs if runs and within >= (SHARE_CLAIMED if page.claimed else SHARE) * total else []


def candidates(page: Asked, body: Any) -> Iterator[tuple[float, list[Any]]]:
    """Groups of containers that could be updates, and the share of the text that they must hold."""
    share = SHARE_CLAIMED if page.claimed else SHARE_NAMED if page.hinted else SHARE
    named = outermost(body, is_named)
    if len(named) >= FEWEST_NAMED and (page.claimed or not are_teasers(named, page.url)):
        yield min(share, SHARE_NAMED), named
    named = outermost(body, is_maybe_named)
    if len(named) >= FEWEST_NAMED and not are_teasers(named, page.url) and follow(named):
        yield share, named
    for group in repeated(body):
        first = group[0]
        beside = first.tag not in CONTAINERS or any(map(is_beside, [first, *first.iterancestors()]))
        if len(group) >= page.fewest and not beside and not are_teasers(group, page.url) and follow(group):
            yield share, group


def follow(group: Sequence[Any]) -> bool:
    """Whether the times of containers are in order."""
    return is_in_order(map(sort_key, group))


def is_property(element: Any) -> bool:
    """Whether microdata call an element an update."""
    return bool(PROP.search(element.get("itemprop") or ""))


def outermost(body: Any, test: Callable[[Any], bool]) -> list[Any]:
    """The elements that pass a test, none inside another one, in a sidebar, a menu or comments."""
    found: dict[Any, None] = {}
    for element in body.iter(etree.Element):
        if test(element) and not any(
            parent in found or is_beside(parent) for parent in chain_below(element, body)
        ):
            found[element] = None
    return list(found)


def chain_below(element: Any, body: Any) -> Iterator[Any]:
    """An element and what it stands in, up to the body."""
    while element is not None and element is not body:
        yield element
        element = element.getparent()


def repeated(body: Any) -> list[list[Any]]:
    """Elements of a kind that each hold a time of day; the largest groups, outer before inner."""
    groups: dict[tuple[str, ...], dict[Any, int]] = {}
    for time in clocks(body):
        chain = [time, *islice(time.iterancestors(), HIGHEST + 1)]
        for depth, (child, parent) in enumerate(pairwise(chain)):
            if child is body or parent is None:
                break
            above = chain[depth + 2] if depth + 2 < len(chain) else None
            groups.setdefault((child.tag, signature(parent), signature(above)), {}).setdefault(child, depth)
    ranked = sorted(groups.values(), key=lambda group: (-len(group), -min(group.values())))
    return [unnested(body, set(group)) for group in ranked[:MOST_GROUPS] if len(group) >= FEWEST_NAMED]


def unnested(body: Any, members: set[Any]) -> list[Any]:
    """The members that stand in no other one, in the order of the page."""
    found = []
    walker = etree.iterwalk(body, events=("start",))
    for _, element in walker:
        if element in members:
            found.append(element)
            walker.skip_subtree()
    return found


def clocks(body: Any) -> Iterator[Any]:
    """Elements that tell a time of day: <time> with one, and leaves that are nothing else."""
    for element in body.iter("time", "span", "div", "p", "b", "strong", "a", "td", "dt", "small", "h3", "h4"):
        if element.tag == "time":
            said = element.get("datetime") or ""
            if ":" in said or is_only_time(short_text(element)):
                yield element
        elif not any(True for _ in element.iterchildren("time", "span", "div")) and is_clock_leaf(element):
            yield element


def signature(element: Any) -> str:
    """What an element is, as far as its likes share it."""
    if element is None:
        return ""
    first = (element.get("class") or "").split()[:1]
    return f"{element.tag}.{re.sub(r'[0-9]+', '', ''.join(first))}"


def is_beside(element: Any) -> bool:
    """Whether an element is a sidebar, a menu or comments."""
    return element.tag in OUTSIDE or (element.tag not in FRAMES and role_of(element) == "comments")


def are_teasers(group: Sequence[Any], url: str) -> bool:
    """Whether the headings of containers lead to other pages, or they hold little but links."""
    leading = sum(any(leads_elsewhere(link, url) for link in heading_links(element)) for element in group)
    with_text = sum(running_words(element) >= FEWEST_WORDS for element in group)
    return leading > MOST_LINKED * len(group) or with_text < WITH_TEXT * len(group)


def heading_links(element: Any) -> list[Any]:
    """The links in an element's headings, and around them."""
    return [
        *(link for heading in element.iter("h1", "h2", "h3", "h4", "h5") for link in heading.iter("a")),
        *(link for link in element.iter("a") if next(link.iter("h2", "h3", "h4", "h5"), None) is not None),
    ]


def leads_elsewhere(link: Any, url: str) -> bool:
    """Whether a link leads to another page than this one or a part of it."""
    target = (link.get("href") or "").strip()
    if not target or "#" in target or not url:
        return bool(target) and "#" not in target
    try:
        path = urlsplit(urljoin(url, target)).path
    except ValueError:
        return False
    return not path.startswith(urlsplit(url).path.rstrip("/") or "/")


def completed(group: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The run of each container; what stands between two, or is their like without a time, is not lost."""
    members = set(group)
    runs: list[list[Any]] = []
    for parent in dict.fromkeys(element.getparent() for element in group):
        children = list(parent)
        last = max(place for place, child in enumerate(children) if child in members)
        within: list[list[Any]] = []
        for place, child in enumerate(children):
            if child in members or (is_like(child, group[0]) and running_words(child) >= FEWEST_WORDS):
                within.append([child])
            elif within and place < last and not is_skipped(child):
                within[-1].append(child)
        runs.extend(within)
    return [tuple(run) for run in runs]


def is_like(element: Any, other: Any) -> bool:
    """Whether two elements are of a kind, by their class."""
    return bool(element.get("class")) and signature(element) == signature(other) and not is_skipped(element)


def holds(group: Sequence[Any], share: float, total: int) -> bool:
    """Whether containers hold so much of the page's running text."""
    return sum(map(running_words, group)) >= share * total
