"""The write protocol: text, records and rows of one decision, in the order that survives a crash."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from items import Article, Kept
from storage.applying import apply
from storage.curve import plan_again
from storage.deciding import decide
from storage.decisions import Applied, PageDecision, PlacementDecision, to_record
from storage.entrances import decide_discovery
from storage.leftovers import forget_text
from storage.placements import decide_placement
from storage.texts import read_text, write_text

if TYPE_CHECKING:
    from items import Discovery, Placement, Reading, WarcPosition
    from storage.curve import Curve
    from storage.database import Database
    from storage.warc import WarcWriter


class Keeper:
    """Makes decisions and carries them out. The response itself is in a WARC file before it gets here."""

    def __init__(
        self, root: Path, database: Database, warc: WarcWriter, clock: Callable[[], datetime], curve: Curve
    ) -> None:
        self._root = root
        self._database = database
        self._warc = warc
        self._clock = clock
        self._curve = curve

    def keep(self, reading: Reading, run: str) -> Kept:
        """Text file, conversion record, decision record, rows, commit: then it may be said.

        All of it while this is the only writer, so that the number is free and the order of the decisions is
        that of the commits. Whatever is cut off before the commit is found again by its records.
        """
        with self._database.write() as session:
            decision = decide(session, reading, run, self._clock())
            decision = replace(decision, again=plan_again(session, decision, self._curve))
            text = decision.text
            if text is None or text.duplicate_of is not None:
                position = self._record(decision)
            else:
                try:
                    decision = self._write_text(decision, reading.result)
                    position = self._record(decision)
                except OSError:
                    forget_text(session, self._root, text.name)
                    raise
            apply(session, decision, position, partial(read_text, self._root))
        name = text.name if text else ""
        return Kept(decision.outcome, decision.number, name, decision.detail)

    def record_discovery(self, discovery: Discovery, run: str) -> int:
        """Decision record, rows, commit; how many URLs were new."""
        with self._database.write() as session:
            decision = decide_discovery(session, discovery, run, self._clock())
            apply(session, decision, self._record(decision), partial(read_text, self._root))
        return len(decision.fresh)

    def place_again(self, number: int, placement: Placement, run: str) -> bool:
        """Decision record, rows, commit; nothing of it where the placement is what the rows say."""
        with self._database.write() as session:
            decision = decide_placement(session, number, placement, run, self._clock())
            if decision is None:
                return False
            apply(session, decision, self._record(decision), partial(read_text, self._root))
        return True

    def _record(self, decision: Applied) -> WarcPosition:
        return self._warc.write_decision(to_record(decision), _response_id(decision))

    def _write_text(self, decision: PageDecision, result: object) -> PageDecision:
        if decision.text is None or decision.number is None or not isinstance(result, Article):
            raise TypeError(f"decision {decision.sequence} has no text to write")
        write_text(self._root, decision.number, result.text)
        record = self._warc.write_text(decision.visit.final_url, result.text.encode(), _response_id(decision))
        return replace(decision, text=replace(decision.text, conversion=record))


def _response_id(decision: Applied) -> str:
    if isinstance(decision, PlacementDecision):
        return ""
    return decision.visit.response.record_id if decision.visit.response else ""
