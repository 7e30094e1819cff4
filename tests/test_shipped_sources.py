"""The source files that Parley ships: all of them load, and they are balanced."""

from collections import Counter
from pathlib import Path

import pytest

from registry.source import SOURCES, Source, load_source, load_sources
from registry.writing import source_toml


@pytest.fixture(scope="module")
def shipped() -> dict[str, Source]:
    return load_sources()


def test_the_shipped_registry_is_broad(shipped: dict[str, Source]) -> None:
    languages = Counter(language for source in shipped.values() for language in source.languages)
    assert len(shipped) >= 45
    assert all(languages[language] >= 8 for language in ("en", "ru", "uk", "tr")), languages
    kinds = Counter(source.kind for source in shipped.values())
    assert all(kinds[kind] >= 3 for kind in ("agency", "public", "state", "newspaper", "online", "blog")), (
        kinds
    )


def test_every_shipped_source_says_what_was_not_checked(shipped: dict[str, Source]) -> None:
    for source in shipped.values():
        assert source.healthy is not None, source.id
        for key, _ in source.entrances():
            assert any(note.startswith(key.removesuffix(".url")) for note in source.unchecked), (
                source.id,
                key,
            )


def test_a_source_of_several_languages_says_which_entrance_is_which(shipped: dict[str, Source]) -> None:
    for source in shipped.values():
        if len(source.languages) > 1:
            assert {feed.language for feed in source.feeds} == set(source.languages), source.id


def test_the_past_can_be_had_in_each_language(shipped: dict[str, Source]) -> None:
    dated = {
        entry.language or source.languages[0]
        for source in shipped.values()
        for entry in (*source.archives, *source.calendars)
    }
    assert dated == {"en", "ru", "uk", "tr"}


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("bbc", "https://www.bbc.com/news/articles/c0mr2zj8xk4o"),
        ("bbc", "https://www.bbc.co.uk/news/live/c1jp9d8y9e2t"),
        ("guardian", "https://www.theguardian.com/world/2025/jun/02/russia-ukraine-talks-istanbul"),
        ("aljazeera", "https://www.aljazeera.com/news/2025/6/2/what-happened-in-istanbul"),
        ("euronews", "https://www.euronews.com/my-europe/2025/06/02/second-round-of-talks"),
        ("france24", "https://www.france24.com/en/europe/20250602-second-round-of-talks"),
        ("cnn", "https://edition.cnn.com/2025/06/02/europe/istanbul-talks-intl"),
        ("reuters", "https://www.reuters.com/world/europe/some-headline-2025-06-02/"),
        ("rt", "https://www.rt.com/russia/618500-second-round-istanbul/"),
        ("rt-russian", "https://russian.rt.com/world/news/1486000-peregovory-stambul"),
        ("ukrainska-pravda", "https://www.pravda.com.ua/news/2025/06/2/7515215/"),
        ("ukrainska-pravda", "https://www.pravda.com.ua/eng/news/2025/06/2/7515215/"),
        ("ukrinform", "https://www.ukrinform.ua/rubric-polytics/3999999-u-stambuli.html"),
        ("unian", "https://www.unian.ua/politics/peregovori-v-stambuli-13023456.html"),
        ("radio-svoboda", "https://www.svoboda.org/a/peregovory-v-stambule/33432100.html"),
        ("ria-novosti", "https://ria.ru/20250602/peregovory-2020512345.html"),
        ("interfax", "https://www.interfax.ru/world/1028888"),
        ("kommersant", "https://www.kommersant.ru/doc/7760000"),
        ("lenta", "https://lenta.ru/news/2025/06/02/peregovory/"),
        ("vedomosti", "https://www.vedomosti.ru/politics/news/2025/06/02/1114444-peregovori"),
        ("hurriyet", "https://www.hurriyet.com.tr/dunya/istanbulda-ikinci-tur-42812345"),
    ],
)
def test_articles_have_the_shape_that_the_file_says(shipped: dict[str, Source], name: str, path: str) -> None:
    source = shipped[name]
    assert source.article
    assert source.is_article(path)
    assert not source.is_article(source.home)
    for _, url in source.entrances():
        assert not source.is_article(url), url


def test_a_source_can_be_written_and_read_again(shipped: dict[str, Source], tmp_path: Path) -> None:
    for source in shipped.values():
        assert written(source, tmp_path) == source


def test_the_shipped_files_lie_where_the_settings_say() -> None:
    assert SOURCES.is_dir()
    assert all(path.suffix == ".toml" for path in SOURCES.iterdir())


def written(source: Source, folder: Path) -> Source:
    path = folder / f"{source.id}.toml"
    path.write_text(source_toml(source), encoding="utf-8")
    return load_source(path)
