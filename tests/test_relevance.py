"""What a topic takes, what it leaves, and which headlines are worth a visit."""

import pickle
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from items import Article, Dated, Encoding, Found, Hints, Outcome, Rejected, Stage, TopicDecision
from pipelines.headlines import worth_a_visit
from pipelines.passages import passages
from pipelines.relevance import decide, relevance
from registry.topic import Topic, load_topic
from tests.topic_texts import OFF, ON

TALKS = load_topic("istanbul-talks")
EVERYTHING = load_topic("everything")


def article(text: str, published: str = "") -> Article:
    title, _, body = text.partition("\n\n")
    dated = Dated(datetime.fromisoformat(published).replace(tzinfo=UTC), "day", "meta") if published else None
    return Article(
        url="https://example.org/a",
        canonical="",
        title=title,
        body=body,
        authors=(),
        language="",
        published=dated,
        modified=None,
        source="example",
        extractor="test",
        encoding=Encoding("utf-8", "utf-8", 1.0, 0),
    )


def decided(text: str, topic: Topic = TALKS) -> TopicDecision:
    title, _, body = text.partition("\n\n")
    return decide(topic, title, body)


@pytest.mark.parametrize("text", ON)
def test_texts_on_the_talks_are_taken(text: str) -> None:
    result = relevance(article(text, "2025-06-02"), [TALKS])
    assert isinstance(result, Article)
    (decision,) = result.topics
    assert (decision.topic, decision.version, decision.relevant) == ("istanbul-talks", TALKS.version, True)
    assert {"istanbul", "venue"} & {term.concept for term in decision.terms}


@pytest.mark.parametrize("text", OFF)
def test_others_are_refused_with_what_was_wanting(text: str) -> None:
    result = relevance(article(text, "2025-06-02"), [TALKS])
    assert isinstance(result, Rejected)
    assert (result.stage, result.reason) == (Stage.RELEVANCE, Outcome.OFF_TOPIC)
    assert result.detail.startswith("istanbul-talks: ")
    assert result.article is not None
    assert result.article.topics[0].relevant is False


def test_talks_without_one_of_the_parties_are_others() -> None:
    text = "Second round of talks in Istanbul\n\nRussia and the United States held direct talks in Istanbul."
    result = relevance(article(text, "2025-06-02"), [TALKS])
    assert isinstance(result, Rejected)
    assert "without ukraine" in result.detail
    assert isinstance(relevance(article(text.replace("the United States", "Ukraine")), [TALKS]), Article)


def test_without_topics_an_article_passes_unchanged() -> None:
    any_article = article(OFF[0])
    assert relevance(any_article, []) is any_article


def test_one_topic_that_takes_it_is_enough() -> None:
    result = relevance(article(OFF[0], "2025-06-02"), [TALKS, EVERYTHING])
    assert isinstance(result, Article)
    assert [decision.relevant for decision in result.topics] == [False, True]


def test_the_window_refuses_what_is_older_not_what_is_undated() -> None:
    old = relevance(article(ON[0], "2025-04-30"), [TALKS])
    assert isinstance(old, Rejected)
    assert old.reason is Outcome.OUT_OF_WINDOW
    assert "2025-04-30" in old.detail
    assert isinstance(relevance(article(ON[0], "2025-05-01"), [TALKS]), Article)
    assert isinstance(relevance(article(ON[0]), [TALKS]), Article)
    assert isinstance(relevance(article(ON[0], "1999-01-01"), [TALKS, EVERYTHING]), Article)


def test_terms_say_where_they_stand() -> None:
    terms = decided(ON[0]).terms
    assert ("round", "second round", "lead") in {(term.concept, term.form, term.where) for term in terms}
    assert len(terms) == len(set(terms))


def test_a_mention_in_a_long_text_is_not_its_subject() -> None:
    about = "The brigade counts drones over the river and waits for rain, officers at the front said. "
    mention = "Russia and Ukraine held talks in Istanbul. "
    assert not decide(TALKS, "A night with a drone crew", about * 12 + mention + about * 12).relevant


def test_the_second_round_in_turkey_needs_no_istanbul() -> None:
    body = "Russian and Ukrainian negotiators left without a ceasefire, but agreed to exchange prisoners."
    assert decide(TALKS, "Second round in Turkey ends after an hour", body).relevant


def test_an_exchange_counts_where_the_text_says_that_the_talks_agreed_on_it() -> None:
    body = "Russia and Ukraine exchanged prisoners on Tuesday, and buses came home at night to the families. "
    agreed = "The exchange had been agreed in Istanbul by Umerov and Medinsky, the delegations said."
    assert decide(TALKS, "Prisoners come home", f"{body * 2}{agreed}").relevant
    assert not decide(
        TALKS, "Prisoners come home", f"{body * 2}The Emirates had helped, officials said."
    ).relevant


HARBOUR = {
    "id": "harbour", "version": "", "name": "Harbour", "languages": ["en"], "threshold": 0.4,
    "concepts": {name: {"en": [name]} for name in ("harbour", "crane", "pilot", "tide", "rain")},
    "requires": [["harbour"], ["crane", "pilot"]],
    "signals": [{"name": "the harbour", "score": 0.5, "all": ["harbour"]}],
    "against": [{"name": "rain", "score": 0.4, "all": ["rain"]}],
}  # fmt: skip
WORDS = " ".join(["word"] * 24)
"""Enough for a passage of its own."""


def harbour(text: str, **keys: object) -> TopicDecision:
    return decide(Topic.model_validate(HARBOUR | keys), "", text)


