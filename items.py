"""The values that flow from the wire to the archive: frozen; no stage changes what another has seen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """What became of a URL. Every URL ever seen has exactly one current outcome; every visit has one too."""

    PENDING = "pending"
    PASSED_OVER = "passed_over"
    OVER_BUDGET = "over_budget"
    ARCHIVED = "archived"
    REVISED = "revised"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    OFF_TOPIC = "off_topic"
    OUT_OF_WINDOW = "out_of_window"
    ROBOTS = "robots"
    BLOCKED = "blocked"
    CONSENT_PAGE = "consent_page"
    PAYWALLED = "paywalled"
    SOFT_404 = "soft_404"
    NOT_ARTICLE = "not_article"
    TOO_SHORT = "too_short"
    TOO_LARGE = "too_large"
    EXTRACT_FAILED = "extract_failed"
    TIMEOUT = "timeout"
    FETCH_FAILED = "fetch_failed"
    GONE = "gone"
    WITHDRAWN = "withdrawn"


KEPT = frozenset({Outcome.ARCHIVED, Outcome.REVISED, Outcome.DUPLICATE})
"""Outcomes of a URL whose text is in the archive."""

TRANSIENT = frozenset({Outcome.TIMEOUT, Outcome.FETCH_FAILED})
"""Outcomes that another visit may change."""


class Failure(StrEnum):
    """Why an exchange has no whole response."""

    ROBOTS = "robots"
    """robots.txt forbids the URL. Where it could not be had, the failure is that of its own request."""
    TIMEOUT = "timeout"
    DNS = "dns"
    CONNECTION = "connection"
    """Refused, reset or closed before a whole response."""
    TLS = "tls"
    ADDRESS = "address"
    """The guard refused the address: private, loopback, link-local or of another scheme than HTTP."""
    TOO_LARGE = "too_large"
    CUT = "cut"
    """The body ended before its declared end."""
    REDIRECT = "redirect"
    """Too many redirects, a loop, or a redirect off the source's domains."""


class Stage(StrEnum):
    """Where a page was refused."""

    DISCOVERY = "discovery"
    FETCH = "fetch"
    DECODE = "decode"
    EXTRACT = "extract"
    CLEAN = "clean"
    GATE = "gate"
    RELEVANCE = "relevance"


@dataclass(frozen=True, slots=True)
class WarcPosition:
    """Where a record lies: file relative to the archive's root, without `.open`; offset of its member."""

    file: str
    offset: int
    record_id: str


@dataclass(frozen=True, slots=True)
class Hints:
    """What the place that named a URL said of it; claims, not facts."""

    title: str = ""
    lead: str = ""
    published: str = ""
    """As the feed or sitemap wrote it."""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A URL that a feed, sitemap, listing or person named, and whether it is worth a visit."""

    url: str
    hints: Hints = Hints()
    outcome: Outcome = Outcome.PENDING
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Validators:
    """What the last whole 200 response of a URL leaves for the next request (RFC 9110, section 13)
    and for a revisit record (WARC 1.1, section 6.7)."""

    etag: str = ""
    last_modified: str = ""
    digest: str = ""
    """`sha1:` and base32 of the payload, as in WARC-Payload-Digest."""
    record_id: str = ""
    record_date: str = ""
    """WARC-Date of that record."""


@dataclass(frozen=True, slots=True)
class Capture:
    """One HTTP exchange as archived, or one that failed."""

    url: str
    """As requested, before redirects."""
    final_url: str
    fetched_at: datetime
    """UTC."""
    status: int
    """0 where no status line was received."""
    headers: tuple[tuple[str, str], ...]
    """In the order of the wire."""
    body: bytes = field(repr=False)
    """Transfer and content codings undone; never decoded to text."""
    warc: WarcPosition | None
    source: str
    via: str
    """The way the URL was found: feed, sitemap, section, urls, replay, ingest."""
    hints: Hints = Hints()
    failure: Failure | None = None
    detail: str = ""
    """For a person: what the failure said."""
    digest: str = ""
    unchanged: bool = False
    """A 304, or the payload of the visit before."""

    def header(self, name: str) -> str:
        """The first value of a header, whatever its case; empty if there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


@dataclass(frozen=True, slots=True)
class Discovery:
    """A feed, sitemap or listing as captured, and the URLs that it names."""

    capture: Capture
    found: tuple[Found, ...]
    kind: str
    """feed, sitemap, section; robots for a robots.txt, which names no pages."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A date that a page claims, and where the claim stands."""

    moment: datetime
    """UTC; midnight where the precision is `day`."""
    precision: str
    """second, minute or day."""
    rule: str
    """json-ld, meta, time or url; feed, sitemap or ingest where the claim came with the URL."""
    zone: str = ""
    """The offset that the claim wrote, as `+03:00`; empty where it wrote none, as in a day or an epoch."""

    def text(self) -> str:
        """ISO 8601: the day alone where nothing finer is known."""
        if self.precision == "day":
            return self.moment.date().isoformat()
        return self.moment.isoformat().replace("+00:00", "Z")


