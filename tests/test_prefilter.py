"""The scan over raw bytes: never refuses what the full decision accepts, whatever the encoding."""

import html
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import prefilter
from pipelines.decode import decode
from pipelines.passages import passages
from pipelines.prefilter import may_be_on_topic, plain_scan, scans
from pipelines.relevance import decide
from registry.topic import Topic, load_topic
from tests.test_topic_set import SETS
from tests.topic_texts import OFF, ON

TALKS = load_topic("istanbul-talks")
EVERYTHING = load_topic("everything")
ENCODINGS = {
    "ru": [
        "utf-8",
        "cp1251",
        "koi8-r",
        "iso8859-5",
        "mac-cyrillic",
        "cp866",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
    ],
    "uk": ["utf-8", "cp1251", "koi8-u", "mac-cyrillic", "utf-16", "utf-16-le", "utf-16-be"],
    "tr": ["utf-8", "cp1254", "iso8859-9", "utf-16", "utf-16-le"],
    "en": ["utf-8", "ascii", "cp1252", "utf-16"],
}
LABELS = {
    "cp1251": "windows-1251",
    "iso8859-5": "iso-8859-5",
    "mac-cyrillic": "x-mac-cyrillic",
    "cp866": "ibm866",
    "cp1254": "windows-1254",
    "iso8859-9": "iso-8859-9",
    "cp1252": "windows-1252",
    "ascii": "us-ascii",
}


def named(character: str) -> str:
    return html.entities.codepoint2name.get(ord(character), f"#{ord(character)}")


SPELLINGS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "decimal": lambda text: "".join(f"&#{ord(c)};" if c.isalpha() else c for c in text),
    "leading zeros": lambda text: "".join(f"&#000{ord(c)};" if c.isalpha() else c for c in text),
    "hexadecimal": lambda text: "".join(f"&#x{ord(c):x};" if c.isalpha() else c for c in text),
    "capital hexadecimal": lambda text: "".join(f"&#X0{ord(c):X};" if c.isalpha() else c for c in text),
    "above ASCII": lambda text: text.encode("ascii", "xmlcharrefreplace").decode(),
    "names": lambda text: "".join(f"&{named(c)};" if c > "\x7f" else c for c in text),
    "escapes": lambda text: json.dumps(text)[1:-1],
    "capital escapes": lambda text: "".join(f"\\u{ord(c):04X}" if c > "\x7f" else c for c in text),
    "soft hyphens": lambda text: "".join(f"{c}\xad" if c.isalpha() else c for c in text),
    "zero-width spaces": lambda text: "".join(f"{c}&#8203;" if c.isalpha() else c for c in text),
    "capitals": str.upper,
    "without breaks": lambda text: text.replace(" ", "&nbsp;"),
    "tags for blanks": lambda text: text.replace(" ", ' <a href="/x?a=1">'),
    "bold letters": lambda text: "".join(f"<b>{c}</b>" if c.isupper() else c for c in text),
}


def texts() -> list[tuple[str, str]]:
    languages = ["en", "ru", "uk", "tr", "tr"]
    return list(zip(languages, ON, strict=False))


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("number", range(len(texts())))
def test_a_text_on_the_topic_passes_in_every_encoding_and_spelling(number: int, spelling: str) -> None:
    language, text = texts()[number]
    for encoding in ENCODINGS[language]:
        page = f"<html><body><p>{SPELLINGS[spelling](text)}</p>" + "<p>.</p>" * 9
        label = LABELS.get(encoding, encoding.removesuffix("-le").removesuffix("-be"))
        body = page.encode(encoding, "xmlcharrefreplace")
        content_type = f"text/html; charset={label}"
        if decode(body, content_type)[0] == body.decode(encoding):  # else the full reading is in the dark too
            assert may_be_on_topic(body, content_type, [TALKS]), encoding


WORDS = sorted({
    form.strip("*=")
    for languages in TALKS.concepts.values()
    for forms in languages.values()
    for form in forms
})  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    words=st.lists(st.sampled_from(WORDS) | st.text("абвгіїйabcşıüğ'-", min_size=1, max_size=6), max_size=25),
    spelling=st.sampled_from(sorted(SPELLINGS)),
    encoding=st.sampled_from(["utf-8", "utf-16", "cp1251", "cp1254"]),
)
def test_what_is_refused_is_on_no_topic(words: list[str], spelling: str, encoding: str) -> None:
    text = " ".join(words)
    body = f"<title>x</title><p>{SPELLINGS[spelling](text)}</p>".encode(encoding, "xmlcharrefreplace")
    if not may_be_on_topic(body, f"text/html; charset={encoding}", [TALKS]):
        assert not decide(TALKS, "", text).relevant


