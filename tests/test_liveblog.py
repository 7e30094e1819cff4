"""Live blogs: the entries of a page, where they are taken from, and what is none."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from items import Article, Entry, Rejected
from pipelines.entries import entries_of
from pipelines.extract import extract
from pipelines.extract.live.clock import clock_apart, clock_in, shown_clock
from pipelines.extract.live.update import LONGEST_UPDATE, MOST_UPDATES
from pipelines.golden import load_case
from pipelines.reading import read
from tests.test_reading import GOLDEN, NOW, answer

LIVE = sorted(path.name for path in GOLDEN.iterdir() if path.name.startswith("live-"))
URL = "https://paper.example/live/talks"
SENTENCE = "The negotiator of side {} said that the talks go on behind closed doors."


def page(body: str, updates: list[Any] | None = None, **claims: Any) -> str:
    """A page with an introduction, and linked data of a live blog if updates are given."""
    said = {"@type": "LiveBlogPosting", "headline": "Talks", "liveBlogUpdate": updates, **claims}
    written = json.dumps(said).replace("</", "<\\/")
    script = f'<script type="application/ld+json">{written}</script>' if updates is not None else ""
    return (
        f"<html lang=en><head><title>Talks of the day, live</title>{script}</head><body><main>"
        f"<h1>Talks of the day, live</h1><p>We follow the talks in the palace through the day.</p>"
        f"{body}</main></body></html>"
    )


def update(minute: int, text: str | None = None, title: str = "") -> dict[str, str]:
    """One in linked data."""
    said = {"articleBody": text if text is not None else SENTENCE.format(minute)}
    return {
        "@type": "BlogPosting",
        "headline": title,
        "datePublished": f"2025-06-02T10:{minute:02}:00Z",
    } | said


def post(minute: int, text: str | None = None, title: str = "", mark: str = "live-post") -> str:
    """One in the page."""
    heading = f"<h2>{title}</h2>" if title else ""
    return (
        f'<article class="{mark}"><time datetime="2025-06-02T10:{minute:02}:00Z">10.{minute:02}</time>'
        f"{heading}"
        f"<p>{text or SENTENCE.format(minute)}</p></article>"
    )


def read_entries(html: str, url: str = URL) -> tuple[Entry, ...]:
    result = read(answer(html.encode(), url))
    article = result.article if isinstance(result, Rejected) else result
    return article.entries if article else ()


def minutes(entries: tuple[Entry, ...]) -> list[str]:
    return [entry.time[14:16] for entry in entries]


@pytest.mark.parametrize("name", LIVE)
def test_the_entries_of_a_golden_live_blog(name: str) -> None:
    capture, expected = load_case(GOLDEN / name)
    result = read(capture)
    assert isinstance(result, Article)
    found = [
        {
            "published": entry.time or None,
            "published_from": "clock" if entry.clock else entry.published.rule if entry.published else None,
            "title": entry.title,
            "body": entry.body,
        }
        for entry in result.entries
    ]
    assert found == expected.get("entries", [])


def test_the_text_is_the_lead_and_then_a_run_of_blocks_an_entry() -> None:
    result = read(answer(page(post(20, title="They met again today") + post(10)).encode(), URL))
    assert isinstance(result, Article)
    assert result.body.split("\n\n") == [
        "We follow the talks in the palace through the day.",
        "2025-06-02T10:20:00Z",
        "They met again today",
        SENTENCE.format(20),
        "2025-06-02T10:10:00Z",
        SENTENCE.format(10),
    ]
    assert result.language == "en"


def test_the_dates_of_the_page_are_not_those_of_its_entries() -> None:
    dated = page("", [update(20), update(10)], coverageStartTime="2025-06-01T00:00:00Z")
    result = read(answer(dated.encode(), URL))
    assert isinstance(result, Article)
    assert result.entries
    assert result.published is None
    shown = read(answer(page(post(20) + post(10)).encode(), URL))
    assert isinstance(shown, Article)
    assert shown.published is None


@pytest.mark.parametrize(
    ("said", "blocks"),
    [
        ("<p>One &amp; two.</p><p>Three of them.</p>", ["One & two.", "Three of them."]),
        ("&lt;p&gt;One and two.&lt;/p&gt;&lt;p&gt;Three.&lt;/p&gt;", ["One and two.", "Three."]),
        ("One line.\nAnother &laquo;line&raquo;.", ["One line.", "Another «line»."]),
        ("A word in <b>bold</b>.\n\nA second paragraph.", ["A word in bold.", "A second paragraph."]),
        ("<ul><li>First point.</li><li>Second point.</li></ul>", ["- First point.", "- Second point."]),
        ("<p>Said.</p><script>alert(1)</script>", ["Said."]),
        ("5 < 6 and 7 > 3, he said.", ["5 < 6 and 7 > 3, he said."]),
    ],
)
def test_the_text_of_an_update_in_linked_data_may_be_html_or_lines(said: str, blocks: list[str]) -> None:
    entries = read_entries(page("", [update(10, said), update(5)]))
    assert entries[0].body.split("\n\n") == blocks


def test_an_update_may_lack_its_headline_its_time_or_its_text() -> None:
    bare = {"articleBody": SENTENCE.format("one")}
    headline = {"headline": "Only a headline of six words", "datePublished": "2025-06-02T10:10:00Z"}
    entries = read_entries(page("", [bare, headline, {}, "no object", {"articleBody": " "}]))
    assert [(entry.time, entry.title, entry.body) for entry in entries] == [
        ("", "", SENTENCE.format("one")),
        ("2025-06-02T10:10:00Z", "Only a headline of six words", ""),
    ]


def test_updates_may_be_a_single_object_or_stand_elsewhere_in_the_graph() -> None:
    single = {"@type": "LiveBlogPosting", "liveBlogUpdate": update(7)}
    graph = {
        "@graph": [
            {"@type": "WebPage"},
            {"@type": "https://schema.org/LiveBlogPosting", "liveBlogUpdate": [{"@id": "#1"}, {"@id": "#2"}]},
            {"@id": "#1", **update(20)},
            {"@id": "#2", **update(10)},
        ]
    }
    for said, expected in ((single, ["07"]), (graph, ["20", "10"])):
        html = f'<script type="application/ld+json">{json.dumps(said)}</script><main><h1>Talks</h1></main>'
        assert minutes(read_entries(html)) == expected


def test_linked_data_in_no_order_are_put_newest_first() -> None:
    assert minutes(read_entries(page("", [update(minute) for minute in (10, 40, 20, 50, 30)]))) == [
        "50", "40", "30", "20", "10",
    ]  # fmt: skip
    assert minutes(read_entries(page("", [update(minute) for minute in (10, 20, 30, 40)]))) == [
        "10", "20", "30", "40",
    ]  # fmt: skip
    assert minutes(read_entries(page("", [update(minute) for minute in (5, 40, 30, 20)]))) == [
        "05", "40", "30", "20",
    ]  # fmt: skip


def test_linked_data_of_the_newest_entries_are_joined_with_the_page() -> None:
    shown = "".join(post(minute, title=f"Headline of minute {minute}") for minute in (50, 40, 30, 20, 10))
    said = [update(minute, title=f"Headline of minute {minute}") for minute in (50, 40)]
    entries = read_entries(page(shown, said))
    assert minutes(entries) == ["50", "40", "30", "20", "10"]
    assert [entry.published.rule for entry in entries if entry.published] == ["json-ld"] * 2 + ["time"] * 3


def test_entries_that_linked_data_alone_have_stand_by_their_time() -> None:
    entries = read_entries(page(post(50) + post(30), [update(minute) for minute in (50, 40, 30, 20)]))
    assert minutes(entries) == ["50", "40", "30", "20"]


def test_the_longer_text_of_two_wins_and_linked_data_if_neither_is() -> None:
    long = f"{SENTENCE.format(1)} And {SENTENCE.format(2)}"
    shown = post(20, long, "A headline of this minute") + post(10, "He left the hall at noon. 3 views")
    said = [
        update(20, "The negotiator...", "A headline of this minute"),
        update(10, "He left the hall at noon."),
    ]
    entries = read_entries(page(shown, said))
    assert [entry.body for entry in entries] == [long, "He left the hall at noon."]


def test_paragraphs_that_linked_data_run_together_are_the_pages() -> None:
    two = [SENTENCE.format("one"), SENTENCE.format("two")]
    shown = post(20, "</p><p>".join(two), "A headline of this minute") + post(10)
    entries = read_entries(page(shown, [update(20, " ".join(two), "A headline of this minute")]))
    assert entries[0].body.split("\n\n") == two


def test_writers_that_linked_data_name_are_known_in_every_entry() -> None:
    said = update(20) | {"author": [{"@type": "Person", "name": "Ann Bell"}]}
    shown = post(20).replace("<p>", "<p>Ann Bell</p><p>") + post(10).replace("<p>", "<p>Ann Bell</p><p>")
    assert [entry.body for entry in read_entries(page(shown, [said]))] == [
        SENTENCE.format(20),
        SENTENCE.format(10),
    ]


def test_a_short_line_in_three_entries_is_a_label() -> None:
    shown = "".join(
        post(minute).replace("<p>", "<p>Key event</p><p>").replace("</article>", "<p>Ann Bell</p></article>")
        for minute in (40, 30, 20)
    )
    other = post(10).replace("<p>", "<p>No label here</p><p>")
    entries = read_entries(page(shown + other))
    assert [entry.body for entry in entries] == [SENTENCE.format(minute) for minute in (40, 30, 20, 10)]
    assert [entry.title for entry in entries] == ["", "", "", "No label here"]


def test_two_entries_of_one_minute_stay_two() -> None:
    others = "Snow fell on other hills; nobody there spoke."
    entries = read_entries(page(post(20) + post(20, others), [update(20, others), update(20)]))
    assert [entry.body for entry in entries] == [SENTENCE.format(20), others]


def test_linked_data_of_headlines_alone_do_not_cost_the_article() -> None:
    prose = "".join(f"<p>{SENTENCE.format(number)} {SENTENCE.format(number)}</p>" for number in range(9))
    result = read(answer(page(prose, [{"headline": "Talks begin"}, {"headline": "Talks end"}]).encode(), URL))
    assert isinstance(result, Article)
    assert result.entries == ()
    assert SENTENCE.format(8) in result.body


def test_share_lists_and_writers_of_an_entry_go() -> None:
    clutter = '<div class="share-buttons"><a href="#">Facebook</a></div><button>Share this entry</button>'
    shown = "".join(
        post(minute).replace(
            "</article>", f'{clutter}<span class="byline">Ann Bell</span><p>Share this</p></article>'
        )
        for minute in (30, 20)
    )
    assert [entry.body for entry in read_entries(page(shown))] == [SENTENCE.format(30), SENTENCE.format(20)]


def test_an_entry_without_a_time_between_others_is_kept() -> None:
    pinned = f'<article class="live-post"><p>{SENTENCE.format("pinned")}</p></article>'
    entries = read_entries(page(pinned + post(30) + post(20)))
    assert [entry.time for entry in entries] == ["", "2025-06-02T10:30:00Z", "2025-06-02T10:20:00Z"]


def test_containers_of_any_name_with_a_time_of_day_each() -> None:
    shown = "".join(post(minute, mark="b7f") for minute in (40, 30, 20, 10))
    assert minutes(read_entries(page(shown))) == ["40", "30", "20", "10"]
    days = shown.replace("T10:", "T").replace(":00Z", "").replace("10.", "day ")
    assert read_entries(page(days)) == ()


@pytest.mark.parametrize("mark", ["live-post", "b7f"])
def test_teasers_with_times_are_no_live_blog(mark: str) -> None:
    teasers = "".join(
        post(minute, mark=mark).replace(
            "<p>", f'<h3><a href="/world/{minute}">Other story {minute}</a></h3><p>'
        )
        for minute in range(10, 50, 5)
    )
    prose = f'<div class="article-body"><p>{SENTENCE.format(1)}</p><p>{SENTENCE.format(2)}</p></div>'
    assert read_entries(page(prose + teasers)) == ()
    assert read_entries(page(f"{prose}<aside>{''.join(map(post, range(9)))}</aside>")) == ()


@pytest.mark.parametrize(
    "mark",
    [
        *("live-blog-post", "liveblog__entry", "lb-post", "LiveUpdate_item", "b-live__item", "live-update"),
        *("timeline-item", "timeline-item--key", "online-trans__item", "canli-anlatim-satir"),
    ],
)
def test_names_of_updates(mark: str) -> None:
    shown = "".join(
        f'<div class="{mark}"><span>10:{minute}</span><div>{SENTENCE.format(minute)}</div></div>'
        for minute in (30, 20)
    )
    assert [entry.time for entry in read_entries(page(shown), "https://paper.example/a")] == [
        "10:30",
        "10:20",
    ]
    parts = shown.replace(mark, f"{mark}__title").replace("10:", "")
    assert read_entries(page(parts), "https://paper.example/a") == ()


def test_headings_before_their_times() -> None:
    shown = "".join(
        f"<h3>Headline of minute {minute}</h3><p>10:{minute}</p><p>{SENTENCE.format(minute)}</p>"
        for minute in (40, 30, 20, 10)
    )
    assert [(entry.time, entry.title, entry.body) for entry in read_entries(page(shown))] == [
        (f"10:{minute}", f"Headline of minute {minute}", SENTENCE.format(minute))
        for minute in (40, 30, 20, 10)
    ]


def test_rows_of_a_table_and_definitions() -> None:
    rows = "".join(f"<tr><td>10:{m}</td><td>{SENTENCE.format(m)}</td></tr>" for m in (40, 30, 20, 10))
    pairs = "".join(f"<dt>10:{m}</dt><dd>{SENTENCE.format(m)}</dd>" for m in (40, 30, 20, 10))
    for shown in (f"<table>{rows}</table>", f"<dl>{pairs}</dl>"):
        entries = read_entries(page(shown))
        assert [(entry.time, entry.body) for entry in entries] == [
            (f"10:{minute}", SENTENCE.format(minute)) for minute in (40, 30, 20, 10)
        ]


def test_what_a_page_says_before_updates_that_it_does_not_mark() -> None:
    said = [
        update(minute, f"{SENTENCE.format(minute)} {SENTENCE.format('other')}") for minute in (30, 20, 10)
    ]
    shown = "".join(f"<p>{one['articleBody']}</p>" for one in said)
    result = read(answer(page(shown, said).encode(), URL))
    assert isinstance(result, Article)
    assert result.body.count(SENTENCE.format(30)) == 1
    assert result.body.split("\n\n")[0] == "We follow the talks in the palace through the day."


def test_one_title_of_two_texts_is_two_entries() -> None:
    others = "Snow fell on high hills, nobody there spoke, nothing moved."
    said = [update(50, others, "What happened this hour")]
    entries = read_entries(page(post(20, title="What happened this hour") + post(10), said))
    assert minutes(entries) == ["20", "50", "10"]


def test_what_stands_between_two_containers_is_kept() -> None:
    loose = f"<p>{SENTENCE.format('loose')}</p>"
    entries = read_entries(page(post(30) + loose + post(20)))
    assert entries[0].body.split("\n\n") == [SENTENCE.format(30), SENTENCE.format("loose")]
    behind = read(answer(page(post(30) + post(20) + loose).encode(), URL))
    assert isinstance(behind, Article)
    assert behind.body.split("\n\n")[1] == SENTENCE.format("loose")


def test_a_pinned_container_without_a_time_or_a_live_name_is_an_entry() -> None:
    pinned = f'<article class="b7f"><h2>What we know so far</h2><p>{SENTENCE.format("pinned")}</p></article>'
    entries = read_entries(page(pinned + "".join(post(minute, mark="b7f") for minute in (40, 30, 20, 10))))
    assert [entry.title for entry in entries] == ["What we know so far", "", "", "", ""]


def test_links_to_entries_and_dates_of_the_page_are_no_introduction() -> None:
    around = (
        '<ul><li><a href="#a">Talks begin in the palace</a></li></ul><p>First published 2 Jun 2025 08.10</p>'
    )
    result = read(answer(page(around + post(30) + post(20)).encode(), URL))
    assert isinstance(result, Article)
    assert result.body.split("\n\n")[1] == "2025-06-02T10:30:00Z"


def test_durations_are_no_times_of_day() -> None:
    videos = "".join(
        f'<div class="v"><span>{minute}</span><p>{SENTENCE.format(minute)}</p></div>'
        for minute in ("08:51", "10:48", "03:12", "09:20", "01:24")
    )
    assert read_entries(page(videos)) == ()


def test_comments_with_times_are_no_live_blog() -> None:
    prose = "".join(f"<p>{SENTENCE.format(number)}</p>" for number in range(3))
    comments = "".join(post(minute, mark="c") for minute in range(10, 50, 4))
    assert read_entries(page(f'{prose}<div id="comments">{comments}</div>')) == ()


def test_a_live_blog_is_no_listing() -> None:
    teasers = "".join(f'<h3><a href="/{number}">A headline of another page</a></h3>' for number in range(60))
    result = read(answer(page(f"{post(20)}{post(10)}<nav>{teasers}</nav>").encode(), URL))
    assert isinstance(result, Article)


def test_a_day_without_a_zone_keeps_its_time_of_day() -> None:
    shown = "".join(post(minute) for minute in (30, 20)).replace(":00Z", "")
    assert [entry.time for entry in read_entries(page(shown))] == ["2025-06-02T10:30", "2025-06-02T10:20"]


@pytest.mark.parametrize(
    ("text", "shown", "plain"),
    [
        ("10:41", "10:41", "10:41"),
        ("10.41 BST", "10.41 BST", "10:41"),
        ("2 июня, 9:05", "2 июня, 9:05", "09:05"),
        ("Updated at 9:05 pm", "9:05 pm", "21:05"),
        ("12:07 a.m.", "12:07 a.m.", "00:07"),
        ("02.06.2025", "", ""),
        ("a ratio of 3.5", "", ""),
        ("99:99", "", ""),
    ],
)
def test_a_time_of_day(text: str, shown: str, plain: str) -> None:
    assert (shown_clock(text), clock_in(text)) == (shown, plain)


def test_a_time_at_the_head_of_a_line() -> None:
    assert clock_apart("Saat 14.20 - Heyetler salonda") == ("14.20", "Heyetler salonda")
    assert clock_apart("11.04 Uhr: Drohne") == ("11.04", "Drohne")
    assert clock_apart("At the table: 14.20") == ("", "At the table: 14.20")


def test_only_so_many_updates_are_read_and_the_rest_is_counted() -> None:
    said = [{"articleBody": f"Word number {number} of the day."} for number in range(MOST_UPDATES + 7)]
    said[0]["articleBody"] = "word and " * LONGEST_UPDATE
    found = extract(page("", said), URL).live
    assert len(found.claimed) == MOST_UPDATES
    assert sum(len(block.text) for block in found.claimed[0].blocks) <= LONGEST_UPDATE
    assert found.left_out == 8
    result = read(answer(page("", said[:1]).encode(), URL))
    assert isinstance(result, Article)
    assert "1 entries cut or left out" in result.extractor


def test_linked_data_nested_without_end_are_no_updates() -> None:
    deep = '{"@type":"LiveBlogPosting","liveBlogUpdate":' * 5000 + "[]" + "}" * 5000
    html = f'<script type="application/ld+json">{deep}</script><p>{SENTENCE.format(1)}</p>'
    assert extract(html).live.claimed == ()


def test_containers_in_containers_are_one_entry() -> None:
    nested = '<article class="live-post"><time>10:41</time>' * 300
    found = extract(page(nested + SENTENCE.format(1)), URL).live
    assert len(found.shown) <= 1


def test_a_future_time_is_none() -> None:
    live = extract(page("", [update(10) | {"datePublished": "2099-01-01T10:00:00Z"}, update(5)]), URL).live
    entries = entries_of(live, datetime(2026, 1, 1, tzinfo=UTC))
    assert [entry.published is None for entry in entries] == [True, False]
    assert entries_of(live, NOW)
