"""Trains the model that judges blocks, on folders of pages with gold text.

python -m bench.train FOLDER [--folds]    # FOLDER as bench.text takes it: pages/<set>/, gold/<set>.json

Without `--folds` the models are written to pipelines/extract/judging/weights. With it they are cross-validated by
site: a page is read by models that have seen no page of its site; bench.text --out-of-fold prints the scores.
"""

from __future__ import annotations

import argparse
import difflib
import gzip
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import lightgbm
import numpy as np
import tldextract

from pipelines.extract import article_tree
from pipelines.extract.authors import authors
from pipelines.extract.claims import claims
from pipelines.extract.judging.features import features
from pipelines.extract.judging.judge import look
from pipelines.extract.judging.model import WEIGHTS, as_feature_names
from pipelines.extract.layout import with_parted_labels
from pipelines.extract.parse import parse
from pipelines.extract.title import headline
