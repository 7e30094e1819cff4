"""Which blocks of a page are its article: witnesses, features, the shipped models, and hostile markup."""

import gzip
import json
import re
import subprocess
import sys
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any

import lightgbm
import lxml.html
import numpy as np
import pytest
import trafilatura

from bench.train import PARAMETERS, SEEDS
from pipelines.extract import article_tree, extract, looked_at
from pipelines.extract.claims import Claims
from pipelines.extract.judging import witnesses
from pipelines.extract.judging.features import features
from pipelines.extract.judging.model import WEIGHTS, as_feature_names, boosters, probabilities
from pipelines.extract.judging.outline import outline
from pipelines.extract.judging.plain_copy import plain_copy
from pipelines.extract.judging.regions import Region
from pipelines.extract.judging.surroundings import ways_from
from pipelines.extract.judging.witnesses import MOST_LEVELS, MOST_PIECES, SHORTEST_BODY, Said, text_of
from pipelines.extract.other_articles import without_other_articles
from pipelines.extract.parse import UnparsableError, parse

ROOT = Path(__file__).parent.parent
SENTENCE = "The delegations of both sides met on day {} of the talks and agreed to exchange more prisoners."
STORY = "".join(f"<p>{SENTENCE.format(number)}</p>" for number in range(12))
TITLE = "Talks end in Istanbul with a swap"
ARTICLE = f"<article><h1>{TITLE}</h1>{STORY}</article>"
OTHER = "The bridge over the river was opened again after {} months of work by the city's engineers."


def page(body: str, head: str = f"<title>{TITLE}</title>") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


def kept(html: str) -> str:
    return "\n".join(block.text for block in extract(html, "https://paper.example/a").blocks)


def other_article(sentences: int, title: str = "A bridge opens") -> str:
    text = "".join(f"<p>{OTHER.format(number)}</p>" for number in range(sentences))
    return f"<article><h2>{title}</h2>{text}</article>"


def named(names: tuple[str, ...], row: Any) -> dict[str, float]:
    return dict(zip(names, map(float, row), strict=True))


# Witnesses.


def test_a_share_is_that_of_the_runs_of_three_words() -> None:
    text = text_of(["One, two three FOUR five", "six seven"])
    assert text.share(["one", "two", "three", "four", "five"]) == 1
    assert text.share(["one", "two", "three", "four", "nine", "ten"]) == 2 / 4
    assert text.share(["four", "five", "six", "seven"]) == 0
    assert text.share(["six", "seven"]) == 1
    assert text.share(["one", "two"]) == 0


def witnessed(body: str, said: Said) -> Any:
    tree = parse(page(body)).root
    return witnesses.testify(tree, outline(tree.find("body"))[1], said)


@pytest.mark.parametrize("escaped", [0, 1, 2])
def test_linked_data_are_read_as_text_whatever_their_markup(escaped: int) -> None:
    marked = SENTENCE.format(1).replace("day", "<b>day</b>").replace("both", "&#98;oth")
    told = f"<p>{marked}</p>" + " and so on" * SHORTEST_BODY
    for _ in range(escaped):
        told = escape(told)
    body = f"<p>{SENTENCE.format(1)}</p><p>One two</p><p>{OTHER.format(3)}</p>"
    found = witnessed(body, Said(Claims(article={"articleBody": told}), TITLE, ()))
    assert found.linked_data == [1, 0.5, 0]


def test_a_description_is_asked_of_segments_of_some_length() -> None:
    claims = Claims(meta={"description": (SENTENCE.format(1),)})
    found = witnessed(f"<p>{SENTENCE.format(1)}</p><p>Of the talks and</p>", Said(claims, TITLE, ()))
    assert found.summary == [1, -1]


def test_less_than_and_more_than_in_linked_data_are_no_tag() -> None:
    told = "The share of 5 < 6 and more is 7 > 3 at the end of it." + " and so on" * SHORTEST_BODY
    found = witnessed("<p>5 &lt; 6 and more is 7 > 3</p>", Said(Claims(article={"text": told}), "", ()))
    assert found.linked_data == [1]


@pytest.mark.parametrize("told", [None, "", "A summary of the talks.", ["a" * SHORTEST_BODY * 2]])
def test_a_witness_that_says_nothing_is_not_taken_to_deny(told: object) -> None:
    claims = Claims(article={"articleBody": told}, meta={"og:description": ("",)})
    found = witnessed(STORY, Said(claims, "", ()))
    assert set(found.linked_data) == set(found.summary) == {-1.0}
    assert (found.headline, found.lead, found.authors) == ((), (), frozenset())


def test_headline_authors_and_lead_are_words() -> None:
    found = witnessed(STORY, Said(Claims(), "Talks end", ("Ann Bell", "C. Dow"), "Both sides"))
    assert (found.headline, found.lead) == (("talks", "end"), ("both", "sides"))
    assert found.authors == {"ann", "bell", "c", "dow"}


