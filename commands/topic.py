"""`scrapy topic test|lint|review`: how a topic decides, what is odd about it, what a person should label."""

import argparse
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from scrapy.exceptions import UsageError

from commands.answering import Answering
from commands.exit_codes import ExitCode
from commands.terminal import plain, print_json, print_line, print_table, say
from pipelines.inputs import Unreadable
from pipelines.prefilter import slow_groups
from pipelines.reading import VERSION
from pipelines.reviewing import LABELS, NearMiss, near_misses
from pipelines.trial import Tried, try_file
from pipelines.workers import Readers
from registry.topic import Topic, load_topic
from registry.topic_lint import lint
from storage.archive import Archive


class Command(Answering):
    """Tries topics out; stores nothing."""

    def syntax(self) -> str:
        """As the help shows it."""
        return "[options] test FILE... | lint [TOPIC...] | review [URL...]"

    def short_desc(self) -> str:
        """As the list of commands shows it."""
        return "How a topic decides, term by term"

    def long_desc(self) -> str:
        """With what it reads."""
        return (
            'test: JSON Lines of {"id", "title", "text", "lang"} or texts whose first block is the headline; '
            "says whether the topic takes each, its score and what was matched. lint: concepts that no "
            "rule names, languages without forms, forms that are never needed or find common words, events "
            "outside the window, more forms than one scan holds. "
            "review: archived and refused texts whose score lies near the threshold, with --json as lines of "
            "a labelled set; with --labels FILE those that FILE does not have yet; `review --labels FILE "
            "--say on URL...` writes them there. test counts what is decided against its label. "
            "Exit code 2 where a file or line cannot be read, 4 for a topic that cannot be used."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Topic and form of the answer."""
        super().add_options(parser)
        parser.add_argument("--topic", metavar="NAME", help="name of a topic, or a path to its file")
        parser.add_argument(
            "--labels", metavar="FILE", type=Path, help="review: JSON Lines of labelled texts"
        )
        parser.add_argument("--say", choices=LABELS, help="review: label the URLs and add them to --labels")
        parser.add_argument("--jsonl", action="store_true", help="the same as --json: one object a line")

    def answer(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Does the one or the other."""
        verb, *names = args or [""]
        default = opts.topic or str(self.values["DEFAULT_TOPIC"])
        if verb == "test" and names:
            return answer_test(names, load_topic(default), as_json=opts.json or opts.jsonl)
        if verb == "lint":
            return answer_lint(
                [load_topic(name) for name in names or [default]], as_json=opts.json or opts.jsonl
            )
        if verb == "review" and bool(names) == bool(opts.say and opts.labels):
            return self.answer_review(set(names), load_topic(default), opts)
        raise UsageError(
            "say `topic test FILE...`, `topic lint [TOPIC...]`, `topic review [--labels FILE]` "
            "or `topic review --labels FILE --say on|near|off URL...`"
        )

    def answer_review(self, urls: set[str], topic: Topic, opts: argparse.Namespace) -> ExitCode:
        """Prints the near misses, or writes those of the URLs to the labelled set."""
        labelled = labelled_ids(opts.labels)
        values = self.values
        limits = values.getint("READERS"), values.getfloat("READ_SECONDS"), values.getint("READ_MEMORY")
        with (
            Archive.open(self.root, self.database_url, write=False) as archive,
            Readers(*limits, topics=[topic], version=VERSION) as readers,
        ):
            found = list(near_misses(archive, readers, topic, labelled))
        if opts.say:
            chosen = [near for near in found if near.article.url in urls]
            with opts.labels.open("a", encoding="utf-8") as file:
                file.writelines(
                    json.dumps(plain(near.row(opts.say)), ensure_ascii=False) + "\n" for near in chosen
                )
            say(f"{len(chosen)} of {len(urls)} labelled {opts.say}")
            return ExitCode.DONE if len(chosen) == len(urls) else ExitCode.USAGE
        if opts.json or opts.jsonl:
            for near in found:
                print_json(near.row())
        else:
            print_table(("url", "relevant", "score", "title"), map(near_cells, found), topic.name)
        return ExitCode.DONE


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
        if any(result.label for result in tried):
            print_line(agreement([result for result in tried if result.label]))
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


def agreement(labelled: list[Tried]) -> str:
    """How the decisions stand to the labels; `near` and `off` are to be left."""
    taken = [result for result in labelled if result.decision.relevant]
    on = sum(result.label == "on" for result in labelled)
    right = sum(result.label == "on" for result in taken)
    return (
        f"{len(labelled)} labelled, {on} on: {len(taken)} taken, {right} of them rightly, {on - right} missed"
    )


def near_cells(near: NearMiss) -> tuple[object, ...]:
    """One line of the table."""
    taken = "yes" if near.decision.relevant else "no"
    return near.article.url, taken, near.decision.score, near.article.title


def labelled_ids(path: Path | None) -> set[str]:
    """What a labelled set has already."""
    if path is None or not path.exists():
        return set()
    return {json.loads(line)["id"] for line in path.read_text(encoding="utf-8").splitlines() if line.strip()}


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
    found = [problem for topic in topics for problem in (*lint(topic), *slow_groups(topic))]
    if as_json:
        for problem in found:
            print_json(problem)
    elif found:
        print_table(("topic", "key", "what"), ((p.file, p.key, p.message) for p in found))
    else:
        say("nothing odd")
    return ExitCode.DONE
