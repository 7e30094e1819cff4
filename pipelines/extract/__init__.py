"""What a page says and what its article is, in this order.

`parse` (text to tree), `claims` (what the head says), `title` and `authors` (from claims and tree), `lead`
(what stands between headline and body), `stamps` and `shown_dates` (every date claimed), `shape` (for the
gate), `live` (the updates of a live blog); then `roles` (clutter by its markup goes), `other_articles`,
`layout` (tables that are none), and `judging` finds the article's blocks in what is left. A plain text is
only blocks (`plain`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pipelines.extract.authors import authors
from pipelines.extract.claims import Claims, claims
from pipelines.extract.judging.judge import NAME, Judged, judge, look
from pipelines.extract.judging.witnesses import Said
from pipelines.extract.layout import with_parted_labels, without_layout_tables
from pipelines.extract.lead import find_lead
from pipelines.extract.live import find_live, own_stamps, with_live
from pipelines.extract.live.update import Live
from pipelines.extract.other_articles import without_other_articles
from pipelines.extract.parse import Page, parse
from pipelines.extract.plain import NAME as PLAIN
from pipelines.extract.plain import plain_blocks
from pipelines.extract.roles import without_clutter
from pipelines.extract.shape import Shape, shape
from pipelines.extract.shown_dates import shown_stamps
from pipelines.extract.stamps import Stamp, modified_stamps, published_stamps
from pipelines.extract.title import drop_kicker, headline

if TYPE_CHECKING:
    import lightgbm

    from pipelines.blocks import Block
    from pipelines.extract.judging.features import Look


@dataclass(frozen=True, slots=True)
class Extracted:
    """A page taken apart; nothing is decided yet."""

    blocks: tuple[Block, ...]
    reader: str
    title: str = ""
    authors: tuple[str, ...] = ()
    claims: Claims = field(default_factory=Claims)
    published: tuple[Stamp, ...] = ()
    modified: tuple[Stamp, ...] = ()
    shape: Shape = field(default_factory=Shape)
    live: Live = field(default_factory=Live)
    judged: tuple[Judged, ...] = ()
    """Every block of the page that was looked at, kept or not."""


def extract(text: str, url: str = "", models: Sequence[lightgbm.Booster] = ()) -> Extracted:
    """Takes a page apart; raises UnparsableError where there is nothing to take apart, or too much.

    `models` judge in the place of the shipped ones: those of a fold that has not seen the page's site.
    """
    page = parse(text)
    said = read_head(page, url)
    shown, changed = shown_stamps(page.root, said.title)
    published = (*published_stamps(page.root, said.claims), *shown)
    modified = (*modified_stamps(page.root, said.claims), *changed)
    form = shape(page)
    live = find_live(page, said.title, url)
    published, modified = own_stamps(live, published), own_stamps(live, modified)
    judged = judge(look(article_tree(page.root, said.title), said), models)
    blocks, live = with_live(live, lambda: [one.block for one in judged if one.kept])
    return Extracted(
        blocks=tuple(blocks),
        reader=reader_name(page),
        title=said.title,
        authors=said.authors,
        claims=said.claims,
        published=published,
        modified=modified,
        shape=form,
        live=live,
        judged=judged,
    )


def read_head(page: Page, url: str) -> Said:
    """What the head says, and what stands at the head of the article."""
    said = claims(page, url)
    with_parted_labels(page.root)
    title = headline(page.root, said, url)
    drop_kicker(page.root, title)
    names = authors(page.root, said)
    return Said(said, title, names, find_lead(page.root, said, title))


def looked_at(text: str, url: str = "") -> Look | None:
    """What the judgement on a page rests on, for those who train it; None for a page without text."""
    page = parse(text)
    said = read_head(page, url)
    return look(article_tree(page.root, said.title), said)


def article_tree(root: Any, title: str) -> Any:
    """The same tree without what its markup says is not the article."""
    return without_layout_tables(without_other_articles(without_clutter(root), title))


def reader_name(page: Page) -> str:
    """The reader and its version, and what it was not given."""
    return f"{NAME}, {page.left_out} characters left out" if page.left_out else NAME


def extract_plain(text: str) -> Extracted:
    """The blocks of a plain text file, which claims nothing."""
    return Extracted(tuple(plain_blocks(text)), PLAIN)
