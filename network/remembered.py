"""What the archive knows of a host's robots.txt: asked again only after an hour, and then conditionally."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from items import Capture, Discovery, Validators
from storage.archive import Archive
from storage.errors import StorageError
from storage.warc import Origin, Written, load

if TYPE_CHECKING:
    from scrapy.http import Response

log = logging.getLogger(__name__)
KIND = "robots"
FRESH = timedelta(hours=1)
"""So long the last answer stands for the next one; RFC 9309, section 2.4, allows a day."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """The robots.txt that was read last, and whether it may stand without asking."""

    body: bytes
    validators: Validators
    fresh: bool


class RobotsMemory:
    """Of one archive; its methods wait for the disk, so they belong into a thread."""

    def __init__(self, root: Path, database_url: str, run: str) -> None:
        self._root = root
        self._database_url = database_url
        self._run = run

    def recall(self, url: str, limit: int) -> Remembered | None:
        """The last whole robots.txt of this URL; None if there was none, or it cannot be read any more."""
        try:
            archive = Archive.shared(self._root, self._database_url)
            known, done = archive.entrance_validators(url), archive.entrance_done(url)
        except StorageError:  # so it is asked, and the handler that cannot write the answer ends the crawl
            return None
        if known is None or done is None:
            return None
        position = archive.resolve(known.record_id, url, known.record_date)
        if position is None:
            return None
        try:
            capture = load(self._root, position, Origin("", KIND), limit=limit, resolve=archive.resolve)
        except (OSError, ValueError) as error:
            log.warning("%s: the last one cannot be read from %s: %s", url, position.file, error)
            return None
        return Remembered(capture.body, known, datetime.now(UTC) - done < FRESH)

    def note(self, url: str, response: Response, written: Written) -> None:
        """Records the answer; where that fails the WARC file has it still, and the next run asks again."""
        headers = tuple(
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, values in response.headers.items()
            for value in values
        )
        capture = Capture(
            url=url,
            final_url=response.url,
            fetched_at=datetime.fromisoformat(written.date),
            status=response.status,
            headers=headers,
            body=response.body,
            warc=written.position,
            source="",
            via=KIND,
            digest=written.digest,
            unchanged=written.unchanged,
        )
        try:
            archive = Archive.shared(self._root, self._database_url)
            archive.record_discovery(Discovery(capture, (), KIND), self._run)
        except StorageError as error:
            log.warning("%s could not be recorded: %s", url, error)
