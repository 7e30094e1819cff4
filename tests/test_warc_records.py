"""WARC files of others are read, and damage costs itself alone."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from warcio.warcwriter import WARCWriter

from items import WarcPosition
from storage.warc import Damage, Record, WarcWriter, digest_problems, load, records
from tests.exchanges import (
    HEAD,
    ORIGIN,
    PAGE,
    URL,
    answer,
    counting_writer,
    exchange,
    files,
    whole,
)


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[WarcWriter]:
    writer = counting_writer(tmp_path)
    yield writer
    writer.close()


class TestForeign:
    def write(self, writer: WARCWriter, url: str, wire: io.BytesIO) -> None:
        record = writer.create_warc_record(url, "response", payload=wire)
        writer.write_record(record)
        record.raw_stream.close()

    def foreign(self, path: Path, *, compressed: bool, version: str = "1.1") -> list[tuple[str, bytes]]:
        stream = io.BytesIO()
        writer = WARCWriter(stream, gzip=compressed, warc_version=version)
        writer.write_record(writer.create_warcinfo_record("x", {"software": "other"}))
        for number in range(3):
            wire = io.BytesIO(answer(gzip.compress(PAGE + b"%d" % number), b"Content-Encoding: gzip\r\n"))
            self.write(writer, f"{URL}/{number}", wire)
        path.write_bytes(stream.getvalue())
        return [(f"{URL}/{number}", PAGE + b"%d" % number) for number in range(3)]

    def bodies(self, path: Path) -> list[tuple[str, bytes]]:
        loaded = [
            load(path.parent, WarcPosition(path.name, each.offset, each.id), ORIGIN)
            for each in whole(path)
            if each.type == "response"
        ]
        return [(each.final_url, each.body) for each in loaded]

    @pytest.mark.parametrize("version", ["1.0", "1.1"])
    @pytest.mark.parametrize(("name", "compressed"), [("a.warc.gz", True), ("a.warc", False)])
    def test_of_warcio(self, tmp_path: Path, name: str, compressed: bool, version: str) -> None:
        expected = self.foreign(tmp_path / name, compressed=compressed, version=version)
        assert self.bodies(tmp_path / name) == expected

    def test_compressed_as_one_stream(self, tmp_path: Path) -> None:
        expected = self.foreign(tmp_path / "plain.warc", compressed=False)
        path = tmp_path / "one.warc.gz"
        path.write_bytes(gzip.compress((tmp_path / "plain.warc").read_bytes()))
        assert len(whole(path)) == 4
        assert self.bodies(path) == expected

    def test_of_wget(self, tmp_path: Path) -> None:
        block = answer()
        record = (
            b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
            b"WARC-Date: 2013-05-17T10:00:00Z\r\nWARC-Target-URI: <http://news.example/talks>\r\n"
            b"Content-Type: application/http;msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
            % (len(block), block)
        )
        (tmp_path / "wget.warc").write_bytes(record * 2)
        assert self.bodies(tmp_path / "wget.warc") == [(URL, PAGE)] * 2

    def test_decoded_by_the_one_who_wrote_it(self, tmp_path: Path) -> None:
        stream = io.BytesIO()
        writer = WARCWriter(stream, gzip=True)
        wire = io.BytesIO(HEAD + b"Content-Encoding: gzip\r\nContent-Length: 80\r\n\r\n" + PAGE)
        self.write(writer, URL, wire)
        (tmp_path / "a.warc.gz").write_bytes(stream.getvalue())
        assert self.bodies(tmp_path / "a.warc.gz") == [(URL, PAGE)]

    def test_a_block_too_long_to_hold_is_read_when_asked_for(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("storage.warc.members._HELD", 10)
        for name, compressed in (("a.warc.gz", True), ("a.warc", False)):
            expected = self.foreign(tmp_path / name, compressed=compressed)
            assert self.bodies(tmp_path / name) == expected


class TestDamage:
    @pytest.fixture
    def path(self, writer: WarcWriter, tmp_path: Path) -> Path:
        for number in range(4):
            writer.write_exchange(exchange(answer(PAGE + b"%d" % number)))
        writer.close()
        return files(tmp_path)[0]

    def test_a_flipped_bit_costs_one_record(self, path: Path) -> None:
        before = whole(path)
        data = bytearray(path.read_bytes())
        for victim in before:
            broken = data.copy()
            broken[victim.offset + victim.length // 2] ^= 4
            path.write_bytes(broken)
            after = list(records(path))
            assert [each.offset for each in after] == [each.offset for each in before]
            (damage,) = [each for each in after if isinstance(each, Damage)]
            assert (damage.offset, damage.length) == (victim.offset, victim.length)

    def test_a_hole_costs_what_it_covers(self, path: Path) -> None:
        before = whole(path)
        data = bytearray(path.read_bytes())
        data[before[2].offset - 5 : before[3].offset + 5] = bytes(before[3].offset - before[2].offset + 10)
        path.write_bytes(data)
        kept = [each.offset for each in records(path) if isinstance(each, Record)]
        assert kept == [each.offset for each in before if each not in before[1:4]]

    def test_damage_in_a_plain_file(self, tmp_path: Path, path: Path) -> None:
        plain = tmp_path / "plain.warc"
        plain.write_bytes(gzip.decompress(path.read_bytes()))
        before = whole(plain)
        data = bytearray(plain.read_bytes())
        data[before[4].offset : before[4].offset + 4] = b"CRAW"
        plain.write_bytes(data)
        after = list(records(plain))
        assert [type(each) for each in after].count(Damage) == 1
        assert [each.offset for each in after] == [each.offset for each in before]

    def test_digests_are_checked(self, writer: WarcWriter, tmp_path: Path) -> None:
        writer.write_exchange(exchange())
        writer.close()
        (path,) = files(tmp_path)
        plain = gzip.decompress(path.read_bytes())
        assert not any(digest_problems(each) for each in whole(path))
        path.with_suffix("").write_bytes(plain.replace("Стамбуле".encode(), "Стамбула".encode(), 1))
        problems = [digest_problems(each) for each in whole(path.with_suffix(""))]
        assert [len(each) for each in problems] == [0, 2, 0]
