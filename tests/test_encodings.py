"""Pages come out as they were written, whatever is said of their bytes: what `bench.encodings` counts."""

from collections.abc import Iterable

import pytest

from bench.encodings import CODECS, WIDE, Case, bad_bytes, false_labels, wide
from pipelines.decode import decode


def wrong(cases: Iterable[Case]) -> list[tuple[str, bytes, str]]:
    """What was said of each page that comes out wrong, its beginning, and what it was taken for."""
    found = []
    for case in cases:
        text, encoding = decode(case.body, case.content_type)
        if not case.is_right(text) or encoding.replaced != text.count("\ufffd"):
            found.append((case.content_type, case.body[:60], f"{encoding.name} by {encoding.rule}"))
    return found


def test_a_bad_byte_costs_three_signs_at_most() -> None:
    assert wrong(bad_bytes()) == []


@pytest.mark.parametrize(("language", "codec"), [(one, codec) for one in CODECS for codec in CODECS[one]])
def test_no_label_hides_what_the_bytes_say(language: str, codec: str) -> None:
    assert wrong(false_labels(language, codec)) == []


@pytest.mark.parametrize("codec", WIDE)
def test_wide_signs_need_no_mark_however_few(codec: str) -> None:
    assert wrong(wide(codec)) == []
