"""What people bring is taken apart: texts, pages, lines and records, each with the address that it has."""

import gzip
import hashlib
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from pipelines.inputs import Input, Unreadable, address_in, inputs
from storage.warc import Exchange, WarcWriter

BODY = "Delegations met in Istanbul.\n\nThey agreed to meet again."


def only(path: Path) -> Input:
    (found,) = inputs(path)
    assert isinstance(found, Input)
    return found


def test_a_text_without_address_is_its_own_hash(tmp_path: Path) -> None:
    path = tmp_path / "000_8d4842a7901ebc89.txt"
    path.write_text(BODY, encoding="utf-8")
    found = only(path)
    assert found.url == f"urn:sha256:{hashlib.sha256(BODY.encode()).hexdigest()}"
    assert found.origin == "000_8d4842a7901ebc89.txt"
    assert found.data == BODY.encode()


def test_the_address_behind_a_label_is_the_url(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"{BODY}\n\nOriginal url:\n\nhttps://a.example/talks-1\n", encoding="utf-8")
    assert only(path).url == "https://a.example/talks-1"
    assert address_in(f"{BODY}\nИсточник: https://b.example/2") == "https://b.example/2"
    assert address_in(f"Source: https://b.example/2\n{BODY}\n" + "More words.\n" * 20) == ""
    assert address_in(f"{BODY}\nSource: the ministry") == ""


def test_a_saved_page_says_where_it_was_saved_from(tmp_path: Path) -> None:
    path = tmp_path / "page.html.gz"
    page = b"<!DOCTYPE html>\n<!-- saved from url=(0026)https://a.example/talks-1 -->\n<p>x</p>"
    path.write_bytes(gzip.compress(page))
    found = only(path)
    assert (found.url, found.content_type, found.data) == ("https://a.example/talks-1", "text/html", page)
    plain = tmp_path / "plain.htm"
    plain.write_bytes(b'<link rel="canonical" href="https://elsewhere.example/"><p>x</p>')
    assert only(plain).url.startswith("urn:sha256:")


def test_lines_each_stand_for_themselves(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    rows = [
        {"id": "7", "url": "https://a.example/7", "title": "Talks", "text": BODY, "lang": "en",
         "published": "2025-06-02", "source": "wire"},
        {"text": BODY, "url": None},
        {"html": "<p>x</p>", "url": "https://a.example/9"},
        {"id": "8"},
    ]  # fmt: skip
    lines = [*map(json.dumps, rows), "", "{not json", "[1]"]
    path.write_text("\n".join(lines), encoding="utf-8")
    full, bare, page, empty, broken, array = inputs(path)
    assert isinstance(full, Input)
    assert (full.origin, full.url, full.source) == ("7", "https://a.example/7", "wire")
    assert (full.hints.title, full.hints.published, full.hints.language) == ("Talks", "2025-06-02", "en")
    assert isinstance(bare, Input)
    assert bare.url.startswith("urn:sha256:")
    assert isinstance(page, Input)
    assert page.content_type == "text/html; charset=utf-8"
    assert empty == Unreadable(f"{path}:4", 'has neither "text" nor "html"')
    assert isinstance(broken, Unreadable)
    assert broken.name == f"{path}:6"
    assert array == Unreadable(f"{path}:7", "is no JSON object")


def test_a_line_with_an_address_that_is_none_is_refused_alone(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    urls = ["javascript:alert(1)", "notaurl", "https://", 5, "", " https://a.example/7 ", "urn:sha256:00"]
    path.write_text("\n".join(json.dumps({"url": url, "text": BODY}) for url in urls), encoding="utf-8")
    found = list(inputs(path))
    refused = [one for one in found if isinstance(one, Unreadable)]
    assert [one.name for one in refused] == [f"{path}:{number}" for number in (1, 2, 3, 4)]
    assert "javascript:alert(1)" in refused[0].detail
    kept = [one.url for one in found if isinstance(one, Input)]
    own = f"urn:sha256:{hashlib.sha256(BODY.encode()).hexdigest()}"
    assert kept == [own, "https://a.example/7", own]


def test_an_empty_file_is_an_empty_text(tmp_path: Path) -> None:
    for name, data in (("a.txt", b""), ("b.html", b""), ("c.txt", b"\xef\xbb\xbf\n")):
        (tmp_path / name).write_bytes(data)
        assert only(tmp_path / name).url.startswith("urn:sha256:")
    assert address_in("") == ""


def warc(folder: Path) -> Path:
    writer = WarcWriter(folder)
    at = datetime(2025, 6, 2, 12, tzinfo=UTC)
    for number in (1, 2):
        response = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>%d</p>" % number
        request = b"GET /%d HTTP/1.1\r\n\r\n" % number
        writer.write_exchange(Exchange(f"http://a.example/{number}", request, response, "192.0.2.1", at))
    writer.write_resource("https://a.example/3", "text/plain", BODY.encode())
    writer.close()
    (path,) = folder.rglob("*.warc.gz")
    return path


def test_responses_keep_their_bytes_requests_and_times(tmp_path: Path) -> None:
    one, two, text = inputs(warc(tmp_path))
    assert isinstance(one, Input)
    assert isinstance(two, Input)
    assert isinstance(text, Input)
    assert one.exchange is not None
    assert two.exchange is not None
    assert one.exchange.at == datetime(2025, 6, 2, 12, tzinfo=UTC)
    assert one.exchange.request == b"GET /1 HTTP/1.1\r\n\r\n"
    assert two.exchange.request == b"GET /2 HTTP/1.1\r\n\r\n"
    assert two.exchange.response.endswith(b"<p>2</p>")
    assert (text.url, text.data) == ("https://a.example/3", BODY.encode())


def test_a_wacz_is_its_warc_files(tmp_path: Path) -> None:
    path = tmp_path / "crawl.wacz"
    with zipfile.ZipFile(path, "w") as package:
        package.write(warc(tmp_path), "archive/data.warc.gz")
        package.writestr("datapackage.json", "{}")
    assert [one.url for one in inputs(path) if isinstance(one, Input)][:2] == [
        "http://a.example/1", "http://a.example/2",
    ]  # fmt: skip


def test_what_cannot_be_read_says_why(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    (tmp_path / "b.html.gz").write_bytes(b"not gzip")
    (tmp_path / "c.wacz").write_bytes(b"not zip")
    details = []
    for name in ("a.pdf", "b.html.gz", "c.wacz", "missing.txt"):
        (found,) = inputs(tmp_path / name)
        assert isinstance(found, Unreadable)
        details.append(found.detail)
    assert details[0].startswith("is none of .txt")
    assert details[1].startswith("Not a gzipped file")
    assert details[3] == "No such file or directory"
