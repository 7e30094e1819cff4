"""What is decided about a capture, whole: its record in the WARC is all that a rebuild needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from items import Article, Edge, Failure, Found, Hints, Outcome, TopicDecision, Validators, WarcPosition
from storage.errors import StorageError
from storage.serial import from_json, to_json

VERSION = 1
MARK = "parley"
"""The key that tells a decision from other metadata records; its value is the version."""


@dataclass(frozen=True, slots=True)
class Exchanged:
    """A capture without its bytes, and the keys that its URLs had when it was decided."""

    url: str
    key: str
    final_url: str
    final_key: str
    source: str
    via: str
    hints: Hints
    at: datetime
    status: int
    failure: Failure | None
    digest: str
    unchanged: bool
    response: WarcPosition | None
    validators: Validators | None
    """Of a whole 200; None: the earlier ones stay."""


@dataclass(frozen=True, slots=True)
class NewText:
    """A text that becomes the present one of an article."""

    name: str
    sha256: str
    article: Article
    """Without its body: the text is the file of that name."""
    conversion: WarcPosition | None
    """The record that holds the text; None where the file is another article's."""
    duplicate_of: int | None
    text_key: str
    shingles: tuple[int, ...]
    edges: tuple[Edge, ...]
    """The closest first."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What becomes of one URL; a URL that no settlement names stays as it was."""

    key: str
    outcome: Outcome
    stage: str = ""
    detail: str = ""
    attempts: int = 0
    next_visit: datetime | None = None


@dataclass(frozen=True, slots=True)
class PageDecision:
    """What a visit gave, and what becomes of URLs and articles by it."""

    sequence: int
    """Place in the order of all decisions, whatever their kind."""
    run: str
    at: datetime
    """When it was decided."""
    visit: Exchanged
    outcome: Outcome
    """Of the visit."""
    stage: str
    detail: str
    settlements: tuple[Settlement, ...]
    number: int | None
    """The article that the URL holds or leads to."""
    home: str
    """Key of that article's URL; empty without an article."""
    home_url: str
    seen: bool
    """Whether the article's present text was seen by this visit."""
    text: NewText | None
    topics: tuple[TopicDecision, ...]
    again: datetime | None = None
    """When the article's URL is to be visited next; None: never, or there is no article."""


@dataclass(frozen=True, slots=True)
class Named:
    """A URL that an entrance named, with its key."""

    found: Found
    key: str


@dataclass(frozen=True, slots=True)
class DiscoveryDecision:
    """What an entrance named."""

    sequence: int
    run: str
    at: datetime
    visit: Exchanged
    """Without URL where a person named them."""
    kind: str
    detail: str
    fresh: tuple[Named, ...]
    """Never seen before."""
    known: tuple[str, ...]
    """Keys seen before."""
    reopened: tuple[str, ...]
    """Those of them that had been left out, and are worth a visit by what is said of them now."""


@dataclass(frozen=True, slots=True)
class PlacementDecision:
    """What later rules find between an archived text and those before it; no page was asked for."""

    sequence: int
    run: str
    at: datetime
    number: int
    shingles: tuple[int, ...]
    edges: tuple[Edge, ...]
    withdrawn: tuple[int, ...]
    """Articles to which an edge of before holds no more."""


@dataclass(frozen=True, slots=True)
class Void:
    """Takes back a decision that was recorded and never committed."""

    sequence: int
    record_id: str


Applied = PageDecision | DiscoveryDecision | PlacementDecision
Decided = Applied | Void
_KINDS: Mapping[str, type[Decided]] = {
    "page": PageDecision,
    "discovery": DiscoveryDecision,
    "placement": PlacementDecision,
    "void": Void,
}


def kind_of(decision: Decided) -> str:
    """page, discovery, placement or void."""
    return next(name for name, kind in _KINDS.items() if isinstance(decision, kind))


def to_record(decision: Decided) -> dict[str, Any]:
    """The JSON of a decision's metadata record."""
    url = decision.visit.url if isinstance(decision, PageDecision | DiscoveryDecision) else ""
    return {
        MARK: VERSION,
        "kind": kind_of(decision),
        "url": to_json(url) or "urn:parley:decision",
        "decision": to_json(decision),
    }


def from_record(record: Any) -> Decided | None:
    """The decision that a metadata record holds; None if it holds something else.

    Raises StorageError for one of a newer version, ValueError for one that cannot be read.
    """
    if not isinstance(record, dict) or MARK not in record:
        return None
    if record[MARK] != VERSION:
        raise StorageError(f"a decision record of version {record[MARK]}: a newer Parley wrote it, update")
    try:
        return from_json(_KINDS[record["kind"]], record["decision"])
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a whole decision record: {error}") from error
