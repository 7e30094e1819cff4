"""`scrapy show ID`: one article with its text and all that is known of it."""

import argparse
from collections.abc import Iterator, Sequence

from commands.answering import Answering, one
from commands.exit_codes import ExitCode
from commands.terminal import print_facts, print_json, print_line, print_table, print_text, say
from items import Dated, Encoding
from storage.archive import Archive
from storage.families import Member, family
from storage.showing import Shown, show


class Command(Answering):
    """Answers from the database and the text files."""

    def syntax(self) -> str:
        """As the help shows it."""
        return "[options] NUMBER, FILE NAME or URL"

    def short_desc(self) -> str:
        """As the list of commands shows it."""
        return "One article: text, fields, revisions, cluster"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The article, or its cluster."""
        super().add_options(parser)
        parser.add_argument("--cluster", action="store_true", help="who copied whom: the cluster as a tree")

    def answer(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Prints the article; one that is not there is a usage error (2)."""
        which = one(args, "accession number, file name or URL")
        with Archive.open(self.root, self.database_url, write=False) as archive:
            if opts.cluster:
                return self.answer_cluster(family(archive, which), which, opts)
            article = show(archive, which)
        if article is None:
            self.fail(ExitCode.USAGE, f"no article {which}; `scrapy why URL` tells what became of a URL")
            return ExitCode.USAGE
        if opts.json:
            print_json(article)
        else:
            render(article)
        return ExitCode.DONE

    def answer_cluster(
        self, members: tuple[Member, ...] | None, which: str, opts: argparse.Namespace
    ) -> ExitCode:
        """Prints the tree; in JSON a member a line, each below the one that it was copied from."""
        if members is None:
            self.fail(ExitCode.USAGE, f"no article {which}; `scrapy why URL` tells what became of a URL")
            return ExitCode.USAGE
        if not members:
            say(f"{which} stands alone: no other text repeats it")
        for member in members:
            if opts.json:
                print_json(member)
        if not opts.json:
            for line in tree(members):
                print_line(line)
        return ExitCode.DONE


def tree(members: Sequence[Member]) -> Iterator[str]:
    """Of each member: who it is, what joins it to the one above, and what it shares with other stories."""
    open_below: list[bool] = []
    for place, member in enumerate(members):
        del open_below[member.depth :]
        later = (one.depth for one in members[place + 1 :])
        open_below.append(next((depth == member.depth for depth in later if depth <= member.depth), False))
        bars = "".join("│  " if more else "   " for more in open_below[1 : member.depth])
        branch = ("├─ " if open_below[-1] else "└─ ") if member.depth else ""
        row, when = member.row, member.appeared.isoformat(sep=" ", timespec="minutes").replace("+00:00", "Z")
        yield f"{bars}{branch}{row.number:03d}  {when}  {member.source}  {member.title or member.url}"
        below = bars + ("│  " if open_below[-1] and member.depth else "   ")
        if row.copied_from is not None:
            yield f"{below}     {row.relation} of {row.copied_from:03d}: {row.evidence}"
        for end in member.elsewhere:
            story = "that stands alone" if end.cluster is None else f"of cluster {end.cluster}"
            yield f"{below}     also {end.relation} of {end.number:03d} {story}: {end.evidence}"


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
