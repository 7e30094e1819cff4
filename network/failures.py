"""Names why an exchange failed: the exceptions that leave this room carry it as `failure`."""

from __future__ import annotations

from collections.abc import Iterator

from OpenSSL.SSL import Error as OpenSSLError
from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from service_identity import VerificationError
from twisted.internet.error import ConnectError, ConnectionClosed
from twisted.python.failure import Failure as TwistedFailure
from twisted.web.client import ResponseFailed

from items import Failure

_KINDS: tuple[tuple[type[BaseException], Failure], ...] = (
    (DownloadTimeoutError, Failure.TIMEOUT),
    (CannotResolveHostError, Failure.DNS),
    (DownloadConnectionRefusedError, Failure.CONNECTION),
    (DownloadCancelledError, Failure.TOO_LARGE),
    (ResponseDataLossError, Failure.CUT),
    (UnsupportedURLSchemeError, Failure.ADDRESS),
    (DownloadFailedError, Failure.CONNECTION),
    (TunnelError, Failure.CONNECTION),
    (ConnectError, Failure.CONNECTION),
    (ConnectionClosed, Failure.CONNECTION),
)
_WORDS = {
    Failure.TOO_LARGE: "the body is longer than DOWNLOAD_MAXSIZE",
    Failure.CUT: "the connection ended before the body did",
}


class RefusedError(IgnoreRequest):
    """We do not ask, do not follow, or do not take what came."""

    def __init__(self, failure: Failure, detail: str) -> None:
        super().__init__(detail)
        self.failure = failure


class FailedError(Exception):
    """The other side, or the way to it, did not give a whole answer."""

    def __init__(self, failure: Failure, detail: str) -> None:
        super().__init__(detail)
        self.failure = failure


def failure_of(error: BaseException) -> Failure | None:
    """The kind of a failure; None for what is no failure of an exchange but a fault of ours."""
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, RefusedError):
            return cause.failure
    if any(isinstance(cause, OpenSSLError | VerificationError) for cause in causes):
        return Failure.TLS
    return next((failure for kind, failure in _KINDS if isinstance(error, kind)), None)


def words_of(error: BaseException, failure: Failure) -> str:
    """What happened, for a person: what lies deepest says it, Twisted's wrappers name only themselves."""
    if failure in _WORDS:
        return _WORDS[failure]
    plain = [
        str(cause) for cause in _causes(error) if not isinstance(cause, DownloadFailedError | ResponseFailed)
    ]
    return next((" ".join(words.split()) for words in plain if words), type(error).__name__)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and all that led to it; Twisted lists some of it in `reasons`."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        each = waiting.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        reasons = getattr(each, "reasons", None) or ()
        waiting += [reason.value for reason in reasons if isinstance(reason, TwistedFailure)]
        waiting += [each.__cause__, each.__context__]
