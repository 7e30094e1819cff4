"""Where forms begin and end in the bytes of a page, and how many automata they make."""

from collections.abc import Callable

import pytest

from pipelines import rawforms
from pipelines.passages import compiled
from pipelines.prefilter import Scan, compiled_scan, plain_scan, slow_groups
from pipelines.rawforms import group_patterns
from registry.forms import fold
from registry.topic import load_topic
from tests.topic_texts import ON

TALKS = load_topic("istanbul-talks")
BEFORE = ["&#171", "&#171;", "&#xAB", "&laquo", "&laquo;", "\\u00ab", "\\n", "«", "_", "/", "\xa0", "<br>"]


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("scan", [compiled_scan, plain_scan])
def test_a_form_may_stand_behind_any_sign(scan: Callable[..., Scan], before: str) -> None:
    if scan is compiled_scan:
        pytest.importorskip("re2")
    data = f"<p>word {before}Istanbul</p>".encode()
    assert scan(TALKS, TALKS.requires[0])(data)


@pytest.mark.parametrize("scan", [compiled_scan, plain_scan])
@pytest.mark.parametrize("inside", ["7Istanbul", "qIstanbul", "x56istanbulq"])
def test_a_form_does_not_begin_inside_a_word_or_number(scan: Callable[..., Scan], inside: str) -> None:
    if scan is compiled_scan:
        pytest.importorskip("re2")
    assert not scan(TALKS, TALKS.requires[0])(f"<p>{inside}</p>".encode())
    assert "istanbul" not in compiled(TALKS).find(fold(inside))


def test_where_the_fallback_differs() -> None:
    pytest.importorskip("re2")
    accented, tagged = "VİRÜS".encode(), b'<p>I<b class="x">stan</b>bul</p>'
    russia, place = TALKS.requires[1], TALKS.requires[0]
    assert compiled_scan(TALKS, russia)(accented)
    assert not plain_scan(TALKS, russia)(accented)
    assert plain_scan(TALKS, place)(tagged)
    assert not compiled_scan(TALKS, place)(tagged)


def test_many_forms_make_several_automata_and_lint_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("re2")
    whole = group_patterns(TALKS, TALKS.requires[0])
    assert len(whole) == 1
    assert list(slow_groups(TALKS)) == []
    monkeypatch.setattr(rawforms, "LARGEST_PATTERN", len(whole[0]) // 3)
    parts = group_patterns(TALKS, TALKS.requires[0])
    assert len(parts) > 2
    assert max(map(len, parts)) < len(whole[0]) / 2
    (problem,) = slow_groups(TALKS)
    assert problem.key == "requires[0]"
    assert f"{len(parts)} automata" in problem.message
    assert all(compiled_scan(TALKS, TALKS.requires[0])(text.encode()) for text in ON)


@pytest.mark.parametrize(
    "page",
    [
        "NEGOTIATIONS BETWEEN MOSCOW",
        "negotiation<b>s</b> between Moscow",
        "Russia&rsquo;s Ukraine talks",
        "negotiation&amp;#x73; between&amp;nbsp;Moscow",
        "negotiation\\\\u0073 between\\\\u00a0Moscow",
    ],
)
@pytest.mark.parametrize("scan", [compiled_scan, plain_scan])
def test_the_ending_of_a_first_word_may_be_written_in_any_way(scan: Callable[..., Scan], page: str) -> None:
    if scan is compiled_scan:
        pytest.importorskip("re2")
    assert scan(TALKS, ("direct",))(page.encode())
