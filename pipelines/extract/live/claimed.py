"""Updates in linked data: schema.org's LiveBlogPosting with its liveBlogUpdate."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipelines.blocks import Block
from pipelines.clean.tidy import tidy_text
from pipelines.extract.claims import names_url, types
from pipelines.extract.live.clock import clock_in
from pipelines.extract.live.rendering import rendered
from pipelines.extract.live.update import LONGEST_TITLE, LONGEST_UPDATE, MOST_UPDATES, Update
from pipelines.extract.parse import UnparsableError, parse
from pipelines.extract.stamps import Stamp

TYPE = "liveblogposting"
TAG = re.compile(
    r"<(?:p|br|div|ul|ol|li|h[1-6]|blockquote|a|b|i|em|strong|span|figure|table)\b", re.IGNORECASE
)
LONGEST_DATE = 80
MOST_AUTHORS = 20


def claimed_updates(objects: Sequence[Mapping[str, Any]], url: str = "") -> tuple[list[Update], int]:
    """The updates of the page's live blog in their order, and how many were cut or left out."""
    blogs = [found for found in objects if TYPE in types(found) and listed(found.get("liveBlogUpdate"))]
    if not blogs:
        return [], 0
    named = [blog for blog in blogs if url and names_url(blog, url)]
    blog = max(named or blogs, key=lambda found: len(listed(found["liveBlogUpdate"])))
    by_id = {one["@id"]: one for one in objects if isinstance(one.get("@id"), str)}
    said = listed(blog["liveBlogUpdate"])
    whole = [resolved(one, by_id) for one in said[:MOST_UPDATES]]
    updates = [update for one in whole if (update := claimed_update(one))]
    cut = sum(len(body_of(one)) > LONGEST_UPDATE for one in whole)
    return updates, max(0, len(said) - MOST_UPDATES) + cut


def is_live(objects: Sequence[Mapping[str, Any]]) -> bool:
    """Whether linked data call the page a live blog, with updates in them or without."""
    return any(TYPE in types(found) for found in objects)


def listed(value: Any) -> list[Mapping[str, Any]]:
    """The objects of a list, of a list in a list, or a single one."""
    values = value if isinstance(value, list) else [value]
    flat = (one for part in values for one in (part if isinstance(part, list) else [part]))
    return [one for one in flat if isinstance(one, dict)]


def resolved(one: Mapping[str, Any], by_id: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """An update that stands elsewhere in the graph and is only named here."""
    name = one.get("@id")
    return by_id.get(name, one) if isinstance(name, str) and not body_of(one) else one


def body_of(one: Mapping[str, Any]) -> str:
    """The text of an update, whatever key holds it."""
    for key in ("articleBody", "text", "description"):
        said = one.get(key)
        text = "\n".join(filter(lambda part: isinstance(part, str), said)) if isinstance(said, list) else said
        if isinstance(text, str) and text.strip():
            return text
    return ""


def claimed_update(one: Mapping[str, Any]) -> Update | None:
    """An update; None if it says nothing."""
    headline = one.get("headline") or one.get("name")
    title = tidy_text(html.unescape(headline[:LONGEST_TITLE])) if isinstance(headline, str) else ""
    blocks = text_blocks(body_of(one)[:LONGEST_UPDATE])
    if not title and not blocks:
        return None
    dates = [date[:LONGEST_DATE] for date in map(one.get, ("datePublished", "dateCreated", "dateModified"))
             if isinstance(date, str) and date.strip()]  # fmt: skip
    stamps = tuple(Stamp(date, "json-ld") for date in dates)
    return Update(tuple(blocks), title, stamps, clock_in(dates[0]) if dates else "", author_names(one))


def author_names(one: Mapping[str, Any]) -> tuple[str, ...]:
    """Who wrote an update."""
    said = one.get("author")
    names = (
        author.get("name") if isinstance(author, dict) else author
        for author in (said if isinstance(said, list) else [said])[:MOST_AUTHORS]
    )
    return tuple(name for name in names if isinstance(name, str))


def text_blocks(text: str) -> list[Block]:
    """The blocks of a text that may be HTML, HTML with its signs escaped, or lines."""
    if not TAG.search(text) and "&lt;" in text:
        text = html.unescape(text)
    if TAG.search(text):
        try:
            return rendered([parse(f"<div>{with_breaks(text)}</div>").root])
        except UnparsableError:
            pass
    return list(line_blocks(html.unescape(text).splitlines()))


def with_breaks(text: str) -> str:
    """HTML whose paragraphs are only blank lines, with breaks in their place."""
    return text if re.search(r"<(?:p|br|div|li)\b", text, re.IGNORECASE) else text.replace("\n", "<br>")


def line_blocks(lines: Iterable[str]) -> Iterable[Block]:
    """A block for each line with words."""
    return (Block(line.strip()) for line in lines if line.strip())
