"""Feed lists of other programs into source files, and the registry as such a list (OPML 2.0)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree
from pydantic import ValidationError

from registry.errors import RegistryError
from registry.source import Source
from registry.tables import display_name
from registry.writing import source_toml

UNKNOWN_COUNTRY = "ZZ"
"""ISO 3166-1 keeps it for users: unknown."""
UNCHECKED = (
    "imported from OPML: nothing has been asked yet",
    "country, kind and domains: guessed from the addresses",
)


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of an OPML file."""

    title: str
    feed: str
    home: str
    language: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A feed that was not taken over, and why."""

    title: str
    feed: str
    reason: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    written: tuple[Path, ...]
    skipped: tuple[Skipped, ...]


def read_opml(path: Path) -> list[Outline]:
    """The feeds of an OPML file, however deep they lie. Raises RegistryError if it is none."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(path.read_bytes(), parser)
    except OSError as error:
        raise RegistryError(display_name(path), "", f"cannot be read: {error.strerror}") from error
    except etree.XMLSyntaxError as error:
        raise RegistryError(display_name(path), "", f"is no XML: {error}") from error
    if root is None or root.tag != "opml":
        raise RegistryError(display_name(path), "", "is no OPML")
    return [outline_of(element) for element in root.iter("outline") if element.get("xmlUrl")]


def outline_of(element: etree._Element) -> Outline:
    """A feed's outline; what it does not say is taken from the outline around it."""
    around = element.getparent()
    outer = around if around is not None and around.tag == "outline" else element
    title = element.get("title") or element.get("text") or outer.get("text") or ""
    return Outline(
        title=" ".join(title.split()),
        feed=(element.get("xmlUrl") or "").strip(),
        home=(element.get("htmlUrl") or outer.get("htmlUrl") or "").strip(),
        language=(element.get("language") or outer.get("language") or "")[:2].lower(),
    )


def import_opml(path: Path, folder: Path, sources: Iterable[Source], language: str = "") -> Imported:
    """Writes a source file for each site of an OPML file; an existing file is never touched.

    `language` is taken where the file names none.
    """
    known = {url: source.id for source in sources for _, url in source.entrances()}
    written: list[Path] = []
    skipped: list[Skipped] = []
    for site in by_site(read_opml(path)):
        new = [outline for outline in site if outline.feed not in known]
        skipped += [
            Skipped(outline.title, outline.feed, f"already in {known[outline.feed]}.toml")
            for outline in site
            if outline.feed in known
        ]
        if not new:
            continue
        problem = write_site(new, folder, language, written)
        if problem:
            skipped += [Skipped(outline.title, outline.feed, problem) for outline in new]
        known |= {outline.feed: written[-1].stem for outline in new if not problem}
    return Imported(tuple(written), tuple(skipped))


def by_site(outlines: Iterable[Outline]) -> list[list[Outline]]:
    """Feeds of one site together, in their order."""
    sites: dict[str, list[Outline]] = {}
    for outline in outlines:
        sites.setdefault(host_of(outline.home) or host_of(outline.feed) or outline.feed, []).append(outline)
    return list(sites.values())


def write_site(outlines: list[Outline], folder: Path, language: str, written: list[Path]) -> str:
    """Writes one file and adds it to `written`, or says why not."""
    languages = list(dict.fromkeys(outline.language or language for outline in outlines))
    if "" in languages:
        return "its language is not given; say it with --language"
    first = outlines[0]
    feeds = [{"url": outline.feed, "language": outline.language or language} for outline in outlines]
    fields: dict[str, object] = {
        "id": identifier(first.title or host_of(first.feed)),
        "name": first.title or host_of(first.feed),
        "home": first.home or "{0.scheme}://{0.netloc}/".format(urlsplit(first.feed)),
        "country": UNKNOWN_COUNTRY,
        "languages": languages,
        "kind": "online",
        "domains": list(
            dict.fromkeys(host_of(url) for url in (first.home or first.feed, *(o.feed for o in outlines)))
        ),
        "feeds": list({feed["url"]: feed for feed in feeds}.values()),
        "unchecked": UNCHECKED,
    }
    try:
        source = Source.model_validate(fields)
    except ValidationError as error:
        return "; ".join(detail["msg"] for detail in error.errors())
    target = folder / f"{source.id}.toml"
    try:
        with target.open("x", encoding="utf-8") as file:
            file.write(source_toml(source))
    except FileExistsError:
        return f"{target.name} exists"
    written.append(target)
    return ""


def host_of(url: str) -> str:
    """The host without `www.`; empty if there is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def identifier(title: str) -> str:
    """A file stem of a title: ASCII letters, digits and hyphens; `source` if nothing is left."""
    bare = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:60].strip("-") or "source"


def export_opml(sources: Iterable[Source], title: str = "Parley's sources") -> str:
    """The feeds of the sources as OPML 2.0; sitemaps and listings are links, which feed readers pass over."""
    opml = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(opml, "head"), "title").text = title
    body = etree.SubElement(opml, "body")
    for source in sources:
        around = etree.SubElement(
            body,
            "outline",
            text=source.name,
            htmlUrl=source.home,
            language=source.languages[0],
            category=f"/{source.kind}",
        )
        for attributes in entries_of(source):
            etree.SubElement(around, "outline", attributes)
    text: bytes = etree.tostring(opml, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return text.decode("utf-8")


def entries_of(source: Source) -> Iterator[dict[str, str]]:
    """The attributes of one source's outlines."""
    for feed in source.feeds:
        language = feed.language or source.languages[0]
        yield {
            "type": "rss",
            "text": source.name,
            "xmlUrl": feed.url,
            "htmlUrl": source.home,
            "language": language,
        }
    for key, url in source.entrances():
        if key.startswith(("sitemaps", "sections")):
            yield {"type": "link", "text": source.name, "url": url}
