"""Which segments of a page are its gold text: what the model of judging learns from."""

import difflib
from collections.abc import Sequence

from bench.overlap import score, words

ENOUGH = 0.55
"""Share of a segment's words found in place in the gold text from which it is of the article."""
AROUND = 40
"""Segments before the first and behind the last labelled one that are tried too."""
ROUNDS = 2


def labels(texts: Sequence[str], gold: str) -> list[bool]:
    """For each segment whether it is of the article: aligned with the gold text word by word, then each label
    turned where the score of the page rises by it.
    """
    found = aligned(texts, gold)
    places = [place for place, is_kept in enumerate(found) if is_kept]
    if not places:
        return found
    near = range(max(0, places[0] - AROUND), min(len(texts), places[-1] + AROUND))
    best = f1(texts, found, gold)
    for _ in range(ROUNDS):
        before = best
        for place in near if best < 1 else ():
            found[place] = not found[place]
            turned = f1(texts, found, gold)
            if turned > best + 1e-9:
                best = turned
            else:
                found[place] = not found[place]
        if best <= before:
            break
    return found


def aligned(texts: Sequence[str], gold: str) -> list[bool]:
    """The segments most of whose words stand in the gold text in the order of the page."""
    tokens = [words(text) for text in texts]
    owners = [place for place, own in enumerate(tokens) for _ in own]
    flat = [word for own in tokens for word in own]
    matches = [0] * len(texts)
    matcher = difflib.SequenceMatcher(None, flat, words(gold), autojunk=False)
    for start, _, size in matcher.get_matching_blocks():
        for place in range(start, start + size):
            matches[owners[place]] += 1
    return [count > ENOUGH * len(own) for count, own in zip(matches, tokens, strict=True)]


def f1(texts: Sequence[str], kept: Sequence[bool], gold: str) -> float:
    """Of the page, with these segments kept."""
    return score(gold, "\n".join(text for text, is_kept in zip(texts, kept, strict=True) if is_kept)).f1