def test_each_kind_of_evidence_adds_once_wherever_it_stands() -> None:
    text = f"The harbour has a crane and a crane, {WORDS}.\n\nIts pilot knows the rain."
    without = harbour(text).score
    more = harbour(text, evidence=["crane", "pilot", "tide"], weights={"evidence": 0.03}).score
    assert more == pytest.approx(without + 2 * 0.03, abs=0.002)
    assert harbour(text, evidence=["crane", "pilot"], weights={"evidence": 3}).score == 1


def test_evidence_does_not_outweigh_what_speaks_against() -> None:
    text = f"The rain falls, {WORDS}.\n\nThe rain falls on the crane, {WORDS}."
    assert harbour(text, evidence=["crane"], weights={"evidence": 0.3}).score == 0


def test_a_long_text_that_speaks_of_the_topic_once_loses() -> None:
    once = "\n\n".join([f"The harbour has a crane, {WORDS}.", *[f"The tide is high, {WORDS}."] * 4])
    twice = once.replace("The tide", "The harbour", 1)
    short = "\n\n".join(once.split("\n\n")[:4])
    lone: dict[str, object] = {"weights": {"lone": 0.1}}
    assert harbour(once, **lone).score == pytest.approx(harbour(once).score - 0.1, abs=0.002)
    assert harbour(twice, **lone).score == harbour(twice).score
    assert harbour(short, **lone).score == harbour(short).score


def test_what_is_required_is_among_the_terms() -> None:
    decision = harbour("The harbour has a pilot.", evidence=["tide"])
    assert {term.concept for term in decision.terms} == {"harbour", "pilot"}
    assert decision.relevant
    refused = relevance(article("Harbour\n\nThe harbour is closed."), [Topic.model_validate(HARBOUR)])
    assert isinstance(refused, Rejected)
    assert refused.detail == "harbour: 0.50 of 0.40, without crane or pilot"


def test_decisions_do_not_change_on_the_way_through_a_process() -> None:
    assert decided(ON[1], pickle.loads(pickle.dumps(TALKS))) == decided(ON[1])


@given(st.text(max_size=300))
def test_any_text_can_be_decided(text: str) -> None:
    assert 0 <= decide(TALKS, text[:40], text).score <= 1
    assert "".join(text.split()) == "".join("".join(passages(text)).split())


def test_passages_join_short_sentences() -> None:
    assert passages("One. Two. Three.") == ["One. Two. Three."]
    long = "word " * 30
    assert passages(f"{long}end. Next one.") == [f"{long}end.", "Next one."]


# --- is it worth a visit? ------------------------------------------------------------------------


def found(title: str = "", lead: str = "", published: str = "", language: str = "en", url: str = "") -> Found:
    return Found(url or "https://example.org/a", Hints(title, lead, published, language))


@pytest.mark.parametrize(
    ("of", "outcome"),
    [
        (found("Umerov to lead delegation in Istanbul"), Outcome.PENDING),
        (found("Rain expected at the weekend in London"), Outcome.PASSED_OVER),
        (
            found("Rain expected at the weekend in London", lead="Putin is said to want talks in May"),
            Outcome.PENDING,
        ),
        (found("Putin visits a shipyard in the north"), Outcome.PASSED_OVER),
        (found("Live updates"), Outcome.PENDING),
        (found("Niederschlag am Wochenende in London erwartet", language="de"), Outcome.PENDING),
        (found("Дожди ожидаются в выходные в Казани", language="ru"), Outcome.PASSED_OVER),
        (found("Песков назвал условия новой встречи", language="ru"), Outcome.PENDING),
        (found("У ЄС обговорили мирні перемовини", language="uk"), Outcome.PENDING),
        (found("RUSYA VE UKRAYNA MASAYA OTURUYOR", language="tr"), Outcome.PENDING),
        (found(url="https://example.org/2025/06/02/rain-expected-at-the-weekend"), Outcome.PASSED_OVER),
        (found(url="https://example.org/2025/06/02/putin-zelensky-talks-next-week"), Outcome.PENDING),
        (found(url="https://example.ru/dozhdi-v-kazani-na-vyhodnyh", language="ru"), Outcome.PENDING),
        (found(url="https://example.org/rain-expected-at-the-weekend", language=""), Outcome.PENDING),
        (found(url="https://example.org/doc/7715044"), Outcome.PENDING),
        (found("Umerov in Istanbul for talks", published="2025-04-29T10:00:00Z"), Outcome.OUT_OF_WINDOW),
        (
            found("Umerov in Istanbul for talks", published="Tue, 29 Apr 2025 10:00:00 GMT"),
            Outcome.OUT_OF_WINDOW,
        ),
        (found("Umerov in Istanbul for talks", published="2025-04-30T23:00:00+03:00"), Outcome.PENDING),
        (found("Umerov in Istanbul for talks", published="yesterday"), Outcome.PENDING),
        (found("Umerov in Istanbul for talks", published="2025-13-45"), Outcome.PENDING),
    ],
)
def test_worth_a_visit(of: Found, outcome: Outcome) -> None:
    result = worth_a_visit(of, [TALKS])
    assert result.outcome is outcome
    assert bool(result.detail) == (outcome is not Outcome.PENDING)
    assert (result.url, result.hints) == (of.url, of.hints)


def test_everything_is_worth_a_visit_to_everything_and_to_no_topic() -> None:
    rain = found("Rain expected at the weekend in London", published="1999-01-01")
    assert worth_a_visit(rain, [EVERYTHING]).outcome is Outcome.PENDING
    assert worth_a_visit(rain, [TALKS, EVERYTHING]).outcome is Outcome.PENDING
    assert worth_a_visit(rain, []) is rain
