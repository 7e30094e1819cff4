"""`scrapy topic test FILE...` and `scrapy topic lint`: how a topic decides, and what is odd about it."""

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path

from scrapy.exceptions import UsageError

from commands.answering import Answering
from commands.exit_codes import ExitCode
from commands.terminal import print_json, print_line, print_table, say
from pipelines.inputs import Unreadable
from pipelines.trial import Tried, try_file
from registry.topic import Topic, load_topic
from registry.topic_lint import lint


class Command(Answering):
    """Tries topics out; stores nothing."""

    def syntax(self) -> str:
        """As the help shows it."""
        return "[options] test FILE... | lint [TOPIC...]"

    def short_desc(self) -> str:
        """As the list of commands shows it."""
        return "How a topic decides, term by term"

    def long_desc(self) -> str:
        """With what it reads."""
        return (
            'test: JSON Lines of {"id", "title", "text", "lang"} or texts whose first block is the headline; '
            "says whether the topic takes each, its score and what was matched. lint: concepts that no "
            "rule names, languages without forms, forms that are never needed, events outside the window. "
            "Exit code 2 where a file or line cannot be read, 4 for a topic that cannot be used."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Topic and form of the answer."""
        super().add_options(parser)
        parser.add_argument("--topic", metavar="NAME", help="name of a topic, or a path to its file")
        parser.add_argument("--jsonl", action="store_true", help="the same as --json: one object a line")

    def answer(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Does the one or the other."""
        verb, *names = args or [""]
        default = opts.topic or str(self.values["DEFAULT_TOPIC"])
        if verb == "test" and names:
            return answer_test(names, load_topic(default), as_json=opts.json or opts.jsonl)
        if verb == "lint":
            return answer_lint([load_topic(name) for name in names or [default]], as_json=opts.json)
        raise UsageError("say `topic test FILE...` or `topic lint [TOPIC...]`")


def answer_test(names: Iterable[str], topic: Topic, *, as_json: bool) -> ExitCode:
    """Prints each decision as it falls."""
    bad = 0
    tried: list[Tried] = []
    for result in (result for name in names for result in try_file(Path(name), topic)):
        if isinstance(result, Unreadable):
            bad += 1
            say(f"{result.name}: {result.detail}")
        elif as_json:
            print_json(row(result))
        else:
            tried.append(result)
    if not as_json:
        print_table(("id", "relevant", "score", "title", "matched"), map(cells, tried), topic.name)
        for result in tried[:1] if len(tried) == 1 else []:
            print_terms(result)
    return ExitCode.USAGE if bad else ExitCode.DONE


def row(tried: Tried) -> dict[str, object]:
    """The object that other programs rely on."""
    decision = tried.decision
    return {"id": tried.id, "relevant": decision.relevant, "score": decision.score, "terms": decision.terms}


def cells(tried: Tried) -> tuple[object, ...]:
    """One line of the table."""
    return (
        tried.id,
        "yes" if tried.decision.relevant else "no",
        tried.decision.score,
        tried.title,
        matched(tried),
    )


def matched(tried: Tried) -> str:
    """The concepts by how often they were matched differently."""
    return ", ".join(dict.fromkeys(term.concept for term in tried.decision.terms))


def print_terms(tried: Tried) -> None:
    """One item's terms, each with where it stands."""
    print_line(tried.why)
    print_table(("where", "concept", "form"), term_cells(tried))


def term_cells(tried: Tried) -> Iterator[tuple[object, ...]]:
    """In the order of the text."""
    return ((term.where, term.concept, term.form) for term in tried.decision.terms)


def answer_lint(topics: Iterable[Topic], *, as_json: bool) -> ExitCode:
    """Prints what is odd; nothing odd is an empty answer."""
    found = [problem for topic in topics for problem in lint(topic)]
    if as_json:
        for problem in found:
            print_json(problem)
    elif found:
        print_table(("topic", "key", "what"), ((p.file, p.key, p.message) for p in found))
    else:
        say("nothing odd")
    return ExitCode.DONE
