"""`scrapy why URL`: what became of a URL, visit by visit."""

import argparse

from commands.answering import Answering, one
from commands.exit_codes import ExitCode
from commands.terminal import print_facts, print_json, print_line, print_table, say
from items import WarcPosition
from storage.answers import VisitLine, Why, why
from storage.archive import Archive
from storage.joins import Join


class Command(Answering):
    """Answers from the database alone."""

    def syntax(self) -> str:
        """As the help shows it."""
        return "[options] URL"

    def short_desc(self) -> str:
        """As the list of commands shows it."""
        return "What became of a URL, and why"

    def long_desc(self) -> str:
        """With the exit codes."""
        return (
            "Shows the outcome of a URL, how it was found, its article, every visit with its WARC record and "
            "what the topic said, and which texts it shares words with, on what evidence. Exit code 0, for a "
            "URL that was never seen too: that is an answer."
        )

    def answer(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Prints what is known."""
        url = one(args, "URL")
        with Archive.open(self.root, self.database_url, write=False) as archive:
            known = why(archive, url)
        if opts.json:
            print_json(known if known is not None else {"url": url, "outcome": None})
        elif known is None:
            print_line("never seen")
            say(f"no feed, sitemap, listing or person ever named {url}")
        else:
            render(known)
        return ExitCode.DONE


def render(known: Why) -> None:
    """For a person: first the URL, then its log."""
    print_facts(facts(known))
    if known.visits:
        print_table(
            ("at", "outcome", "status", "via", "why", "file", "WARC"), map(row, known.visits), "Visits"
        )
        for line in topic_lines(known.visits[-1]):
            print_line(line)
    if known.joins:
        print_table(
            ("number", "is", "of", "joins", "evidence"),
            ((j.number, j.relation, j.other, joining(j), j.evidence) for j in known.joins),
            "Texts that it shares words with",
        )
    if known.readings:
        print_table(
            ("at", "status", "URLs", "new", "why", "WARC"),
            (
                (r.at, r.status or "", r.offered, r.fresh, r.detail or r.failure, place(r.warc))
                for r in known.readings
            ),
            "Readings of it as a feed, sitemap or listing",
        )


def facts(known: Why) -> list[tuple[str, object]]:
    """What is known of the URL itself."""
    return [
        ("url", known.url),
        ("outcome", known.outcome),
        ("stage", known.stage),
        ("detail", known.detail),
        ("number", known.number),
        ("file", known.name),
        ("leads to", known.leads_to),
        ("cluster", known.cluster),
        ("source", known.source),
        ("found by", known.via),
        ("found with title", known.hints.title),
        ("found with date", known.hints.published),
        ("found with language", known.hints.language),
        ("discovered", known.discovered_at),
        ("last offered", known.last_offered),
        ("failed in a row", known.attempts or None),
        ("next visit", known.next_visit),
    ]


def row(visit: VisitLine) -> tuple[object, ...]:
    """One visit."""
    reason = ": ".join(part for part in (visit.stage, visit.detail or visit.failure) if part)
    return (visit.at, visit.outcome, visit.status or "", visit.via, reason, visit.name, place(visit.warc))


def joining(join: Join) -> str:
    """Whether it joins the two."""
    return "yes" if join.joins else "evidence" if join.holds else "no longer"


def place(position: WarcPosition | None) -> str:
    """A WARC position in one word."""
    return "" if position is None else f"{position.file}:{position.offset}"


def topic_lines(visit: VisitLine) -> list[str]:
    """What the topics said at a visit, term by term."""
    lines = []
    for decision in visit.topics:
        said = "relevant" if decision["relevant"] else "not relevant"
        terms = ", ".join(
            f"{term['form']} ({term['concept']}, {term['where']})" for term in decision["terms"]
        )
        lines.append(f"topic {decision['topic']}\t{said}, score {decision['score']:g}\t{terms}")
    return lines
