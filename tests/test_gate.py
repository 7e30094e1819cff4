"""Pages that only look like articles are refused with the reason; short ones that are articles pass."""

from datetime import UTC, datetime

import pytest

from items import Article, Capture, Outcome, Rejected
from pipelines.reading import read

TEASER = (
    "<p>The papers that the delegation brought to the meeting were written by four people, and only one "
    "of them travelled to Istanbul, according to two of the four.</p>"
)
FLASH = (
    "<p>ISTANBUL (Agency) - The delegations have arrived at the palace, and the talks began at noon on "
    "Friday, a spokesman said.</p>"
)
ARTICLE = (
    TEASER * 2 + "<p>" + "They agreed on a list of a thousand names, and on nothing else. " * 20 + "</p>"
)


def reading(html: str, url: str = "https://paper.example/world/talks-77") -> Article | Rejected:
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    moment = datetime(2026, 11, 1, tzinfo=UTC)
    return read(Capture(url, url, moment, 200, headers, html.encode(), None, "paper", "feed"))


def outcome(html: str, url: str = "https://paper.example/world/talks-77") -> str:
    result = reading(html, url)
    if isinstance(result, Article):
        return "archived"
    assert result.detail
    return result.reason.value


def page(title: str, body: str, head: str = "") -> str:
    return f"<html><head><title>{title}</title>{head}</head><body><main>{body}</main></body></html>"


@pytest.mark.parametrize(
    "title",
    [
        "Page not found",
        "404 Not Found",
        "404",
        "Страница не найдена",
        "Сторінку не знайдено",
        "Sayfa bulunamadı",
        "Seite nicht gefunden",
        "Page introuvable",
        "Página no encontrada",
        "Nie znaleziono strony",
    ],
)
def test_a_missing_page_with_status_200(title: str) -> None:
    assert outcome(page(f"{title} - The Paper", f"<h1>{title}</h1><p>Sorry about that.</p>")) == "soft_404"


@pytest.mark.parametrize(
    "wall",
    [
        "Subscribe to continue reading",
        "This article is for subscribers",
        "Материал доступен по подписке",
        "Щоб читати далі, оформіть передплату",
        "Haberin devamını okumak için abone olun",
    ],
)
def test_a_teaser_with_a_wall(wall: str) -> None:
    html = page(
        "Who wrote the papers", f"<article><h1>Who wrote the papers</h1>{TEASER}<p>{wall}.</p></article>"
    )
    assert outcome(html) == "paywalled"


def test_a_long_article_that_mentions_subscribing_is_none() -> None:
    assert (
        outcome(page("Talks", f"<article>{ARTICLE}<p>Subscribe to continue reading.</p></article>"))
        == "archived"
    )


def test_a_scrambled_text_is_behind_a_wall() -> None:
    scrambled = "Ejf Gppe Usvdlt tjoe xjfefs jo Xjuufo Tdipo bmt efs Xjuufofs " * 12
    assert outcome(page("Talks", f"<article><h1>Talks</h1><p>{scrambled}.</p></article>")) == "paywalled"


FIGURES = "".join(f"<tr><td>{row}</td><td>{row * 37}</td><td>{row * 91}.5</td></tr>" for row in range(60))


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (f"<h1>Results</h1><table>{FIGURES}</table>", "240 figures among 240 words"),
        ("".join(f"<h1>h{one}</h1><p>x{one}</p>" for one in range(300)), "600 words, 0 of them in sentences"),
    ],
)
def test_figures_and_labels_are_no_scrambled_text(body: str, detail: str) -> None:
    result = reading(page("Results", f"<article>{body}</article>"))
    assert isinstance(result, Rejected)
    assert (result.reason.value, result.detail) == ("not_article", detail)


def test_a_text_that_was_left_out_is_named_in_the_refusal() -> None:
    text = "The delegations met for two hours. " * 30_000
    for rest in ("", "<p>Short end of it.</p>"):
        result = reading(page("Talks", f"<article><h1>Talks</h1><p>{text}</p>{rest}</article>"))
        assert isinstance(result, Rejected)
        assert result.reason.value == "extract_failed"
        assert f"{len(text)} characters" in result.detail


def test_a_short_free_flash_passes() -> None:
    assert outcome(page("Talks begin", f"<article><h1>Talks begin</h1>{FLASH}</article>")) == "archived"


