"""datapackage.json: the snapshot as a Frictionless data package."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from snapshot.tables import SOURCES

if TYPE_CHECKING:
    from snapshot.selection import Selection
    from snapshot.tally import Tally


def package(digests: dict[str, str], selection: Selection, tally: Tally) -> bytes:
    """The tables with their digests; none declares `bytes`: validators refuse Parquet with them."""
    cut_off = selection.cut_off(tally.latest)
    document = {
        "profile": "data-package",
        "name": "parley-corpus",
        "title": f"Parley corpus, {selection.words()}",
        "version": cut_off,
        "resources": [_resource(name, digests[name]) for name in sorted(digests) if name.count("/") == 1],
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _resource(path: str, digest: str) -> dict[str, Any]:
    name = PurePosixPath(path)
    resource: dict[str, Any] = {"name": name.stem, "path": path, "hash": f"sha256:{digest}"}
    if name.suffix == ".parquet":
        return {**resource, "format": "parquet", "mediatype": "application/vnd.apache.parquet"}
    fields = [{"name": field, "type": kind, "description": text} for field, (kind, text) in SOURCES.items()]
    return {
        **resource,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields},
    }
