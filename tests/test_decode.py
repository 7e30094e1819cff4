"""Bytes become the text that was written, whatever the header or the page claims of them."""

import pytest

from pipelines.decode import decode

RUSSIAN = "Президент подписал указ. Переговоры в Стамбуле продолжатся в июне, сообщил источник. "
UKRAINIAN = "Сторони домовилися про обмін. Її слова, ґанок і подвір'я пам'ятатимуть усі. "
TURKISH = "Görüşmeler İstanbul'da yapıldı, sığınmacılar için çözüm aranıyor. "
GERMAN = "Die Gespräche über einen Gefangenenaustausch wurden fortgeführt – „größte Hürde“. "
POLISH = "Rozmowy będą trwały, powiedział rzecznik; żądania są znane. "
TEXTS = [
    (RUSSIAN, "cp1251"),
    (RUSSIAN, "koi8-r"),
    (RUSSIAN, "iso8859-5"),
    (RUSSIAN, "cp866"),
    (RUSSIAN, "mac-cyrillic"),
    (UKRAINIAN, "koi8-u"),
    (UKRAINIAN, "cp1251"),
    (TURKISH, "cp1254"),
    (GERMAN, "cp1252"),
    (POLISH, "cp1250"),
    (POLISH, "iso8859-2"),
]


def page(text: str, head: str = "") -> str:
    return f"<html><head>{head}<title>x</title></head><body>" + f"<p>{text}</p>" * 8 + "</body></html>"


@pytest.mark.parametrize(("text", "codec"), TEXTS)
@pytest.mark.parametrize(
    ("header", "head"),
    [
        ("text/html", ""),
        ("text/html; charset=utf-8", ""),
        ("text/html", '<meta charset="utf-8">'),
        ("text/html; charset={codec}", ""),
        ("text/html; charset=utf-8", '<meta charset="{codec}">'),
        ("text/html; charset=x-unknown", ""),
    ],
)
def test_a_single_byte_page_is_read_whatever_is_claimed(
    text: str, codec: str, header: str, head: str
) -> None:
    label = {"mac-cyrillic": "x-mac-cyrillic", "cp1251": "windows-1251", "iso8859-2": "iso-8859-2"}.get(
        codec, codec
    )
    body = page(text, head.format(codec=label)).encode(codec, "replace")
    decoded, evidence = decode(body, header.format(codec=label))
    assert text.encode(codec, "replace").decode(codec) in decoded
    assert evidence.rule in {"header", "meta", "detected"}
    assert 0 < evidence.confidence <= 1


@pytest.mark.parametrize("claim", ["windows-1251", "koi8-r", "iso-8859-1", "utf-7", "gbk"])
def test_valid_utf_8_wins_over_any_claim(claim: str) -> None:
    text = page(RUSSIAN, f'<meta charset="{claim}">')
    assert decode(text.encode(), f"text/html; charset={claim}")[0] == text


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_encodings_need_no_mark(codec: str) -> None:
    text = page(RUSSIAN)
    decoded, evidence = decode(text.encode(codec), "text/html; charset=utf-8")
    assert decoded == text
    assert (evidence.name, evidence.rule) == (codec, "nul-pattern")


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_mark_is_believed_and_taken_off(codec: str) -> None:
    decoded, evidence = decode(page(TURKISH).encode(codec))
    assert decoded == page(TURKISH)
    assert evidence.rule == "bom"


@pytest.mark.parametrize("place", range(100, 900, 40))
def test_one_bad_byte_costs_at_most_three_signs(place: int) -> None:
    whole = page(RUSSIAN).encode()
    decoded, evidence = decode(whole[:place] + b"\xff" + whole[place:])
    assert decoded.count("\ufffd") == evidence.replaced <= 3
    assert decoded.count("Стамбуле") >= 7
    assert evidence.name == "utf-8"


def test_a_cut_in_the_middle_of_a_sign_is_counted() -> None:
    decoded, evidence = decode(page(RUSSIAN).encode()[:601])
    assert evidence.name == "utf-8"
    assert evidence.replaced <= 1
    assert "Стамбуле" in decoded


def test_two_encodings_on_one_page_are_flagged() -> None:
    _, evidence = decode(page(RUSSIAN).encode()[:900] + page(RUSSIAN).encode("cp1251")[500:])
    assert evidence.replaced > 0 or evidence.confidence < 0.9


@pytest.mark.parametrize(
    ("codec", "label"), [("gb18030", "gb2312"), ("cp932", "shift_jis"), ("cp949", "euc-kr")]
)
def test_declared_multibyte_encodings_are_believed(codec: str, label: str) -> None:
    text = {"gb18030": "谈判在伊斯坦布尔举行", "cp932": "交渉は続く", "cp949": "협상은 계속된다"}[codec]
    assert text in decode(page(text).encode(codec), f"text/html; charset={label}")[0]


def test_nothing_is_nothing() -> None:
    assert decode(b"")[0] == ""
