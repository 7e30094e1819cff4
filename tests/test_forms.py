"""Forms of a topic: spellings that are one word, inflection by rules, mixed scripts."""

import pytest

from registry.forms import compile_forms, fold


def finds(form: str, language: str, text: str) -> bool:
    return bool(compile_forms({"concept": {language: [form]}}).find(fold(text)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("İSTANBUL", "istanbul"),
        ("ISTANBUL", "ıstanbul"),
        ("Çırağan", "CIRAGAN"),
        ("Пётр", "ПЕТР"),
        ("ім’я", "імʼя"),
        ("Türkiye’nin", "TURKIYE'NIN"),
        ("face-to-face", "Face–to–face"),
        ("Киi\u0306в", "киĭв"),
    ],
)
def test_spellings_of_one_word_fold_to_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_cyrillic_letters_with_marks_stay_letters() -> None:
    assert fold("Київ") != fold("Киив")
    assert fold("край") != fold("краи")


@pytest.mark.parametrize(
    ("form", "language", "words", "others"),
    [
        ("round", "en", "round rounds Round's ROUND", "around roundabout rounding"),
        ("embassy", "en", "embassy embassies embassy's", "embassador"),
        (
            "переговоры",
            "ru",
            "переговоры переговоров переговорам переговорами переговорах",
            "переговорил переговорщик",
        ),
        ("делегация", "ru", "делегация делегации делегацию делегацией делегациях", "делегат делегировать"),
        ("соглашение", "ru", "соглашение соглашения соглашений соглашениями", "соглашаться"),
        ("стамбульский", "ru", "Стамбульские стамбульских стамбульской", "Стамбул"),
        ("украинец", "ru", "украинец украинца украинцами", "украинский"),
        ("мирный", "ru", "мирного мирным мирные", "миротворец мировой"),
        ("Київ", "uk", "Київ Києва Києві КИЄВОМ", "київський"),
        ("домовленість", "uk", "домовленість домовленості домовленостей домовленістю", "домовлятися"),
        ("зустріч", "uk", "зустрічі зустріччю зустрічах", "зустрілися"),
        ("Туреччина", "uk", "Туреччині Туреччиною", "турецький"),
        ("Аляска", "uk", "Аляски Алясці Аляскою", "аляскинський"),
        ("перемир'я", "uk", "перемир’я перемирʼям перемир'ю", "перемога"),
        ("İstanbul", "tr", "İstanbul'da ISTANBUL’UN istanbuldaki İstanbul'dakilerin", "istanbullaşma"),
        ("müzakere", "tr", "müzakereler müzakerelerinde MÜZAKEREYİ muzakereden", "müzakereci"),
        ("mutabakat", "tr", "mutabakatı mutabakata mutabakatın mutabakatlarından", "mutabık"),
        ("tutsak", "tr", "tutsak tutsağı tutsaklar tutsağının", "tutsaklık"),
        ("стам*", "ru", "Стамбул стамбульский стам", "тамбур"),
        ("=мира", "ru", "мира МИРА", "мир миру мирах"),
        ("Genf", "de", "Genf GENF", "Genfer"),
    ],
)
def test_a_dictionary_form_finds_its_inflected_forms_alone(
    form: str, language: str, words: str, others: str
) -> None:
    assert [word for word in words.split() if not finds(form, language, word)] == []
    assert [word for word in others.split() if finds(form, language, word)] == []


def test_each_word_of_a_form_is_inflected_and_they_stand_side_by_side() -> None:
    forms = compile_forms({"direct": {"ru": ["прямые переговоры"]}, "swap": {"any": ["1000 for 1000"]}})
    assert forms.find(fold("на ПРЯМЫХ, переговорах")) == {"direct": ("прямых переговорах",)}
    assert forms.find(fold("прямых и переговоров")) == {}
    assert forms.find(fold("1000-for-1000")) == {"swap": ("1000 for 1000",)}
    assert forms.find(fold("прямых")) == {}


def test_a_word_with_lookalikes_of_another_script_is_read_in_one() -> None:
    assert finds("Стамбул", "ru", "Cтaмбyл")
    assert not finds("Стамбул", "ru", "Ctambul")
    assert finds("Москва", "ru", "мос\u00adква")
    assert finds("Москва", "ru", "мос\u200bква")
