"""Whether the bytes of a page could belong to a topic: one scan rules most of them out unread.

For backfills over many pages; no command uses it yet (decision 8).
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from pipelines.decode import decode
from pipelines.rawforms import group_patterns, group_stems, needed
from registry.errors import Problem
from registry.forms import TWO_SCRIPTS, WORD, fold, one_script

try:
    import re2
except ImportError:  # no wheel for this machine
    re2 = None

if TYPE_CHECKING:
    from registry.topic import Topic

PACKED = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PK\x03\x04", b"%PDF-")
"""What a body begins with that no scan can see into: gzip, zstandard, zip, PDF."""
SCAN_MEMORY = 256 << 20
"""Bytes that the automaton of one pattern may take."""

MOST_GROUPS = 3
"""Of what a topic requires: what is asked for last is on most pages, and rules out next to none."""
TAG = re.compile(r"<[^>]*>")
ESCAPE = re.compile(r"\\+u([0-9a-fA-F]{4})")

Scan = Callable[[bytes], bool]


def may_be_on_topic(body: bytes, content_type: str, topics: Sequence[Topic]) -> bool:
    """False only for a page that `relevance` refuses for every topic, whatever the reading makes of it.

    A topic is ruled out where one group of what it requires has no form on the page, in whatever encoding the
    reading would decode it. `body` is what is left when its content encoding is undone; a page
    that still cannot be seen into passes.
    """
    if not topics or body.startswith(PACKED):
        return True
    data = as_utf8(body, content_type)
    return any(all(scan(data) for scan in scans(topic)) for topic in topics)


def as_utf8(body: bytes, content_type: str) -> bytes:
    """The body itself if it is UTF-8, else its text as the reading decodes it."""
    if b"\0" not in body and b"\x1b" not in body:
        try:
            body.decode()
        except UnicodeDecodeError:
            pass
        else:
            return body
    return decode(body, content_type)[0].encode("utf-8", "replace")


def groups(topic: Topic) -> Iterator[tuple[str, ...]]:
    """Groups of concepts of which an accepted text has one each; none for a topic that takes every text."""
    if topic.threshold and topic.requires:
        yield from topic.requires[:MOST_GROUPS]
    elif topic.threshold:
        yield tuple({name: None for rule in topic.signals for name in (rule.all[:1] or rule.any)})


@lru_cache(maxsize=16)
def scans(topic: Topic) -> tuple[Scan, ...]:
    """One for each group, in the order of the file: the first that finds nothing ends the search."""
    compiled = compiled_scan if re2 is not None else plain_scan
    return tuple(compiled(topic, group) for group in groups(topic))


def slow_groups(topic: Topic) -> Iterator[Problem]:
    """For `lint`: the first group, which every page is scanned for, if its forms are too many."""
    for group in list(groups(topic))[:1]:
        if (count := len(group_patterns(topic, group))) > 1:
            key = "requires[0]" if topic.requires else "signals"
            message = f"its forms make {count} automata: the scan over raw pages takes {count} times as long"
            yield Problem(topic.id, key, message)


def compiled_scan(topic: Topic, group: tuple[str, ...]) -> Scan:
    """All forms of a group as one automaton or a few: many forms take no longer than one."""
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.max_mem = SCAN_MEMORY
    options.never_capture = True
    options.log_errors = False
    try:
        patterns = [re2.compile(pattern, options) for pattern in group_patterns(topic, group)]
    except re2.error:  # too many forms for one automaton
        return plain_scan(topic, group)
    return lambda data: any(pattern.search(data) is not None for pattern in patterns)


def plain_scan(topic: Topic, group: tuple[str, ...]) -> Scan:
    """The same without RE2: the page is made plain, then each form is looked for by itself.

    Neither refuses what the decision accepts. Beyond that they differ: RE2 also finds a form behind a Latin
    letter beyond ASCII (`rus` in `VİRÜS`), whose bytes it cannot tell from those of a sign, and one that
    begins with a digit among the digits of an entity; this one also finds words with a tag with attributes
    inside.
    """
    forms: dict[str, list[str]] = defaultdict(list)
    for words in needed(group_stems(topic, group)):
        phrase = r"[\w']*(?:<[^>]*>|[^\w<])+".join(
            f"(?:{'|'.join(map(re.escape, stems))})" for stems in words
        )
        for stem in words[0]:
            forms[stem].append(phrase)
    patterns = {stem: re.compile(f"(?<![a-z0-9])(?:{'|'.join(phrases)})") for stem, phrases in forms.items()}
    return lambda data: any(
        pattern.match(text, place)
        for text in plain(data)
        for stem, pattern in patterns.items()
        for place in places(stem, text)
    )


def places(stem: str, text: str) -> Iterator[int]:
    """Where the stem stands."""
    place = text.find(stem)
    while place >= 0:
        yield place
        place = text.find(stem, place + 1)


@lru_cache(maxsize=2)
def plain(data: bytes) -> tuple[str, str]:
    """The characters of a page, folded and in one script a word: with its tags, then without."""
    text = ESCAPE.sub(lambda match: chr(int(match[1], 16)), data.decode("utf-8", "replace"))
    text = html.unescape(html.unescape(re.sub(r"\\[nrt]?", " ", text)))
    folded, bare = fold(text), fold(TAG.sub("", text))
    if TWO_SCRIPTS.search(bare):
        return folded, WORD.sub(lambda word: one_script(word[0]), bare)
    return folded, bare
