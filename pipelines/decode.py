"""Bytes of a page to text: what the bytes themselves prove wins over what a header or the page claims."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from itertools import islice

from items import Encoding
from pipelines.letters import fit, is_east_asian

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""UTF-32 before UTF-16, whose mark it begins with."""
LABELS = {
    label: codec
    for codec, labels in {
        "utf-8": "utf-8 utf8",
        "utf-16-le": "utf-16 utf-16le",
        "utf-16-be": "utf-16be",
        "cp1252": "ascii us-ascii iso-8859-1 latin1 latin-1 windows-1252 cp1252",
        "cp1254": "iso-8859-9 latin5 windows-1254 cp1254",
        "cp1251": "windows-1251 cp1251 x-cp1251 win-1251 win1251",
        "koi8-r": "koi8-r koi8",
        "koi8-u": "koi8-u koi8-ru",
        "iso8859-5": "iso-8859-5",
        "cp866": "ibm866 cp866",
        "mac-cyrillic": "x-mac-cyrillic mac-cyrillic",
        "mac-roman": "macintosh",
        "cp1250": "windows-1250 cp1250",
        "iso8859-2": "iso-8859-2 latin2",
        "iso8859-15": "iso-8859-15",
        "cp1253": "windows-1253",
        "iso8859-7": "iso-8859-7",
        "cp1255": "windows-1255 iso-8859-8",
        "cp1256": "windows-1256",
        "iso8859-6": "iso-8859-6",
        "cp1257": "windows-1257",
        "iso8859-4": "iso-8859-4",
        "iso8859-13": "iso-8859-13",
        "cp1258": "windows-1258",
        "cp874": "windows-874 tis-620 iso-8859-11",
        "gb18030": "gb2312 gbk gb18030",
        "big5hkscs": "big5 big5-hkscs",
        "cp932": "shift_jis shift-jis x-sjis windows-31j",
        "euc_jp": "euc-jp",
        "iso2022_jp": "iso-2022-jp",
        "cp949": "euc-kr ks_c_5601-1987",
    }.items()
    for label in labels.split()
}
"""What pages call encodings -> codecs (after WHATWG Encoding, 4.2); others, as UTF-7, are not believed."""
MULTIBYTE = frozenset({"gb18030", "big5hkscs", "cp932", "euc_jp", "cp949"})
CANDIDATES = (
    *("cp1251", "koi8-u", "cp866", "iso8859-5", "mac-cyrillic"),
    *("cp1252", "cp1254", "cp1250", "iso8859-2", "cp1257"),
)
"""What undeclared single-byte pages of the registry's languages are written in."""
BELIEF = 0.02
"""How much worse than the best guess a declared encoding may look, without more faults, and be believed."""
MOSTLY_UTF8 = 0.9
"""Share of valid characters above ASCII from which a text is UTF-8 with damage, not another encoding."""
PARTLY_UTF8 = 0.3
"""The same where no other encoding fits: two texts in two encodings on one page."""
GOOD_FIT = 0.7
"""Plausibility from which a single-byte encoding fits."""
FEWEST_WIDE = 16
"""Bytes from which a pattern of high bytes is one."""
HIGH_BYTES = 6
"""Above the high bytes of the letters from Latin to Cyrillic; no text has such bytes of its own."""
CLAIM = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([\w.:-]{1,40})"""
    rb"""|<meta[^>]{0,300}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{1,40})""",
    re.IGNORECASE,
)
HEADER = re.compile(r"""charset\s{0,9}=\s{0,9}["']?([\w.:-]{1,40})""", re.IGNORECASE)
CLAIM_WITHIN = 8192
"""Bytes of a page in which its own claim is looked for."""
HIGH_WORD = re.compile(rb"[!-~\x80-\xff]{0,40}[\x80-\xff][!-~\x80-\xff]{0,40}")
SAMPLE_WORDS = 3000


