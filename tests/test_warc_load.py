"""A record loads as the capture it was, decoded within bounds."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastwarc.stream_io import BrotliWriter, ZstdWriter

from items import Failure, WarcPosition
from storage.warc import WarcWriter, load
from tests.exchanges import (
    AT,
    ORIGIN,
    PAGE,
    URL,
    answer,
    chunked,
    counting_writer,
    exchange,
    validators_of,
)

Encode = Callable[[bytes], bytes]
Frame = Callable[[bytes, bytes], bytes]


def brotli(data: bytes) -> bytes:
    out = io.BytesIO()
    with BrotliWriter(out) as writer:
        writer.write(data)
    return out.getvalue()


def zstd(data: bytes) -> bytes:
    out = io.BytesIO()
    with ZstdWriter(out) as writer:
        writer.write(data)
    return out.getvalue()


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[WarcWriter]:
    writer = counting_writer(tmp_path)
    yield writer
    writer.close()


class TestLoad:
    def written(self, writer: WarcWriter, response: bytes, truncated: str = "") -> WarcPosition:
        return writer.write_exchange(exchange(response, truncated)).position

    @pytest.mark.parametrize(
        ("coding", "encode"),
        [
            ("gzip", gzip.compress),
            ("x-gzip", lambda data: gzip.compress(data[:100]) + gzip.compress(data[100:])),
            ("deflate", zlib.compress),
            ("deflate", lambda data: zlib.compress(data)[2:-4]),
            ("br", brotli),
            ("zstd", zstd),
            ("identity", bytes),
            ("gzip", bytes),
        ],
    )
    @pytest.mark.parametrize("frame", [answer, chunked])
    def test_codings_are_undone(
        self,
        writer: WarcWriter,
        tmp_path: Path,
        coding: str,
        encode: Callable[[bytes], bytes],
        frame: Callable[[bytes, bytes], bytes],
    ) -> None:
        place = self.written(writer, frame(encode(PAGE), b"Content-Encoding: %s\r\n" % coding.encode()))
        capture = load(tmp_path, place, ORIGIN)
        assert capture.body == PAGE
        assert capture.failure is None, capture.detail

    def test_what_the_record_does_not_say_comes_from_the_origin(
        self, writer: WarcWriter, tmp_path: Path
    ) -> None:
        place = self.written(writer, answer())
        capture = load(
            tmp_path, place, replace(ORIGIN, url="http://news.example/short", failure=Failure.REDIRECT)
        )
        assert (capture.url, capture.final_url) == ("http://news.example/short", URL)
        assert (capture.source, capture.via, capture.hints.title) == ("a-source", "urls", "Talks")
        assert capture.failure is Failure.REDIRECT
        assert capture.fetched_at == AT
        assert capture.warc == place
        assert capture.headers[1:4] == (("set-cookie", "a=1"), ("X-Odd", "two"), ("Set-Cookie", "b=2"))

    @pytest.mark.parametrize(
        "response",
        [
            answer(gzip.compress(PAGE)[:-20], b"Content-Encoding: gzip\r\n"),
            answer(zlib.compress(PAGE)[:-20], b"Content-Encoding: deflate\r\n"),
            answer()[:-50],
            chunked(PAGE)[:-30],
            chunked(PAGE)[:-5],
        ],
        ids=["gzip", "deflate", "length", "chunk", "no last chunk"],
    )
    def test_a_cut_body_gives_what_there_is(
        self, writer: WarcWriter, tmp_path: Path, response: bytes
    ) -> None:
        capture = load(tmp_path, self.written(writer, response), ORIGIN)
        assert capture.failure is Failure.CUT
        assert capture.detail
        assert len(capture.body) > 50
        assert PAGE.startswith(capture.body)

    @pytest.mark.parametrize(
        ("truncated", "failure"), [("length", "too_large"), ("time", "timeout"), ("disconnect", "cut")]
    )
    def test_truncated_says_why(
        self, writer: WarcWriter, tmp_path: Path, truncated: str, failure: str
    ) -> None:
        capture = load(tmp_path, self.written(writer, answer()[:-50], truncated=truncated), ORIGIN)
        assert capture.failure == failure
        assert capture.body == PAGE[:-50]

    @pytest.mark.parametrize("encode", [gzip.compress, zlib.compress, brotli, zstd])
    def test_a_bomb_is_too_large(self, writer: WarcWriter, tmp_path: Path, encode: Encode) -> None:
        name = {gzip.compress: b"gzip", zlib.compress: b"deflate", brotli: b"br"}.get(encode, b"zstd")
        place = self.written(writer, answer(encode(bytes(40 * 2**20)), b"Content-Encoding: %s\r\n" % name))
        capture = load(tmp_path, place, ORIGIN)
        assert capture.failure is Failure.TOO_LARGE
        assert len(capture.body) < 10 * 2**20

    def test_a_stack_of_codings_is_too_large(self, writer: WarcWriter, tmp_path: Path) -> None:
        body = gzip.compress(gzip.compress(gzip.compress(PAGE)))
        capture = load(
            tmp_path, self.written(writer, answer(body, b"Content-Encoding: gzip, gzip, gzip\r\n")), ORIGIN
        )
        assert (capture.failure, capture.body) == (Failure.TOO_LARGE, b"")

    def test_the_limit_is_an_argument(self, writer: WarcWriter, tmp_path: Path) -> None:
        place = self.written(writer, answer())
        assert load(tmp_path, place, ORIGIN, limit=len(PAGE)).failure is None
        capture = load(tmp_path, place, ORIGIN, limit=len(PAGE) - 1)
        assert (capture.failure, capture.body) == (Failure.TOO_LARGE, PAGE[:-1])

    def test_a_revisit_is_followed(self, writer: WarcWriter, tmp_path: Path) -> None:
        first = writer.write_exchange(exchange())
        received = b"HTTP/1.1 304 Not Modified\r\n\r\n"
        again = writer.write_exchange(exchange(received, previous=validators_of(first))).position
        alone = load(tmp_path, again, ORIGIN)
        assert (alone.status, alone.body, alone.unchanged) == (304, b"", True)
        asked: list[tuple[str, str, str]] = []

        def resolve(*refers_to: str) -> WarcPosition:
            asked.append(refers_to)  # type: ignore[arg-type]
            return first.position

        followed = load(tmp_path, again, ORIGIN, resolve=resolve)
        assert asked == [(first.position.record_id, URL, first.date)]
        assert (followed.status, followed.body, followed.unchanged) == (200, PAGE, True)
        assert followed.warc == again

    def test_resources_and_conversions_load(self, writer: WarcWriter, tmp_path: Path) -> None:
        for place, kind in (
            (writer.write_resource("urn:x", "text/html", PAGE), "text/html"),
            (writer.write_text(URL, PAGE, ""), "text/plain; charset=utf-8"),
        ):
            capture = load(tmp_path, place, ORIGIN)
            assert (capture.status, capture.body, capture.failure) == (200, PAGE, None)
            assert capture.header("content-type") == kind

    def test_a_wrong_place_is_an_error(self, writer: WarcWriter, tmp_path: Path) -> None:
        place = self.written(writer, answer())
        with pytest.raises(ValueError, match="no record"):
            load(tmp_path, replace(place, record_id="<urn:uuid:other>"), ORIGIN)
        with pytest.raises(ValueError, match="gzip"):
            load(tmp_path, replace(place, offset=place.offset + 3), ORIGIN)
        with pytest.raises(FileNotFoundError):
            load(tmp_path, replace(place, file="warc/2026/11/none.warc.gz"), ORIGIN)
