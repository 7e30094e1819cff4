"""A page as runs of text under containers: what breaks a run, what is left out, and what is one piece."""

from lxml import etree

from pipelines.blocks import Block, Kind
from pipelines.extract.judging.outline import MUCH, Container, Segment, outline
from pipelines.extract.judging.rendering import blocks_of
from pipelines.extract.parse import parse


def walked(body: str) -> tuple[list[Container], list[Segment]]:
    return outline(parse(f"<html><body>{body}</body></html>").root.find("body"))


def segments(body: str) -> list[Segment]:
    return walked(body)[1]


def texts(body: str) -> list[str]:
    return [segment.text for segment in segments(body)]


def blocks(body: str) -> list[Block]:
    return [block for segment in segments(body) for block in blocks_of(segment)]


def test_each_run_of_text_stands_under_its_innermost_block() -> None:
    containers, found = walked("<div class='top'>Before <p>Inside</p> behind</div><p> </p><p>Last</p>")
    assert [(one.text, one.container.tag) for one in found] == [
        ("Before", "div"),
        ("Inside", "p"),
        ("behind", "div"),
        ("Last", "p"),
    ]
    assert [one.place for one in found] == [0, 1, 2, 3]
    assert found[0].container is found[2].container
    assert [(one.tag, one.depth, one.start, one.end) for one in containers] == [
        ("body", 0, 0, 4),
        ("div", 1, 0, 3),
        ("p", 2, 1, 2),
        ("p", 1, 3, 3),
        ("p", 1, 3, 4),
    ]
    assert found[1].container.path == (("body", ""), ("div", "top"), ("p", ""))
    assert found[1].container.parent is found[0].container


def test_text_without_a_word_is_no_segment() -> None:
    assert texts("<p>* * *</p><p> &nbsp; </p><p>5</p>") == ["5"]


def test_a_line_break_ends_a_run() -> None:
    found = segments("<p>One <b>two<br>three</b> four<br><br>five</p>")
    assert [one.text for one in found] == ["One two", "three four", "five"]
    assert len({id(one.container) for one in found}) == 1
    assert [one.strong > 0 for one in found] == [True, True, False]


def test_emphasis_and_links_are_shares_of_the_characters() -> None:
    (found,) = segments('<p>abcd <a href="/x">efg</a> <b>hi</b> <em>jklm</em> <a href="/y"><i>n</i></a></p>')
    assert found.text == "abcd efg hi jklm n"
    assert (found.linked, found.strong, found.italic) == (4 / 18, 2 / 18, 5 / 18)
    assert found.links == ("/x", "/y")


def test_a_link_around_blocks_holds_in_each_of_them() -> None:
    found = segments('<a href="/x"><p>One two</p><p>three</p></a><p>four</p>')
    assert [one.linked for one in found] == [1.0, 1.0, 0.0]


def test_the_marks_of_inline_elements_are_the_runs() -> None:
    marked, plain = segments('<p>By <span class="author">Ann Bell</span></p><p>By <span>Ann Bell</span></p>')
    assert marked.marks
    assert not plain.marks


def test_a_data_table_is_one_segment_with_its_caption_and_rows() -> None:
    table = (
        "<table><caption>Prisoners <b>exchanged</b></caption>"
        "<thead><tr><th>Day</th><th>Number</th></tr></thead>"
        "<tbody><tr><td>Friday</td><td> <p>390</p> </td></tr><tr><td></td></tr></tbody></table>"
    )
    before, found, behind = segments(f"<p>Before</p><div>{table} behind</div>")
    assert (before.text, behind.text) == ("Before", "behind")
    assert found.rows == ("Prisoners exchanged", "Day | Number", "Friday | 390")
    assert found.tokens == ["prisoners", "exchanged", "day", "number", "friday", "390"]
    assert (found.container.tag, behind.container.tag) == ("table", "div")
    assert blocks_of(found) == [Block(row, Kind.ROW) for row in found.rows]


def test_what_a_break_or_a_block_parts_in_a_cell_does_not_run_together() -> None:
    cells = "<td>Friday<br>evening</td><td><p>Ann</p><p>Bell</p></td><td>3<b>9</b>0 <i hidden>no</i></td>"
    (found,) = segments(f"<table><caption>Who<br>came</caption><tr>{cells}</tr><tr><td>a</td></tr></table>")
    assert found.rows == ("Who came", "Friday evening | Ann Bell | 390", "a")


def test_the_links_of_a_table_count() -> None:
    (found,) = segments(
        '<table><tr><td><a href="/">Friday</a></td><td>390</td></tr><tr><td>a</td><td>b</td></tr></table>'
    )
    assert (found.linked, found.links) == (6 / len(found.text), ("/",))


def test_an_empty_table_is_no_segment_and_hides_nothing_behind_it() -> None:
    assert texts("<table><tr><td> </td></tr></table><p>Behind</p>") == ["Behind"]


