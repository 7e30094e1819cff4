"""A sitemap's bytes to the URLs and further sitemaps it names: sitemaps.org, Google News, plain lists."""

from __future__ import annotations

import heapq
import io
import re
import zlib
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from items import Found, Hints, Outcome
from spiders.charset import decoded
from spiders.links import absolute, plain, primary
from spiders.mending import mended, stormy, thinned
from spiders.periods import ONE_DAY, Span, moment, span_in_path

NEWEST = 5000
"""URLs of one file that are worth a visit."""
MOST_URLS = 50_000
"""Of one file: sitemaps.org allows no more."""
MOST_BYTES = 50 * 2**20
"""Unpacked: sitemaps.org allows no more."""
IN_NEWS = re.compile(r"\{https?://www\.google\.com/schemas/sitemap-news/|news:")
ALWAYS = Span()
NO_DATE = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Child:
    """A sitemap that an index names, and when it changed, as far as is known."""

    url: str
    changed: datetime | None


@dataclass(frozen=True, slots=True)
class SitemapPage:
    """What a sitemap named; the newest first."""

    found: tuple[Found, ...]
    children: tuple[Child, ...]
    problems: tuple[str, ...]
    form: str
    """urlset, sitemapindex or text; empty if the bytes are no sitemap."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One <url> or <sitemap> as written."""

    url: str
    changed: datetime | None
    hints: Hints
    child: bool


def parse_sitemap(
    body: bytes, url: str, content_type: str = "", within: Span = ALWAYS, asked: Span = ALWAYS
) -> SitemapPage:
    """Never raises. What is dated outside `asked` is left out, outside `within` out of the window; of
    the rest the newest 5,000 are worth a visit, and those after them are over the budget."""
    problems: list[str] = []
    data = unpacked(body, problems)
    if data.removeprefix(BOM_UTF8).lstrip()[:4].lower() == b"http":
        form, listed = "text", read_lines(decoded(data, content_type)[0], url)
    else:
        form, listed = read_xml(data, url, content_type, problems)
    if not form and not problems:
        problems.append("no sitemap: neither a urlset, an index nor a list of URLs")
    if listed.left_out:
        problems.append(f"more than {MOST_URLS} URLs: {listed.left_out} older ones are left out")
    entries = listed.newest_first()
    pages = budgeted(judged(one, within) for one in entries if not one.child and not is_outside(one, asked))
    children = {entry.url: Child(entry.url, entry.changed) for entry in entries if entry.child}
    return SitemapPage(tuple(pages), tuple(children.values()), tuple(problems), form)


class Newest:
    """Keeps the newest so many; equals in the order they came in."""

    def __init__(self, most: int = MOST_URLS) -> None:
        self.most = most
        self.heap: list[tuple[datetime, int, Listed]] = []
        self.seen = 0

    def add(self, entry: Listed) -> None:
        """Memory stays the same, however many come."""
        self.seen += 1
        row = (entry.changed or NO_DATE, -self.seen, entry)
        if len(self.heap) < self.most:
            heapq.heappush(self.heap, row)
        else:
            heapq.heappushpop(self.heap, row)

    @property
    def left_out(self) -> int:
        return self.seen - len(self.heap)

    def newest_first(self) -> list[Listed]:
        """Those without a usable address are gone."""
        return [entry for _, _, entry in sorted(self.heap, reverse=True) if entry.url]


def unpacked(body: bytes, problems: list[str]) -> bytes:
    """Undoes gzip, twice if a server packed a packed file; what a cut or damaged file still gives is kept."""
    for _ in range(2):
        if not body.startswith(b"\x1f\x8b"):
            break
        unpacker = zlib.decompressobj(wbits=31)
        pieces, size = [], 0
        try:
            while body and size < MOST_BYTES and not unpacker.eof:
                pieces.append(unpacker.decompress(body, 2**20))
                size += len(pieces[-1])
                body = unpacker.unconsumed_tail
        except zlib.error as error:
            problems.append(f"damaged gzip: {error}")
        else:
            if not unpacker.eof:
                problems.append("cut off: " + ("too large" if size >= MOST_BYTES else "gzip without its end"))
        body = b"".join(pieces)
    return body


