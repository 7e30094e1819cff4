"""When two URLs are one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.identity import identity, key_hash, registrable_domain, text_urn, url_key


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("HTTPS://www.Example.org:443/a/b/?utm_source=x&b=2&a=1#part", "example.org/a/b?a=1&b=2"),
        ("http://m.example.co.uk/story/amp/?ysclid=1", "example.co.uk/story"),
        ("https://amp.example.org/story.amp.html?amp=1", "example.org/story.html"),
        ("https://example.org/story.amp?outputType=amp&id=3", "example.org/story?id=3"),
        ("http://example.org/amp", "example.org/amp"),
        ("http://example.org/champ", "example.org/champ"),
        ("http://www.com/x", "www.com/x"),
        ("http://m.com/", "m.com"),
        ("http://www.m.example.org", "example.org"),
        ("http://127.0.0.1:8080/", "127.0.0.1:8080"),
        ("https://example.org:80/", "example.org:80"),
        ("http://[::1]:81/x", "[::1]:81/x"),
        ("http://пример.рф/переговоры", "xn--e1afmkfd.xn--p1ai/" + "%D0%BF%D0%B5%D1%80%D0%B5%D0%B3"
         "%D0%BE%D0%B2%D0%BE%D1%80%D1%8B"),
        ("http://xn--e1afmkfd.xn--p1ai/%d0%bf", "xn--e1afmkfd.xn--p1ai/%D0%BF"),
        ("http://example.org/%7Euser/./x/../y", "example.org/~user/y"),
        ("http://example.org/?q=a%20b&empty=&flag", "example.org?empty=&flag&q=a%20b"),
        ("http://user:secret@example.org./a", "example.org/a"),
        ("  http://example.org/a\n", "example.org/a"),
        ("http://e.org/?fbclid=1&gclid=2&wbraid=3&yclid=4&dclid=5&at_medium=RSS&_ga=7&id=8", "e.org?id=8"),
    ],
)  # fmt: skip
def test_key(url: str, key: str) -> None:
    assert url_key(url) == key


@pytest.mark.parametrize(
    "url",
    ["", "/a", "ftp://example.org/a", "http://", "javascript:alert(1)", "http://[::1", "http://a:99999/"],
)
def test_what_is_no_page_has_no_key(url: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the standard library words some of them
        url_key(url)


def test_pages_that_differ_keep_different_keys() -> None:
    pages = [
        "https://example.org/a",
        "https://example.org/A",
        "https://example.org/a?page=2",
        "https://example.org/a?id=1&id=2",
        "https://news.example.org/a",
        "https://example.org:8443/a",
        "https://example.org/a%2Fb",
        "https://example.org/a/b",
    ]
    assert len({url_key(url) for url in pages}) == len(pages)


@given(
    st.text(max_size=40),
    st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), max_size=4),
)
def test_a_key_is_its_own_key(path: str, pairs: list[tuple[str, str]]) -> None:
    query = "&".join(f"{name}={value}" for name, value in pairs)
    key = url_key(f"https://www.example.org/{path}?{query}")
    assert url_key(f"http://{key}") == key
    assert key.encode()


def test_nothing_breaks_the_hash_of_a_key() -> None:
    assert len(key_hash(identity("http://example.org/\ud800\x00" + "я" * 9000))) == 64


def test_a_text_without_url_is_known_by_its_words() -> None:
    assert text_urn("мир") == text_urn("мир") != text_urn("мир.")
    assert identity(text_urn("мир")) == text_urn("мир")


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("news.bbc.co.uk", "bbc.co.uk"),
        ("www.pravda.com.ua", "pravda.com.ua"),
        ("EXAMPLE.org.", "example.org"),
        ("localhost", "localhost"),
        ("10.0.0.1", "10.0.0.1"),
        ("a.b.test", "b.test"),
    ],
)
def test_registrable_domain(host: str, domain: str) -> None:
    assert registrable_domain(host) == domain