@pytest.mark.parametrize(
    ("body", "alone"),
    [
        (ARTICLE + "<p>word</p>" * (MOST_PIECES - 13), False),
        (ARTICLE + "<p>word</p>" * (MOST_PIECES - 12), True),
        (
            ARTICLE + "<table>" + "<tr><td>Friday</td><td>390</td></tr>" * (MOST_PIECES // 2) + "</table>",
            True,
        ),
        (ARTICLE + "<div>" * 500 + "<p>word</p>" * (MOST_LEVELS // 500), True),
    ],
)
def test_trafilatura_compares_its_reading_with_no_other_on_a_monstrous_page(
    monkeypatch: pytest.MonkeyPatch, body: str, alone: bool
) -> None:
    asked = []
    monkeypatch.setattr(trafilatura, "bare_extraction", lambda *_, **options: asked.append(options["fast"]))
    witnessed(body, Said(Claims(), TITLE, ()))
    assert set(asked) == {alone}


FOOT = f"<footer-note><p>{OTHER.format(1)}</p></footer-note>"
PARAGRAPHS = [SENTENCE.format(number) for number in range(12)]
LINKS = "".join(f"<a href='/{number}'>{text}</a><br>" for number, text in enumerate(PARAGRAPHS))


@pytest.mark.parametrize(
    "body",
    [
        f"<h1>{TITLE}</h1>" + "".join(f"<story-p>{text}</story-p>" for text in PARAGRAPHS) + FOOT,
        f"<h1>{TITLE}</h1>" + "".join(f"<story-p>{text}</story-p>" for text in PARAGRAPHS[:2]) + FOOT,
        f"<h1>{TITLE}</h1>" + "".join(f"<x-a><x-b>{text}</x-b></x-a>" for text in PARAGRAPHS) + FOOT * 2,
        f"<b>{TITLE}</b><br>" + "<br><br>".join(PARAGRAPHS),
        f"<center><font size=5>{TITLE}</font><br><font>{'<br><br>'.join(PARAGRAPHS)}</font></center>{FOOT}",
    ],
    ids=["own elements", "short", "long foot", "breaks in the body", "breaks in a centre"],
)
def test_trafilatura_is_given_a_plain_copy_of_markup_that_it_is_blind_to(body: str) -> None:
    seen = looked_at(page(body)) or pytest.fail("nothing seen")
    wanted = [text for text in PARAGRAPHS if text in body]
    read = {one.text for one in seen.segments if seen.testimony.reader[one.place] > 0.5}
    assert set(wanted) <= read
    assert [text for text in kept(page(body)).split("\n") if text in PARAGRAPHS] == wanted


def test_a_page_of_links_is_no_article_in_plain_copy_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(witnesses, "plain_copy", lambda _: pytest.fail("asked for"))
    monkeypatch.setattr(witnesses, "trafilatura_texts", lambda *_, **__: [])
    assert set(witnessed(f"<h1>{TITLE}</h1>{LINKS}", Said(Claims(), TITLE, ())).reader) == {0}


def test_a_plain_copy_has_the_segments_in_their_order_under_their_containers() -> None:
    body = (
        "<story-box class='story'>One<section><h2>Two</h2><ul><li>three<br>four</li></ul></section>"
        "<p>five</p><x-p><a href='/x'>six</a></x-p></story-box>"
    )
    _, segments = outline(parse(page(body)).root.find("body"))
    assert lxml.html.tostring(plain_copy(segments), encoding="unicode") == (
        '<html><body><div class="story"><p>One</p><section class=""><div class=""><h2>Two</h2></div>'
        '<ul class=""><li class=""><p>three</p><p>four</p></li></ul></section><div class=""><p>five</p></div>'
        '<div class=""><p><a href="/">six</a></p></div></div></body></html>'
    )


# Features and models.


@pytest.mark.parametrize(
    "html",
    [
        page(ARTICLE),
        page("<p>One</p>"),
        page("<a href='/'>" + "x" * 5_000 + "</a>", ""),
        page("<h1></h1><ul>" + "<li>1</li>" * 500 + "</ul>"),
        page(f"<p>{'ข่าว' * 200}</p><p>نهاية المحادثات</p><pre>\n\n5</pre>"),
        page("<p hidden>One two three</p><table><tr><td>1</td></tr></table>"),
        "Text without any markup at all",
    ],
)
def test_every_segment_has_a_row_of_finite_numbers_for_the_shipped_models(html: str) -> None:
    seen = looked_at(html)
    assert seen is not None
    names, rows = features(seen)
    assert rows.shape == (len(seen.segments), len(names))
    assert rows.dtype == np.float32
    assert np.isfinite(rows).all()
    assert len(set(names)) == len(names)
    assert all(tuple(model.feature_name()) == as_feature_names(names) for model in boosters())
    found = probabilities(names, rows)
    assert ((found >= 0) & (found <= 1)).all()


def test_a_page_without_text_is_not_looked_at() -> None:
    assert looked_at("<html><body><script>x</script><p> </p></body></html>") is None
    assert extract("<html><body><p> </p></body></html>").judged == ()


def test_features_say_what_stands_on_the_page() -> None:
    html = page(
        f"<article><h1>{TITLE}</h1><p>Ann Bell</p>{STORY}<h2>Read also</h2>"
        "<p><a href='/b'>A bridge opens</a></p></article>"
        f"<div class='comments'><p>{OTHER.format(1)}</p></div>",
        f'<title>{TITLE}</title><meta name="author" content="Ann Bell">',
    )
    seen = looked_at(html)
    assert seen is not None
    names, rows = features(seen)
    found = {one.text: named(names, rows[one.place]) for one in seen.segments}
    title, name, first = found[TITLE], found["Ann Bell"], found[SENTENCE.format(0)]
    heading, link = found["Read also"], found["A bridge opens"]
    assert (title["is_title"], title["of_title"], first["is_title"]) == (1, 1, 0)
    assert (name["authors"], first["authors"]) == (1, 0)
    assert (first["ended"], first["sentences"], first["reader"], first["copies"]) == (1, 1, 1, 1)
    assert (heading["related"], first["related"]) == (1, 0)
    assert (link["linked"], link["announced"], link["below_heading"]) == (1, 2, 1)
    assert name["words at +1"] == first["words"]
    assert title["words at -1"] == -2


def test_the_way_from_a_region_is_up_and_then_down() -> None:
    body = "<div><p>One</p></div><div><p>Two</p></div><article><div><p>Three</p></div></article>"
    containers, segments = outline(parse(page(body)).root.find("body"))
    ways = ways_from(Region(segments[0].container), containers)
    own, like, other = (ways[segment.container.number] for segment in segments)
    assert [(way.up, way.down, way.articles) for way in (own, like, other)] == [
        (0, 0, 0),
        (2, 2, 0),
        (2, 3, 1),
    ]
    assert len({way.kind for way in (own, like, other)}) == 3
    again = ways_from(Region(containers[0]), containers)
    assert len({again[segment.container.number].kind for segment in segments}) == 2


def test_columns_that_the_models_do_not_know_are_refused() -> None:
    names, rows = features(looked_at(page(ARTICLE)) or pytest.fail("nothing seen"))
    assert len(probabilities(names, rows)) == len(rows)
    for other in (names[1:], (*names, "more"), (names[1], names[0], *names[2:])):
        with pytest.raises(ValueError, match="other features"):
            probabilities(other, rows)


def test_models_may_take_the_place_of_the_shipped_ones() -> None:
    names, rows = features(looked_at(page(ARTICLE)) or pytest.fail("nothing seen"))
    one, *_ = boosters()
    assert np.array_equal(probabilities(names, rows, [one]), one.predict(rows))
    assert not np.array_equal(probabilities(names, rows), one.predict(rows))


LETTERS = re.compile(r"[^\W\d_]{2,}")


def test_the_shipped_models_are_small_and_hold_no_text_of_pages() -> None:
    files = sorted(WEIGHTS.iterdir())
    assert [file.name for file in files] == [f"{number}.txt.gz" for number in range(len(SEEDS))]
    assert sum(file.stat().st_size for file in files) < 5_000_000
    noise = np.random.default_rng(1).random((200, 2))
    noise[:, 1] = 0
    untaught = lightgbm.train(PARAMETERS, lightgbm.Dataset(noise, noise[:, 0] > 0.5), num_boost_round=2)
    of_library = set(LETTERS.findall(untaught.model_to_string()))
    for file, model in zip(files, boosters(), strict=True):
        of_features = set(LETTERS.findall(" ".join(model.feature_name())))
        in_file = LETTERS.findall(gzip.decompress(file.read_bytes()).decode("utf-8"))
        assert set(in_file) <= of_library | of_features


JUDGE = """
import json, sys
from pipelines.extract import extract
html = sys.stdin.read()
print(json.dumps([[one.block.text, one.kept, one.why] for one in extract(html).judged]))
"""


def test_a_page_is_judged_alike_every_time_and_everywhere() -> None:
    html = page(ARTICLE + other_article(3) + "<div class='comments sidebar'><p>One two</p></div>")
    first = extract(html).judged
    extract(page(STORY))
    assert extract(html).judged == first
    command = [sys.executable, "-c", JUDGE]
    done = subprocess.run(command, input=html, capture_output=True, text=True, check=True, cwd=ROOT)
    assert json.loads(done.stdout) == [[one.block.text, one.kept, one.why] for one in first]


# Other articles, and copies that are not shown.


def test_articles_beside_that_of_the_headline_are_left_out() -> None:
    outer = f"<article class='page'>{ARTICLE}{other_article(6)}</article>{other_article(5, 'Another')}"
    text = "".join(without_other_articles(parse(page(outer)).root, TITLE).itertext())
    assert SENTENCE.format(11) in text
    assert "bridge" not in text
    assert "bridge" not in kept(page(outer))


@pytest.mark.parametrize(
    ("own", "other", "title", "stays"),
    [
        (STORY, 6, TITLE, False),
        (STORY, 40, TITLE, True),
        ("<p>Both sides said so.</p>", 1, TITLE, True),
        (STORY, 6, "Another headline", True),
        (STORY, 6, "", True),
    ],
)
def test_another_article_stays_where_it_may_hold_the_text(
    own: str, other: int, title: str, stays: bool
) -> None:
    html = page(f"<article><h1>{TITLE}</h1>{own}</article>{other_article(other)} and behind it")
    text = "".join(without_other_articles(parse(html).root, title).itertext())
    assert (OTHER.format(0) in text) == stays
    assert TITLE in text
    assert "and behind it" in text


def test_an_article_inside_the_headlines_own_stays() -> None:
    html = page(f"<article><h1>{TITLE}</h1>{STORY}{other_article(6)}</article>")
    assert OTHER.format(5) in "".join(without_other_articles(parse(html).root, TITLE).itertext())


def test_an_empty_heading_is_not_the_headline_of_a_page_without_one() -> None:
    html = page(f"<article><h1></h1>{STORY}</article>{other_article(6)}")
    assert OTHER.format(5) in "".join(without_other_articles(parse(html).root, "").itertext())


HIDINGS = ["hidden", 'style="display: none"', 'style="color:red; visibility:hidden"']


@pytest.mark.parametrize("hiding", HIDINGS)
def test_a_copy_that_is_not_shown_is_left_out(hiding: str) -> None:
    html = page(f"{ARTICLE}<div {hiding}>{STORY}</div>")
    assert kept(html).count(SENTENCE.format(3)) == 1
    text = "".join(article_tree(parse(html).root, TITLE).itertext())
    assert text.count(SENTENCE.format(3)) == 1


@pytest.mark.parametrize("hiding", HIDINGS)
def test_an_article_that_is_hidden_as_a_whole_is_read(hiding: str) -> None:
    text = kept(page(f"<div {hiding}>{ARTICLE}</div><p>Subscribe to read on.</p>"))
    assert all(SENTENCE.format(number) in text for number in range(12))


# Hostile markup.


def classes(number: int) -> str:
    return " ".join(f"name{number}-{part}" for part in range(300))


@pytest.mark.parametrize(
    "body",
    [
        "<div " + " ".join(f'class{number}="comment"' for number in range(100_000)) + f">{ARTICLE}</div>",
        "".join(f'<div class="{classes(number)}">word</div>' for number in range(2_000)) + ARTICLE,
        f'<div class="{"x" * 60_000}">' * 20 + ARTICLE + "</div>" * 20,
        ARTICLE + "<ul>" + "<li>word</li>" * 20_000 + "</ul>" + STORY,
        "<span class='tooltip'>" * 1_500 + "</span>" * 1_500 + ARTICLE,
        ARTICLE + "<pre>" + "word\n" * 20_000 + "</pre>",
        ARTICLE + "<div class='related'>" + "text<br>" * 20_000 + "</div>",
        ARTICLE + "".join(f"<p><a href='/{number}'>word {number}</a></p>" for number in range(12_000)),
        ARTICLE + "<table>" + "<tr><td>Friday</td><td>390</td></tr>" * 10_000 + "</table>",
        ARTICLE + "<div class='sidebar'>" * 1_800 + "<p>one two three</p>" * 6_000 + "</div>" * 1_800,
    ],
    ids=[
        "attributes",
        "classes",
        "long classes",
        "list",
        "popups",
        "lines",
        "breaks",
        "links",
        "rows",
        "deep",
    ],
)
@pytest.mark.timeout(120)
def test_hostile_markup_neither_holds_the_judge_nor_hides_the_article(body: str) -> None:
    text = kept(page(body))
    places = [text.find(SENTENCE.format(number)) for number in range(12)]
    assert min(places) >= 0
    assert all(one < other for one, other in pairwise(places))


@pytest.mark.timeout(120)
def test_too_many_elements_are_refused_before_anything_is_judged() -> None:
    with pytest.raises(UnparsableError, match="elements"):
        looked_at(page("<p>One</p>" * 200_001))
