"""What the rules keep that the model does not think likely, and where next to nothing is likely."""

from collections.abc import Sequence

import pytest

from pipelines.extract.judging import witnesses
from pipelines.extract.judging.decide import Decision, decide
from pipelines.extract.judging.outline import outline
from pipelines.extract.parse import parse

LONG = "The delegations met for two hours in the palace and agreed to exchange prisoners."
FIRST, LAST = f"<p>{LONG}</p>", "<p>Neither side would say who is going to lead its delegation in June.</p>"
POST = '<blockquote class="twitter-tweet"><p>We go on.</p></blockquote>'
TABLE = (
    "<table><tr><td>Friday</td><td>390 of both sides</td></tr><tr><td>Saturday</td><td>307</td></tr></table>"
)


def decided(body: str, probabilities: Sequence[float], read: Sequence[float] = ()) -> list[Decision]:
    """Decides on a page whose every segment trafilatura reads unless it is said what it does."""
    _, segments = outline(parse(f"<html><body>{body}</body></html>").root.find("body"))
    shares = list(read) or [1.0] * len(segments)
    assert len(segments) == len(probabilities) == len(shares), [one.text for one in segments]
    silent = [-1.0] * len(segments)
    return decide(segments, probabilities, witnesses.Testimony(shares, silent, silent, (), frozenset(), ()))


def rule(body: str, probability: float = 0.3, read: float = 1.0) -> str:
    """Why a segment between two paragraphs of an article is kept; empty if it is not."""
    decision = decided(f"<div>{FIRST}{body}{LAST}</div>", [0.9, probability, 0.9], [1.0, read, 1.0])[1]
    return decision.why if decision.kept else ""


def places(decisions: Sequence[Decision]) -> list[int]:
    return [place for place, decision in enumerate(decisions) if decision.kept]


def test_the_models_word_counts_and_is_said_with_trafilaturas() -> None:
    found = decided(FIRST + LAST + "<p>Other news of the day from the site</p>", [0.9, 0.56, 0.54], [1, 0, 1])
    assert found == [
        Decision(True, "model 0.900, trafilatura 1.0"),
        Decision(True, "model 0.560, trafilatura 0.0"),
        Decision(False, "model 0.540, trafilatura 1.0"),
    ]


def test_a_post_among_the_articles_paragraphs_is_kept_and_one_that_is_far_is_not() -> None:
    assert rule(POST, 0.0, 0.0) == "a post that the article quotes"
    far = f"<p>a b c d e f</p>{FIRST}<p>1</p><p>2</p><p>3</p>{POST}{POST}"
    found = decided(POST + far, [0, 0, 0.9, 0, 0, 0, 0, 0], [0] * 8)
    assert places(found) == [2, 6]


@pytest.mark.parametrize(
    ("probability", "read", "kept"), [(0.21, 0.6, True), (0.19, 1.0, False), (0.5, 0.4, False)]
)
def test_a_table_is_kept_that_trafilatura_reads_too(probability: float, read: float, kept: bool) -> None:
    assert rule(TABLE, probability, read) == ("a table of the article" if kept else "")


def test_a_table_farther_behind_is_not_kept() -> None:
    for between, kept in (("<p>Other news</p>", [0, 1, 3]), ("<p>Other</p><p>news</p>", [0, 1])):
        probabilities = [0.9, 0.9, *[0.1] * between.count("<p>"), 0.5]
        assert places(decided(FIRST + LAST + between + TABLE, probabilities)) == kept


def test_a_table_of_one_row_is_no_data_table() -> None:
    assert rule("<table><tr><td>One two three four five</td></tr></table>") == ""


@pytest.mark.parametrize(
    ("between", "kept"),
    [
        ("<p>Part two of it</p>", True),
        ("<p>Part two of it all</p>", False),
        ("<h3>What the two sides said of the exchange of prisoners</h3>", True),
        ("<h3>What the two sides said of the exchange of prisoners in the palace today</h3>", False),
        ("<p><a href='/'>Part two</a></p>", False),
        ("<section><p>Part two</p></section>", False),
    ],
)
def test_a_few_words_or_a_crosshead_between_kept_ones(between: str, kept: bool) -> None:
    assert rule(between, read=0.0) == ("a few words between two kept ones" if kept else "")


@pytest.mark.parametrize(
    "label",
    ["Advertisement", "РЕКЛАМА", "Share this:", "12 shares", "Read next", "Читайте також:", "İlgili haber"],
)
@pytest.mark.parametrize("tag", ["p", "h3"])
def test_what_sites_write_around_articles_is_no_crosshead(label: str, tag: str) -> None:
    assert rule(f"<{tag}>{label}</{tag}>", read=0.0) == ""
    assert rule(f"<{tag}>12</{tag}>", read=0.0) == "a few words between two kept ones"


def test_a_few_words_are_not_kept_that_are_next_to_impossible_or_beside_something_left_out() -> None:
    assert rule("<p>Part two</p>", 0.11) == ""
    beside = f"<div>{FIRST}<p>Other news of the whole day</p><p>Part two</p>{LAST}</div>"
    assert places(decided(beside, [0.9, 0.3, 0.3, 0.9])) == [0, 3]
    heading = beside.replace("<p>Part two</p>", "<h3>Part two</h3>")
    assert places(decided(heading, [0.9, 0.3, 0.3, 0.9])) == [0, 2, 3]


