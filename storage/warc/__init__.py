"""WARC, the truth: `values` reach the disk by `writing`, `recovery` seals what a crash left, `reading` gives back."""

from storage.warc.reading import DECODED_LIMIT, Resolve, digest_problems, load, records
from storage.warc.recovery import recover
from storage.warc.values import Damage, Exchange, Origin, Record, Recovered, Written
from storage.warc.writing import WarcWriter

__all__ = [
    "DECODED_LIMIT",
    "Damage",
    "Exchange",
    "Origin",
    "Record",
    "Recovered",
    "Resolve",
    "WarcWriter",
    "Written",
    "digest_problems",
    "load",
    "records",
    "recover",
]
