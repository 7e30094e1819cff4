"""When two URLs are one: the key that an article's identity rests on (design.md, Identity)."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import quote, unquote_to_bytes, urlsplit

import tldextract

from storage.characters import storable

_SUFFIXES = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
"""The public suffix list that comes with the library: the network is never asked."""

_MIRRORS = ("www.", "m.", "amp.")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_AMP_PATH = re.compile(r"(?<=[^/])(?:/amp|\.amp)/?$|\.amp(?=\.html?$)", re.IGNORECASE)
_AMP_PAIR = re.compile(r"(?:amp|outputtype=amp|amp=[^&]*)", re.IGNORECASE)
_TRACKING = re.compile(
    r"(?:utm|mtm|pk|piwik|hsa|fb_action|fb_ref|ns|_x_tr)_\w*"
    r"|(?:fb|g|y|ys|d|tw|tt|ms|rb_)clk?id|rb_clickid|gclsrc|wbraid|gbraid|srsltid"
    r"|igshid|igsh|mc_cid|mc_eid|mkt_tok|_openstat|_ga|_gl|_hsenc|_hsmi|__twitter_impression"
    r"|ref_src|ref_url|xtor|cmpid|cmp|icid|ito|smid|s_cid|ftag|spm|wt_mc|wt\.mc_id|guccounter|guce_referrer\w*"
    r"|at_(?:medium|campaign|custom\d|link_\w+|bbc_team|ptr_name|format|channel|creation|variant)",
    re.IGNORECASE,
)
"""Parameters that say where a reader came from: campaign tags, click ids of ad networks, share buttons."""


def url_key(url: str) -> str:
    """Host, path and query that tell this page from others: `example.org/2025/talks?id=7`.

    Raises ValueError for what is not an http or https URL with a host.
    """
    parts = urlsplit(storable(url).strip())
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise ValueError(f"not an http(s) URL: {url[:200]!r}")
    host = _without_mirror(_ascii_host(parts.hostname))
    if ":" in host:
        host = f"[{host}]"
    port = parts.port
    if port is not None and port != _DEFAULT_PORTS[parts.scheme]:
        host = f"{host}:{port}"
    query = _query(parts.query)
    return host + _path(parts.path) + (f"?{query}" if query else "")


def text_urn(text: str) -> str:
    """The identity of a text that comes without a URL: `urn:sha256:<hex of its UTF-8 bytes>`."""
    return f"urn:sha256:{hashlib.sha256(storable(text).encode()).hexdigest()}"


def identity(url: str) -> str:
    """`url_key`, or for what is no http(s) URL, such as a URN, the address itself."""
    try:
        return url_key(url)
    except ValueError:
        return storable(url).strip()


def key_hash(key: str) -> str:
    """What a key is looked up by: SHA-256 in hex, since a key may be longer than an index entry."""
    return hashlib.sha256(storable(key).encode()).hexdigest()


def host_of(url: str) -> str:
    """The registrable domain of a URL; empty for what has none."""
    try:
        return registrable_domain(urlsplit(url).hostname or "")
    except ValueError:
        return ""


@lru_cache(maxsize=4096)
def registrable_domain(host: str) -> str:
    """What somebody registered of a host name: `example.co.uk`; an address or a bare name is itself."""
    name = host.lower().strip(".")
    if _is_address(name):
        return name
    found = _SUFFIXES(name)
    if found.domain and found.suffix:
        return f"{found.domain}.{found.suffix}"
    return ".".join(name.split(".")[-2:])


def _without_mirror(host: str) -> str:
    """Drops `www.`, `m.` and `amp.` as long as a site's name is left."""
    while host.startswith(_MIRRORS) and not _is_address(host):
        rest = host.partition(".")[2]
        if "." not in rest or not _SUFFIXES(rest).domain:
            break
        host = rest
    return host


def _ascii_host(host: str) -> str:
    name = host.lower().rstrip(".")
    if name.isascii():
        return name
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return name


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _path(path: str) -> str:
    plain = _AMP_PATH.sub("", _escaped(_without_dots(path), "/:@!$&'()*+,;=~"))
    return plain.rstrip("/")


def _without_dots(path: str) -> str:
    """RFC 3986, section 5.2.4."""
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == ".." and len(kept) > 1:
            kept.pop()
        elif segment not in {".", ".."}:
            kept.append(segment)
    return "/".join(kept)


def _query(query: str) -> str:
    pairs = [_escaped(pair, "/:@!$'()*+,;=~?") for pair in query.split("&") if pair]
    return "&".join(
        sorted(
            pair
            for pair in pairs
            if not _TRACKING.fullmatch(pair.partition("=")[0]) and not _AMP_PAIR.fullmatch(pair)
        )
    )


def _escaped(part: str, safe: str) -> str:
    """One spelling of percent-encoding: what may stand plainly does, the rest is upper-case hex of UTF-8."""
    pieces = re.split(r"(%[0-9A-Fa-f]{2})", part)
    return "".join(
        _one_spelling(piece) if index % 2 else quote(piece, safe=safe) for index, piece in enumerate(pieces)
    )


def _one_spelling(escape: str) -> str:
    """RFC 3986, section 6.2.2: an escaped letter, digit or `-._~` is that character."""
    byte = unquote_to_bytes(escape)
    return byte.decode() if re.fullmatch(rb"[A-Za-z0-9._~-]", byte) else escape.upper()