SENTENCES = [sentence for text in ON for sentence in passages(text)]


@settings(max_examples=150, deadline=None)
@given(
    sentences=st.lists(st.sampled_from(SENTENCES) | st.sampled_from(WORDS), min_size=2, max_size=8),
    spelling=st.sampled_from(sorted(SPELLINGS)),
    encoding=st.sampled_from(["utf-8", "utf-16", "cp1251", "cp1254"]),
)
def test_what_is_accepted_passes(sentences: list[str], spelling: str, encoding: str) -> None:
    text = "\n".join(sentences)
    page = f"<p>{SPELLINGS[spelling](text)}</p>"
    body, content_type = page.encode(encoding, "xmlcharrefreplace"), f"text/html; charset={encoding}"
    understood = decode(body, content_type)[0] == body.decode(encoding)
    if understood and decide(TALKS, "", text).relevant:
        assert may_be_on_topic(body, content_type, [TALKS])


@settings(max_examples=150, deadline=None)
@given(
    words=st.lists(st.sampled_from(WORDS) | st.text("абвгіїйabcşıüğ", min_size=1, max_size=6), max_size=6),
    spelling=st.sampled_from(sorted(SPELLINGS)),
)
def test_the_fallback_finds_no_more_and_for_the_first_group_no_less(words: list[str], spelling: str) -> None:
    pytest.importorskip("re2")
    data = f"<p>{SPELLINGS[spelling](' '.join(words))}</p>".encode()
    for scan, group in zip(scans(TALKS), prefilter.groups(TALKS), strict=True):
        assert scan(data) >= plain_scan(TALKS, group)(data), group
    first = TALKS.requires[0]
    assert scans(TALKS)[0](data) == plain_scan(TALKS, first)(data)


@pytest.mark.parametrize("text", OFF[:1])
def test_a_page_without_the_concepts_is_refused(text: str) -> None:
    rain = b"<html><p>Rain expected at the weekend in London, with umbrellas.</p></html>"
    assert not may_be_on_topic(rain, "text/html", [TALKS])
    assert may_be_on_topic(rain, "text/html", [TALKS, EVERYTHING])
    assert may_be_on_topic(rain, "text/html", [])


def test_without_the_library_the_answers_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prefilter, "re2", None)
    scans.cache_clear()
    try:
        assert all(may_be_on_topic(text.encode(), "", [TALKS]) for text in ON)
        assert not may_be_on_topic(b"<p>Rain in Kyiv, and Moscow waits for snow</p>", "", [TALKS])
    finally:
        scans.cache_clear()


def test_what_cannot_be_seen_into_passes() -> None:
    assert may_be_on_topic(b"\x1f\x8b\x08\x00rest", "text/html", [TALKS])
    assert may_be_on_topic(b"%PDF-1.7 rest", "text/html", [TALKS])


def test_a_topic_without_requirements_is_ruled_out_by_its_signals() -> None:
    topic = Topic.model_validate({
        "id": "harbour", "version": "", "name": "Harbour", "languages": ["en"],
        "concepts": {"harbour": {"en": ["harbour", "port authority"]}},
        "signals": [{"name": "s", "score": 1.0, "any": ["harbour"]}],
    })  # fmt: skip
    assert may_be_on_topic(b"<p>two Harbours</p>", "", [topic])
    assert may_be_on_topic(b"the port <b>authority</b>", "", [topic])
    assert not may_be_on_topic(b"a port, an authority", "", [topic])


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_what_a_shipped_topic_takes_is_never_refused(path: Path) -> None:
    topic = load_topic(path.stem)
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        page = f"<h1>{row['title']}</h1><p>{row['text']}</p>".encode()
        assert (
            may_be_on_topic(page, "text/html", [topic])
            or not decide(topic, row["title"], row["text"]).relevant
        )


def test_forms_too_many_for_one_automaton_are_looked_for_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("re2")
    monkeypatch.setattr(prefilter, "SCAN_MEMORY", 1 << 16)
    scans.cache_clear()
    try:
        assert may_be_on_topic(ON[0].encode(), "", [TALKS])
        assert not may_be_on_topic(b"<p>Rain in Kyiv, and Moscow waits for snow</p>", "", [TALKS])
    finally:
        scans.cache_clear()
