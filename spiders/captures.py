"""What Scrapy gives back, an answer or a failure, as the capture that the archive keeps."""

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from scrapy import exceptions
from scrapy.http import Request, Response
from twisted.python.failure import Failure as Trouble

from items import Capture, Failure, Hints
from storage.warc import Written

KINDS: tuple[tuple[type[Exception], Failure], ...] = (
    (exceptions.DownloadTimeoutError, Failure.TIMEOUT),
    (exceptions.CannotResolveHostError, Failure.DNS),
    (exceptions.ResponseDataLossError, Failure.CUT),
    (exceptions.DownloadCancelledError, Failure.TOO_LARGE),
    (exceptions.UnsupportedURLSchemeError, Failure.ADDRESS),
    (exceptions.IgnoreRequest, Failure.ROBOTS),
    (exceptions.DownloadConnectionRefusedError, Failure.CONNECTION),
    (exceptions.DownloadFailedError, Failure.CONNECTION),
)
WRAPPED = re.compile(r"\[?<twisted\.python\.failure\.Failure [\w.]+: ([^>]*)>\]?")
"""How Twisted words a reason inside another."""
REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Asked:
    """Why a URL is asked for: goes with its request, and into its capture."""

    url: str
    """As the archive knows it; Scrapy escapes what it asks for."""
    source: str
    via: str
    hints: Hints = field(default_factory=Hints)


def of_response(response: Response, asked: Asked) -> Capture:
    """A redirect that was not followed is a failure, whatever its target."""
    request = response.request
    written = written_of(request) if request else None
    followed = response.status not in REDIRECTS
    return Capture(
        url=asked.url,
        final_url=response.url,
        fetched_at=moment_of(written),
        status=response.status,
        headers=headers_of(response),
        body=response.body,
        warc=written.position if written else None,
        source=asked.source,
        via=asked.via,
        hints=asked.hints,
        failure=None if followed else Failure.REDIRECT,
        detail="" if followed else f"redirect not followed: {location(response)[:200]}",
        digest=written.digest if written else "",
        unchanged=written.unchanged if written else False,
    )


def of_trouble(trouble: Trouble, request: Request, asked: Asked) -> Capture:
    """No whole answer came: why, and where what did come lies."""
    written = written_of(request)
    kind, detail = diagnosis(trouble.value)
    capture = unasked(asked, kind, detail)
    if written is None:
        return replace(capture, final_url=request.url)
    return replace(
        capture,
        final_url=request.url,
        fetched_at=moment_of(written),
        warc=written.position,
        digest=written.digest,
    )


def unasked(asked: Asked, kind: Failure, detail: str) -> Capture:
    """The capture of a request that never left, or left no trace."""
    return Capture(
        url=asked.url,
        final_url=asked.url,
        fetched_at=datetime.now(UTC),
        status=0,
        headers=(),
        body=b"",
        warc=None,
        source=asked.source,
        via=asked.via,
        hints=asked.hints,
        failure=kind,
        detail=detail,
    )


def diagnosis(error: BaseException | None) -> tuple[Failure, str]:
    """The kind of a failure, and its words: what leaves the network room carries its kind as `failure`."""
    words = WRAPPED.sub(r"\1", " ".join(str(error).split()))[:300] or type(error).__name__
    stated = getattr(error, "failure", None)
    if isinstance(stated, Failure):
        return stated, words
    return next((kind for cause, kind in KINDS if isinstance(error, cause)), Failure.CONNECTION), words


def is_expected(error: BaseException | None) -> bool:
    """Whether it is a failure that networks have, rather than a fault of the program."""
    stated = isinstance(getattr(error, "failure", None), Failure)
    return stated or isinstance(error, tuple(cause for cause, _ in KINDS))


def written_of(request: Request) -> Written | None:
    """Where the handler said that the exchange lies; None where it never came to one."""
    written = request.meta.get("written")
    return written if isinstance(written, Written) else None


def moment_of(written: Written | None) -> datetime:
    return datetime.fromisoformat(written.date) if written else datetime.now(UTC)


def headers_of(response: Response) -> tuple[tuple[str, str], ...]:
    """Values as latin-1, in which every byte is a character."""
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    )


def location(response: Response) -> str:
    return (response.headers.get("Location") or b"").decode("latin-1")
