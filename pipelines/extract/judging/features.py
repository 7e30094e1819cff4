"""Each segment as a row of numbers: itself, what witnesses say, its surroundings, its neighbours."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from pipelines.extract.judging.marks import BITS, BODY, CLUTTER
from pipelines.extract.judging.outline import HEADINGS
from pipelines.extract.judging.surroundings import Surroundings, surroundings
from pipelines.phrasebook import phrasebook
from pipelines.wording import WIDE, WORD, fold

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from pipelines.extract.judging.outline import Container, Segment
    from pipelines.extract.judging.regions import Array
    from pipelines.extract.judging.witnesses import Testimony

Columns: TypeAlias = "dict[str, Array]"
SENTENCE = re.compile(r'[.!?…。।](?:\s|$|["”»])')
ENDED = re.compile(r"[.!?…。！？।][\"'»”’)\]]{0,3}$|[\"”»]$")
TAG_NAMES = """
p div li h1 h2 h3 h4 h5 h6 td tr blockquote figcaption section article dt dd span pre th header footer aside
nav ul form figure main address table
"""
TAGS = {tag: place for place, tag in enumerate(TAG_NAMES.split())}
OTHER_TAG = len(TAGS)
LONGEST_LABEL = 12
"""Words of a segment that may as a whole be a phrase of the phrasebook."""
LONGEST_LABELLED = 40
"""Words of a segment that may begin with such a phrase and a colon."""
LABELS = ("furniture", "share", "related", "tail", "bio", "tags", "photo", "source", "dated")
WIDE_SIGNS = 300
"""Signs of a script without blanks from which a page's words are counted by its characters."""
NEIGHBOURS = ("words", "linked", "ended", "tag", "reader", "linked_data", "kind_read", "clutter", "strong")
AVERAGED = ("reader", "linked", "words", "ended")
NEXT_TO, WINDOWS = (-2, -1, 1, 2), (3, 8)
ABSENT = -2.0
"""In the place of a neighbour that is not there."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the features are taken from."""

    containers: Sequence[Container]
    segments: Sequence[Segment]
    testimony: Testimony
    is_article: bool
    """Whether the head calls the page an article."""


def features(page: Look) -> tuple[tuple[str, ...], Array]:
    """The names of the columns, and a row for each segment, in float32."""
    around = surroundings(page.containers, page.segments, page.testimony)
    columns = own(page) | wording(page) | testified(page, around) | around.columns | marked(page, around)
    names = tuple(columns)
    rows = np.column_stack([np.asarray(columns[name], dtype=np.float32) for name in names])
    more_names, more = neighbours(names, rows)
    return names + more_names, np.hstack([rows, more])


def own(page: Look) -> Columns:
    """Length, links, emphasis, tag."""
    segments = page.segments
    wide = sum(len(WIDE.findall(segment.text)) for segment in segments[:200]) > WIDE_SIGNS
    return {
        "words": np.log1p([len(one.text) / 2 if wide else one.words for one in segments]),
        "characters": np.log1p([len(one.text) for one in segments]),
        "linked": np.array([one.linked for one in segments]),
        "links": np.array([min(len(one.links), 20) for one in segments]),
        "strong": np.array([one.strong for one in segments]),
        "italic": np.array([one.italic for one in segments]),
        "rows": np.array([len(one.rows) for one in segments]),
        "tag": np.array([TAGS.get(one.container.tag, OTHER_TAG) for one in segments]),
        "embedded": np.array([one.container.post for one in segments]),
        "copies": copies(segments),
        "beyond_ascii": np.full(len(segments), beyond_ascii(segments)),
    }


def beyond_ascii(segments: Sequence[Segment]) -> float:
    """Share of the page's letters that English lacks: what belongs to an article differs by language."""
    letters = [letter for segment in segments[:200] for letter in segment.text if letter.isalpha()]
    return sum(not letter.isascii() for letter in letters) / max(1, len(letters))


def copies(segments: Sequence[Segment]) -> Array:
    """How often each text stands on the page."""
    counts = Counter(segment.text for segment in segments)
    return np.array([counts[segment.text] for segment in segments])


def wording(page: Look) -> Columns:
    """How a segment is written, and the phrases of the phrasebook in it."""
    texts = [segment.text for segment in page.segments]
    phrases = [labels(segment) for segment in page.segments]
    columns = {
        "ended": [ENDED.search(text) is not None for text in texts],
        "colon": [text.endswith(":") for text in texts],
        "dots": [text.endswith(("...", "…")) for text in texts],
        "lower": [text[0].islower() for text in texts],
        "quoted": [text[0] in '"“«„—–-' for text in texts],
        "marker": [text[0] in "©*•[(→>" for text in texts],
        "commas": [text.count(",") / one.words for text, one in zip(texts, page.segments, strict=True)],
        "sentences": [min(20, len(SENTENCE.findall(text))) for text in texts],
        "digits": [sum(map(str.isdigit, text)) / len(text) for text in texts],
        "capitals": [sum(map(str.isupper, text)) / len(text) for text in texts],
        "control": [bool(found & {"furniture", "share"}) for found in phrases],
        "related": ["related" in found for found in phrases],
        "closing": [bool(found & {"tail", "bio"}) for found in phrases],
        "tagged": ["tags:" in found for found in phrases],
        "credited": [bool(found & {"photo:", "source:"}) for found in phrases],
        "dated": ["dated" in found for found in phrases],
    }
    return {name: np.array(values, dtype=np.float32) for name, values in columns.items()} | headed(
        page, phrases
    )