def test_an_item_is_kept_with_most_of_its_list() -> None:
    items = "".join(f"<li>The point number {number} of the agreement</li>" for number in range(4))
    body = f"<ul>{items}</ul>"
    assert decided(FIRST + body + LAST, [0.9, 0.9, 0.9, 0.1, 0.9, 0.9])[3] == Decision(
        True, "an item of a list that is kept"
    )
    assert places(decided(FIRST + body + LAST, [0.9, 0.9, 0.1, 0.1, 0.9, 0.9])) == [0, 1, 2, 3, 4, 5]
    assert places(decided(FIRST + body + LAST, [0.9, 0.9, 0.1, 0.1, 0.1, 0.9])) == [0, 1, 5]
    pair = f"{FIRST}<ul><li>The first of the points</li><li>The second of the points</li></ul>{LAST}"
    assert places(decided(pair, [0.9, 0.9, 0.1, 0.9])) == [0, 1, 3]
    unread = decided(FIRST + body + LAST, [0.9, 0.9, 0.9, 0.1, 0.9, 0.9], [1, 1, 1, 0, 1, 1])
    assert places(unread) == [0, 1, 2, 4, 5]


def test_the_items_of_an_outer_list_count_for_those_of_an_inner_one() -> None:
    inner = "<ol><li>The first of the two points</li><li>The second of the points</li></ol>"
    outer = (
        f"<ul><li>The point on the exchange of prisoners{inner}</li><li>And the one on the truce</li></ul>"
    )
    assert places(decided(FIRST + outer + LAST, [0.9, 0.9, 0.9, 0.1, 0.9, 0.9])) == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("credit", "kept"),
    [
        ("Source: Reuters", True),
        ("Источник: Интерфакс", True),
        ("Source of the river: a lake in the north of the country", False),
        ("Source: Reuters, which was told by a person who was in the palace", False),
        ("(Reporting by Ann Bell; editing by Ivan Petrenko)", True),
        ("Additional reporting by Ann Bell in Ankara", True),
        ("Reporters wrote by the sea", False),
        ("Weather: rain", False),
    ],
)
def test_a_credit_is_kept_right_behind_the_article(credit: str, kept: bool) -> None:
    found = decided(f"{FIRST}{LAST}<p>{credit}</p>", [0.9, 0.9, 0.1])
    assert (found[2].kept, found[2].why) == (
        (True, "who it is from") if kept else (False, "model 0.100, trafilatura 1.0")
    )


def test_a_credit_farther_away_or_unread_is_not_kept() -> None:
    far = f"{FIRST}{LAST}<p>Other news</p><p>All day</p><p>Source: Reuters</p>"
    assert places(decided(far, [0.9, 0.9, 0.1, 0.1, 0.1])) == [0, 1]
    assert places(decided(f"{FIRST}{LAST}<p>Source: Reuters</p>", [0.9, 0.9, 0.1], [1, 1, 0])) == [0, 1]


@pytest.mark.parametrize(
    "body",
    [POST, TABLE, "<h3>Part two</h3>", "<p>Source: Reuters</p>", "<p>Part two</p>"],
)
def test_nothing_before_or_far_behind_the_article_is_kept_by_a_rule(body: str) -> None:
    behind = "<p>Other news</p>" * 5
    found = decided(
        f"<div>{body}{FIRST}{LAST}{behind}{body}</div>", [0.4, 0.9, 0.9, 0.1, 0.1, 0.1, 0.1, 0.1, 0.5]
    )
    assert places(found) == [1, 2]


def test_the_article_does_not_begin_with_a_few_likely_words() -> None:
    body = f"<p>Short but likely</p>{POST}{FIRST}{LAST}"
    assert places(decided(body, [0.9, 0.1, 0.9, 0.9])) == [0, 2, 3]


def test_where_nothing_is_likely_trafilatura_alone_decides() -> None:
    assert decided(FIRST + LAST, [0.5, 0.1], [0.6, 0.5]) == [
        Decision(True, "trafilatura alone"),
        Decision(False, "no reader"),
    ]


def test_where_little_is_likely_trafilatura_alone_decides_if_it_found_more() -> None:
    little = "<p>Six likely words stand here alone</p>"
    assert places(decided(little + FIRST * 4, [0.9, 0, 0, 0, 0], [0, 1, 1, 1, 1])) == [1, 2, 3, 4]
    assert places(decided(little + FIRST * 4, [0.9, 0, 0, 0, 0], [0, 1, 1, 0, 0])) == [0]
    assert places(decided(FIRST * 6, [0.9, 0.9, 0, 0, 0, 0])) == [0, 1]


@pytest.mark.timeout(120)
def test_a_long_list_is_decided_on_in_one_pass() -> None:
    items = 20_000
    found = decided(FIRST + f"<ul>{'<li>word</li>' * items}</ul>" + LAST, [0.9, *[0.1] * items, 0.9])
    assert places(found) == [0, items + 1]
