"""How good and how fast the text is: Parley beside other open readers on the same pages, in one run.

python -m bench.text FOLDER [--worst N] [--readers parley,trafilatura] [--out-of-fold FILE] [--texts FOLDER]
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from bench.asking import OURS, PEERS, Given, command, one_round
from bench.pages import Page, page_sets
from bench.readers import READERS
from bench.table import BASE, Rounds, print_failures, print_set, print_worst

ROUNDS = 2


def main() -> None:
    """Asks every reader for every page, then prints a table a set, and one of all."""
    options = arguments()
    sets = page_sets(options.folder)
    if not sets:
        sys.exit(f"{options.folder}: no gold/<set>.json beside pages/<set>/<id>.html.gz")
    pages = [page for of_set in sets.values() for page in of_set]
    given = ask(options.readers, pages, options.rounds)
    if options.out_of_fold:
        bodies = json.loads(options.out_of_fold.read_text(encoding="utf-8"))
        given["parley"] = out_of_fold(given["parley"], pages, bodies)
        print(f"parley: texts of {options.out_of_fold}, speed of the reader as it is")
    spans, start = {}, 0
    for name, of_set in sets.items():
        spans[name] = slice(start, start := start + len(of_set))
    for name, span in (spans if len(sets) == 1 else {**spans, "all": slice(None)}).items():
        of_span = {reader: [one[span] for one in rounds] for reader, rounds in given.items()}
        print_set(name, pages[span], of_span)
        if options.texts and name in sets:
            write_texts(options.texts, name, pages[span], of_span)
    print_failures(pages, given)
    if options.worst:
        print_worst(pages, given["parley"][0], options.worst)


def arguments() -> argparse.Namespace:
    """The command line, checked."""
    parser = argparse.ArgumentParser(prog="python -m bench.text", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path, help="with gold/<set>.json and pages/<set>/<id>.html.gz")
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="list Parley's N worst pages")
    parser.add_argument(
        "--readers", type=names, default=list(READERS), metavar="A,B", help=f"some of {', '.join(READERS)}"
    )
    parser.add_argument(
        "--rounds", type=int, default=ROUNDS, metavar="N", help="of each page the best is its speed"
    )
    parser.add_argument(
        "--out-of-fold", type=Path, metavar="FILE", help="JSON of {id: body}: Parley's texts instead"
    )
    parser.add_argument("--texts", type=Path, metavar="FOLDER", help="write what each reader gave there")
    options = parser.parse_args()
    if not options.folder.is_dir():
        sys.exit(f"{options.folder}: no such folder; `make bench-text PAGES=FOLDER` takes another one")
    if not OURS.issuperset(options.readers) and not PEERS.exists():
        sys.exit(f"{PEERS}: the peers' environment is not there; `make bench-text` makes it")
    return options


def names(said: str) -> list[str]:
    """Readers by name; Parley and what it is held against are always among them."""
    wanted = {"parley", BASE, *said.split(",")}
    if unknown := wanted - set(READERS):
        raise argparse.ArgumentTypeError(f"no such reader: {', '.join(sorted(unknown))}")
    return [name for name in READERS if name in wanted]


def ask(readers: Sequence[str], pages: Sequence[Page], rounds: int) -> dict[str, Rounds]:
    """Round by round, so that what else the machine does falls on all readers alike."""
    given: dict[str, Rounds] = {name: [] for name in readers}
    for number in range(1, rounds + 1):
        for name in readers:
            given[name].append(one_round(command(name), pages, progress(f"round {number}: {name}")))
    progress("")(0)
    return given


def progress(label: str) -> Callable[[int], None]:
    """Says on a terminal how far a reader is; no label wipes it out."""

    def show(done: int) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\x1b[K{f'{label} {done}' if label else ''}")
            sys.stderr.flush()

    return show


def out_of_fold(rounds: Rounds, pages: Sequence[Page], bodies: Mapping[str, str]) -> Rounds:
    """The same rounds with other texts: those of models that never saw a page's site."""
    if missing := [page.id for page in pages if page.id not in bodies]:
        sys.exit(f"--out-of-fold: no body for {len(missing)} pages, {missing[0]} for one")

    def other(page: Page, one: Given) -> Given:
        return replace(one, text=bodies[page.id])

    return [[other(page, one) for page, one in zip(pages, given, strict=True)] for given in rounds]


def write_texts(folder: Path, name: str, pages: Sequence[Page], given: Mapping[str, Rounds]) -> None:
    """`<set>.<reader>.json` with `{id: {"articleBody"}}`, as benchmarks of extraction take it."""
    folder.mkdir(parents=True, exist_ok=True)
    for reader, rounds in given.items():
        texts = {page.id: {"articleBody": one.text} for page, one in zip(pages, rounds[0], strict=True)}
        (folder / f"{name}.{reader}.json").write_text(json.dumps(texts, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
