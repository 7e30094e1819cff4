"""The frontier: which URLs are to be visited next, given out so that no two processes get the same one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from items import Hints, Validators


@dataclass(frozen=True, slots=True)
class Lease:
    """A URL that the caller alone may visit, until it is kept or ten minutes have passed."""

    url: str
    source: str
    via: str
    hints: Hints
    validators: Validators | None
    """What makes the request conditional; None where no whole 200 was recorded."""
