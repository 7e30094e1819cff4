"""A byline names people and outlets, and nothing else that stands in it."""

import pytest

from pipelines.extract import extract
from pipelines.extract.byline import names_in

LINKED = '<script type="application/ld+json">%s</script>'
ARTICLE = "<article><h1>Talks end in Istanbul</h1>%s<p>Talks have ended.</p></article>"


def authors_of(head: str = "", inside: str = "", url: str = "") -> tuple[str, ...]:
    return extract(f"<html><head>{head}</head><body>{ARTICLE % inside}</body></html>", url).authors


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("By Ada Byron and Mary Shelley", ["Ada Byron", "Mary Shelley"]),
        ("Ada Byron, Mary Shelley & Jane Austen", ["Ada Byron", "Mary Shelley", "Jane Austen"]),
        ("Von Felix Klar und Jörg Sold, dpa", ["Felix Klar", "Jörg Sold", "dpa"]),
        ("Автор: Анна Лебедева", ["Анна Лебедева"]),
        ("Анна Лебедева и Пётр Снегов", ["Анна Лебедева", "Пётр Снегов"]),
        ("Yazan: Ayşe Deniz", ["Ayşe Deniz"]),
        ("Le Quotidien et AFP", ["Le Quotidien", "AFP"]),
        ("José Ortega y Gasset", ["José Ortega y Gasset"]),
        ("Luna Vega y Pilar Mora", ["Luna Vega", "Pilar Mora"]),
        ("ROBERT BORN, AP National Security Writer", ["ROBERT BORN"]),
        ("Howard Blum Staff Writer", ["Howard Blum"]),
        ("Guardian staff reporter", ["Guardian staff reporter"]),
        ("Rachel Linn, MS, RD", ["Rachel Linn"]),
        ("Robert Downing, Jr.", ["Robert Downing, Jr."]),
        ("Elena Holz (obe)", ["Elena Holz"]),
        ("Deutsche Stimme (www.stimme.example)", ["Deutsche Stimme"]),
        ("Jean Aufrac (CNXSoft)", ["Jean Aufrac (CNXSoft)"]),
        ("desk@paper.example (Ada Byron)", ["Ada Byron"]),
        ("Ada Byron <ada@paper.example>", ["Ada Byron"]),
        ("More stories by Jeremy Herr", ["Jeremy Herr"]),
        ("Updated by Jon Link", []),
        ("https://www.facebook.com/paper", []),
        ("facebook.com/paper", []),
        ("(Image: Agency Pictures)", []),
        ("View my complete profile", []),
        ("Madeline Fry, November 18", ["Madeline Fry"]),
        ("Ursula von der Heide", ["Ursula von der Heide"]),
        ("Von der Heide", ["Von der Heide"]),
        ("admin", []),
        ("", []),
    ],
)
def test_names_are_taken_out_of_a_byline(text: str, names: list[str]) -> None:
    assert names_in([(text, False)]) == names


def test_a_job_title_in_a_list_is_no_second_author() -> None:
    assert names_in([("MATT BRIEN", True), ("AP Technology Writer", True)]) == ["MATT BRIEN"]


def test_an_organisation_is_one_name() -> None:
    linked = LINKED % (
        '{"@type":"NewsArticle","author":{"@type":"Organization","name":"Ministry of Trade and Industry"}}'
    )
    assert authors_of(linked) == ("Ministry of Trade and Industry",)


def test_linked_data_may_refer_to_people() -> None:
    graph = (
        '{"@graph":[{"@type":"NewsArticle","author":[{"@id":"#ada"},{"@id":"#nobody"}]},'
        '{"@type":"Person","@id":"#ada","name":"Ada Byron"}]}'
    )
    assert authors_of(LINKED % graph) == ("Ada Byron",)


@pytest.mark.parametrize(
    "author", ['"https://www.facebook.com/paper"', '{"name":"https://paper.example/ada"}']
)
def test_an_address_is_no_author(author: str) -> None:
    assert authors_of(LINKED % f'{{"@type":"NewsArticle","author":{author}}}') == ()


def test_one_name_is_named_once() -> None:
    head = "".join(
        f'<meta name="author" content="{name}">' for name in ("JOHN SMITH", "John Smith", "john-smith")
    )
    assert authors_of(head) == ("John Smith",)


def test_the_first_element_of_the_head_that_names_somebody_counts() -> None:
    head = (
        '<meta name="author" content="https://paper.example/ada">'
        '<meta property="article:author" content="Ada Byron"><meta name="byl" content="By The Paper">'
    )
    assert authors_of(head) == ("Ada Byron",)


@pytest.mark.parametrize(
    ("inside", "names"),
    [
        ('<span class="author vcard"><a href="/a">Ada Byron</a></span>', ("Ada Byron",)),
        ('<a rel="author nofollow" href="/a">Ada Byron</a>', ("Ada Byron",)),
        (
            '<p class="byline">By <a>Ada Byron</a> and <a>Ivan Petrenko</a> in <a>World</a></p>',
            ("Ada Byron", "Ivan Petrenko"),
        ),
        (
            '<p class="byline"><a href="/world">World</a> <a href="/author/ada">Ada Byron</a></p>',
            ("Ada Byron",),
        ),
        (
            '<span class="author"><a>Ada Byron</a></span> <span class="author"><a>Ivan Petrenko</a></span>',
            ("Ada Byron", "Ivan Petrenko"),
        ),
        ('<div class="post-author">Автор: Анна Лебедева</div>', ("Анна Лебедева",)),
        ('<div class="byline">Ayşe Deniz</div>', ("Ayşe Deniz",)),
        (
            '<b itemprop="author" itemscope><i itemprop="name">Ada Byron</i> <i>of trade</i></b>',
            ("Ada Byron",),
        ),
        ('<div class="byline">World</div>', ()),
        ('<div class="byline">The delegations met for two hours in the palace.</div>', ()),
        ('<div><h3>Other news</h3><span class="author vcard"><a>Other One</a></span></div>', ()),
        ('<div class="related"><span class="author vcard"><a>Other One</a></span></div>', ()),
        ('<div class="comment-author vcard"><a>A Guest</a></div>', ()),
    ],
)
def test_a_byline_by_the_headline_names_the_writer(inside: str, names: tuple[str, ...]) -> None:
    assert authors_of(inside=inside) == names


def test_bylines_of_different_people_in_several_places_are_of_updates() -> None:
    update = '<div><b>12:35</b><span class="byline">by %s</span></div>'
    assert authors_of(inside=update % "Ada Byron" + update % "Ivan Petrenko") == ()
    assert authors_of(inside=(update % "Ada Byron") * 2) == ("Ada Byron",)


def test_who_comments_writes_no_article() -> None:
    inside = (
        '<footer><span itemprop="author">Ada Byron</span></footer>'
        '<div class="comments"><span itemprop="author">A Guest</span></div>'
    )
    assert authors_of(inside=inside) == ("Ada Byron",)


def test_of_several_articles_that_of_the_page_counts() -> None:
    two = (
        '[{"@type":"NewsArticle","headline":"Grain ships sail","author":"Other One","url":"https://p.example/a/12"},'
        '{"@type":"NewsArticle","headline":"Talks end in Istanbul","author":"Ada Byron"}]'
    )
    assert authors_of(
        f"<title>Talks end in Istanbul | Paper</title>{LINKED % two}", url="https://p.example/a/1"
    ) == ("Ada Byron",)
    assert authors_of(LINKED % two, url="https://p.example/a/12") == ("Other One",)
