"""The blocks of a page, each with whether it is of the article and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipelines.extract.judging.decide import decide
from pipelines.extract.judging.features import Look, features
from pipelines.extract.judging.model import VERSION, probabilities
from pipelines.extract.judging.outline import outline
from pipelines.extract.judging.rendering import blocks_of
from pipelines.extract.judging.witnesses import NAME as TRAFILATURA
from pipelines.extract.judging.witnesses import Said, testify

if TYPE_CHECKING:
    import lightgbm

    from pipelines.blocks import Block

NAME = f"parley blocks {VERSION}, {TRAFILATURA}"


@dataclass(frozen=True, slots=True)
class Judged:
    """A block, whether it was kept, and the word of the model or of the rule that decided."""

    block: Block
    kept: bool
    why: str


def look(tree: Any, said: Said) -> Look | None:
    """What the judgement rests on; trafilatura uses the tree up. None for a page without text."""
    body = tree.find("body")
    containers, segments = outline(tree if body is None else body)
    if not segments:
        return None
    testimony = testify(tree, segments, said)
    return Look(containers, segments, testimony, said.claims.is_article)


def judge(page: Look | None, models: Sequence[lightgbm.Booster] = ()) -> tuple[Judged, ...]:
    """Judges every segment, by the shipped models unless others are given."""
    if page is None:
        return ()
    decisions = decide(page.segments, probabilities(*features(page), models).tolist(), page.testimony)
    return tuple(
        Judged(block, decision.kept, decision.why)
        for segment, decision in zip(page.segments, decisions, strict=True)
        for block in blocks_of(segment)
    )
