"""What a site adds around an article goes, in every language, from pages and texts; the article stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.blocks import Block, Kind
from pipelines.clean import clean
from pipelines.clean.tidy import tidy_text
from pipelines.phrasebook import PHRASES, WHOLE, WITHIN, phrasebook
from storage.texts import check_format

FIRST = "The delegations met for two hours in the palace and agreed to exchange prisoners."
SECOND = "A second meeting is planned for the first week of June, officials of both sides said."
LAST = "Neither side would say who is going to lead its delegation when the talks resume."


def kept(*texts: str, title: str = "", authors: tuple[str, ...] = ()) -> list[str]:
    """The blocks that are left of three paragraphs with something between the second and the third."""
    blocks = [Block(FIRST), Block(SECOND), *map(Block, texts), Block(LAST)]
    return [block.text for block in clean(blocks, title, authors).blocks]


@pytest.mark.parametrize(
    "label",
    [
        "Skip to content",
        "ADVERTISEMENT",
        "Advertisement",
        "- РЕКЛАМА -",
        "Реклама",
        "Перейти до вмісту",
        "İÇERİĞE GEÇ",
        "REKLAM",
        "38 views 2 comments",
        "Zum Inhalt springen",
        "Aller au contenu",
        "#Istanbul #talks",
        "Tags: Kremlin, Ukraine war",
        "Теги: переговоры, Стамбул",
        "Etiketler: müzakere, takas",
        "Share this:",
        "© 2025 The Paper. All rights reserved.",
        "Copyright 2025 The Paper",
        "Все права защищены.",
        "Tüm hakları saklıdır.",
        "This website uses cookies to improve your experience. Accept Read More",
        "Сайт использует файлы cookie для удобства посетителей.",
        "Sign up for our free daily newsletter",
        "Подписывайтесь на наш канал в Telegram",
        "Підписуйтесь на наш Telegram-канал",
        "Якщо ви помітили помилку, виділіть її мишкою та натисніть Ctrl+Enter",
        "Telegram kanalımıza abone olun: Telegram kanalımız",
        "Your email address will not be published. Required fields are marked *",
        "Read also: Kremlin names its team",
        "Related article: Kremlin names its team",
        "Читайте также: Кто едет в Стамбул",
        "Читайте також: Хто їде до Стамбула",
        "İLGİLİ HABER: Heyette kimler var",
        "À lire aussi : Qui négocie",
        "Lesen Sie auch: Wer verhandelt",
        "Фото: Reuters",
        "Photo: AP",
    ],
)
def test_a_sites_own_line_goes(label: str) -> None:
    assert kept(label) == [FIRST, SECOND, LAST]


@pytest.mark.parametrize(
    "text",
    [
        "MOSCOW (Reuters) - The delegation left.",
        "(Reporting by Ann Bell in Ankara; Editing by C. Dow)",
        "AFP contributed reporting.",
        "Source: Reuters",
        "“We came for people,” he said.",
        "What was missing",
        "He was asked about cookies, and said that he preferred tea.",
        "They want to become a member of the alliance.",
        "We and our partners will support the talks.",
        "“Помогите нам”, — сказал он.",
        "«Ми з вами», — сказав він.",
        "- the return of prisoners",
        "Ukraine wants a ceasefire | Russia wants its demands met",
    ],
)
def test_what_belongs_to_an_article_stays(text: str) -> None:
    assert kept(text) == [FIRST, SECOND, text, LAST]


@pytest.mark.parametrize("label", ["Get link", "Получить ссылку", "Отримати посилання", "Bağlantıyı al"])
def test_a_share_list_goes_as_a_whole(label: str) -> None:
    assert kept(f"- {label}", "- Facebook", "- X", "- Pinterest", "- Email") == [FIRST, SECOND, LAST]


def test_a_lone_word_of_a_share_list_stays() -> None:
    assert kept("X") == [FIRST, SECOND, "X", LAST]


@pytest.mark.parametrize(
    "lead_in", ["Related posts", "Читайте также:", "Читайте також", "İlgili haberler", "Read also:"]
)
def test_headlines_go_with_the_lead_in_that_they_hang_on(lead_in: str) -> None:
    assert kept(lead_in, "Kremlin names its team", "Palace with two doors opens again") == [
        FIRST,
        SECOND,
        LAST,
    ]


def test_links_go_with_a_lead_in_and_a_heading_behind_them_stays() -> None:
    blocks = [
        Block(FIRST),
        Block("Read also:"),
        Block("Kremlin names its team.", Kind.ITEM, linked=True),
        Block("What comes next", Kind.HEADING),
        Block(SECOND),
    ]
    assert [block.text for block in clean(blocks).blocks] == [FIRST, "What comes next", SECOND]


@pytest.mark.parametrize("heading", ["Comments", "Комментарии", "Коментарі", "Yorumlar", "Leave a Reply"])
def test_nothing_behind_the_comments_heading_is_the_articles(heading: str) -> None:
    assert kept(heading) == [FIRST, SECOND]


@pytest.mark.parametrize(
    "copy",
    [
        "Talks end in Istanbul with a swap",
        "TALKS END IN ISTANBUL WITH A SWAP",
        "Talks end in Istanbul with...",
        "Talks end in Istanbul with a swap | World | site.example",
    ],
)
def test_copies_of_the_headline_go(copy: str) -> None:
    title = "Talks end in Istanbul with a swap"
    cleaned = clean([Block(copy), Block(FIRST), Block(SECOND)], title)
    assert (cleaned.title, [block.text for block in cleaned.blocks]) == (title, [FIRST, SECOND])


@pytest.mark.parametrize(
    ("first", "title"),
    [
        ("Talks end in Istanbul", "Talks end in Istanbul"),
        ("Talks end in Istanbul | World | site.example", "Talks end in Istanbul"),
        (
            "MOSCOW (Reuters) - The delegation left the palace late on Friday, to be back in June.",
            "",
        ),
    ],
)
def test_the_headline_of_a_text_is_found_in_it(first: str, title: str) -> None:
    assert clean([Block(first), Block(FIRST), Block(SECOND)]).title == title


def test_a_paragraph_that_stands_twice_is_kept_once() -> None:
    caption, cut = "The palace is seen here from the water", "The palace is seen here from..."
    assert kept(FIRST, cut, caption, title="A title") == [FIRST, SECOND, caption, LAST]


@pytest.mark.parametrize(
    "line", ["Original url: {url}", "Источник: {url}", "Джерело: {url}", "Kaynak: {url}"]
)
def test_the_address_of_a_text_is_read_and_goes(line: str) -> None:
    url = "https://paper.example/2025/05/29/talks"
    for lines in ([line.format(url=url)], [line.format(url="").strip(), url]):
        cleaned = clean([Block(FIRST), Block(SECOND), *map(Block, lines)])
        assert cleaned.url == url
        assert [block.text for block in cleaned.blocks] == [FIRST, SECOND]


@pytest.mark.parametrize("line", ["Ann Bell", "By Ann Bell", "Ann Bell and Ivan Petrenko", "- Ann Bell"])
def test_a_byline_goes_with_its_names(line: str) -> None:
    blocks = [Block(line), Block(FIRST), Block(SECOND)]
    assert [b.text for b in clean(blocks, "Title of it", ("Ann Bell", "Ivan Petrenko")).blocks] == [
        FIRST,
        SECOND,
    ]


@pytest.mark.parametrize(
    "line", ["May 29, 2025", "29 мая 2025, 10:15", "Оновлено: 29 травня 2025", "29 Mayıs 2025 Perşembe"]
)
def test_a_date_line_at_the_top_goes(line: str) -> None:
    blocks = [Block(line), Block(FIRST), Block(SECOND)]
    assert [block.text for block in clean(blocks, "A title").blocks] == [FIRST, SECOND]


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("The Kremlin <u>said</u> Thursday", "The Kremlin said Thursday"),
        ("one<br>two", "one two"),
        ("a &amp; b &nbsp; c", "a & b c"),
        ("e\u0301tat", "état"),
        ("safe\u202egpj.exe\u200b", "safegpj.exe"),
        ("a\x00b\x1b[31m", "a b [31m"),
        ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
        ("  two\u00a0words\t ", "two words"),
    ],
)
def test_a_block_is_tidied_into_the_source_format(text: str, tidied: str) -> None:
    assert tidy_text(text) == tidied


@given(st.lists(st.text(max_size=80), max_size=12), st.text(max_size=60))
def test_whatever_comes_the_text_has_the_source_format(texts: list[str], title: str) -> None:
    cleaned = clean(map(Block, texts), title)
    text = "\n\n".join(part for part in (cleaned.title, cleaned.body) if part)
    if text:
        check_format(text)


def test_every_language_has_every_role_and_no_phrase_is_empty() -> None:
    book = phrasebook()
    assert {path.stem for path in PHRASES.glob("*.toml")} >= {"en", "ru", "uk", "tr", "de", "fr", "es", "pl"}
    assert set(WHOLE) == set(book.whole)
    assert set(WITHIN) == set(book.within)
    assert all("" not in phrases for phrases in book.whole.values())
    assert not any(pattern.search("") for pattern in book.within.values())
    assert {book.months["mayis"], book.months["мая"], book.months["травня"], book.months["may"]} == {5}


def test_equal_rows_of_a_table_all_stay() -> None:
    row = Block("Kyiv | 500 | 500 | 1,000 | exchanged | Friday", Kind.ROW, linked=True)
    assert len(clean([Block(FIRST), row, row, Block(SECOND)], "A title").blocks) == 4


def left(*blocks: Block) -> list[str]:
    return [block.text for block in clean(blocks, "A title of another kind").blocks]


def test_the_question_of_an_interview_comes_back() -> None:
    question = Block("And what do you expect of the next meeting of the delegations in the palace in June?")
    assert left(Block(FIRST), question, Block(SECOND), question, Block(LAST)) == [
        FIRST,
        question.text,
        SECOND,
        question.text,
        LAST,
    ]


def test_a_body_that_begins_anew_goes_with_all_that_it_says_again() -> None:
    crosshead = Block("What comes next", Kind.HEADING)
    body = [Block(FIRST), crosshead, Block(SECOND), *[Block(f"Line {one} of the plan") for one in range(8)]]
    assert left(*body, *body, Block(LAST)) == [*(block.text for block in body), LAST]


def test_a_paragraph_said_again_goes_where_it_is_near_and_comes_back_where_it_is_far() -> None:
    between = [Block(f"Meal {one} of the day") for one in range(6)]
    text = [Block(FIRST), Block(SECOND)]
    assert left(*text, *between[:5], Block(SECOND)) == [*(one.text for one in [*text, *between[:5]])]
    assert left(*text, *between, Block(SECOND)) == [*(one.text for one in [*text, *between]), SECOND]


@pytest.mark.parametrize("kind", list(Kind))
def test_a_line_said_twice_in_a_row_is_said_once(kind: Kind) -> None:
    line = Block("Two lines of a plan", kind)
    assert left(Block(FIRST), line, line, Block(SECOND)).count(line.text) == (2 if kind is Kind.ROW else 1)


@pytest.mark.parametrize("kind", [Kind.PARAGRAPH, Kind.QUOTE])
def test_a_pull_quote_goes_wherever_the_paragraph_stands(kind: Kind) -> None:
    quote = Block("“Met for two hours in the palace”", kind)
    assert left(quote, Block(FIRST), Block(SECOND), Block(LAST)) == [FIRST, SECOND, LAST]
    assert left(Block(FIRST), Block(SECOND), quote, Block(LAST)) == [FIRST, SECOND, LAST]


def test_a_few_words_are_no_pull_quote() -> None:
    assert kept("agreed to exchange prisoners") == [FIRST, SECOND, "agreed to exchange prisoners", LAST]


@pytest.mark.parametrize("kind", [Kind.HEADING, Kind.ITEM, Kind.ROW])
def test_a_crosshead_with_words_of_a_paragraph_stays(kind: Kind) -> None:
    crosshead = Block("The delegations met for two hours", kind)
    assert left(Block(SECOND), crosshead, Block(FIRST), Block(LAST)) == [SECOND, crosshead.text, FIRST, LAST]


def test_each_block_that_came_in_has_its_fate() -> None:
    title = "Talks end in Istanbul with a swap"
    fates = {
        title: "the headline again",
        FIRST: "",
        " \u200b ": "empty",
        "Share this:": "furniture of the site",
        SECOND: "",
        "Read also:": "other articles",
        "Kremlin names its team": "other articles",
        f"{FIRST} ": "said twice",
        LAST: "",
        "Comments": "behind the end of the article",
        "He is right": "behind the end of the article",
    }
    cleaned = clean(map(Block, fates), title)
    assert list(cleaned.fates) == list(fates.values())
    assert [block.text for block in cleaned.blocks] == [FIRST, SECOND, LAST]


@given(
    st.lists(st.sampled_from([FIRST, SECOND, LAST, "", "Share this:", "Read also:", "Comments", "Two words"]))
)
def test_as_many_fates_as_blocks_and_none_for_what_is_kept(texts: list[str]) -> None:
    cleaned = clean(map(Block, texts), "A title of another kind")
    kept_texts = [text for text, fate in zip(texts, cleaned.fates, strict=True) if not fate]
    assert kept_texts == [block.text for block in cleaned.blocks]


def test_rows_of_numbers_and_dates_are_no_date_lines() -> None:
    rows = [
        Block("Date | Prisoners", Kind.ROW),
        Block("15 January | 25", Kind.ROW),
        Block("2025 | 30", Kind.ROW),
    ]
    assert list(clean([*rows, Block(FIRST)]).blocks)[:3] == rows


TOLD = [
    "The ministry said “all rights reserved” was printed on every page of the draft that was leaked.",
    "The delegate held up a poster that read 'follow us on Telegram' and left the hall without a word.",
    "Prosecutors announced that the agency’s site uses cookies to follow the members of both delegations.",
    "The mediators’ site uses cookies to count its visitors, and a court in Vienna is to decide in June.",
    "Copyright law was the last item on the agenda of the second round, and nobody spoke of it until noon.",
    "«Все права защищены» значилось на каждой странице черновика, который попал в печать в понедельник.",
    "Министерство сообщило, что перепечатка материалов запрещена до конца второго раунда переговоров.",
    "За словами речника, сайт використовує файли cookie, щоб рахувати відвідувачів обох делегацій.",
    "Mahkeme telif hakkı davasını haziran ayına bıraktı ve taraflara yeni bir süre tanıdı.",
    "Bakanlık, taslağın kaynak gösterilmeden yayımlandığını duyurdu ve soruşturma başlattı.",
]


@pytest.mark.parametrize("text", TOLD)
def test_a_sentence_that_tells_of_a_notice_stays_wherever_it_stands(text: str) -> None:
    assert kept(text) == [FIRST, SECOND, text, LAST]


@pytest.mark.parametrize("text", [one for one in TOLD if "uses cookies to count" not in one])
def test_a_sentence_that_tells_of_a_notice_stays_at_the_end_too(text: str) -> None:
    assert left(Block(FIRST), Block(SECOND), Block(text)) == [FIRST, SECOND, text]


def test_a_notice_behind_the_end_goes_though_it_speaks_to_nobody() -> None:
    notice = "Agency reports on this site are short. Reproduction in whole or in part is an offence."
    told = f"{FIRST} Reproduction in whole or in part is an offence."
    assert left(Block(FIRST), Block(SECOND), Block(notice)) == [FIRST, SECOND]
    assert kept(told)[2] == told


def test_a_line_of_names_goes_near_the_top_and_behind_the_end_and_stays_in_the_middle() -> None:
    line = Block("Ann and Bell.")
    for place, stays in ((0, False), (1, False), (2, True), (3, False)):
        blocks = [Block(FIRST), Block(SECOND), Block(LAST)]
        blocks.insert(place, line)
        texts = [block.text for block in clean(blocks, "Title of it", ("Ann Bell",)).blocks]
        assert (line.text in texts) is stays


@pytest.mark.parametrize("kind", [Kind.HEADING, Kind.PARAGRAPH])
def test_an_article_goes_on_behind_a_label_of_its_comments(kind: Kind) -> None:
    article = [Block(f"{FIRST} This is what happened on day {day} of the month.") for day in range(6)]
    label = Block("Comments", kind)
    texts = left(*article[:3], label, *article[3:])
    assert [text for text in texts if text != label.text] == [block.text for block in article]
    remarks = [Block(text) for day in range(6) for text in (f"Guest{day}", f"{LAST} I saw {day} of them.")]
    assert left(*article[:3], label, *remarks) == [block.text for block in article[:3]]


@pytest.mark.parametrize(
    "lead_in",
    [
        *("Read next", "Up next", "See also", "More on this story", "Next article"),
        *("Sıradaki Haber", "Sonraki haber", "Okumaya devam", "Читайте также", "По теме", "Смотрите также"),
        *("Следующая новость", "Читайте також", "Дивіться також", "Наступна новина"),
    ],
)
@pytest.mark.parametrize("form", ["{}", "{}:", "{} »"])
def test_what_comes_next_goes_with_its_headline(lead_in: str, form: str) -> None:
    assert kept(form.format(lead_in), "Kremlin names its team") == [FIRST, SECOND, LAST]
