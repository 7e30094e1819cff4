"""How likely each segment is of the article: decision trees, averaged; trained by `python -m bench.train`."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import lightgbm

    from pipelines.extract.judging.regions import Array

WEIGHTS = Path(__file__).parent / "weights"
VERSION = 2
"""Raised with every training: part of what an article says read it."""


@lru_cache(maxsize=1)
def boosters() -> tuple[lightgbm.Booster, ...]:
    """The shipped models; raises FileNotFoundError where there is none."""
    files = sorted(WEIGHTS.glob("*.txt.gz"))
    if not files:
        raise FileNotFoundError(f"no model in {WEIGHTS}: run make train")
    return tuple(load(file.read_bytes()) for file in files)


def load(packed: bytes) -> lightgbm.Booster:
    """A model from its gzipped text."""
    import lightgbm  # it takes a second and a hundred megabytes, which only processes that read should pay

    return lightgbm.Booster(model_str=gzip.decompress(packed).decode("utf-8"))


def probabilities(names: tuple[str, ...], rows: Array, models: Sequence[lightgbm.Booster] = ()) -> Array:
    """Between 0 and 1 for each row; raises ValueError where the columns are not those of the model."""
    models = models or boosters()
    for model in models:
        if tuple(model.feature_name()) != as_feature_names(names):
            raise ValueError("the model was trained on other features: run make train")
    return np.mean([model.predict(rows, num_threads=1) for model in models], axis=0)


def as_feature_names(names: Sequence[str]) -> tuple[str, ...]:
    """As LightGBM keeps them: it takes no blanks."""
    return tuple(name.replace(" ", "_") for name in names)
