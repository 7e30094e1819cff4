"""Live blogs: the updates of a page, each with its time, apart from what stands around them.

`claimed` finds them in linked data, `shown` in microdata and containers (by their `names` or without), `flat`
in headings that begin with a time. `parting` takes one apart: `times` and `clock`, `rendering` of its blocks.
Then `labels` go that stand in many, and `intro` gathers what stands outside. All that is decided here
is whether the page is a live blog; `pipelines.entries` joins (docs/decisions/006-live-blogs.md).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pipelines.extract.claims import linked_objects
from pipelines.extract.live.claimed import claimed_updates, is_live
from pipelines.extract.live.intro import around
from pipelines.extract.live.labels import without_labels
from pipelines.extract.live.names import is_hinted
from pipelines.extract.live.parting import shown_update
from pipelines.extract.live.shown import Asked, shown_runs
from pipelines.extract.live.update import MOST_UPDATES, Live, Update
from pipelines.wording import length, words

if TYPE_CHECKING:
    from pipelines.blocks import Block
    from pipelines.extract.parse import Page
    from pipelines.extract.stamps import Stamp

ENOUGH = 0.5
"""Share of a page's text that updates in linked data alone must have to be its text."""


def find_live(page: Page, title: str = "", url: str = "") -> Live:
    """The updates of a page, before anything is taken out of its tree; empty in an ordinary article."""
    objects, _ = linked_objects(page.linked_data)
    claimed, left_out = claimed_updates(objects, url)
    runs = shown_runs(Asked(page.root, url, is_live(objects), is_hinted(title, url)))
    left_out += max(0, len(runs) - MOST_UPDATES)
    shown = tuple(without_labels([update for run in runs[:MOST_UPDATES] if (update := shown_update(run))]))
    intro = around(page.root, title, runs) if shown else ()
    return Live(tuple(claimed), shown, intro, left_out)


def with_live(live: Live, read: Callable[[], list[Block]]) -> tuple[list[Block], Live]:
    """The blocks outside the updates; `read` finds those of a page whose elements show no updates.

    Updates that stand in linked data alone are dropped where the page's own text says more than they.
    """
    if live.shown:
        return list(live.intro), live
    blocks = read()
    if not live.claimed:
        return blocks, live
    said = {tuple(words(text)) for update in live.claimed for text in said_by(update)}
    before = next((place for place, block in enumerate(blocks) if tuple(words(block.text)) in said), None)
    weight = sum(length(text) for update in live.claimed for text in said_by(update))
    outside = sum(length(block.text) for block in blocks[before or 0 :])
    if weight < ENOUGH * outside:
        return blocks, Live()
    return blocks[:before], live


def own_stamps(live: Live, stamps: tuple[Stamp, ...]) -> tuple[Stamp, ...]:
    """A page's dates without those that are the times of its updates."""
    times = {stamp.text for update in live.shown for stamp in update.stamps}
    return tuple(stamp for stamp in stamps if stamp.rule != "time" or stamp.text not in times)


def said_by(update: Update) -> list[str]:
    """The title of an update and its blocks."""
    return [text for text in (update.title, *(block.text for block in update.blocks)) if text]
