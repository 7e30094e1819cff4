"""`scrapy search QUERY`: the archived texts that hold the words."""

import argparse

from scrapy.exceptions import UsageError

from commands.answering import Answering
from commands.exit_codes import ExitCode
from commands.terminal import print_json, print_table
from storage.archive import Archive
from storage.search import search


class Command(Answering):
    """Answers from the full-text index."""

    def syntax(self) -> str:
        """As the help shows it."""
        return "[options] WORDS"

    def short_desc(self) -> str:
        """As the list of commands shows it."""
        return "Search the archived texts"

    def long_desc(self) -> str:
        """What the signs in a query mean."""
        return (
            'Texts that hold every word, the best first. "Several words" in double quotes stand together, '
            "talk* is the beginning of a word. Nothing found is exit code 0."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Language and number of answers."""
        super().add_options(parser)
        parser.add_argument("--lang", metavar="CODE", help="texts in this language alone, such as uk")
        parser.add_argument("--limit", metavar="N", type=int, default=20, help="at most so many (20)")

    def answer(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Prints the hits."""
        if not args:
            raise UsageError("give the words to look for")
        if opts.limit < 1:
            raise UsageError("--limit is a number above 0")
        with Archive.open(self.root, self.database_url, write=False) as archive:
            hits = search(archive, " ".join(args), lang=opts.lang, limit=opts.limit)
        if opts.json:
            for hit in hits:
                print_json(hit)
            return ExitCode.DONE
        print_table(
            ("number", "published", "lang", "title", "url", "text"),
            (
                (h.number, h.published.text() if h.published else "", h.language, h.title, h.url, h.snippet)
                for h in hits
            ),
        )
        return ExitCode.DONE
