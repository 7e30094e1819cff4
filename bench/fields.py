"""Holds the fields that Parley reads of pages against their gold: how many are filled, how many right."""

import gzip
import json
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipelines.breadcrumb import heads
from pipelines.decode import decode
from pipelines.wording import words

Row = Mapping[str, Any]
NOT_A_SITE = frozenset({"www", "m", "amp"})


def same_title(got: Any, gold: Any) -> bool:
    """The same words, whatever their case and punctuation; gold of a page's head may name the site too."""
    return any(words(str(got)) == words(head) for head in (str(gold), *heads(str(gold))))


def same_day(got: Any, gold: Any) -> bool:
    """The same day in UTC or in the zone that the claim wrote; a time is not compared."""
    return str(gold)[:10] in got


def same_language(got: Any, gold: Any) -> bool:
    """The same language; Norwegian in either form is Norwegian."""
    return {str(got), str(gold)} in ({str(got)}, {"no", "nb"}, {"no", "nn"}, {"nb", "nn"})


def same_authors(got: Any, gold: Any) -> bool:
    """The same names in any order."""
    names = [gold] if isinstance(gold, str) else gold
    return {" ".join(words(name)) for name in got} == {" ".join(words(name)) for name in names}


def same_site(got: Any, gold: Any) -> bool:
    """One host, its `www.` or `m.` aside."""
    hosts = [(urlsplit(str(url)).hostname or "").split(".") for url in (got, gold)]
    bare = [host[1:] if host[0] in NOT_A_SITE else host for host in hosts]
    return bare[0] == bare[1]


FIELDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "title": same_title,
    "authors": same_authors,
    "published": same_day,
    "modified": same_day,
    "language": same_language,
    "canonical": same_site,
}


def value(row: Row, field: str) -> Any:
    """A field of an answer as it is compared: of a date its days, in UTC and as its zone has it."""
    if field not in ("published", "modified") or not row[field]:
        return row[field]
    days = [row[field][:10]]
    if field == "published" and row["published_zone"]:
        sign, hours, minutes = row["published_zone"][0], row["published_zone"][1:3], row["published_zone"][4:]
        shift = timedelta(hours=int(f"{sign}{hours}"), minutes=int(f"{sign}{minutes}"))
        days.append((datetime.fromisoformat(row[field]) + shift).date().isoformat())
    return days


def print_fields(answers: list[dict[str, Any]], gold: Mapping[str, Row], *, verbose: bool = False) -> None:
    """A line per field: pages, filled, pages whose gold has it, agreeing ones, their share; then the flags of
    dates. `gold` is by the id of the answer; for a canonical address it is the page's own."""
    print(f"{'field':<10} {'pages':>6} {'filled':>6} {'gold':>6} {'agree':>6} {'share':>6}")
    for field, same in FIELDS.items():
        judged = [(row, wanted) for row in answers if (wanted := gold[row["id"]].get(field))]
        right = [bool(row[field]) and same(value(row, field), wanted) for row, wanted in judged]
        filled = sum(bool(row[field]) for row in answers)
        share = f"{sum(right) / len(right):.3f}" if right else "-"
        print(f"{field:<10} {len(answers):>6} {filled:>6} {len(right):>6} {sum(right):>6} {share:>6}")
        for (row, wanted), agrees in zip(judged, right, strict=True):
            if verbose and not agrees:
                print(f"    {row['id']} {row['url']}\n        {row[field]!r}\n        {wanted!r}")
    flags = Counter(flag for row in answers for flag in row["date_flags"])
    print("flags      " + ", ".join(f"{flag} {count}" for flag, count in sorted(flags.items())), flush=True)


def fidelity_gold(rows: Mapping[str, Row]) -> dict[str, Row]:
    """The fields of the pages with gold text."""
    return {
        key: {"title": row.get("title"), "language": row.get("lang"), "canonical": row["url"]}
        for key, row in rows.items()
    }


def web_gold(kits: Path) -> dict[str, Row]:
    """The fields of the replay web's pages; a page with reference text has title and author of its own."""
    found: dict[str, Row] = {}
    for row in json.loads((kits / "web/index.json").read_text(encoding="utf-8")):
        more = json.loads((kits / "web" / row["gold"]).read_text(encoding="utf-8")) if row["gold"] else {}
        found[row["id"]] = {
            "title": more.get("title") or row["title"],
            "authors": more.get("author"),
            "published": row["published"],
            "language": row["language"],
            "canonical": row["url"],
        }
    return found


def web_pages(kits: Path) -> list[dict[str, Any]]:
    """The replay web's pages, decoded."""
    return [
        {
            "id": row["id"],
            "url": row["url"],
            "html": decode(gzip.decompress((kits / "web" / row["file"]).read_bytes()))[0],
        }
        for row in json.loads((kits / "web/index.json").read_text(encoding="utf-8"))
    ]
