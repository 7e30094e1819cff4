"""Pages asked for by name, fetched with every manner of a crawl into an archive that is thrown away."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from items import Failure, Outcome, Rejected, Stage, WarcPosition
from pipelines.previews import Page, Preview, recorded
from spiders.links import absolute
from storage.answers import Why, why
from storage.archive import Archive
from storage.errors import StorageError

TOPIC = "everything"


@contextmanager
def fetched(urls: Sequence[str], home: Path) -> Iterator[dict[str, Page | Preview]]:
    """Each URL's page, or why it did not come; the pages can be read within the block alone.

    robots.txt, the address guard and the pause per host hold as in any crawl, which this is: `scrapy crawl
    urls` in a process of its own.
    """
    bad: dict[str, Page | Preview] = {url: no_address(url) for url in urls if not absolute("", url)}
    good = [url for url in urls if url not in bad]
    if not good:
        yield bad
        return
    with tempfile.TemporaryDirectory(prefix="parley-") as folder:
        root = Path(folder) / "archive"
        listed = Path(folder) / "urls.txt"
        listed.write_text("\n".join(good) + "\n", encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "scrapy",
            "crawl",
            "urls",
            "-a",
            f"url=@{listed}",
            "-a",
            f"topic={TOPIC}",
        ]
        command += ["-s", f"PARLEY_ARCHIVE={root}", "-s", "DATABASE_URL=", "-L", "ERROR"]
        done = subprocess.run(  # noqa: S603  # our own interpreter; the URLs are in a file
            command, cwd=home, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        try:
            with Archive.open(root, write=False) as archive:
                answers: dict[str, Page | Preview] = {
                    url: answer(url, why(archive, url), root) for url in good
                }
        except StorageError:
            said = done.stderr.replace(folder, "")
            answers = {url: not_fetched(url, said) for url in good}
        yield bad | answers


def answer(url: str, found: Why | None, root: Path) -> Page | Preview:
    """The page of a URL's last visit, or what its log says in place of one."""
    if found is None or not found.visits:
        return not_fetched(url, found.detail if found else "")
    visit = found.visits[-1]
    if visit.warc is None:
        refusal = Rejected(Stage(visit.stage or Stage.FETCH), Outcome(visit.outcome), visit.detail)
        return unread(url, refusal)
    capture = recorded(found.url, visit.warc)
    failure = Failure(visit.failure) if visit.failure else None
    return Page(
        replace(
            capture,
            final_url=visit.final_url or found.url,
            via="urls",
            failure=failure,
            detail=visit.detail if failure else "",
        ),
        root,
    )


def not_fetched(url: str, said: str) -> Preview:
    """Nothing came, and this is what was said about it."""
    detail = said.strip().splitlines()[-1] if said.strip() else "no answer"
    return unread(url, Rejected(Stage.FETCH, Outcome.FETCH_FAILED, detail))


def no_address(url: str) -> Preview:
    """The answer for what no crawl would ask."""
    detail = "no http(s) URL of a page: it has no host, names a user or is too long"
    return unread(url, Rejected(Stage.FETCH, Outcome.FETCH_FAILED, detail))


def did_not_come(preview: Preview) -> bool:
    """Whether a page that was asked for by name could not be had; what robots.txt forbids was answered."""
    result = preview.result
    return (
        isinstance(result, Rejected) and result.stage is Stage.FETCH and result.reason is not Outcome.ROBOTS
    )


def unread(url: str, refusal: Rejected) -> Preview:
    """The answer for a URL of which there is nothing to read."""
    return Preview(Page(recorded(url, WarcPosition("", 0, "")), Path()), refusal)
