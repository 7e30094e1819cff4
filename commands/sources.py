"""`scrapy sources list|check|import|export`: what is followed, whether it still stands, OPML in and out."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from scrapy.exceptions import UsageError

from commands.answering import Answering, one
from commands.exit_codes import ExitCode
from commands.networking import check_network
from commands.terminal import print_json, print_table, progress_bar, say
from registry.asking import Asker, check_all
from registry.checking import OK, SourceCheck, check_pages
from registry.opml import export_opml, import_opml
from registry.source import Source, choose_sources, load_sources


class Command(Answering):
    """The registry of sources."""

    def syntax(self) -> str:
        """As the help shows it."""
        return "[options] list [ID...] | check [ID...] | import FILE.opml | export [ID...]"

    def short_desc(self) -> str:
        """As the list of commands shows it."""
        return "The registry: list, check, import and export sources"

    def long_desc(self) -> str:
        """With what each does, and the exit codes."""
        return (
            "check asks home pages, robots.txt and every entry of the source files (exit code 3: some "
            "entries failed, 5: nothing answered); with --pages it reads saved ones, DIR/ID.html and "
            "DIR/ID.robots.txt. import "
            "writes a source file for each site of an OPML file and never touches one that exists. export "
            "prints OPML."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Options of check and import."""
        super().add_options(parser)
        parser.add_argument("--pages", metavar="DIR", help="check: saved home pages instead of the network")
        parser.add_argument("--language", metavar="CODE", default="", help="import: where OPML names none")

    def answer(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Does what the first word says."""
        verb, *names = args or [""]
        verbs: dict[str, Callable[[list[str], argparse.Namespace], ExitCode]] = {
            "list": self.list_sources,
            "check": self.check_sources,
            "import": self.import_sources,
            "export": self.export_sources,
        }
        if verb not in verbs:
            raise UsageError(f"say which: {', '.join(verbs)}")
        return verbs[verb](names, opts)

    @property
    def folder(self) -> Path:
        """Where the source files lie."""
        return Path(str(self.values["PARLEY_SOURCES"]))

    def list_sources(self, names: list[str], opts: argparse.Namespace) -> ExitCode:
        """One line a source."""
        sources = choose_sources(load_sources(self.folder), names)
        if opts.json:
            for source in sources:
                print_json(source.model_dump(mode="json"))
        else:
            columns = ("id", "name", "country", "languages", "kind", "schedule", "entries", "unchecked")
            print_table(columns, map(listed, sources), f"{len(sources)} sources")
        return ExitCode.DONE

    def check_sources(self, names: list[str], opts: argparse.Namespace) -> ExitCode:
        """One line an entry; what failed, and what the site names besides."""
        sources = choose_sources(load_sources(self.folder), names)
        if opts.pages:
            if not Path(opts.pages).is_dir():
                raise UsageError(f"{opts.pages}: no such folder")
            checks = [check_saved(source, Path(opts.pages)) for source in sources]
        else:
            values = self.values
            check_network(values)
            name = str(values["ROBOTSTXT_USER_AGENT"])
            asker = Asker(str(values["USER_AGENT"]), name, values.getdict("PROXIES"))
            with progress_bar("sources") as advance:
                done: list[str] = []

                def each(check: SourceCheck) -> None:
                    done.append(check.source)
                    advance(len(done), len(sources))

                checks = check_all(sources, asker, each)
        show_checks(checks, as_json=opts.json)
        if not any(check.answered for check in checks):
            say("scrapy sources: nothing answered; is this machine connected?")
            return ExitCode.NOTHING_FETCHED
        return ExitCode.SOURCES_FAILED if any(check.failed for check in checks) else ExitCode.DONE

    def import_sources(self, names: list[str], opts: argparse.Namespace) -> ExitCode:
        """Writes files; says what was written and what was not."""
        path = Path(one(names, "FILE.opml"))
        if not path.is_file():
            raise UsageError(f"{path}: no such file")
        imported = import_opml(path, self.folder, load_sources(self.folder).values(), opts.language)
        if opts.json:
            print_json(imported)
            return ExitCode.DONE
        print_table(
            ("what", "title", "address", "why"),
            [
                *(("written", file.stem, str(file), "") for file in imported.written),
                *(("skipped", skipped.title, skipped.feed, skipped.reason) for skipped in imported.skipped),
            ],
        )
        return ExitCode.DONE

    def export_sources(self, names: list[str], opts: argparse.Namespace) -> ExitCode:
        """OPML is no JSON: the option is refused."""
        if opts.json:
            raise UsageError("export prints OPML; `sources list --json` prints JSON")
        sys.stdout.write(export_opml(choose_sources(load_sources(self.folder), names)))
        return ExitCode.DONE


def listed(source: Source) -> tuple[object, ...]:
    """A source's cells."""
    lists = ("feeds", "sitemaps", "archives", "calendars", "sections")
    counted = [f"{len(getattr(source, name))} {name}" for name in lists if getattr(source, name)]
    return (
        source.id,
        source.name,
        source.country,
        source.languages,
        source.kind,
        source.schedule,
        counted,
        len(source.unchecked),
    )


def check_saved(source: Source, folder: Path) -> SourceCheck:
    """A source by its saved pages; one that is not there counts as empty."""
    saved = [folder / f"{source.id}{ending}" for ending in (".html", ".robots.txt")]
    home, robots = (path.read_bytes() if path.is_file() else b"" for path in saved)
    return check_pages(source, home, robots)


def show_checks(checks: list[SourceCheck], *, as_json: bool) -> None:
    """Everything as JSON; for a person what is not in order first, then the counts."""
    if as_json:
        for check in checks:
            print_json(check)
        return
    entries = [(check.source, entry) for check in checks for entry in check.entries]
    rows = [(source, entry.state, entry.key, entry.url, entry.detail) for source, entry in entries]
    print_table(("source", "state", "entry", "address", "why"), sorted(rows, key=lambda row: row[1] == OK))
    states = [entry.state for _, entry in entries]
    say(", ".join(f"{states.count(state)} {state}" for state in dict.fromkeys(states)))
