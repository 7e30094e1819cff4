"""Checks one gzip member as Parley writes them, down to the bits that a CRC does not cover."""

import struct
import zlib

HEADER_SIZE = 10
TRAILER_SIZE = 8


def member_problem(raw: bytes, header: bytes) -> str:
    """What is wrong with a gzip member that should begin with the given ten bytes; empty if nothing is.

    Readers do not look at the header's time, system and level, nor at the bits that fill the last byte of
    the compressed data: a flipped bit there harms nobody today, but is a sign of a failing disk.
    """
    if raw[:HEADER_SIZE] != header:
        return "gzip header differs from the file's others"
    if len(raw) < HEADER_SIZE + TRAILER_SIZE + 1:
        return "gzip member is cut"
    body, last = raw[HEADER_SIZE : -TRAILER_SIZE - 1], raw[-TRAILER_SIZE - 1]
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        data = inflater.decompress(body)
        before_last = inflater.copy()
        end = inflater.decompress(bytes([last])) + inflater.flush()
    except zlib.error as error:
        return f"gzip data: {error}"
    if not inflater.eof or inflater.unused_data:
        return "gzip data ends elsewhere than its member"
    data += end
    crc, size = struct.unpack("<II", raw[-TRAILER_SIZE:])
    if (zlib.crc32(data), len(data) & 0xFFFFFFFF) != (crc, size):
        return "gzip checksum differs"
    stored = raw[HEADER_SIZE] & 0b110 == 0
    if (stored and raw[HEADER_SIZE] >> 3) or has_loose_bit(before_last, last, end):
        return "gzip padding is not zero"
    return ""


def has_loose_bit(before_last: "zlib._Decompress", last: int, end: bytes) -> bool:
    """Whether the highest bit set in the last byte changes nothing: writers fill that byte up with zeros."""
    if last == 0:
        return False
    try:
        without = before_last.decompress(bytes([last & ~(1 << (last.bit_length() - 1))]))
    except zlib.error:
        return False
    return before_last.eof and without == end
