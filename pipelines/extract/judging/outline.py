"""A page as its runs of text, each under the containers that hold it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from pipelines.clean.tidy import tidy_text
from pipelines.extract.judging.marks import is_popup, marks_of
from pipelines.extract.lines import UNSEEN, is_inline, lines_of
from pipelines.extract.roles import is_hidden, is_post
from pipelines.wording import WORD, length, one_line

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
EMPHASIS = {"a": "linked", "strong": "strong", "b": "strong", "em": "italic", "i": "italic"}
MUCH = 60
"""Words for readers without scripts from which they are the text itself, which scripts show to others."""


@dataclass(slots=True, eq=False)
class Container:
    """A block element; what it holds is added up by `regions`."""

    tag: str
    parent: Container | None
    number: int
    """In the order of the page: a parent's is smaller."""
    depth: int
    marks: int
    hidden: bool
    """Whether it says itself that it is not shown."""
    post: bool
    """Whether it is, or stands in, a post of a social network that the article quotes."""
    quote: bool
    """Whether it is, or stands in, a quotation."""
    path: tuple[tuple[str, str], ...]
    """Tag and class of this element and of the two around it: what it shares with others of its kind."""
    start: int = 0
    end: int = 0
    """Segments from start up to end are inside."""


@dataclass(slots=True, eq=False)
class Segment:
    """A run of text between two breaks, or a data table as a whole."""

    text: str
    tokens: list[str]
    container: Container
    place: int
    """In the order of the page."""
    linked: float = 0.0
    """Share of its characters in links; likewise the next two."""
    strong: float = 0.0
    italic: float = 0.0
    links: tuple[str, ...] = ()
    """Where its links lead, as the page says it; empty for an anchor that leads nowhere."""
    marks: int = 0
    """Of its inline elements."""
    rows: tuple[str, ...] = ()
    """Of a table."""

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.tokens)


@dataclass(slots=True)
class Run:
    """The text since the last break."""

    pieces: list[str] = field(default_factory=list)
    emphasis: dict[str, int] = field(default_factory=lambda: {"linked": 0, "strong": 0, "italic": 0})
    """Characters in links, in bold and in italics."""
    links: list[str] = field(default_factory=list)
    marks: int = 0


class Walk:
    """One pass over a page's body: containers and segments in the order of the page."""

    def __init__(self) -> None:
        self.containers: list[Container] = []
        self.segments: list[Segment] = []
        self.around: list[Container] = []
        self.inside = {"linked": 0, "strong": 0, "italic": 0}
        self.run = Run()

    def text(self, text: str | None) -> None:
        """Adds text to the run; each line of a preformatted one is a run of its own."""
        if text and self.around and self.around[-1].tag == "pre" and "\n" in text:
            first, *others = text.split("\n")
            self.text(first)
            for other in others:
                self.close_run()
                self.text(other)
        elif text:
            self.run.pieces.append(text)
            for name, level in self.inside.items():
                if level:
                    self.run.emphasis[name] += len(text.strip())

    def close_run(self) -> None:
        """Ends the run; what has a word in it is a segment."""
        run, self.run = self.run, Run()
        text = one_line("".join(run.pieces))
        if "<" in text or "&" in text:  # markup that was escaped says nothing of the text
            text = tidy_text(text)
        tokens = WORD.findall(text.lower())
        if tokens and self.around:
            shares = {name: min(1.0, count / len(text)) for name, count in run.emphasis.items()}
            place = len(self.segments)
            segment = Segment(text, tokens, self.around[-1], place, links=tuple(run.links), marks=run.marks)
            segment.linked, segment.strong, segment.italic = (
                shares["linked"],
                shares["strong"],
                shares["italic"],
            )
            self.segments.append(segment)

    def open(self, element: Any) -> None:
        """Begins a container."""
        self.close_run()
        parent = self.around[-1] if self.around else None
        path = (*(parent.path[-2:] if parent else ()), (element.tag, element.get("class", "")))
        container = Container(
            tag=element.tag,
            parent=parent,
            number=len(self.containers),
            depth=len(self.around),
            marks=marks_of(element),
            hidden=is_hidden(element),
            post=bool(parent and parent.post) or is_post(element),
            quote=bool(parent and parent.quote) or element.tag == "blockquote",
            path=path,
            start=len(self.segments),
        )
        self.containers.append(container)
        self.around.append(container)

    def close(self) -> None:
        """Ends the innermost container."""
        self.close_run()
        self.around.pop().end = len(self.segments)

    def inline(self, element: Any, step: int) -> None:
        """Enters (1) or leaves (-1) an inline element."""
        if name := EMPHASIS.get(element.tag):
            self.inside[name] += step
        if step > 0:
            if element.tag == "a":
                self.run.links.append(element.get("href") or "")
            if element.attrib:
                self.run.marks |= marks_of(element)

    def table(self, element: Any) -> None:
        """A data table is one segment: it is kept or left as a whole."""
        self.open(element)
        captions = (" ".join(lines_of(caption)) for caption in element.iterchildren("caption"))
        rows = tuple(filter(None, (*captions, *map(row_text, element.iter("tr")))))
        text = " | ".join(rows)
        tokens = WORD.findall(text.lower())
        if tokens:
            linked = sum(len(one_line("".join(link.itertext()))) for link in element.iter("a"))
            share = min(1.0, linked / len(text))
            links = tuple(link.get("href") or "" for link in element.iter("a"))
            place = len(self.segments)
            self.segments.append(
                Segment(text, tokens, self.around[-1], place, linked=share, links=links, rows=rows)
            )
        self.close()


def row_text(row: Any) -> str:
    """The cells of a table's row with bars between."""
    return " | ".join(text for cell in row if (text := " ".join(lines_of(cell))))


def outline(body: Any) -> tuple[list[Container], list[Segment]]:
    """The containers and segments of a page's body; `body` itself is the first container."""
    walk = Walk()
    skipped = 0
    """How deep the walk is inside an element that it does not enter."""
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if event == "start":
            if skipped:
                skipped += 1
            elif not enter(walk, element):
                skipped = 1
        elif skipped > 1:
            skipped -= 1
        else:
            leave(walk, element, entered=not skipped)
            skipped = 0
            if walk.around:
                walk.text(element.tail)
    return walk.containers, walk.segments


def enter(walk: Walk, element: Any) -> bool:
    """Takes up an element; False where nothing inside is to be walked."""
    tag = element.tag
    if tag in UNSEEN or (tag == "noscript" and says_little(element)):
        return False
    if tag == "br":
        walk.close_run()
    elif tag == "table":
        walk.table(element)
        return False
    elif is_inline(element):
        if element.attrib and is_popup(element):
            return False
        walk.inline(element, 1)
        walk.text(element.text)
    else:
        walk.open(element)
        walk.text(element.text)
    return True


def says_little(noscript: Any) -> bool:
    """Whether it is a note for readers without scripts; what stands in one that is read is read."""
    within = next(noscript.iterancestors("noscript"), None) is not None
    return not within and length("".join(noscript.itertext())) < MUCH


def leave(walk: Walk, element: Any, *, entered: bool) -> None:
    """Lets go of an element."""
    if not entered or element.tag == "br":
        return
    if is_inline(element):
        walk.inline(element, -1)
    else:
        walk.close()