def labels(segment: Segment) -> AbstractSet[str]:
    """The roles of the phrase that a segment is, or begins with before a colon ("tags:")."""
    found: set[str] = set()
    book = phrasebook().whole
    if segment.words <= LONGEST_LABEL:
        text = plain(segment.text)
        found.update(role for role in LABELS if text in book[role])
    if segment.words <= LONGEST_LABELLED and (colon := segment.text.find(":", 0, 60)) > 0:
        text = plain(segment.text[:colon])
        named = [role for role in LABELS if text in book[role]]
        found.update(f"{role}:" for role in named)
        found.update({"related"} & set(named))
    return found


def plain(text: str) -> str:
    """A text's words, folded, without numbers."""
    return " ".join(word for word in WORD.findall(fold(text)) if not word.isdigit())


def headed(page: Look, phrases: Sequence[AbstractSet[str]]) -> Columns:
    """The heading that a segment stands under, how far below, and whether it announces other things."""
    rows = []
    place, level, kind, read, linked, other = -1, 0, 0, 0.0, 0.0, -1
    for segment, found in zip(page.segments, phrases, strict=True):
        if segment.container.tag in HEADINGS:
            place, level = segment.place, int(segment.container.tag[1])
            announces = bool(found & {"related", "tail", "bio"})
            kind, read, linked = 1 + announces, page.testimony.reader[segment.place], segment.linked
            other = segment.place if announces else other
        below = segment.place - place if place >= 0 else 60
        since_other = min(60, segment.place - other) if other >= 0 else -1
        rows.append((below, level, kind, read, linked, since_other))
    names = ("below_heading", "level", "announced", "heading_read", "heading_linked", "since_announced")
    return dict(zip(names, np.array(rows, dtype=np.float32).T, strict=True))


def testified(page: Look, around: Surroundings) -> Columns:
    """What the witnesses say of the segment itself."""
    testimony, segments = page.testimony, page.segments
    title, names = set(testimony.headline), testimony.authors
    tokens = [set(segment.tokens) for segment in segments]
    return {
        "reader": np.array(testimony.reader),
        "linked_data": np.array(testimony.linked_data),
        "summary": np.array(testimony.summary),
        "of_title": np.array([len(title & one) / max(1, len(title)) for one in tokens]),
        "in_title": np.array([len(title & one) / len(one) for one in tokens]),
        "is_title": np.array([tuple(one.tokens) == testimony.headline for one in segments]),
        "authors": np.array([len(names & one) / len(one) for one in tokens]),
        "has_linked_data": np.full(len(segments), max(testimony.linked_data, default=-1.0) >= 0),
        "is_article": np.full(len(segments), page.is_article),
        "is_lead": np.array([bool(one.tokens) and tuple(one.tokens) == testimony.lead for one in segments]),
        "from_title": from_title(segments, around.title),
    }


def from_title(segments: Sequence[Segment], title: int) -> Array:
    """How far behind (or, negative, before) the headline; 0 where there is none."""
    if title < 0:
        return np.zeros(len(segments))
    return np.array(
        [math.copysign(math.log1p(abs(one.place - title)), one.place - title) for one in segments]
    )


def marked(page: Look, around: Surroundings) -> Columns:
    """The marks that hold for a segment: of all around it, of what is nearest, of its own inline elements."""
    numbers = [segment.container.number for segment in page.segments]
    far, near = around.marks[numbers], around.near_marks[numbers]
    inline = np.array([segment.marks for segment in page.segments], np.int64)
    columns = {
        f"mark {name}": ((far & bit) > 0) * 1.0 + ((near & bit) > 0) + 2.0 * ((inline & bit) > 0)
        for name, bit in BITS.items()
    }
    return columns | {
        "clutter": (far & CLUTTER) > 0,
        "near_clutter": (near & CLUTTER) > 0,
        "inline_clutter": (inline & CLUTTER) > 0,
        "in_body": (far & BODY) > 0,
        "hidden": around.hidden[numbers],
    }


def neighbours(names: tuple[str, ...], rows: Array) -> tuple[tuple[str, ...], Array]:
    """Of the segments before and behind: some columns as they are, some averaged over more of them."""
    size = len(rows)
    near = rows[:, [names.index(name) for name in NEIGHBOURS]]
    parts = [shifted(near, step) for step in NEXT_TO]
    found = [f"{name} at {step:+}" for step in NEXT_TO for name in NEIGHBOURS]
    wanted = [names.index(name) for name in AVERAGED]
    sums = np.vstack([np.zeros((1, len(wanted)), np.float32), np.cumsum(rows[:, wanted], 0)])
    place = np.arange(size)
    for width in WINDOWS:
        low, high = np.maximum(0, place - width), np.minimum(size, place + width + 1)
        parts.append((sums[high] - sums[place]) / (high - place)[:, None])
        parts.append((sums[place] - sums[low]) / np.maximum(1, place - low)[:, None])
        found += [f"{name} over {side}{width}" for side in "+-" for name in AVERAGED]
    return tuple(found), np.hstack(parts).astype(np.float32)


def shifted(rows: Array, step: int) -> Array:
    """The rows of the neighbours so many places away."""
    moved = np.full_like(rows, ABSENT)
    if abs(step) < len(rows):
        if step < 0:
            moved[-step:] = rows[:step]
        else:
            moved[:-step] = rows[step:]
    return moved