class DateFlag(StrEnum):
    """What is wrong with the dates that a page claims. A flag changes no date: what is wrong is not used."""

    CONFLICT = "conflict"
    """Two places (linked data, meta, `<time>`, URL, feed, sitemap) name days of publication that lie more
    than a day apart; the one that ranks first is used."""
    FUTURE = "future"
    """A claim that ranks before the one used, or the only one, lies more than a day behind the fetch."""
    INVALID = "invalid"
    """Such a claim is no date that can be (30 February, zone +99:99), or lies before 1995."""
    NO_ZONE = "no_zone"
    """The claim used has a time of day without a zone, of which only the day was taken."""
    MODIFIED_BEFORE_PUBLISHED = "modified_before_published"
    """The page says that it was last changed before it was published."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """How bytes became text."""

    name: str
    rule: str
    """bom, utf-8, nul-pattern, header, meta or detected."""
    confidence: float
    replaced: int
    """Bytes that became U+FFFD."""


@dataclass(frozen=True, slots=True)
class Term:
    """A matched form of a topic's concept and where it stands: title, lead or body."""

    concept: str
    form: str
    where: str


@dataclass(frozen=True, slots=True)
class TopicDecision:
    """What one topic says of one text."""

    topic: str
    version: str
    relevant: bool
    score: float
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a live blog."""

    published: Dated | None
    clock: str
    """The time of day as the page shows it, where no zone goes with it; empty if there is none."""
    title: str
    body: str
    """In the source format, without the blocks of time and headline."""

    @property
    def time(self) -> str:
        """ISO 8601 where a day is known, `2025-06-02T10:41` where no zone is; else as the page shows it."""
        if self.published is None:
            return self.clock
        day = self.published.text()
        return f"{day}T{self.clock}" if self.clock else day

    @property
    def text(self) -> str:
        """The run of blocks that stands in the body: time, headline, paragraphs."""
        return "\n\n".join(part for part in (self.time, self.title, self.body) if part)


@dataclass(frozen=True, slots=True)
class Article:
    """A text as it would be archived, with what is known of it."""

    url: str
    canonical: str
    """As claimed by the page; empty if it claims none."""
    title: str
    body: str
    """In the source format, without the headline block."""
    authors: tuple[str, ...]
    language: str
    """ISO 639-1; empty if unknown."""
    published: Dated | None
    modified: Dated | None
    source: str
    extractor: str
    """Reader and version, then Parley's rules and their version."""
    encoding: Encoding
    date_flags: tuple[DateFlag, ...] = ()
    """In the order of `DateFlag`."""
    topics: tuple[TopicDecision, ...] = ()
    origin: str = ""
    """The name or id that an ingested text came with."""
    entries: tuple[Entry, ...] = ()
    """Of a live blog, in the order of the page; their texts stand in the body too."""
    outlinks: tuple[str, ...] = ()
    """URL keys of pages of other sites that the text links to, or that the page names as its origin."""

    @property
    def text(self) -> str:
        """What is archived: the headline block where one is known, then the body."""
        return "\n\n".join(part for part in (self.title, self.body) if part)


@dataclass(frozen=True, slots=True)
class Rejected:
    """The only way to drop a page."""

    stage: Stage
    reason: Outcome
    detail: str = ""
    article: Article | None = None
    """What had been read when it was refused."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of one block of a page."""

    text: str
    kept: bool
    why: str
    """The model's probability and the share that trafilatura has of it, or the rule that decided."""


@dataclass(frozen=True, slots=True)
class Explained:
    """A reading with what became of every block that was looked at; for a person, never archived."""

    result: Article | Rejected
    judgements: tuple[Judgement, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """What a text shares with another one that was archived before it."""

    other: int
    """Accession number."""
    relation: str
    """Of the text to the other one: verbatim, retitled, cut, extended or mixed."""
    similarity: float
    """The larger of the two shares."""
    evidence: str
    """In words, for a person."""
    here: float = 0.0
    """Share of the text's words that stand in the other one."""
    there: float = 0.0
    """Share of the other one's words that stand in the text."""
    avowed: int = 0
    """Which of the two says of itself that it is a copy: 1 the text, -1 the other one, 0 neither or both."""
    retitled: bool = False
    """Whether their first blocks differ."""

    @property
    def closeness(self) -> float:
        """What edges are ranked by: the larger share, and where that is equal the smaller one."""
        return self.similarity + min(self.here, self.there) / 100


@dataclass(frozen=True, slots=True)
class Archived:
    """A text that is archived, as another one is compared with it."""

    text: str
    url: str
    """Empty for a text without one."""
    outlinks: tuple[str, ...] = ()
    """As in Article."""


@dataclass(frozen=True, slots=True)
class Near:
    """How near an archived text may be to another one, by their sampled shingles."""

    shared: int
    held: int
    """How many the archived text has."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a text stands among those already archived."""

    text_key: str
    """SHA-256 of the normalised text; empty under 80 words, where equal texts stay apart."""
    shingles: tuple[int, ...]
    """Sampled shingle hashes, signed 64 bit."""
    edges: tuple[Edge, ...] = ()
    """The closest first."""
    until: int | None = None
    """Articles from this number on were not looked at; None: not compared with any."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A capture with what its reading gave; what the stages after `read` pass on."""

    capture: Capture
    result: Article | Rejected
    placement: Placement | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """What the archive answered: said only after the commit."""

    outcome: Outcome
    number: int | None = None
    name: str = ""
    detail: str = ""


READ_BY = "(read by "
"""Begins the end of the detail of a page on which the reading was stopped: the version that was stands there
for a person, in the decision record and in the rows; another version reads the page once more."""


def stopped_by(detail: str, version: str) -> str:
    """What is said of a reading that was stopped, crashed or broke."""
    return f"{detail} {READ_BY}{version})" if version else detail
