"""Folders of real pages with the text that an editor would keep of each."""

import gzip
import json
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.decode import decode


@dataclass(frozen=True, slots=True)
class Page:
    """A page as every reader gets it, decoded once: what is measured is extraction."""

    id: str
    url: str
    html: str = field(repr=False)
    gold: str = field(repr=False)


def page_sets(folder: Path) -> dict[str, list[Page]]:
    """`gold/<set>.json` with `{id: {"url", "articleBody"}}` beside `pages/<set>/<id>.html.gz` (or `.html`).

    A gold file without a folder of pages is passed over, and so is a page without gold or gold without page.
    """
    sets = {}
    for gold in sorted((folder / "gold").glob("*.json")):
        place = folder / "pages" / gold.stem
        if place.is_dir():
            rows = json.loads(gold.read_text(encoding="utf-8"))
            found = {key: saved(place, key) for key in sorted(rows)}
            sets[gold.stem] = [
                Page(key, rows[key].get("url") or "", text(path), rows[key].get("articleBody") or "")
                for key, path in found.items()
                if path
            ]
    return {name: pages for name, pages in sets.items() if pages}


def saved(folder: Path, key: str) -> Path | None:
    """The file of a page."""
    paths = (folder / f"{key}.html.gz", folder / f"{key}.html")
    return next((path for path in paths if path.is_file()), None)


def text(path: Path) -> str:
    """Saved pages are UTF-8; one that is not is decoded as Parley would."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return decode(data, "text/html")[0]
