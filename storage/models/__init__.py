"""The tables, an index of what the WARC files say: `rebuild` makes every row again, leases excepted.

`ledger` has what was decided, `urls` what was seen, `articles` what is kept.
"""

from storage.models.articles import Alias, Article, Body, Edge, Revision, Shingle
from storage.models.ledger import Base, Counter, Decision, Run, WarcFile
from storage.models.urls import Entrance, EntranceVisit, Url, Visit

__all__ = [
    "Alias",
    "Article",
    "Base",
    "Body",
    "Counter",
    "Decision",
    "Edge",
    "Entrance",
    "EntranceVisit",
    "Revision",
    "Run",
    "Shingle",
    "Url",
    "Visit",
    "WarcFile",
]
