"""`scrapy extract`: what would be kept of pages and texts, and why; stores nothing."""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from scrapy.exceptions import UsageError

from commands.answering import Answering
from commands.exit_codes import ExitCode
from commands.fetching import did_not_come, fetched
from commands.networking import check_network
from commands.terminal import print_json, print_text, progress_bar, say
from items import Article, Entry, Judgement, Outcome
from pipelines.extract.judging.decide import ALONE
from pipelines.inputs import Unreadable
from pipelines.previews import Page, Preview, pages_in, previews
from pipelines.reading import VERSION
from pipelines.workers import Readers
from registry.topic import load_topic

SHOWN = 100
"""Characters of a block that are shown beside its judgement."""


class Command(Answering):
    """Reads as a crawl reads."""

    def syntax(self) -> str:
        """As the help shows it."""
        return "[options] FILE-or-URL..."

    def short_desc(self) -> str:
        """As the list of commands shows it."""
        return "Read pages and print what would be kept, and why; stores nothing"

    def long_desc(self) -> str:
        """With what it takes, and the exit codes."""
        return (
            "Takes HTML (.html, .html.gz), texts (.txt), WARC files and JSON Lines of {id, url, html}; a URL "
            "is fetched as a crawl would, robots.txt obeyed. No topic is asked unless one is given. Exit "
            "code 2: a file could not be read; 3: some of the URLs could not be had, 5: none of them; the "
            "others were answered."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """`--jsonl` and `--topic`."""
        super().add_options(parser)
        parser.add_argument("--jsonl", action="store_true", help="the same as --json: one object an input")
        parser.add_argument(
            "--topic", metavar="NAME", help="ask this topic too; a name, or a path to its file"
        )

    def answer(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Answers every input in order, then says which could not be read."""
        if not args:
            raise UsageError("give at least one file or URL")
        topics = (load_topic(opts.topic),) if opts.topic else ()
        for_programs = opts.json or opts.jsonl
        urls = list(dict.fromkeys(arg for arg in args if is_url(arg)))
        if urls:
            check_network(self.values)
        failed = lost = 0
        home = Path(str(self.values["PARLEY_HOME"]))
        with (
            fetched(urls, home) as answers,
            self.readers(topics) as readers,
            progress_bar("reading") as report,
        ):
            for done, one in enumerate(
                previews(pages(args, answers), readers, explained=not for_programs), start=1
            ):
                report(done, max(done, len(args)))
                if isinstance(one, Unreadable):
                    say(f"scrapy extract: {one.name}: {one.detail}")
                    failed += 1
                else:
                    if for_programs:
                        print_json(row(one))
                    else:
                        print_for_a_person(row(one), one.judgements)
                    lost += is_of_url(one) and did_not_come(one)
        if failed:
            return ExitCode.USAGE
        return verdict(asked=len(urls), lost=lost)

    def readers(self, topics: tuple[Any, ...]) -> Readers:
        """A pool as a crawl has it."""
        values = self.values
        limits = values.getint("READERS"), values.getfloat("READ_SECONDS"), values.getint("READ_MEMORY")
        return Readers(*limits, topics=topics, version=VERSION)


def verdict(*, asked: int, lost: int) -> ExitCode:
    """What the URLs say: all, some or none of them could not be had."""
    if not lost:
        return ExitCode.DONE
    return ExitCode.NOTHING_FETCHED if lost >= asked else ExitCode.SOURCES_FAILED


def is_of_url(preview: Preview) -> bool:
    """Whether it was asked for by its URL: it has neither file nor id."""
    return not (preview.page.file or preview.page.id)


def is_url(arg: str) -> bool:
    """Whether an argument is an address, not a file."""
    return arg.lower().startswith(("http://", "https://"))


def pages(args: list[str], answers: Mapping[str, Page | Preview]) -> Iterator[Page | Preview | Unreadable]:
    """What the arguments name, in their order."""
    for arg in args:
        if is_url(arg):
            yield answers[arg]
        else:
            yield from pages_in(Path(arg))


def row(preview: Preview) -> dict[str, Any]:
    """The answer that other programs rely on (docs/data.md)."""
    page, result = preview.page, preview.result
    article = result if isinstance(result, Article) else result.article
    key = {"id": page.id} if page.id else {"file": page.file or page.capture.url}
    return {
        **key,
        "url": address(page, article),
        "outcome": (Outcome.ARCHIVED if isinstance(result, Article) else result.reason).value,
        "reason": "" if isinstance(result, Article) else result.detail,
        "title": article.title if article else "",
        "body": article.body if article else "",
        "text": article.text if article else "",
        "authors": list(article.authors) if article else [],
        "language": article.language if article else "",
        "published": article.published.text() if article and article.published else None,
        "published_from": article.published.rule if article and article.published else None,
        "modified": article.modified.text() if article and article.modified else None,
        "extractor": article.extractor if article else "",
        "entries": [entry_row(entry) for entry in article.entries] if article else [],
        **evidence(article),
    }


def evidence(article: Article | None) -> dict[str, Any]:
    """What is behind the fields: how exact a date is and what speaks against it, how bytes became text."""
    published = article.published if article else None
    encoding = article.encoding if article else None
    return {
        "published_zone": published.zone if published else None,
        "published_precision": published.precision if published else None,
        "date_flags": list(article.date_flags) if article else [],
        "canonical": article.canonical if article else "",
        "encoding": encoding.name if encoding else None,
        "encoding_confidence": encoding.confidence if encoding else None,
        "encoding_replaced": encoding.replaced if encoding else None,
    }


def entry_row(entry: Entry) -> dict[str, Any]:
    """An entry of a live blog; its time comes from the page's "clock" where no day or zone goes with it."""
    rule = "clock" if entry.clock else entry.published.rule if entry.published else None
    return {"published": entry.time or None, "published_from": rule, "title": entry.title, "body": entry.body}


def address(page: Page, article: Article | None) -> str:
    """Where the text comes from; of a file that does not know, what its page claims."""
    known = article.url if article else page.capture.final_url
    if is_url(known):
        return known
    return article.canonical if article else ""


def encoding_in_words(answer: dict[str, Any]) -> str:
    """`utf-8`; with what is not certain of it."""
    if answer["encoding"] is None:
        return ""
    lost = f", {answer['encoding_replaced']} bytes unreadable" if answer["encoding_replaced"] else ""
    return f"{answer['encoding']} ({answer['encoding_confidence']:.0%} sure{lost})"


def print_for_a_person(answer: dict[str, Any], judgements: Sequence[Judgement]) -> None:
    """Outcome and fields, the text, then each block of the page and why it was kept or not."""
    print_text(f"=== {answer.get('file') or answer.get('id')}")
    reason = f": {answer['reason']}" if answer["reason"] else ""
    told = (
        "would be archived"
        if answer["outcome"] == Outcome.ARCHIVED
        else f"would be refused as {answer['outcome']}"
    )
    print_text(f"outcome    {told}{reason}")
    published = (
        f"{answer['published']} (from {answer['published_from']})" if answer["published"] else "unknown"
    )
    fields = {"url": answer["url"], "title": answer["title"], "authors": ", ".join(answer["authors"])}
    fields |= {"language": answer["language"], "published": published, "modified": answer["modified"]}
    fields |= {"entries": len(answer["entries"])}
    fields |= {"dates": ", ".join(answer["date_flags"]), "encoding": encoding_in_words(answer)}
    for name, value in (fields | {"extractor": answer["extractor"]}).items():
        if value:
            print_text(f"{name:<10} {value}")
    print_text(f"\n{answer['text']}\n" if answer["text"] else "")
    if judgements:
        print_text(f"read by {winner(judgements)}; of each block, kept (+) or not (-), and why:")
    for one in judgements:
        print_text(f"{'+' if one.kept else '-'} {one.why:<32} {shortened(one.text)}")
    if judgements:
        print_text("")


def winner(judgements: Sequence[Judgement]) -> str:
    """Which reader's word the text is."""
    if any(one.why == ALONE for one in judgements):
        return "trafilatura alone: the model of blocks found next to nothing"
    return "the model of blocks, trafilatura as its witness"


def shortened(text: str) -> str:
    """The beginning of a block, for a line of a terminal."""
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
