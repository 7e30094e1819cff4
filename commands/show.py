"""`scrapy show ID`: one article with its text and all that is known of it."""

import argparse

from commands.answering import Answering, one
from commands.exit_codes import ExitCode
from commands.terminal import print_facts, print_json, print_line, print_table, print_text
from items import Dated, Encoding
from storage.archive import Archive
from storage.showing import Shown, show


class Command(Answering):
    """Answers from the database and the text files."""

    def syntax(self) -> str:
        """As the help shows it."""
        return "[options] NUMBER, FILE NAME or URL"

    def short_desc(self) -> str:
        """As the list of commands shows it."""
        return "One article: text, fields, revisions, cluster"

    def answer(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Prints the article; one that is not there is a usage error (2)."""
        which = one(args, "accession number, file name or URL")
        with Archive.open(self.root, self.database_url, write=False) as archive:
            article = show(archive, which)
        if article is None:
            self.fail(ExitCode.USAGE, f"no article {which}; `scrapy why URL` tells what became of a URL")
            return ExitCode.USAGE
        if opts.json:
            print_json(article)
        else:
            render(article)
        return ExitCode.DONE


def render(article: Shown) -> None:
    """For a person: fields, revisions, cluster, and last the text."""
    print_facts(facts(article))
    if article.earlier:
        print_table(
            ("revision", "file", "fetched", "title"),
            ((r.revision, r.name, r.fetched_at, r.title) for r in (*article.earlier, article.current)),
            "Revisions",
        )
    if article.edges:
        print_table(
            ("number", "of", "relation", "similarity", "evidence"),
            ((e.number, e.copied_from, e.relation, e.similarity, e.evidence) for e in article.edges),
            f"Cluster {article.cluster}",
        )
    print_line("")
    print_text(article.current.text)


def facts(article: Shown) -> list[tuple[str, object]]:
    """What is known of the article; title and text follow by themselves."""
    current = article.current
    return [
        ("number", current.number),
        ("file", current.name),
        ("sha256", current.sha256),
        ("url", current.url),
        ("canonical", current.canonical if current.canonical != current.url else ""),
        ("also at", article.aliases),
        ("source", current.source),
        ("language", current.language),
        ("authors", current.authors),
        ("published", claim(current.published)),
        ("modified", claim(current.modified)),
        ("dates", current.date_flags),
        ("first seen", article.first_seen),
        ("last seen", article.last_seen),
        ("duplicate of", article.duplicate_of),
        (
            "cluster",
            None if article.cluster is None else f"{article.cluster} ({len(article.members)} articles)",
        ),
        ("topics", current.topics),
        ("terms", current.terms),
        ("origin", current.origin),
        ("WARC", f"{current.warc_file}:{current.warc_offset}" if current.warc_file else ""),
        ("read by", current.extractor),
        ("encoding", decoded(current.encoding)),
    ]


def claim(dated: Dated | None) -> str:
    """A date with the place that claims it."""
    if dated is None:
        return ""
    return f"{dated.text()} (from {dated.rule}{', written at ' + dated.zone if dated.zone else ''})"


def decoded(encoding: Encoding) -> str:
    """An encoding with the evidence for it."""
    lost = f", {encoding.replaced} bytes unreadable" if encoding.replaced else ""
    return f"{encoding.name} (from {encoding.rule}, {encoding.confidence:.0%} sure{lost})"