def test_a_short_text_that_is_said_not_to_be_free_but_is_whole_passes() -> None:
    head = '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script>'
    assert outcome(page("Talks begin", f"<article><h1>Talks begin</h1>{FLASH}</article>", head)) == "archived"


def test_a_consent_wall() -> None:
    question = "We and our partners store and/or access information on a device."
    body = f"<h1>We value your privacy</h1><p>{question}</p><p>Accept all</p>"
    assert outcome(page("Before you continue", body)) == "consent_page"
    assert outcome(page("x", ARTICLE), "https://consent.paper.example/?continue=x") == "consent_page"


def test_a_question_for_humans() -> None:
    assert (
        outcome(page("Just a moment...", "<p>Checking your browser before accessing the site.</p>"))
        == "blocked"
    )


@pytest.mark.parametrize(
    "url",
    [
        "https://paper.example/",
        "https://paper.example/tag/istanbul",
        "https://paper.example/en/category/world/",
        "https://paper.example/author/ann-bell/page/2",
    ],
)
def test_addresses_of_listings(url: str) -> None:
    assert outcome(page("Istanbul", ARTICLE), url) == "not_article"


def test_a_page_of_links() -> None:
    links = "".join(
        f'<li><a href="/{number}">Headline of another story that is long enough</a></li>'
        for number in range(30)
    )
    assert outcome(page("World", f"<h1>World</h1><ul>{links}</ul><p>All the news.</p>")) == "not_article"


def test_a_page_of_teasers() -> None:
    cards = "".join(
        f'<div><h3><a href="/{number}">Headline {number} of a page</a></h3><p>Teaser {number}.</p></div>'
        for number in range(12)
    )
    assert outcome(page("World", f"<h1>World</h1>{cards}")) == "not_article"


def test_an_article_with_a_long_list_of_others_below_passes() -> None:
    links = "".join(f'<li><a href="/{number}">Headline of another story</a></li>' for number in range(40))
    assert outcome(page("Talks", f"<article><h1>Talks</h1>{ARTICLE}</article><ul>{links}</ul>")) == "archived"


def test_next_to_nothing_is_too_short() -> None:
    result = reading(page("Talks", "<article><h1>Talks</h1><p>Video of the day.</p></article>"))
    assert isinstance(result, Rejected)
    assert result.reason is Outcome.TOO_SHORT
    assert "words" in result.detail
    assert result.article is not None


def test_a_refusal_names_the_system_that_stands_in_the_way() -> None:
    html = page("Just a moment...", "<script>window._cf_chl_opt={};</script>")
    refused = reading(html)
    assert isinstance(refused, Rejected)
    assert refused.detail.startswith("Cloudflare")


def test_a_headline_about_a_missing_page_is_an_article() -> None:
    title = "Page not found: why a quarter of all links to old newspapers lead nowhere"
    html = page(title, f"<article><h1>{title}</h1>{TEASER}{FLASH}</article>")
    assert outcome(html) == "archived"


def test_a_text_that_ends_in_dots_is_behind_no_wall() -> None:
    html = page(
        "Talks begin", f"<article><h1>Talks begin</h1>{FLASH}<p>{'They went on and on ' * 5}...</p></article>"
    )
    assert outcome(html) == "archived"


def test_an_appeal_below_a_short_text_is_no_wall() -> None:
    appeal = '<div class="newsletter-box"><h3>Support us</h3><p>Subscribe to our newsletter.</p></div>'
    assert (
        outcome(page("Talks begin", f"<article><h1>Talks begin</h1>{FLASH}{appeal}</article>")) == "archived"
    )


def test_a_text_in_what_is_called_a_sidebar_is_read() -> None:
    html = page("Talks", f'<div class="page sidebar"><div><h1>Talks</h1>{ARTICLE}</div></div>')
    assert outcome(html) == "archived"


def test_blurred_text_is_behind_a_wall() -> None:
    blurred = f'<div style="filter: blur(5px)">{TEASER}</div>'
    assert outcome(page("Talks", f"<article><h1>Talks</h1>{FLASH}{blurred}</article>")) == "paywalled"


def test_an_app_that_has_not_run() -> None:
    html = page("Paper", '</main><div id="root"></div><script src="/a.js"></script>')
    assert outcome(html) == "not_article"
