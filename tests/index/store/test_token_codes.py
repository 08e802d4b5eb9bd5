from __future__ import annotations

import numpy as np
import pytest

from index.store.token_codes import decode, encode


def unit_vectors(t: int, h: int = 384, seed: int = 1) -> np.ndarray:
    """Draw unit vectors that have as much in common as the tokens of a passage have."""
    draw = np.random.default_rng(seed)
    vectors = draw.standard_normal(h) + draw.standard_normal((t, h))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def consecutive(t: int) -> np.ndarray:
    return np.array([[i, i + 1] for i in range(t)], np.int32).reshape(-1, 2)


def test_decoded_vectors_keep_their_direction_and_length() -> None:
    vectors = unit_vectors(150)
    found, _ = decode(encode(vectors, consecutive(150)))
    lengths = np.linalg.norm(found, axis=1)
    assert found.dtype == np.float32
    assert lengths == pytest.approx(np.ones(150), abs=1e-5)
    cosines = (found * vectors).sum(axis=1) / lengths
    assert cosines.mean() > 0.96 and cosines.min() > 0.94


def test_a_dimension_that_is_much_larger_than_the_others_does_not_blur_them() -> None:
    vectors = unit_vectors(150)
    vectors[:, 7] += np.random.default_rng(2).normal(1, 0.1, 150)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    found, _ = decode(encode(vectors, consecutive(150)))
    found, vectors = np.delete(found, 7, axis=1), np.delete(vectors, 7, axis=1)
    norms = np.linalg.norm(found, axis=1) * np.linalg.norm(vectors, axis=1)
    assert ((found * vectors).sum(axis=1) / norms).mean() > 0.94


def test_a_code_takes_a_quarter_of_a_byte_a_dimension_and_a_byte_for_offsets() -> None:
    vectors = unit_vectors(160)
    assert len(encode(vectors, consecutive(160))) == 16 + 192 + 192 + 160 * 96 + 160


@pytest.mark.parametrize("t", [0, 1, 2, 5])
@pytest.mark.parametrize("h", [1, 2, 3, 4, 33, 384])
def test_any_number_of_vectors_and_dimensions_can_be_encoded(t: int, h: int) -> None:
    vectors = unit_vectors(t, h)
    found, spans = decode(encode(vectors, consecutive(t)))
    assert found.shape == (t, h)
    assert spans.tolist() == consecutive(t).tolist()
    assert ((found * vectors).sum(axis=1) > 0.5).all()


def test_equal_vectors_and_zeros_can_be_encoded() -> None:
    same = np.repeat(unit_vectors(1), 9, axis=0)
    assert decode(encode(same, consecutive(9)))[0] @ same[0] == pytest.approx(np.ones(9), abs=0.02)
    nothing = np.zeros((3, 8), np.float32)
    assert np.isfinite(decode(encode(nothing, consecutive(3)))[0]).all()


@pytest.mark.parametrize(
    "spans",
    [
        [[-350, -348], [-348, -347], [0, 1], [1, 3]],  # context, then text
        [[0, 7], [7, 8]],
        [[0, 8], [8, 22], [22, 37], [37, 53], [60, 75]],  # around the largest 4-bit number
        [[0, 1], [2_000_000, 3_000_000], [3_000_000, 3_000_001]],
        [[5, 6], [5, 6], [5, 9]],  # several tokens of one character
        [[4, 6], [3, 3], [-9, 20], [20, 21]],  # in no order
    ],
)
def test_offsets_are_exact(spans: list[list[int]]) -> None:
    found = decode(encode(unit_vectors(len(spans), 8), np.array(spans, np.int32)))[1]
    assert found.tolist() == spans
    assert found.dtype == np.int32
