"""`scrapy diff ID`: what changed in an article after it was archived."""

import argparse

from rich.console import Console
from rich.text import Text

from commands.answering import Answering, one
from commands.exit_codes import ExitCode
from commands.terminal import print_facts, print_json, print_line, safe, say
from storage.archive import Archive
from storage.changes import changes
from storage.revising import Change, Passage


class Command(Answering):
    """Answers from the database and the text files."""

    def syntax(self) -> str:
        """As the help shows it."""
        return "[options] NUMBER, FILE NAME or URL"

    def short_desc(self) -> str:
        """As the list of commands shows it."""
        return "What changed in an article: parts, words, figures, negations"

    def long_desc(self) -> str:
        """How it is shown."""
        return (
            "Shows what became of each text of an article: the parts that changed, words added and removed, "
            "figures and negations, and whether the page owns to it. On a terminal removed words are red and "
            "added ones green; elsewhere they are [-removed-] and {+added+}. A text that came of other rules "
            "of reading is `reextracted`."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Which changes."""
        super().add_options(parser)
        parser.add_argument("--last", action="store_true", help="the latest change alone")

    def answer(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Prints the changes, the first one first."""
        which = one(args, "accession number, file name or URL")
        with Archive.open(self.root, self.database_url, write=False) as archive:
            found = changes(archive, which)
        if found is None:
            self.fail(ExitCode.USAGE, f"no article {which}; `scrapy why URL` tells what became of a URL")
            return ExitCode.USAGE
        if not found:
            say(f"{which} has had one text alone")
        for each in found[-1:] if opts.last else found:
            if opts.json:
                print_json(each)
            else:
                render(each)
        return ExitCode.DONE


def render(each: Change) -> None:
    """For a person: what changed, then the text with its changes."""
    print_facts(
        [
            ("change", f"{each.old} to {each.new}"),
            ("kind", each.kind),
            ("parts", each.parts),
            ("restated", [" -> ".join(part or "nothing" for part in pair) for pair in each.restated]),
            ("stealth", "yes: the page states the same time of modification" if each.stealth else ""),
            ("words", f"{each.added} added, {each.removed} removed"),
            ("figures", [" -> ".join(part or "nothing" for part in pair) for pair in each.figures]),
            ("negations", [" -> ".join(part or "nothing" for part in pair) for pair in each.negations]),
        ]
    )
    print_line("")
    console = Console(highlight=False, markup=False, emoji=False)
    coloured = console.is_terminal and console.color_system is not None and not console.no_color
    for block in blocks(each.passages):
        if coloured:
            console.print(Text.assemble(*(styled for passage in block for styled in in_colour(passage))))
        else:
            print_line("".join(map(marked, block)).rstrip())
        print_line("")


def blocks(passages: tuple[Passage, ...]) -> list[list[Passage]]:
    """The passages of each block."""
    found: list[list[Passage]] = [[]]
    for passage in passages:
        found[-1].append(passage)
        if passage.ends_block:
            found.append([])
    return [block for block in found if block]


def in_colour(passage: Passage) -> list[tuple[str, str]]:
    """What went in red and struck through, what came in green."""
    if passage.old == passage.new:
        return [(safe(passage.new, lines=True), "")]
    return [(safe(passage.old, lines=True), "red strike"), (safe(passage.new, lines=True), "green")]


def marked(passage: Passage) -> str:
    """The same without colours, as wdiff marks it."""
    if passage.old == passage.new:
        return passage.new.replace("\n\n", " ¶ ")
    marks = (("[-", passage.old, "-]"), ("{+", passage.new, "+}"))
    shown = [f"{before}{part.strip()}{after} " for before, part, after in marks if part.strip()]
    return "".join(shown).replace("\n\n", " ¶ ")
