"""`scrapy record`: a page becomes a golden page, with what is read of it now, for a person to correct."""

import argparse
import re
from http import HTTPStatus
from itertools import islice
from pathlib import Path

from scrapy.exceptions import UsageError

from commands.answering import Answering, one
from commands.exit_codes import ExitCode
from commands.extract import is_url
from commands.fetching import fetched
from commands.networking import check_network
from commands.terminal import print_facts, print_json, say
from items import Article, Capture, Rejected
from pipelines.golden import EXPECTED, fields, golden_capture, write_case
from pipelines.inputs import URN, Unreadable, is_address
from pipelines.previews import Page, Preview, pages_in, previews
from pipelines.reading import from_record, is_plain
from pipelines.workers import Readers

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_NAME = 60
REFUSED = "refused-"
"""How the names of cases begin of which the outcome alone is tested."""
LICENCE = (
    "whole pages of outlets do not go into the repository unless their licence allows it: "
    "write a page in the style of this one, and record that"
)


class NoPageError(Exception):
    """A URL gave nothing that could be recorded."""


class Command(Answering):
    """Fetches as a crawl would, or takes a saved file; writes one folder."""

    def syntax(self) -> str:
        """As the help shows it."""
        return "[options] URL|FILE --name CASE"

    def short_desc(self) -> str:
        """As the list of commands shows it."""
        return "Make a golden page of a URL or saved file, for a person to review"

    def long_desc(self) -> str:
        """What is written, and the exit codes."""
        return (
            "Writes tests/golden/CASE with the page, how it came, and what is read of it now: correct "
            "article.json to what an editor would keep, then run the tests. A URL is fetched as a crawl "
            "would, robots.txt obeyed. Exit code 2: the case is there already, or the file cannot be used; "
            "5: the URL gave no page."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Name and place of the case."""
        super().add_options(parser)
        parser.add_argument(
            "--name", metavar="CASE", help="of the new folder: small letters, digits, hyphens"
        )
        parser.add_argument("--url", metavar="URL", help="where a saved file is from")
        parser.add_argument("--force", action="store_true", help="replace a case of that name")
        parser.add_argument(
            "--into", metavar="DIR", type=Path, help="folder of the cases (default: tests/golden)"
        )

    def answer(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Records one page, and says what is to be looked at."""
        asked = one(args, "URL or file")
        folder = self.folder(opts)
        try:
            capture = self.fetch(asked, opts) if is_url(asked) else saved(Path(asked), opts.url)
        except NoPageError as error:
            say(f"scrapy record: {asked}: {error}")
            return ExitCode.NOTHING_FETCHED
        result = self.read(capture)
        write_case(folder, capture, result)
        found = fields(result)
        if opts.json:
            print_json({"case": str(folder), **found})
        else:
            shown = {name: found[name] for name in ("outcome", "title", "authors", "published")}
            print_facts([("case", folder), *shown.items(), ("blocks", len(found["blocks"]))])
        say(f"scrapy record: {LICENCE}")
        say(f"scrapy record: correct {folder / EXPECTED} to what an editor would keep, then `make test`")
        if isinstance(result, Rejected) and not opts.name.startswith(REFUSED):
            say(f"scrapy record: refused as {result.reason}: if that is right, name the case {REFUSED}...")
        return ExitCode.DONE

    def folder(self, opts: argparse.Namespace) -> Path:
        """Of the new case, which is not there yet unless it may be replaced."""
        if not opts.name:
            raise UsageError("name the case: --name CASE")
        if not NAME.fullmatch(opts.name) or len(opts.name) > LONGEST_NAME:
            raise UsageError(
                f"--name {opts.name}: small letters, digits and single hyphens, {LONGEST_NAME} at most"
            )
        cases = opts.into or Path(str(self.values["PARLEY_HOME"])) / "tests" / "golden"
        folder = Path(cases, opts.name)
        if folder.exists() and not opts.force:
            raise UsageError(f"{folder} is there already; --force replaces it")
        return folder

    def fetch(self, url: str, opts: argparse.Namespace) -> Capture:
        """The page of a URL, as a crawl would get it. Raises NoPageError."""
        if opts.url:
            raise UsageError("--url says where a saved file is from; it does not go with a URL")
        check_network(self.values)
        with fetched([url], Path(str(self.values["PARLEY_HOME"]))) as answers:
            answer = answers[url]
            if isinstance(answer, Preview):
                raise NoPageError(getattr(answer.result, "detail", "") or "no answer")
            capture = from_record(answer.root, answer.capture)
        if capture.failure:
            raise NoPageError(capture.detail or capture.failure.value)
        if capture.status != HTTPStatus.OK:
            raise NoPageError(f"the server answered {capture.status}")
        content_type = capture.header("Content-Type")
        return golden_capture(capture.body, capture.final_url, content_type, capture.fetched_at)

    def read(self, capture: Capture) -> Article | Rejected:
        """In a process with the limits of any reading."""
        values = self.values
        with Readers(1, values.getfloat("READ_SECONDS"), values.getint("READ_MEMORY")) as readers:
            preview = next(iter(previews([Page(capture, Path())], readers)))
        if isinstance(preview, Unreadable):
            raise TypeError(f"a page is never unreadable: {preview}")
        return preview.result


def saved(path: Path, url: str | None) -> Capture:
    """The page of a file. Raises UsageError."""
    pages = list(islice(pages_in(path), 2))
    if len(pages) != 1:
        raise UsageError(
            f"{path}: a golden page is one page; this file holds {'several' if pages else 'none'}"
        )
    page = pages[0]
    if isinstance(page, Unreadable):
        raise UsageError(f"{page.name}: {page.detail}")
    capture = from_record(page.root, page.capture)
    content_type = capture.header("Content-Type")
    address = url or capture.url
    if url and not is_address(url):
        raise UsageError(f"--url {url}: is no http or https address")
    if address.startswith(URN) and not is_plain(capture):
        raise UsageError(f"{path} does not say where it is from: --url URL")
    return golden_capture(capture.body, address, content_type, capture.fetched_at)
