"""Decodes pages whose bytes and labels disagree, and counts how many come out as they were written.

python -m bench.encodings
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.decode import decode

if TYPE_CHECKING:
    from items import Encoding

TEXTS = {
    "ru": (
        "Президент подписал указ, переговоры в Стамбуле продолжатся в июне, сообщил источник. Стороны "
        "обсудили обмен пленными тысяча на тысячу; прекращение огня пока не согласовано. Следующую "
        "встречу, заявил глава делегации журналистам в пятницу, подготовят заместители министров. Её дата "
        "ещё не объявлена."
    ),
    "uk": (
        "Сторони домовилися про обмін. Її слова, ґанок і подвір'я пам'ятатимуть усі. Перемовини у "
        "Стамбулі тривали менше двох годин, повідомив керівник української делегації. За його словами, це "
        "єдиний результат зустрічі; про припинення вогню поки не йдеться. Наступну зустріч призначено на "
        "вівторок."
    ),
    "tr": (
        "Görüşmeler İstanbul'da yapıldı, sığınmacılar için çözüm aranıyor. Heyetler bin esirin takası "
        "üzerinde anlaştı; ateşkes başlığı ise açılmadan kapandı. Bir sonraki toplantının salı günü "
        "yapılacağını söyleyen bakan yardımcısı, gazetecilerin sorularını yanıtlamadı. Şehirde güvenlik "
        "önlemleri artırıldı."
    ),
    "de": (
        "Die Gespräche über einen Gefangenenaustausch wurden in Istanbul fortgeführt. Größte Hürde bleibt "
        "die Waffenruhe, sagte der Leiter der Delegation am Freitag vor Journalisten. Beide Seiten "
        "verständigten sich darauf, je tausend Gefangene auszutauschen. Das nächste Treffen soll am "
        "Dienstag stattfinden."
    ),
    "pl": (
        "Rozmowy w Stambule będą trwały, powiedział rzecznik; żądania są znane. Strony uzgodniły wymianę "
        "po tysiąc jeńców z każdej strony, lecz zawieszenie broni nie zostało omówione. Następne "
        "spotkanie zaplanowano na wtorek, przygotują je wiceministrowie. Dziennikarze czekali przed "
        "pałacem do późnej nocy."
    ),
}
"""About 300 characters each."""
CODECS = {
    "ru": ("cp1251", "koi8-r", "koi8-u", "cp866", "iso8859-5", "mac-cyrillic", "utf-8"),
    "uk": ("cp1251", "koi8-u", "mac-cyrillic", "utf-8"),
    "tr": ("cp1254", "iso8859-9", "utf-8"),
    "de": ("cp1252", "iso8859-15", "cp1254", "cp1250", "utf-8"),
    "pl": ("cp1250", "iso8859-2", "utf-8"),
}
LABELS = (
    *("", "utf-8", "windows-1251", "koi8-r", "koi8-u", "ibm866", "iso-8859-5", "x-mac-cyrillic"),
    *("windows-1254", "iso-8859-9", "windows-1252", "iso-8859-1", "windows-1250", "iso-8859-2"),
    *("gb2312", "shift_jis", "utf-16", "x-unknown"),
)
"""What a header or page may say of them, rightly or falsely; empty where it says nothing."""
LINKS = '<div class="teaser"><a href="/news/a">Read more about it here</a></div>' * 150
"""So much ASCII that the article's own letters are few."""
WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
DAMAGE = "\ufffd"


@dataclass(frozen=True, slots=True)
class Case:
    """A page in bytes, what its server says of it, and what it says."""

    group: str
    body: bytes
    content_type: str
    whole: str
    """The page as it was written."""

    def is_right(self, text: str) -> bool:
        """Whether that is what was written; a damaged byte may cost three signs, and no more."""
        parts = text.split(DAMAGE)
        return len(parts) <= 4 and all(part in self.whole for part in parts) and self.loses_little(parts)

    def loses_little(self, parts: list[str]) -> bool:
        """A page without damage loses nothing."""
        lost = len(self.whole) - sum(map(len, parts))
        return lost == 0 if len(parts) == 1 else lost <= 1


def page(text: str, head: str = "", around: str = "") -> str:
    """A short page of one paragraph."""
    return f"<html><head>{head}<title>x</title></head><body>{around}<p>{text}</p></body></html>"


def bad_bytes() -> Iterator[Case]:
    """Undeclared UTF-8 with one byte that is none, at twenty places."""
    for language, size in (("ru", 300), ("uk", 300), ("tr", 300), ("ru", 40)):
        whole = page(TEXTS[language][:size])
        body = whole.encode()
        start, end = body.index(b"<p>") + 3, body.index(b"</p>")
        for place in range(start, end, max(1, (end - start) // 19)):
            yield Case("3 one bad byte", body[:place] + b"\xff" + body[place:], "text/html", whole)


def false_labels(language: str, codec: str) -> Iterator[Case]:
    """One text in one encoding under every label, in the header, in the page and in both."""
    group = "21 UTF-8 under a label" if codec == "utf-8" else "19 a label, true or false"
    for label in LABELS:
        for in_header, in_page in ((True, False), (False, True), (True, True)):
            for around in ("", LINKS):
                whole = page(
                    TEXTS[language], f'<meta charset="{label}">' if in_page and label else "", around
                )
                header = f"text/html; charset={label}" if in_header and label else "text/html"
                yield Case(group, whole.encode(codec), header, whole)


def wide(codec: str) -> Iterator[Case]:
    """Two and four bytes a sign without a byte order mark: pages, texts without markup, and a few words."""
    for text in TEXTS.values():
        for whole in (page(text), page(text * 20), page(text[:20]), text, text[:20], text * 20):
            for label in ("", "utf-8", "windows-1251"):
                header = f"text/html; charset={label}" if label else "text/html"
                yield Case("20 no byte order mark", whole.encode(codec), header, whole)


def cases() -> Iterator[Case]:
    """All of them."""
    yield from bad_bytes()
    for language, codecs in CODECS.items():
        for codec in codecs:
            yield from false_labels(language, codec)
    for codec in WIDE:
        yield from wide(codec)


def main() -> None:
    """Prints a line for each group."""
    told: dict[str, list[tuple[bool, Encoding]]] = {}
    for case in cases():
        text, encoding = decode(case.body, case.content_type)
        told.setdefault(case.group, []).append((case.is_right(text), encoding))
    print(f"{'case':<26} {'pages':>6} {'right':>6} {'replaced':>8} confidence")
    for group, answers in sorted(told.items(), key=lambda pair: int(pair[0].split()[0])):
        sure = [encoding.confidence for _, encoding in answers]
        lost = sum(encoding.replaced for _, encoding in answers)
        right = sum(good for good, _ in answers)
        print(f"{group:<26} {len(answers):>6} {right:>6} {lost:>8} {min(sure):.2f} to {max(sure):.2f}")


if __name__ == "__main__":
    main()
