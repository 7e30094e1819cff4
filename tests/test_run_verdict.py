"""How a run ends: what its crawls ended with comes before what can be said of the network."""

from dataclasses import replace
from pathlib import Path

import pytest

from commands.collect import verdict
from commands.exit_codes import ExitCode
from health.reachability import Reach
from health.run import Collected, CrawlEnd, Ended
from health.yields import given
from storage.outcomes import SourceYield
from tests.collecting import QUICK, ROOT, Machine, patient_site, rows

NOTHING = given(SourceYield("alpha", entrances=1, entrances_failed=1))
SOMETHING = replace(NOTHING, entrances_failed=0)


def run(*codes: int, gave: bool = False) -> Collected:
    ended = [Ended("feed", ("alpha",), code) for code in codes]
    done = [SOMETHING if gave else NOTHING]
    return Collected("run", {"alpha": Reach("alpha", answers=True, detail="")}, done, ended=ended)


@pytest.mark.parametrize(
    ("codes", "gave", "expected"),
    [
        ((0,), True, ExitCode.DONE),
        ((0, 7), True, ExitCode.STORAGE),
        ((6, 7, 4), False, ExitCode.STORAGE),
        ((1, 6, 4), False, ExitCode.CONFIGURATION),
        ((1, 6), False, ExitCode.LOCKED),
        ((5, 1), False, ExitCode.UNEXPECTED),
        ((-9,), False, ExitCode.UNEXPECTED),
        ((5, 5), False, ExitCode.NOTHING_FETCHED),
        ((5, 3), False, ExitCode.SOURCES_FAILED),
        ((0, 6), True, ExitCode.SOURCES_FAILED),
    ],
)
def test_the_exit_code(codes: tuple[int, ...], gave: bool, expected: ExitCode) -> None:
    assert verdict(run(*codes, gave=gave)) is expected


def test_the_codes_are_those_of_the_commands() -> None:
    assert {end.name: end.value for end in CrawlEnd}.items() <= {
        code.name: code.value for code in ExitCode
    }.items()


def test_a_feed_that_is_none_is_named_and_fails_the_run(tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    text = (ROOT / "demo" / "registry" / "parley-gazete.toml").read_text(encoding="utf-8")
    page = '\n[[feeds]]\nurl = "http://parley-gazete.example/news/"\n'
    (sources / "half.toml").write_text(text + page, encoding="utf-8")
    with patient_site() as site:
        said = Machine(tmp_path / "archive", site.proxy, sources).run("collect", "--json", *QUICK)
        (sources / "half.toml").write_text(text.partition("[[feeds]]")[0] + page, encoding="utf-8")
        alone = Machine(tmp_path / "other", site.proxy, sources).run("collect", *QUICK)
    assert said.returncode == 3, said.stderr
    (row,) = rows(said)
    assert (row["entrances"], row["entrances_failed"]) == (2, 1)
    assert row["fetched"] > 0
    assert row["failure"].startswith("http://parley-gazete.example/news/: not well-formed")
    assert alone.returncode == 3, alone.stderr
    assert "is there a network" not in alone.stderr
