"""What a page says and what its article is, in this order.

`parse` (text to tree), `claims` (what the head says), `title` and `authors` (from claims and tree), `stamps`
(every date claimed), `shape` (for the gate), `lead` (what stands between headline and body); then `roles`
(clutter by its markup goes), `layout` (tables that are none), `container` (where the text is), and a reader
(`reader`: trafilatura) finds the article's blocks in what is left. A plain text is only blocks (`plain`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipelines.extract import reader
from pipelines.extract.authors import authors
from pipelines.extract.claims import Claims, claims
from pipelines.extract.container import with_marked_body
from pipelines.extract.layout import with_parted_labels, without_layout_tables
from pipelines.extract.lead import find_lead, with_lead
from pipelines.extract.parse import Page, parse
from pipelines.extract.plain import NAME as PLAIN
from pipelines.extract.plain import plain_blocks
from pipelines.extract.roles import without_clutter
from pipelines.extract.shape import Shape, shape
from pipelines.extract.stamps import Stamp, modified_stamps, published_stamps
from pipelines.extract.title import headline

if TYPE_CHECKING:
    from pipelines.blocks import Block


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


def extract(text: str, url: str = "") -> Extracted:
    """Takes a page apart; raises UnparsableError where there is nothing to take apart, or too much."""
    page = parse(text)
    said = claims(page, url)
    with_parted_labels(page.root)
    title = headline(page.root, said, url)
    names = authors(page.root, said)
    published, modified = published_stamps(page.root, said), modified_stamps(page.root, said)
    form = shape(page)
    lead = find_lead(page.root, said, title)
    tree = with_marked_body(without_layout_tables(without_clutter(page.root)))
    blocks = with_lead(lead, reader.read_blocks(tree))
    return Extracted(tuple(blocks), reader_name(page), title, names, said, published, modified, form)


def reader_name(page: Page) -> str:
    """The reader and its version, and what it was not given."""
    return f"{reader.NAME}, {page.left_out} characters left out" if page.left_out else reader.NAME


def extract_plain(text: str) -> Extracted:
    """The blocks of a plain text file, which claims nothing."""
    return Extracted(tuple(plain_blocks(text)), PLAIN)
