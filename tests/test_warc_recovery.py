"""What a dead writer left is cut to its last whole record and sealed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from storage.warc import WarcWriter, recover
from tests.exchanges import (
    PAGE,
    answer,
    check_with_others,
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


class TestRecovery:
    def open_copy(self, tmp_path: Path, writer: WarcWriter) -> tuple[Path, bytes]:
        for number in range(3):
            writer.write_exchange(exchange(answer(PAGE + b"%d" % number)))
        writer.close()
        (path,) = files(tmp_path)
        data = path.read_bytes()
        path.unlink()
        return path.with_name(path.name + ".open"), data

    def test_a_torn_tail_is_cut_at_any_byte(self, tmp_path: Path, writer: WarcWriter) -> None:
        path, data = self.open_copy(tmp_path, writer)
        path.write_bytes(data)
        ends = [each.offset + each.length for each in whole(path)]
        path.unlink()
        for size in range(0, len(data) + 1, 7):
            path.write_bytes(data[:size])
            (recovered,) = recover(tmp_path)
            kept = max((end for end in ends if end <= size), default=0)
            assert (recovered.records, recovered.cut) == (sum(end <= kept for end in ends), size - kept)
            assert files(tmp_path) == ([tmp_path / recovered.file] if kept else [])
            if kept:
                assert (tmp_path / recovered.file).read_bytes() == data[:kept]
                (tmp_path / recovered.file).unlink()

    def test_a_damage_before_whole_records_stays(self, tmp_path: Path, writer: WarcWriter) -> None:
        path, data = self.open_copy(tmp_path, writer)
        broken = bytearray(data)
        broken[len(data) // 2] ^= 1
        path.write_bytes(broken + b"\x1f\x8b\x08torn")
        (recovered,) = recover(tmp_path)
        assert recovered.cut == 7
        assert (tmp_path / recovered.file).read_bytes() == broken

    def test_a_file_with_a_writer_is_left_alone(self, tmp_path: Path, writer: WarcWriter) -> None:
        writer.write_exchange(exchange())
        assert recover(tmp_path) == []
        assert files(tmp_path)[0].name.endswith(".open")

    def test_a_killed_writer_loses_nothing_that_it_said(self, tmp_path: Path) -> None:
        """With a forked child that outlives it, as reading processes may."""
        code = """
import os, sys, time
from datetime import UTC, datetime
from pathlib import Path
from storage.warc import Exchange, WarcWriter
writer = WarcWriter(Path(sys.argv[1]))
response = b"HTTP/1.1 200 OK\\r\\n\\r\\nx"
exchange = Exchange("http://a.example/", b"GET / HTTP/1.1", response, "", datetime.now(UTC))
writer.write_exchange(exchange)
if not os.fork():
    os.close(1)
    time.sleep(30)
    os._exit(0)
while True:
    print(writer.write_exchange(exchange).position.offset, flush=True)
"""
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path)],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert process.stdout is not None
        said = [int(process.stdout.readline()) for _ in range(20)]
        process.kill()
        with process:
            said += [int(line) for line in process.stdout.read().splitlines()]
        try:
            (recovered,) = recover(tmp_path)
        finally:
            os.killpg(process.pid, 9)
        offsets = {each.offset for each in whole(tmp_path / recovered.file) if each.type == "response"}
        assert offsets >= set(said)

    def test_warcio_reads_a_recovered_file(self, tmp_path: Path, writer: WarcWriter) -> None:
        path, data = self.open_copy(tmp_path, writer)
        path.write_bytes(data[:-9])
        (recovered,) = recover(tmp_path)
        with (tmp_path / recovered.file).open("rb") as file:
            assert sum(1 for _ in ArchiveIterator(file)) == recovered.records == 6
        check_with_others(tmp_path / recovered.file)
