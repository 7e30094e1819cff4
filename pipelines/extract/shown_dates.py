"""Dates that a page shows by its headline, unmarked: lines of nothing but dates, their labels and times.

What stands in the text, in its footer or beside it is no claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from pipelines.clean.prose import FEWEST_WORDS, ends_sentence
from pipelines.extract.stamps import TITLE_WORDS, Stamp, is_outside
from pipelines.moments import month_number
from pipelines.phrasebook import phrasebook
from pipelines.wording import one_line, same_words, words
from pipelines.zones import NAMED

if TYPE_CHECKING:
    from collections.abc import Iterable

NEAR = 120
"""Elements behind the headline among which its date stands."""
BEFORE = 3
"""Elements before it."""
LONGEST = 120
"""Characters of a line of dates."""
LABEL = 4
"""Letters of a word from which it is a label, not a preposition."""
PARTS = re.compile(r"\s*[|•·]\s*|\s+/\s+")
WORD = re.compile(r"[^\W\d_]+")
LAST = re.compile(r"([^\W\d_]{1,20})\W{0,3}$")
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
ORDINAL = re.compile(r"\d{1,2}(?:st|nd|rd|th)")
SKIPPED = frozenset({"nav", "aside", "footer", "form", "button", "select", "script", "style", "figcaption"})
HALVES = frozenset({"am", "pm"})
OTHERS = frozenset({"h1", "h2", "h3", "h4"})


def shown_stamps(root: Any, title: str) -> tuple[tuple[Stamp, ...], tuple[Stamp, ...]]:
    """When the page was published and when it was changed, as its readers see it."""
    found: tuple[list[Stamp], list[Stamp]] = ([], [])
    for text, changed in lines_of(root, title):
        found[changed].append(Stamp(text, "time", shown=True))
    return tuple(found[0]), tuple(found[1])


def lines_of(root: Any, title: str) -> Iterator[tuple[str, bool]]:
    """The dates around the headline, each with whether it is called one of a change."""
    heading = find_heading(root, title)
    if heading is None:
        return
    taken: set[Any] = set()
    told = 0
    others = dict.fromkeys(heading.iterancestors(), False)
    for element in (*before(heading), *islice(behind(heading), NEAR)):
        if element.getparent() in taken or is_outside(element) or of_another(element, others):
            taken.add(element)
            continue
        text = one_line(" ".join(element.itertext())) if is_short(element) else ""
        dates = list(dates_in(text, labelled=bool(told)))
        if dates:
            taken.add(element)
        else:
            for own, label in own_texts(element):
                dates += dates_in(f"{label} {own}", labelled=bool(told))
        yield from dates
        if not dates and is_told(element):
            told += 1
        if told > 1:
            return


def find_heading(root: Any, title: str) -> Any:
    """The element of the headline: the one that says it, else the only first-level heading."""
    headings = list(root.iter("h1", "h2", "h3"))
    for heading in headings:
        if title and same_words("".join(heading.itertext()), title):
            return heading
    first = [heading for heading in headings if heading.tag == "h1"]
    return first[0] if len(first) == 1 else None


def before(heading: Any) -> list[Any]:
    """The elements right before the headline in its own container, which the body is not: there the site's
    head stands, with the date of the day.
    """
    if heading.getparent().tag == "body":
        return []
    return list(islice(heading.itersiblings(preceding=True), BEFORE))[::-1]


def of_another(element: Any, others: dict[Any, bool]) -> bool:
    """Whether an element stands with the headline of another article; `others` says it of what was asked
    before, first of all that what is around the article's own headline does not.
    """
    asked = []
    for part in [element, *element.iterancestors()]:
        if part not in others:
            asked.append(part)
            if not names_another(part):
                continue
            others[part] = True
        verdict = others[part]
        others |= dict.fromkeys(asked, verdict)
        return verdict
    return False


def names_another(part: Any) -> bool:
    """Whether a heading or a link that may be a headline stands inside."""
    if any(part.find(f".//{tag}") is not None for tag in ("h2", "h3", "h4")):
        return True
    return any(len("".join(link.itertext()).split()) >= TITLE_WORDS for link in part.iter("a"))


def behind(heading: Any) -> Iterator[Any]:
    """The elements behind the headline, up to the headline of another article."""
    skipped: set[Any] = set()
    for element in heading.xpath(f"following::*[position() <= {4 * NEAR}]"):
        if element.getparent() in skipped or element.tag in SKIPPED:
            skipped.add(element)
        elif leads_to_another(element):
            return
        else:
            yield element


def leads_to_another(element: Any) -> bool:
    """Whether an element is the headline of another article."""
    if element.tag == "h1" or (element.tag in OTHERS and element.find(".//a") is not None):
        return True
    return element.tag == "a" and len("".join(element.itertext()).split()) >= TITLE_WORDS


def is_short(element: Any) -> bool:
    """Whether an element holds no more than a line."""
    count = 0
    for text in element.itertext():
        count += len(text.strip())
        if count > LONGEST:
            return False
    return True


def is_told(element: Any) -> bool:
    """Whether an element is a sentence of the text or of its lead."""
    own = one_line(" ".join([element.text or "", *(child.tail or "" for child in element)]))
    return len(words(own)) >= FEWEST_WORDS and (
        ends_sentence(one_line("".join(element.itertext()))) or len(own) > LONGEST
    )


def own_texts(element: Any) -> Iterator[tuple[str, str]]:
    """The texts right inside an element, each with the label in the element before it."""
    if element.text and len(element.text) <= LONGEST:
        yield one_line(element.text), ""
    for child in islice(element, 10):
        if child.tail and child.tail.strip() and len(child.tail) <= LONGEST:
            label = one_line(" ".join(child.itertext())) if is_short(child) else ""
            yield one_line(child.tail), label if is_label(label) else ""


def dates_in(line: str, *, labelled: bool) -> Iterator[tuple[str, bool]]:
    """The dates of a line, each with whether it is called one of a change; `labelled`: only those with a
    label, as in the text days stand too.
    """
    if not YEAR.search(line) or len(line) > LONGEST:
        return
    for part in (half for whole in PARTS.split(line) for half in at_labels(whole)):
        said = words(part)
        labels = [word for word in said if len(word) >= LABEL and word in label_words()]
        if YEAR.search(part) and all(map(is_of_date, said)) and (labels or not labelled):
            yield without_label(part), not changed_words().isdisjoint(said)


def at_labels(text: str) -> Iterator[str]:
    """`Giriş: 02.06.2025 18:02` and `Güncelleme: 02.06.2025 19:05` of one line with nothing between."""
    begin = 0
    for match in WORD.finditer(text):
        if is_label(match.group()) and YEAR.search(text, begin, match.start()):
            yield text[begin : match.start()].strip(" -–—,;(")
            begin = match.start()
    yield text[begin:].strip()


def without_label(text: str) -> str:
    """The date behind the words that call it one, without the beginning of the next label."""
    while (last := LAST.search(text)) and is_only_label(last[1]):
        text = text[: last.start()].rstrip(" -–—,;:(.")
    while (match := WORD.search(text)) and not text[: match.start()].strip(" -–—,;:("):
        if not is_only_label(match.group()):
            break
        text = text[match.end() :].lstrip(" -–—,;:(.")
    return text


def is_only_label(word: str) -> bool:
    """Whether a word calls a date one, and is no part of it."""
    said = " ".join(words(word))
    return said in label_words() - HALVES and not month_number(said) and said.upper() not in NAMED


def is_label(text: str) -> bool:
    """Whether a text is words that call a date one, at least one of them no preposition."""
    said = words(text)
    return (
        bool(said)
        and all(word in label_words() for word in said)
        and any(len(word) >= LABEL for word in said)
    )


def is_of_date(word: str) -> bool:
    """Whether a word may stand in a date: a number, a month, a weekday, a label, a zone, half of a day."""
    return (
        word.isdigit()
        or word in label_words()
        or word in phrasebook().whole["weekdays"]
        or word in HALVES
        or word.upper() in NAMED
        or month_number(word) > 0
        or ORDINAL.fullmatch(word) is not None
    )


@lru_cache(maxsize=1)
def label_words() -> frozenset[str]:
    """The words of all phrases that call a date one."""
    return single(phrasebook().whole["dated"]) | changed_words()


@lru_cache(maxsize=1)
def changed_words() -> frozenset[str]:
    """Those that call it the date of a change."""
    return phrasebook().whole["changed"]


def single(phrases: Iterable[str]) -> frozenset[str]:
    """The words of phrases."""
    return frozenset(word for phrase in phrases for word in phrase.split())
