"""Which tables hold data, and which only lay out a page."""

import pytest

from pipelines.extract.layout import is_layout, without_layout_tables
from pipelines.extract.lines import lines_of
from pipelines.extract.parse import parse

ONE = "The delegations met for two hours in the palace on the strait."
TWO = "Each side brought a memorandum of several pages to the talks."


def tree(body: str) -> object:
    return parse(f"<html><body>{body}</body></html>").root


def table(cell: str, attributes: str = "") -> str:
    return f"<table {attributes}><tr><td>News</td><td>{cell}</td></tr><tr><td>5</td><td>7</td></tr></table>"


@pytest.mark.parametrize(
    ("html", "layout"),
    [
        (table("390"), False),
        (table(ONE), False),
        (table("Friday<br>evening"), False),
        (table("<p>Ann</p><p>Bell</p>"), False),
        (table("<h3>Number</h3>"), False),
        (table("<ul><li>Kyiv</li><li>Ankara</li></ul>"), False),
        (table(f"{ONE}<br>Friday"), False),
        (table("<h1>Talks end</h1>"), True),
        (table(f"{ONE}<br><br>{TWO}"), True),
        (table(f"<div>{ONE}</div><div>{TWO}</div>"), True),
        (table(f"<h2>Talks end</h2>{ONE}"), True),
        (table(f"{ONE}<ul><li>Kyiv</li><li>Ankara</li></ul>"), True),
        (table(f"<p>{ONE}</p><p>Not a word more.</p>"), True),
        (table("word " * 80), True),
        (table("390", "role='presentation'"), True),
        (table(table("390")), True),
        (f"<table><caption>{table('390')}</caption><tr><td>a</td><td>b</td></tr></table>", True),
        (f"<table><form><tr><td>News</td><td>{ONE}<br>{TWO}</td></tr></form></table>", True),
        (f"<table><tr><td>{ONE}</td></tr></table>", True),
    ],
)
def test_a_table_with_a_text_in_a_cell_holds_no_data(html: str, layout: bool) -> None:
    assert is_layout(tree(html).find(".//table")) == layout  # type: ignore[attr-defined]


def test_a_layout_table_is_made_containers_and_one_of_data_inside_stays() -> None:
    root = without_layout_tables(tree(table(f"{ONE}<br>{TWO}{table('390')}")))
    assert [element.tag for element in root.iter("table", "td", "tr")] == ["table", *["tr", "td", "td"] * 2]
    assert next(root.iter("table")).getparent().tag == "div"


def test_lines_end_where_blocks_and_breaks_do() -> None:
    body = (
        "One <b>two</b><br>three<p>four <a href='/'>fi</a>ve</p> six<button>no</button> seven"
        "<p style='display:none'>no</p>eight<span style='display:block'>nine</span>"
    )
    (element,) = tree(f"<div>{body}</div> behind").iter("div")  # type: ignore[attr-defined]
    assert lines_of(element) == ["One two", "three", "four five", "six seven", "eight", "nine"]