def read_lines(text: str, url: str) -> Newest:
    """A plain list: one URL a line."""
    listed = Newest()
    for line in text.removeprefix("\ufeff").splitlines():
        listed.add(Listed(absolute(url, line), None, Hints(), child=False))
    return listed


def read_xml(data: bytes, url: str, content_type: str, problems: list[str]) -> tuple[str, Newest]:
    """As it is, bit by bit; mended as a whole where it is not well-formed."""
    if not data.strip():
        problems.append("the sitemap is empty")
        return "", Newest()
    if stormy(data):
        problems.append("a tag has more attributes than any sitemap needs")
    else:
        try:
            return streamed(data, url, recover=False)
        except (etree.XMLSyntaxError, LookupError) as error:
            problems.append(f"not well-formed XML: {error}")
    text, problem = decoded(data, content_type)
    problems += [problem] if problem else []
    text = re.sub(r"^\s*<\?xml[^>]{0,300}\?>", "", mended(thinned(text)))
    return streamed(text.encode("utf-8", "replace"), url, recover=True)


def streamed(data: bytes, url: str, *, recover: bool) -> tuple[str, Newest]:
    """Form and entries; one entry of the tree is held at a time. Raises XMLSyntaxError unless `recover`."""
    form, listed = "", Newest()
    options = {"encoding": "utf-8"} if recover else {}
    events = etree.iterparse(
        io.BytesIO(data),
        events=("start", "end"),
        recover=recover,
        resolve_entities=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        **options,
    )
    try:
        for event, element in events:
            label = local(element)
            if event == "start":
                form = form or (label if label in ("urlset", "sitemapindex") else "")
            elif form and label in ("url", "sitemap"):
                listed.add(read_entry(element, url))
                element.clear(keep_tail=False)
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError:
        if not recover:
            raise
    return form, listed


def read_entry(element: Any, url: str) -> Listed:
    texts: dict[str, str] = {}
    for child in element.iter():
        if isinstance(child.tag, str) and (child.getparent() is element or IN_NEWS.match(child.tag)):
            texts.setdefault(local(child), "".join(child.itertext()).strip())
    published = plain(texts.get("publication_date", ""), 100)
    return Listed(
        absolute(url, texts.get("loc", "")),
        moment(published) or moment(texts.get("lastmod", "")[:100]),
        Hints(plain(texts.get("title", "")), "", published, primary(texts.get("language", ""))),
        child=local(element) == "sitemap",
    )


def local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]


def is_outside(entry: Listed, within: Span) -> bool:
    """Whether it last changed before, or says in its path or as a news item that it is of other days."""
    spans = [span for span in (span_in_path(entry.url),) if span]
    if entry.changed:
        day = entry.changed.date()
        spans.append(Span(day if entry.hints.published else None, day))
    return any(span.widened(ONE_DAY).misses(within) for span in spans)


def judged(entry: Listed, within: Span) -> Found:
    """Out of the window or worth a visit."""
    if is_outside(entry, within):
        detail = (
            f"dated {entry.changed.date() if entry.changed else 'in its address'}, outside the topics' time"
        )
        return Found(entry.url, entry.hints, Outcome.OUT_OF_WINDOW, detail)
    return Found(entry.url, entry.hints)


def budgeted(pages: Iterable[Found]) -> Iterator[Found]:
    """Each URL once; those after the newest that are worth a visit are over the budget."""
    seen: set[str] = set()
    worth = 0
    for page in pages:
        if page.url in seen:
            continue
        seen.add(page.url)
        worth += page.outcome is Outcome.PENDING
        if worth > NEWEST and page.outcome is Outcome.PENDING:
            page = replace(
                page, outcome=Outcome.OVER_BUDGET, detail=f"after the newest {NEWEST} of its sitemap"
            )
        yield page
