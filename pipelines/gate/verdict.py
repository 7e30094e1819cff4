"""What a rule of the gate says."""

from __future__ import annotations

from items import Outcome

Verdict = tuple[Outcome, str] | None
"""The outcome of a page that is refused, and why; None for one that may pass."""
