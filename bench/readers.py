"""The readers that are measured, each called as its documentation says, in a process of its own.

python -m bench.readers NAME FILE    # pages as JSON Lines; an answer a line on stdout

Only the standard library is imported here: the peers live in another environment than Parley.
"""

import faulthandler
import json
import os
import socket
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TextIO

SECONDS = 60.0
"""Of wall time that a page may take: then the process ends, and who asked begins anew behind that page."""

Reader = Callable[[dict[str, str]], str | None]
"""Of a page with `id`, `url` and `html`."""


def parley(models: Sequence[Any] = ()) -> Reader:
    """The `body` of `scrapy extract --jsonl`: that of a page which Parley would refuse counts too.

    `models` are those of a fold that has not seen the page's site (bench.train); else the shipped ones.
    """
    from datetime import UTC, datetime

    from items import Article, Capture
    from pipelines.reading import read

    headers = (("Content-Type", "text/html; charset=utf-8"),)

    def body(page: dict[str, str]) -> str:
        url, data = page["url"], page["html"].encode("utf-8", "replace")
        capture = Capture(url, url, datetime.now(UTC), 200, headers, data, None, "", "ingest")
        result = read(capture, models=models)
        article = result if isinstance(result, Article) else result.article
        return article.body if article else ""

    return body


def trafilatura(*, precise: bool = False) -> Reader:
    """Text alone, comments left out."""
    from trafilatura import extract

    return lambda page: extract(
        page["html"], url=page["url"], include_comments=False, favor_precision=precise
    )


def readability() -> Reader:
    """Its summary is HTML: the texts in it, a line each."""
    from lxml.html import fromstring
    from readability import Document

    return lambda page: "\n".join(fromstring(Document(page["html"]).summary()).itertext())


def newspaper4k() -> Reader:
    """Without the images, which it would fetch."""
    from newspaper import Article

    def text(page: dict[str, str]) -> str:
        article = Article(page["url"], fetch_images=False)
        article.download(input_html=page["html"])
        article.parse()
        return str(article.text)

    return text


def newsplease() -> Reader:
    """Without the images, which it would fetch."""
    from newsplease import NewsPlease

    def text(page: dict[str, str]) -> str:
        return NewsPlease.from_html(page["html"], url=page["url"], fetch_images=False).maintext or ""

    return text


def resiliparse() -> Reader:
    """The main content, without comments and the alternative texts of images."""
    from resiliparse.extract.html2text import extract_plain_text

    options = {"main_content": True, "alt_texts": False, "comments": False}
    return lambda page: str(extract_plain_text(page["html"], **options))


READERS: dict[str, Callable[[], Reader]] = {
    "parley": parley,
    "trafilatura": trafilatura,
    "trafilatura-precision": lambda: trafilatura(precise=True),
    "readability-lxml": readability,
    "newspaper4k": newspaper4k,
    "news-please": newsplease,
    "resiliparse": resiliparse,
}


def serve(reader: Reader, pages: Iterable[str], answers: TextIO, seconds: float = SECONDS) -> None:
    """Answers each page, a line of JSON, with its text and the processor seconds that the call took.

    The first page is read once before, unmeasured. A call that holds longer than `seconds` or crashes ends
    the process without an answer; one that raises is answered with what it raised.
    """
    for number, line in enumerate(pages):
        page = json.loads(line)
        faulthandler.dump_traceback_later(seconds, exit=True)
        if number == 0:
            answer(reader, page)
        said = answer(reader, page)
        faulthandler.cancel_dump_traceback_later()
        answers.write(json.dumps({"id": page["id"], **said}) + "\n")
        answers.flush()


def answer(reader: Reader, page: dict[str, str]) -> dict[str, Any]:
    """Text, seconds, and the failure if there was one."""
    text, failed = "", ""
    began = time.process_time()
    try:
        text = reader(page) or ""
    except Exception as error:  # whatever a reader raises is its answer
        failed = " ".join(f"{type(error).__name__}: {error}".split())[:200]
    seconds = time.process_time() - began
    return {"text": text.encode("utf-8", "replace").decode(), "seconds": seconds, "failed": failed}


def refuse_network(event: str, _: tuple[object, ...]) -> None:
    """Audit hook: a reader that wants to fetch something finds no network."""
    if event in {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}:
        raise socket.gaierror(socket.EAI_AGAIN, "no network while readers are measured")


def main() -> None:
    """Whatever else a reader prints goes to stderr."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    sys.addaudithook(refuse_network)
    reader = READERS[sys.argv[1]]()
    with Path(sys.argv[2]).open(encoding="utf-8") as pages, answers:
        serve(reader, pages, answers)


if __name__ == "__main__":
    main()