def decode(body: bytes, content_type: str = "") -> tuple[str, Encoding]:
    """The text and the evidence for its encoding; never fails: what cannot be read is U+FFFD, counted.

    In this order: byte order mark, NUL pattern of UTF-16 and UTF-32, valid UTF-8, UTF-8 with few damaged
    bytes, then a claim (header before page) if the text looks like one, then the best guess.
    """
    for bom, name in BOMS:
        if body.startswith(bom):
            return read_as(body[len(bom) :], name, "bom", 1.0)
    if name := nul_pattern(body):
        return read_as(body, name, "nul-pattern", 0.95)
    claims = list(claimed(body, content_type))
    if (b"\x1b$" in body or b"\x1b(" in body) and any(name == "iso2022_jp" for name, _ in claims):
        return read_as(body, "iso2022_jp", next(rule for name, rule in claims if name == "iso2022_jp"), 0.9)
    text = body.decode("utf-8", "replace")
    damage = text.count("\ufffd") - body.count(b"\xef\xbf\xbd")
    if not damage:
        return text, Encoding("utf-8", "utf-8", 1.0, 0)
    share = valid_share(text, damage)
    if share >= MOSTLY_UTF8:
        return text, Encoding("utf-8", "utf-8", round(share, 4), damage)
    chosen, evidence = choose(body, claims)
    if evidence.confidence < GOOD_FIT and share >= PARTLY_UTF8:
        return text, Encoding("utf-8", "utf-8", round(share, 4), damage)
    return chosen, evidence


def read_as(body: bytes, name: str, rule: str, confidence: float) -> tuple[str, Encoding]:
    """The text as of one encoding, with the count of bytes that it does not know."""
    text = body.decode(name, "replace")
    return text, Encoding(name, rule, confidence, text.count("\ufffd"))


def nul_pattern(body: bytes) -> str:
    """UTF-16 or UTF-32 without a mark: its high bytes stand at fixed places of its units.

    They are NUL in ASCII, as in markup, and below 6 in the letters from Latin to Cyrillic.
    """
    start = body[:4096]
    start = start[: len(start) // 4 * 4]
    if len(start) < FEWEST_WIDE:
        return ""
    share = [start[place::4].count(0) * 4 / len(start) for place in range(4)]
    for name, nul, filled, least in (
        ("utf-32-le", (2, 3), (0,), 0.9),
        ("utf-32-be", (0, 1), (3,), 0.9),
        ("utf-16-le", (1, 3), (0, 2), 0.05),
        ("utf-16-be", (0, 2), (1, 3), 0.05),
    ):
        if all(share[place] > least for place in nul) and all(share[place] < 0.01 for place in filled):
            return name
    high = [sum(byte < HIGH_BYTES for byte in start[place::2]) * 2 / len(start) for place in (0, 1)]
    if min(high) < 0.1 and max(high) > 0.9:
        return "utf-16-le" if high[1] > high[0] else "utf-16-be"
    return ""


def claimed(body: bytes, content_type: str) -> Iterator[tuple[str, str]]:
    """The encodings that the header, then the page names, as (codec, rule); unknown labels are left out."""
    labels = []
    if stated := HEADER.search(content_type):
        labels.append((stated.group(1), "header"))
    if found := CLAIM.search(body[:CLAIM_WITHIN]):
        labels.append(((found.group(1) or found.group(2)).decode("ascii", "replace"), "meta"))
    for label, rule in labels:
        if codec := LABELS.get(label.lower()):
            yield codec, rule


def valid_share(text: str, damage: int) -> float:
    """The share of characters above ASCII that were valid UTF-8."""
    valid = sum(1 for character in text if character > "\x7f") - damage
    return valid / (valid + damage)


def choose(body: bytes, claims: list[tuple[str, str]]) -> tuple[str, Encoding]:
    """The claim that the bytes bear out, or the most plausible single-byte encoding."""
    for codec, rule in claims:
        if codec in MULTIBYTE:
            text, evidence = read_as(body, codec, rule, 0.9)
            if is_east_asian(text):
                return text, evidence
    sample = b" ".join(match.group() for match in islice(HIGH_WORD.finditer(body), SAMPLE_WORDS))
    single = [
        (codec, rule) for codec, rule in claims if codec not in MULTIBYTE and not codec.startswith("utf")
    ]
    tried = (*CANDIDATES, *(codec for codec, _ in single))
    fits = {codec: fit(sample.decode(codec, "replace")) for codec in tried}
    best = max(fits, key=lambda codec: fits[codec].score)
    for codec, rule in single:
        if fits[codec].score >= fits[best].score - BELIEF and fits[codec].faults <= fits[best].faults:
            return read_as(body, codec, rule, confidence(fits[codec].score))
    if fits[best].score <= 0:
        return read_as(body, "utf-8", "utf-8", 0.0)
    return read_as(body, best, "detected", confidence(fits[best].score))


def confidence(score: float) -> float:
    """A plausibility as a share between 0 and 1."""
    return round(min(1.0, max(0.0, score)), 4)
