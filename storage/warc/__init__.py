"""WARC, the truth: `values` go to disk by `writing`; `recovery` mends after a crash; `reading` gives back."""

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
