"""The numbers learned from question sets, in fitted.toml; `python -m eval.fitting` writes them."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

FILE = Path(__file__).with_name("fitted.toml")


@cache
def fitted(section: str) -> dict[str, float]:
    """Return the numbers of a section by name."""
    return {name: float(value) for name, value in _sections()[section].items()}


def weights(section: str, features: Sequence[str]) -> NDArray[np.float32]:
    """Return the weights of features, in their order: (len(features),)."""
    values = fitted(section)
    return np.array([values[feature] for feature in features], np.float32)


@cache
def _sections() -> dict[str, dict[str, float]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
