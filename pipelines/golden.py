"""Golden pages: a page, how it came, and what an editor would keep of it, as files of one folder."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from items import Article, Capture, Outcome

if TYPE_CHECKING:
    from pathlib import Path

    from items import Rejected

FIELDS = (
    "outcome",
    "url",
    "canonical",
    "title",
    "blocks",
    "authors",
    "language",
    "published",
    "published_from",
    "modified",
    "encoding",
    "encoding_rule",
    "published_zone",
    "date_flags",
    "encoding_replaced",
)
"""What is compared, a test a field; the keys of `article.json`."""
PAGE, TEXT, META, EXPECTED = "page.html.gz", "page.txt", "meta.json", "article.json"


def fields(result: Article | Rejected) -> dict[str, Any]:
    """What was read; of a page that was refused before there was an article, nothing but the outcome."""
    article = result if isinstance(result, Article) else result.article
    outcome = Outcome.ARCHIVED if isinstance(result, Article) else result.reason
    published, modified = (article.published, article.modified) if article else (None, None)
    return {
        "outcome": outcome.value,
        "url": article.url if article else "",
        "canonical": article.canonical if article else "",
        "title": article.title if article else "",
        "blocks": article.body.split("\n\n") if article and article.body else [],
        "authors": list(article.authors) if article else [],
        "language": article.language if article else "",
        "published": published.text() if published else None,
        "published_from": published.rule if published else None,
        "modified": modified.text() if modified else None,
        "encoding": article.encoding.name if article else "",
        "encoding_rule": article.encoding.rule if article else "",
        "published_zone": published.zone if published else None,
        "date_flags": list(article.date_flags) if article else [],
        "encoding_replaced": article.encoding.replaced if article else 0,
    }


def golden_capture(body: bytes, url: str, content_type: str, at: datetime) -> Capture:
    """A whole answer with status 200: all that a case says of its exchange."""
    headers = (("Content-Type", content_type),)
    return Capture(url, url, at, 200, headers, body, None, source="paper", via="feed")


def load_case(folder: Path) -> tuple[Capture, dict[str, Any]]:
    """The capture, and the fields that are expected of it. Raises OSError, and ValueError for bad JSON."""
    meta = json.loads((folder / META).read_text(encoding="utf-8"))
    page, text = folder / PAGE, folder / TEXT
    body = gzip.decompress(page.read_bytes()) if page.exists() else text.read_bytes()
    moment = datetime.fromisoformat(meta["fetched_at"])
    expected = json.loads((folder / EXPECTED).read_text(encoding="utf-8"))
    return golden_capture(body, meta["url"], meta["content_type"], moment), expected


def write_case(folder: Path, capture: Capture, result: Article | Rejected) -> None:
    """Writes what `load_case` loads; the same page gives the same bytes."""
    content_type = capture.header("Content-Type")
    is_text = content_type.lower().startswith("text/plain")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / (PAGE if is_text else TEXT)).unlink(missing_ok=True)  # of a case that is recorded anew
    page = capture.body if is_text else gzip.compress(capture.body, mtime=0)
    (folder / (TEXT if is_text else PAGE)).write_bytes(page)
    at = capture.fetched_at.astimezone(UTC).replace(microsecond=0).isoformat()
    meta = {"url": capture.url, "content_type": content_type, "fetched_at": at}
    for name, value in ((META, meta), (EXPECTED, fields(result))):
        text = json.dumps(value, indent=2, ensure_ascii=False) + "\n"
        (folder / name).write_text(text, encoding="utf-8")
