"""CITATION.cff: how to cite a snapshot (Citation File Format 1.2.0)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from snapshot.selection import Selection
    from snapshot.tally import Tally


def citation(selection: Selection, tally: Tally) -> bytes:
    """The version is the cut-off; the identity cannot stand here, since it is made from the whole."""
    lines = [
        "cff-version: 1.2.0",
        "message: >-",
        "  Cite this snapshot by its version and by its identity, the SHA-256 of manifest-sha256.txt.",
        "type: dataset",
        f"title: {json.dumps(f'Parley corpus, {selection.words()}')}",
        "authors:",
        "  - name: Those who ran this archive with Parley",
        f"version: {json.dumps(selection.cut_off(tally.latest))}",
    ]
    if tally.latest or selection.as_of:
        lines.append(f"date-released: {json.dumps(selection.cut_off(tally.latest)[:10])}")
    lines += ["keywords:", "  - news", "  - peace talks", "  - web archive"]
    return ("\n".join(lines) + "\n").encode()
