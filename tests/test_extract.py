"""Pages are taken apart whatever their depth, size and malice."""

import json

import pytest

from pipelines.clean import clean
from pipelines.extract import extract, extract_plain
from pipelines.extract.parse import UnparsableError, parse
from pipelines.extract.roles import insides, running_text

SENTENCE = "This is a normal sentence of a news article, long enough to be kept, number {}."
ARTICLE = "<article>" + "".join(f"<p>{SENTENCE.format(number)}</p>" for number in range(20)) + "</article>"


def page(body: str = ARTICLE, head: str = "<title>Talks end - Site</title>") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


def linked_data(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return f'<script type="application/ld+json">{text}</script>'


def body_of(html: str) -> str:
    found = extract(html, "https://e.example/a")
    return clean(found.blocks, found.title).body


def test_what_every_element_holds_is_added_up_in_one_pass() -> None:
    body = (
        "<div id='a'>One <a href='/'>two <b>three</b></a> four<nav>five</nav> six"
        "<section id='b'><h1>Seven</h1> </section>"
        "<blockquote class='twitter-tweet' id='c'>eight</blockquote></div>"
        "<div id='d' class='entry-content'><a><p id='e'>nine</p></a></div>"
    )
    root = parse(page(body)).root
    inside = {element.get("id"): found for element, found in insides(root).items() if element.get("id")}
    assert [(key, one.length, one.article, one.post) for key, one in inside.items()] == [
        ("a", len("One four six Seven eight "), True, True),
        ("b", len("Seven "), True, False),
        ("c", len("eight "), False, True),
        ("d", 0, True, False),
        ("e", 0, False, False),
    ]
    texts = {key: running_text(root.find(f".//*[@id='{key}']")) for key in inside}
    assert texts == {"a": "One four six Seven eight", "b": "Seven", "c": "eight", "d": "", "e": ""}


def test_a_plain_page_gives_every_paragraph() -> None:
    assert body_of(page()).split("\n\n") == [SENTENCE.format(number) for number in range(20)]


@pytest.mark.parametrize("depth", [100, 255, 400, 1000, 2000, 5000])
@pytest.mark.parametrize("tag", ["font", "div", "b", "table><tr><td"])
def test_depth_costs_nothing(tag: str, depth: int) -> None:
    assert SENTENCE.format(19) in body_of(page(f"<{tag}>" * depth + ARTICLE))


@pytest.mark.parametrize(
    "unshown",
    [
        "<script>" + "x" * 11_000_000 + "</script>",
        "<style>" + "x" * 11_000_000 + "</style>",
        "<!--" + "x" * 11_000_000 + "-->",
        '<img src="data:image/png;base64,' + "A" * 3_000_000 + '">',
    ],
)
def test_what_is_not_shown_hides_nothing(unshown: str) -> None:
    assert SENTENCE.format(19) in body_of(page(unshown + ARTICLE))


def test_a_huge_text_hides_nothing_behind_it_and_is_said_to_be_left_out() -> None:
    found = extract(page("<pre>" + "word " * 2_200_000 + "</pre>" + ARTICLE))
    assert any(SENTENCE.format(19) in block.text for block in found.blocks)
    assert found.reader.endswith("11000000 characters left out")


@pytest.mark.parametrize(
    "head",
    [
        linked_data({"@type": "NewsArticle", "author": {"@type": "Person", "name": "!" * 50_000 + "a"}}),
        linked_data({"@type": "NewsArticle", "author": {"@type": "Person", "name": "(" * 50_000 + "a"}}),
        linked_data('{"@type": "NewsArticle", ' + '"author":' * 22_000),
        linked_data("{" + '"@type":"Organization",x' * 8_500),
        linked_data('{"a":' * 100_000 + "1" + "}" * 100_000),
        linked_data('{ broken "headline": "' + "<" * 100_000 + '", '),
        '<meta name="author" content="x' + "!" * 100_000 + 'a">',
        "<title>" + "a - " * 50_000 + "</title>",
        "<title>a" + " \u00a0" * 50_000 + "</title>",
        linked_data("{bad") * 5_000,
        '<meta property="article:published_time" content="2024-06-01T00:00:00+99:99">',
    ],
)
@pytest.mark.timeout(120)
def test_a_hostile_head_neither_holds_nor_blinds(head: str) -> None:
    assert SENTENCE.format(19) in body_of(page(head=head))


@pytest.mark.parametrize(
    "body",
    [
        "<p " + " ".join(f'a{number}="1"' for number in range(100_000)) + ">x</p>" + ARTICLE,
        ARTICLE + "<p>" + "<" * 300_000,
        ARTICLE + "<!--" * 100_000,
        '<div class="' + "comment " * 100_000 + '">x</div>' + ARTICLE,
        ARTICLE + '<div class="comment post">' * 200 + "x" + "</div>" * 200,
    ],
)
@pytest.mark.timeout(120)
def test_a_hostile_body_neither_holds_nor_blinds(body: str) -> None:
    assert SENTENCE.format(18) in body_of(page(body))


def test_too_many_elements_are_refused_by_name() -> None:
    with pytest.raises(UnparsableError, match="elements"):
        extract(page("<i></i>" * 250_000))


def test_the_head_is_cleaned_of_what_no_database_takes() -> None:
    head = linked_data(
        '{"@type":"NewsArticle","headline":"Bad \\ud800 title\\u0000","author":"A\\u0000 B\\udfff"}'
    )
    found = extract(page(head=head))
    assert "\x00" not in found.title
    found.title.encode("utf-8")
    "".join(found.authors).encode("utf-8")


@pytest.mark.parametrize(
    ("head", "heading", "title"),
    [
        (
            "<title>Talks end in Istanbul | World | site.example</title>",
            "Talks end in Istanbul",
            "Talks end in Istanbul",
        ),
        ("<title>Talks end in Istanbul | World | site.example</title>", "", "Talks end in Istanbul"),
        (
            '<meta property="og:site_name" content="The Paper"><title>Talks end - The Paper</title>',
            "",
            "Talks end",
        ),
        ("<title>The Paper</title>", "Talks end in Istanbul", "Talks end in Istanbul"),
        (
            '<meta property="og:title" content="Talks end in..."><title>x</title>',
            "Talks end in Istanbul",
            "Talks end in Istanbul",
        ),
        ("<title>Talks - and what comes after them</title>", "", "Talks - and what comes after them"),
        (linked_data({"@type": "NewsArticle", "headline": "Talks end"}), "", "Talks end"),
    ],
)
def test_the_headline_is_what_a_reader_sees(head: str, heading: str, title: str) -> None:
    shown = f"<h1>{heading}</h1>" if heading else ""
    assert extract(page(shown + ARTICLE, head), "https://paper.example/a").title == title


KICKED = '<h1><span class="topline">War</span> <span>Talks end in Istanbul</span></h1>'


@pytest.mark.parametrize(
    ("head", "shown", "title"),
    [
        ("<title>Talks end in Istanbul | Paper</title>", KICKED, "Talks end in Istanbul"),
        ("<title>War: Talks end in Istanbul | Paper</title>", KICKED, "War Talks end in Istanbul"),
        ("<title>Delegations in Istanbul end talks</title>", KICKED, "Talks end in Istanbul"),
        (
            "<title>x</title>",
            "<h1><b>Peace Day</b>Talks end in Istanbul</h1>",
            "Peace Day Talks end in Istanbul",
        ),
        ("<title>x</title>", "<h1>iPho<em>ne</em> talks end here</h1>", "iPhone talks end here"),
        (
            "<title>x</title>",
            '<h1><i>Talks:</i> <i class="topline">all is said</i></h1>',
            "Talks: all is said",
        ),
    ],
)
def test_the_line_over_a_headline_goes_where_the_head_does_not_have_it(
    head: str, shown: str, title: str
) -> None:
    assert extract(page(shown + ARTICLE, head), "https://paper.example/a").title == title


def test_lines_of_a_wrapped_text_are_one_paragraph() -> None:
    text = (
        "The delegations met for two hours in the palace and\nagreed to exchange a thousand prisoners, the\n"
        "heads of both said.\n\nA second meeting is planned for the first week of the\nmonth of June."
    )
    whole = [part.replace("\n", " ") for part in text.split("\n\n")]
    assert [block.text for block in extract_plain(text).blocks] == whole


def test_lines_of_an_unwrapped_text_are_paragraphs() -> None:
    text = f"{SENTENCE.format(1)}\r\n{SENTENCE.format(2)}\n\n{SENTENCE.format(3)}"
    assert [block.text for block in extract_plain(text).blocks] == [
        SENTENCE.format(number) for number in (1, 2, 3)
    ]
