"""Feed lists in and out: what is written, what is left alone, what is said of it."""

from pathlib import Path

import pytest
from lxml import etree

from registry.errors import RegistryError
from registry.opml import export_opml, identifier, import_opml, read_opml
from registry.source import load_source, load_sources

LIST = """<?xml version="1.0" encoding="utf-8"?>
<opml version="2.0"><head><title>Mine</title></head><body>
  <outline text="Türkiye">
    <outline type="rss" text="Örnek Gazetesi" xmlUrl="https://www.ornek.example/rss" htmlUrl="https://ornek.example/"
             language="tr-TR"/>
    <outline type="rss" text="Dünya" xmlUrl="https://feeds.ornek.example/dunya" htmlUrl="https://www.ornek.example/"
             language="tr"/>
  </outline>
  <outline type="rss" title="The &quot;Quoted&quot; \\ Times" xmlUrl="http://times.example/feed?a=1&amp;b=2"/>
  <outline type="rss" text="Odd" xmlUrl="feed://odd.example/rss" language="en"/>
  <outline type="link" text="No feed" url="https://nofeed.example/"/>
  <outline text="Empty" xmlUrl=""/>
</body></opml>
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "list.opml").write_text(LIST, encoding="utf-8")
    (tmp_path / "sources").mkdir()
    return tmp_path


def test_each_site_becomes_a_file(folder: Path) -> None:
    imported = import_opml(folder / "list.opml", folder / "sources", [], language="en")
    assert [path.stem for path in imported.written] == ["ornek-gazetesi", "the-quoted-times"]
    sources = load_sources(folder / "sources")
    ornek, times = sources["ornek-gazetesi"], sources["the-quoted-times"]
    assert [feed.url for feed in ornek.feeds] == [
        "https://www.ornek.example/rss",
        "https://feeds.ornek.example/dunya",
    ]
    assert ornek.languages == ("tr",)
    assert ornek.country == "ZZ"
    assert times.name == 'The "Quoted" \\ Times'
    assert times.home == "http://times.example/"
    assert times.feeds[0].url == "http://times.example/feed?a=1&b=2"
    assert all("imported" in source.unchecked[0] for source in sources.values())


def test_what_cannot_be_taken_is_said(folder: Path) -> None:
    (odd,) = import_opml(folder / "list.opml", folder / "sources", [], language="en").skipped
    assert (odd.title, odd.feed) == ("Odd", "feed://odd.example/rss")
    assert "not an http(s) URL" in odd.reason


def test_a_feed_without_language_waits_for_one(folder: Path) -> None:
    imported = import_opml(folder / "list.opml", folder / "sources", [])
    assert [path.stem for path in imported.written] == ["ornek-gazetesi"]
    assert (
        "--language"
        in {skipped.feed: skipped.reason for skipped in imported.skipped}["http://times.example/feed?a=1&b=2"]
    )


def test_nothing_that_is_there_is_touched(folder: Path) -> None:
    first = import_opml(folder / "list.opml", folder / "sources", [], language="en")
    before = {path: path.read_bytes() for path in first.written}
    again = import_opml(
        folder / "list.opml", folder / "sources", load_sources(folder / "sources").values(), "en"
    )
    assert again.written == ()
    assert {skipped.reason for skipped in again.skipped if skipped.title != "Odd"} == {
        "already in ornek-gazetesi.toml",
        "already in the-quoted-times.toml",
    }
    blind = import_opml(folder / "list.opml", folder / "sources", [], "en")
    assert "ornek-gazetesi.toml exists" in {skipped.reason for skipped in blind.skipped}
    assert {path: path.read_bytes() for path in first.written} == before


def test_the_registry_goes_out_and_comes_back(tmp_path: Path) -> None:
    shipped = load_sources()
    text = export_opml(shipped.values())
    (tmp_path / "out.opml").write_text(text, encoding="utf-8")
    feeds = {feed.url for source in shipped.values() for feed in source.feeds}
    assert {outline.feed for outline in read_opml(tmp_path / "out.opml")} == feeds
    body = etree.fromstring(text.encode()).find("body")
    assert body is not None
    assert [outline.get("text") for outline in body] == [source.name for source in shipped.values()]
    links = {outline.get("url") for outline in body.iter("outline") if outline.get("type") == "link"}
    assert links == {
        url
        for source in shipped.values()
        for key, url in source.entrances()
        if key.startswith(("sitemaps", "sections"))
    }
    (tmp_path / "sources").mkdir()
    imported = import_opml(tmp_path / "out.opml", tmp_path / "sources", [])
    assert all(load_source(path).feeds for path in imported.written)
    assert sum(len(load_source(path).feeds) for path in imported.written) + len(imported.skipped) == len(
        feeds
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "no"), (b"<rss/>", "is no OPML"), (b"\x00\x01", "no"), (b"name = 1", "no")],
)
def test_other_files_are_refused(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "list.opml"
    path.write_bytes(data)
    with pytest.raises(RegistryError, match=said):
        read_opml(path)
    with pytest.raises(RegistryError, match="cannot be read"):
        read_opml(tmp_path / "absent.opml")


def test_entities_lead_nowhere(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hidden", encoding="utf-8")
    path = tmp_path / "list.opml"
    path.write_text(
        f'<!DOCTYPE opml [<!ENTITY x SYSTEM "{secret.as_uri()}">]><opml version="2.0"><body>'
        '<outline text="&x;" xmlUrl="https://a.example/feed"/></body></opml>',
        encoding="utf-8",
    )
    assert all("hidden" not in outline.title for outline in read_opml(path))


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("BBC News", "bbc-news"),
        ("Sözcü", "sozcu"),
        ("Українська правда", "source"),
        ("../../etc/x", "etc-x"),
        ("", "source"),
    ],
)
def test_a_title_as_the_name_of_a_file(title: str, stem: str) -> None:
    assert identifier(title) == stem