def test_what_opens_on_demand_is_left_out_and_the_word_that_carries_it_stays() -> None:
    card = '<span class="tooltip">President <b>since</b> 2019</span>'
    assert texts(f"<p>Said <span class='term'>Ann Bell{card}</span> on Friday</p>") == [
        "Said Ann Bell on Friday"
    ]
    carrier = '<span class="tooltip">Ann Bell<span class="tooltip-text tooltip">President</span></span>'
    assert texts(f"<p>Said {carrier} on Friday</p>") == ["Said Ann Bell on Friday"]


def test_an_inline_element_that_is_not_shown_is_left_out() -> None:
    for unshown in ("<span hidden>no</span>", '<a style="display: none" href="/">no</a>'):
        (found,) = segments(f"<p>One {unshown} two</p>")
        assert (found.text, found.links) == ("One two", ())


def test_a_block_that_is_not_shown_is_kept_and_says_so() -> None:
    shown, unshown = segments('<p>Shown</p><p style="display:none">Unshown</p>')
    assert (shown.container.hidden, unshown.container.hidden) == (False, True)


def test_what_is_no_text_is_not_entered() -> None:
    unseen = "<select><option>One</option></select><button>Two <b>three</b></button><video>Four</video>"
    assert texts(f"<p>Before {unseen} behind</p>") == ["Before behind"]


def test_a_span_with_the_style_of_a_block_is_one() -> None:
    assert texts('<div><span style="display:block">One</span><span>two</span> three</div>') == [
        "One",
        "two three",
    ]
    assert texts('<div><b style="display:block">One</b> two</div>') == ["One two"]


def test_an_element_of_a_sites_own_is_a_block_unless_it_stands_in_a_line() -> None:
    assert texts("<story-p>One</story-p><story-p>two <st1:place>Kyiv</st1:place> three</story-p>") == [
        "One",
        "two Kyiv three",
    ]
    assert texts("<p>One <o:p>two</o:p></p><x-box> three<p>four</p></x-box> five") == [
        "One two",
        "three",
        "four",
        "five",
    ]
    assert texts("<p>The <ruby>sea<rt>see</rt></ruby> and <output>five</output></p>") == [
        "The seasee and five"
    ]


def test_each_line_of_a_preformatted_text_is_a_segment() -> None:
    found = segments("<pre>One two\n\n  three <b>four\nfive</b> six</pre><p>seven\neight</p>")
    assert [one.text for one in found] == ["One two", "three four", "five six", "seven eight"]
    assert {one.container.tag for one in found[:3]} == {"pre"}


def test_a_long_text_for_readers_without_scripts_is_read_and_a_short_one_is_not() -> None:
    long, short = "word " * MUCH, "word " * (MUCH - 1)
    assert texts(f"<noscript><p>{long}</p></noscript><p>Behind</p>") == [long.strip(), "Behind"]
    assert texts(f"<noscript><p>{short}</p></noscript><p>Behind</p>") == ["Behind"]


def test_escaped_markup_is_taken_for_markup() -> None:
    (found,) = segments("<p>The Kremlin &lt;b&gt;said&lt;/b&gt; &amp;quot;no&amp;quot;</p>")
    assert found.text == 'The Kremlin said "no"'
    assert found.tokens == ["the", "kremlin", "said", "no"]
    assert texts("<p>5 &lt; 6 &amp; 7</p>") == ["5 < 6 & 7"]


def test_an_item_of_a_list_begins_with_a_dash_once() -> None:
    assert blocks("<ul><li>One</li><li>- two</li><li><p>Three</p><p>four</p></li></ul>") == [
        Block("- One", Kind.ITEM),
        Block("- two", Kind.ITEM),
        Block("- Three", Kind.ITEM),
        Block("four", Kind.ITEM),
    ]


def test_a_list_item_with_many_segments_is_a_container() -> None:
    story = "".join(f"<p>Paragraph {number}</p>" for number in range(4))
    assert blocks(f"<ul><li><h2>Heading</h2>{story}</li></ul>") == [
        Block("Heading", Kind.HEADING),
        *(Block(f"Paragraph {number}") for number in range(4)),
    ]


def test_what_the_markup_says_of_a_block_goes_with_it() -> None:
    html = '<h3>One</h3><blockquote><p>Two</p></blockquote><p><a href="/">Three</a></p><dl><dt>Four</dt></dl>'
    assert blocks(html) == [
        Block("One", Kind.HEADING),
        Block("Two", Kind.QUOTE),
        Block("Three", linked=True, links=("/",)),
        Block("- Four", Kind.ITEM),
    ]


def test_all_inside_a_quoted_post_is_of_the_post() -> None:
    found = segments(
        '<blockquote class="twitter-tweet"><p>One<br>two</p></blockquote><blockquote>x</blockquote>'
    )
    assert [one.container.post for one in found] == [True, True, False]


def test_depth_is_no_recursion() -> None:
    body = inside = parse("<html><body><p>Top</p></body></html>").root.find("body")
    for _ in range(2_000):
        inside = etree.SubElement(inside, "div")
    inside.text = "Deepest"
    containers, found = outline(body)
    assert [(one.text, one.container.depth) for one in found] == [("Top", 1), ("Deepest", 2_000)]
    assert len(containers) == 2_002
