"""What is written into a WARC file is faithful, whole and safe on disk."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from items import Failure, Validators
from storage.warc import WarcWriter, load
from tests.exchanges import (
    AT,
    ORIGIN,
    PAGE,
    REQUEST,
    URL,
    answer,
    check_with_others,
    chunked,
    counting_writer,
    exchange,
    files,
    indexed,
    validators_of,
    whole,
)


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[WarcWriter]:
    writer = counting_writer(tmp_path)
    yield writer
    writer.close()


class TestWriting:
    def test_the_wire_is_kept_to_the_byte(self, writer: WarcWriter, tmp_path: Path) -> None:
        sent = chunked(PAGE)
        written = writer.write_exchange(exchange(sent))
        writer.close()
        (path,) = files(tmp_path)
        assert path.relative_to(tmp_path).as_posix() == written.position.file
        info, response, request = whole(path)
        assert (info.type, response.type, request.type) == ("warcinfo", "response", "request")
        assert response.block() == sent
        assert request.block() == REQUEST
        assert response.url == URL
        assert response.header("WARC-Date") == "2026-11-22T15:30:00.250000Z" == written.date
        assert response.header("WARC-IP-Address") == "192.0.2.7"
        assert request.header("WARC-Concurrent-To") == response.id == written.position.record_id
        assert response.header("WARC-Warcinfo-ID") == info.id
        assert response.offset == written.position.offset
        assert response.header("WARC-Payload-Digest") == written.digest
        check_with_others(path)

    def test_one_gzip_member_a_record(self, writer: WarcWriter, tmp_path: Path) -> None:
        writer.write_exchange(exchange())
        writer.write_text(URL, "Текст".encode(), "<urn:uuid:1>")
        writer.close()
        (path,) = files(tmp_path)
        data = path.read_bytes()
        for record in whole(path):
            inflate = zlib.decompressobj(31)
            text = inflate.decompress(data[record.offset : record.offset + record.length])
            assert inflate.eof
            assert not inflate.unused_data
            assert text.startswith(b"WARC/1.1\r\n")
            assert text.endswith(record.block() + b"\r\n\r\n")

    def test_the_same_exchanges_give_the_same_bytes(self, tmp_path: Path) -> None:
        contents = []
        for name in ("one", "two"):
            writer = WarcWriter(tmp_path / name, clock=lambda: AT, new_id=lambda: "<urn:uuid:7>")
            writer.write_exchange(exchange())
            writer.close()
            contents.append(files(tmp_path / name)[0].read_bytes())
        assert contents[0] == contents[1]

    def test_an_equal_payload_is_a_revisit(self, writer: WarcWriter, tmp_path: Path) -> None:
        first = writer.write_exchange(exchange())
        second = writer.write_exchange(exchange(previous=validators_of(first)))
        third = writer.write_exchange(exchange(answer(PAGE + b"!"), previous=validators_of(first)))
        assert (first.unchanged, second.unchanged, third.unchanged) == (False, True, False)
        assert second.digest == first.digest != third.digest
        writer.close()
        revisit = whole(files(tmp_path)[0])[3]
        assert revisit.type == "revisit"
        assert revisit.header("WARC-Profile").endswith("/1.1/revisit/identical-payload-digest")
        assert revisit.header("WARC-Refers-To") == first.position.record_id
        assert revisit.header("WARC-Refers-To-Target-URI") == URL
        assert revisit.header("WARC-Refers-To-Date") == first.date
        assert revisit.block() == answer()[: -len(PAGE)]
        check_with_others(files(tmp_path)[0])

    def test_not_modified_is_a_revisit(self, writer: WarcWriter, tmp_path: Path) -> None:
        first = writer.write_exchange(exchange())
        received = b'HTTP/1.1 304 Not Modified\r\nETag: "e"\r\n\r\n'
        second = writer.write_exchange(exchange(received, previous=validators_of(first)))
        writer.close()
        assert second.unchanged
        assert second.digest == first.digest
        revisit = whole(files(tmp_path)[0])[3]
        assert revisit.header("WARC-Profile").endswith("/1.1/revisit/server-not-modified")
        assert revisit.block() == received
        check_with_others(files(tmp_path)[0])
        lines = indexed(files(tmp_path)[0])
        assert [(each["mime"], each["digest"]) for each in lines] == [
            ("text/html", first.digest),
            ("warc/revisit", first.digest),
        ]

    def test_a_cut_answer_is_no_revisit(self, writer: WarcWriter) -> None:
        first = writer.write_exchange(exchange())
        assert not writer.write_exchange(
            exchange(previous=validators_of(first), truncated="disconnect")
        ).unchanged

    def test_without_an_answer_the_request_alone(self, writer: WarcWriter, tmp_path: Path) -> None:
        written = writer.write_exchange(replace(exchange(), response=b"", ip=""))
        writer.close()
        assert [each.type for each in whole(files(tmp_path)[0])] == ["warcinfo", "request"]
        capture = load(tmp_path, written.position, ORIGIN)
        assert (capture.status, capture.body, capture.failure) == (0, b"", Failure.CONNECTION)

    def test_interim_responses_are_left_out(self, writer: WarcWriter, tmp_path: Path) -> None:
        early = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
        writer.write_exchange(exchange(early + answer()))
        writer.close()
        assert whole(files(tmp_path)[0])[1].block() == answer()

    def test_what_is_no_http_can_still_be_read_by_all(self, writer: WarcWriter, tmp_path: Path) -> None:
        written = writer.write_exchange(exchange(b"SSH-2.0-OpenSSH_9.6\r\n", truncated="unspecified"))
        writer.close()
        check_with_others(files(tmp_path)[0])
        assert load(tmp_path, written.position, ORIGIN).failure is Failure.CUT

    def test_a_decision_does_not_pass_for_a_capture_of_its_page(
        self, writer: WarcWriter, tmp_path: Path
    ) -> None:
        response = writer.write_exchange(exchange())
        decision = {"url": URL, "outcome": "archived", "number": 3, "title": "Стамбул \ud83d"}
        writer.write_decision(decision, response.position.record_id)
        writer.write_text(URL, b"text", response.position.record_id)
        writer.write_resource("urn:sha256:12", "text/plain", b"given")
        writer.close()
        (path,) = files(tmp_path)
        _, _, _, metadata, conversion, resource = whole(path)
        assert json.loads(metadata.payload()) == decision
        assert metadata.payload().startswith(b'{"number":3,"outcome":"archived","title":"')
        assert (
            metadata.header("WARC-Refers-To")
            == conversion.header("WARC-Refers-To")
            == response.position.record_id
        )
        assert (conversion.type, resource.type) == ("conversion", "resource")
        assert [each["mime"] for each in indexed(path) if each["url"] == URL] == ["text/html"]
        check_with_others(path)

    def test_header_values_cannot_break_out(self, writer: WarcWriter, tmp_path: Path) -> None:
        previous = Validators('"e"', "", "sha1:x", "<urn:uuid:1>", "2026\r\nWARC-Type: response")
        writer.write_exchange(exchange(b"HTTP/1.1 304 N\r\n\r\n", previous=previous))
        writer.close()
        assert [each.type for each in whole(files(tmp_path)[0])] == ["warcinfo", "revisit", "request"]


class TestFile:
    def test_name_and_suffix(self, writer: WarcWriter, tmp_path: Path) -> None:
        assert not files(tmp_path)
        position = writer.write_exchange(exchange()).position
        (path,) = files(tmp_path)
        assert path.name.endswith(".warc.gz.open")
        assert path.name.startswith("parley-20261122T153000Z-")
        assert path.name.removesuffix(".warc.gz.open").endswith(f"-{os.getpid()}-00001")
        assert position.file == f"warc/2026/11/{path.name.removesuffix('.open')}"
        assert load(tmp_path, position, ORIGIN).body == PAGE
        writer.close()
        assert files(tmp_path) == [tmp_path / position.file]

    def test_a_new_writer_never_appends(self, tmp_path: Path) -> None:
        first, second = (WarcWriter(tmp_path, clock=lambda: AT) for _ in range(2))
        places = {
            first.write_exchange(exchange()).position.file,
            second.write_exchange(exchange()).position.file,
        }
        first.close()
        places.add(first.write_exchange(exchange()).position.file)
        assert len(places) == 3
        first.close()
        second.close()

    def test_rotation(self, tmp_path: Path) -> None:
        writer = WarcWriter(tmp_path, rotate=1000, clock=lambda: AT)
        places = [writer.write_exchange(exchange(answer(os.urandom(600)))).position for _ in range(4)]
        writer.close()
        assert len({place.file for place in places}) == 4
        for place in places:
            assert load(tmp_path, place, ORIGIN).status == 200

    def test_a_full_disk_leaves_no_half_record(
        self, writer: WarcWriter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        writer.write_exchange(exchange())
        real = os.write

        def full(descriptor: int, data: bytes) -> int:
            real(descriptor, bytes(data[:100]))
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "write", full)
        with pytest.raises(OSError, match="No space"):
            writer.write_exchange(exchange())
        monkeypatch.setattr(os, "write", real)
        position = writer.write_exchange(exchange()).position
        writer.close()
        (path,) = files(tmp_path)
        assert len(whole(path)) == 5
        assert load(tmp_path, position, ORIGIN).body == PAGE

    def test_a_full_disk_at_the_first_record_leaves_no_file(
        self, writer: WarcWriter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = os.write

        def full(descriptor: int, data: bytes) -> int:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "write", full)
        with pytest.raises(OSError, match="No space"):
            writer.write_exchange(exchange())
        assert not files(tmp_path)
        monkeypatch.setattr(os, "write", real)
        writer.write_exchange(exchange())
        assert len(files(tmp_path)) == 1
