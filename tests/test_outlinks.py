"""Where an article's links lead: out of its text alone, and to other sites."""

import pytest

from items import Article
from pipelines.outlinks import MOST
from pipelines.reading import read
from tests.test_reading import PARAGRAPH, answer


def outlinks(words: str = "", head: str = "") -> tuple[str, ...]:
    """Of a page with furniture around it; `words` stand in its second paragraph."""
    page = (
        f"<html><head><title>Talks end</title>{head}</head><body>"
        '<nav><a href="http://nav.example/">Home</a></nav>'
        f"<article><h1>Talks end</h1><p>{PARAGRAPH}</p><p>{PARAGRAPH.replace('two', 'six')}{words}</p>"
        f"<p>{PARAGRAPH.replace('two', 'ten')}</p></article>"
        '<footer><a href="http://foot.example/">About us</a></footer></body></html>'
    )
    found = read(answer(page.encode()))
    assert isinstance(found, Article)
    assert PARAGRAPH.strip() in found.body
    return found.outlinks


def based_on(said: str) -> str:
    """Linked data of an article."""
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", "isBasedOn": {said}}}</script>'


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ('First <a href="https://www.wire.example/a/?utm_source=x#top">said</a> there.', ("wire.example/a",)),
        ('The <a href="/b">town</a> and <a href="https://blog.paper.example/c">our blog</a> say so.', ()),
        ('<a href="//wire.example/d">One</a>, <a href="http://wire.example/d">two</a>.', ("wire.example/d",)),
        ('Write to <a href="mailto:a@wire.example">us</a>, <a>or</a> <a href="http://[">not</a>.', ()),
    ],
)  # fmt: skip
def test_links_of_the_text_to_other_sites_are_kept_as_keys(words: str, keys: tuple[str, ...]) -> None:
    assert outlinks(words) == keys


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="canonical" href="https://wire.example/a">',
        '<meta name="original-source" content="https://wire.example/a">',
        '<meta name="syndication-source" content="https://wire.example/a">',
        based_on('"https://wire.example/a"'),
        based_on('[{"url": "https://wire.example/a"}]'),
    ],
)
def test_what_the_head_names_as_the_origin_counts(head: str) -> None:
    assert outlinks(head=head) == ("wire.example/a",)


def test_a_list_of_links_is_cut() -> None:
    many = ", ".join(f'a <a href="http://wire.example/{n}">report</a> of note' for n in range(MOST + 5))
    assert len(outlinks(many)) == MOST
