"""Clusters and who was first: by texts and times, whatever the order in which they were read."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from commands.show import tree
from items import Dated, Outcome, Reading
from pipelines.dedup import keep_placed, place
from pipelines.placing_again import place_again
from storage.answers import why
from storage.archive import Archive
from storage.errors import OutrunError
from storage.families import family
from storage.grouping import Grouping
from storage.models import Article, Edge, Url
from storage.rebuild import rebuild
from storage.showing import show
from tests.filled import BEGIN, Filling
from tests.older_schema import take_back
from tests.test_dedup import story

ONE, TWO, BACKGROUND = story(1), story(2), story(9, 15)
TEXTS = {
    "wire": (5, ONE),
    "verbatim": (3, ONE),
    "cut": (9, story(1, 12)),
    "longer": (7, f"{ONE}\n\n{story(4, 9)}"),
    "other-wire": (4, TWO),
    "other-copy": (8, TWO),
    "both": (10, f"{story(2, 14)}\n\n{story(1, 15)}"),
    "near": (6, f"{story(5, 12)}\n\n{BACKGROUND}"),
    "far": (11, f"{story(6, 12)}\n\n{BACKGROUND}"),
}
"""By site: hour of publication, text."""

Tree = dict[str, tuple[str, str | None, str]]


def keep(filling: Filling, site: str, hour: int | None, text: str, title: str = "", **known: Any) -> int:
    """The number of the article; without an hour its page claims no time."""
    capture = filling.exchange(f"https://{site}.example/{site}", site, 60 * 24 * 30)
    published = None if hour is None else Dated(BEGIN + timedelta(hours=hour), "second", "json-ld")
    article = replace(filling.article(capture, text, title), published=published, **known)
    number = filling.keep_article(capture, article).number
    assert number is not None
    return number


def told(filling: Filling) -> tuple[set[frozenset[str]], Tree]:
    """The clusters as the rows have them, and the tree as it is drawn, by site."""
    with filling.archive.database.read() as session:
        grouping = Grouping.of(session)
        query = select(Article.number, Article.cluster, Url.key).join(Url, Url.id == Article.url_id)
        rows = session.execute(query).all()
        site = {number: key.partition(".")[0] for number, _, key in rows}
        clusters: dict[int, set[str]] = {}
        for number, cluster, _ in rows:
            assert cluster == grouping.cluster(number)
            if cluster is not None:
                clusters.setdefault(cluster, set()).add(site[number])
        tree = {
            site[row.number]: (
                site[row.first],
                None if row.copied_from is None else site[row.copied_from],
                row.relation,
            )
            for row in grouping.rows()
        }
    return set(map(frozenset, clusters.values())), tree


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_reading_changes_nothing(filling: Filling, seed: int) -> None:
    order = list(TEXTS)
    random.Random(seed).shuffle(order)
    for site in order:
        keep(filling, site, *TEXTS[site])
    clusters, tree = told(filling)
    assert frozenset({"wire", "verbatim", "cut", "longer"}) in {frozenset(one - {"both"}) for one in clusters}
    assert sum("both" in one for one in clusters) == 1
    assert len(clusters) == 2
    assert tree["wire"] == ("verbatim", "verbatim", "verbatim")
    assert tree["cut"][1:] == ("verbatim", "cut")
    assert tree["longer"][1:] == ("verbatim", "extended")
    assert tree["verbatim"][1] is None
    assert tree["other-copy"] == ("other-wire", "other-wire", "verbatim")
    assert not {"near", "far"} & tree.keys()


def test_who_says_that_it_is_a_copy_is_not_first_though_its_clock_is(filling: Filling) -> None:
    keep(filling, "paper", 1, f"GENEVA (Meridian News) — {ONE}")
    keep(filling, "meridian", 4, ONE)
    _, tree = told(filling)
    assert tree["meridian"] == ("meridian", None, "")
    assert tree["paper"][1] == "meridian"
    shown = show(filling.archive, 0)
    assert shown is not None
    assert "'GENEVA (Meridian News) —'" in shown.edges[0].evidence


def test_a_link_says_who_copied_whom_after_a_replay_and_a_rebuild_too(
    filling: Filling, tmp_path: Path
) -> None:
    keep(filling, "paper", 1, ONE, outlinks=("wire.example/wire",))
    keep(filling, "wire", 4, ONE)
    assert told(filling)[1]["paper"] == ("wire", "wire", "verbatim")
    assert not any(differs for _, differs in place_again(filling.archive, keep=True))
    filling.archive.close()
    rebuild(filling.archive.root, into=tmp_path / "again")
    with Archive.open(tmp_path / "again") as again:
        assert not any(differs for _, differs in place_again(again, keep=True))
        assert told(Filling(again))[1]["paper"] == ("wire", "wire", "verbatim")


def test_a_credit_that_all_have_says_nothing(filling: Filling) -> None:
    marked = f"GENEVA (Meridian News) — {ONE}"
    keep(filling, "paper", 1, marked)
    for hour, site in enumerate(("b", "c", "d"), start=2):
        keep(filling, site, hour, marked)
    keep(filling, "late", 9, ONE)
    assert told(filling)[1]["paper"] == ("paper", None, "")


def test_the_only_one_with_its_headline_is_no_origin(filling: Filling) -> None:
    keep(filling, "paper", 1, ONE, "Nothing like it was ever seen")
    for hour, site in enumerate(("b", "c", "d"), start=2):
        keep(filling, site, hour, ONE, "Delegates meet")
    _, tree = told(filling)
    assert tree["paper"] == ("b", "b", "retitled")


def without(text: str, *places: int) -> str:
    """The text without some of its paragraphs."""
    return "\n\n".join(one for place, one in enumerate(text.split("\n\n")) if place not in places)


@pytest.mark.parametrize("hour", [None, 4])
def test_an_undated_text_that_all_copies_are_nearer_to_is_first(filling: Filling, hour: int | None) -> None:
    keep(filling, "early", 1, without(ONE, 3))
    keep(filling, "wire", hour, ONE)
    keep(filling, "paper", 2, without(ONE, 5))
    keep(filling, "blog", 3, without(ONE, 7))
    _, tree = told(filling)
    assert tree["paper"][:2] == (("early", "early") if hour else ("wire", "wire"))


def test_an_undated_text_at_the_edge_is_not_first(filling: Filling) -> None:
    keep(filling, "wire", 1, ONE)
    keep(filling, "paper", 2, ONE)
    keep(filling, "blog", None, without(ONE, 7, 8, 9))
    assert told(filling)[1]["blog"] == ("wire", "wire", "cut")


def test_a_day_alone_is_taken_for_its_end(filling: Filling) -> None:
    midnight = datetime(2025, 5, 16, tzinfo=BEGIN.tzinfo)
    keep(filling, "early", int((midnight - BEGIN) / timedelta(hours=1)), ONE)
    keep(filling, "noon", 3, ONE)
    assert told(filling)[1]["early"][1] == "noon"


def test_an_edge_that_holds_no_more_joins_nothing(filling: Filling) -> None:
    keep(filling, "wire", 1, ONE)
    copy = keep(filling, "copy", 2, ONE)
    with filling.archive.database.write() as session:
        session.get_one(Edge, (copy, 0)).holds = False
    with filling.archive.database.read() as session:
        assert Grouping.of(session).cluster(copy) is None


def test_the_tree_is_drawn_and_every_join_explained(filling: Filling) -> None:
    for site in ("cut", "verbatim", "longer", "wire"):
        keep(filling, site, *TEXTS[site], title=f"From {site}")
    members = family(filling.archive, 0)
    assert members is not None
    lines = list(tree(members))
    assert [line.split("  2025")[0].strip() for line in lines[::1] if "  2025" in line] == [
        "001",
        "├─ 003",
        "├─ 002",
        "└─ 000",
    ]
    assert "cut of 001: " in lines[-1]
    assert "earlier than 2025-05-16T18:00Z" in lines[-1]
    known = why(filling.archive, "https://cut.example/cut")
    assert known is not None
    assert known.cluster == 0
    assert [(join.other, join.joins) for join in known.joins if join.number == 0] == []
    assert {join.number: join.joins for join in known.joins} == {1: True, 2: False, 3: False}
    assert family(filling.archive, 17) is None


def test_a_text_of_two_stories_tells_of_the_other_one(filling: Filling) -> None:
    for site in ("wire", "verbatim", "other-wire", "other-copy", "both"):
        keep(filling, site, *TEXTS[site])
    told_of = {
        (one.row.number, elsewhere.cluster, elsewhere.number, elsewhere.relation)
        for number in (0, 2)
        for one in family(filling.archive, number) or ()
        for elsewhere in one.elsewhere
    }
    assert len([one for one in told_of if one[0] == 4]) == 1
    assert {one[3] for one in told_of} == {"mixed"}
    assert {(one[0], one[2]) for one in told_of if one[0] != 4} <= {(number, 4) for number in range(4)}
    drawn = [line.strip() for line in tree(family(filling.archive, 4) or ())]
    (said,) = [line for line in drawn if line.startswith("also mixed of 00") and " of cluster " in line]
    assert "of its" in said


def test_a_better_rule_undoes_a_join_and_a_rebuild_has_it(
    filling: Filling, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    archive = filling.archive
    keep(filling, "wire", 1, ONE)
    keep(filling, "longer", 2, TEXTS["longer"][1])
    half = f"{story(2, 14)}\n\n{story(1, 15)}"
    keep(filling, "half", 3, half)
    capture = filling.exchange("https://half.example/half", "signed", 60 * 24 * 31)
    signed = replace(filling.article(capture, half, ""), authors=("Another Hand",))
    assert filling.keep_article(capture, signed).outcome is Outcome.REVISED
    assert not any(differs for _, differs in place_again(archive, keep=True))
    before = told(filling)
    monkeypatch.setattr("pipelines.dedup.comparing.RELATED", 0.95)
    assert [differs for _, differs in place_again(archive, keep=False)] == [False, False, True]
    assert told(filling) == before
    assert [differs for _, differs in place_again(archive, keep=True)] == [False, False, True]
    assert told(filling)[0] == {frozenset({"wire", "longer"})}
    known = why(archive, "https://half.example/half")
    assert known is not None
    assert [(join.holds, join.joins) for join in known.joins] == [(False, False)] * len(known.joins)
    assert known.joins
    after = told(filling)
    archive.close()
    report = rebuild(archive.root, into=tmp_path / "again")
    assert not report.damages
    with Archive.open(tmp_path / "again") as again:
        assert told(Filling(again)) == after
        monkeypatch.undo()
        assert [differs for _, differs in place_again(again, keep=True)] == [False, False, True]
        assert told(Filling(again)) == before


def revise(filling: Filling, site: str, text: str) -> None:
    """The page of that site has another text now."""
    capture = filling.exchange(f"https://{site}.example/{site}", text[:40], 60 * 24 * 31)
    assert filling.keep_article(capture, filling.article(capture, text, "")).outcome is Outcome.REVISED


def test_what_an_earlier_text_repeated_is_held_to_as_long_as_the_rules_find_it(
    filling: Filling, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = filling.archive
    keep(filling, "wire", 1, ONE)
    keep(filling, "paper", 2, story(1, 20))
    keep(filling, "blog", 3, TWO)
    revise(filling, "paper", story(3))
    revise(filling, "wire", story(4))
    revise(filling, "paper", TWO)
    with archive.database.read() as session:
        held = session.scalars(select(Edge).where(Edge.holds)).all()
        assert {(edge.number, edge.other) for edge in held} == {(1, 0), (1, 2)}
    assert [differs for _, differs in place_again(archive, keep=True)] == [False] * 3
    assert told(filling)[0] == {frozenset({"wire", "paper", "blog"})}
    monkeypatch.setattr("pipelines.dedup.comparing.RELATED", 5)
    assert [differs for _, differs in place_again(archive, keep=True)] == [False, True, False]
    assert told(filling)[0] == set()


def test_a_text_that_another_has_outrun_is_placed_again(filling: Filling) -> None:
    capture = filling.exchange("https://late.example/late", "late", 1)
    article = filling.article(capture, ONE, "")
    early = place(article, filling.archive)
    keep(filling, "wire", 1, ONE.replace("ferry", "boat", 1))
    reading = Reading(capture, article, early)
    with pytest.raises(OutrunError):
        filling.archive.keep(reading)
    kept = keep_placed(filling.archive, reading)
    assert told(filling)[0] == {frozenset({"wire", "late"})}
    assert kept.number == 1


def test_clusters_of_before_are_kept_by_the_migration(filling: Filling, database_url: str) -> None:
    keep(filling, "wire", 1, ONE)
    keep(filling, "copy", 2, ONE)
    with filling.archive.database.engine.begin() as connection:
        take_back(connection, "0002")
    with Archive.open(filling.archive.root, database_url) as archive:
        assert told(Filling(archive))[1]["copy"] == ("wire", "wire", "verbatim")
        with archive.database.read() as session:
            assert session.get_one(Article, 1).joined == 0
