from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from rag.question.likeness import Likeness


def cluster(center: int, count: int, seed: int) -> NDArray[np.float32]:
    """Return unit vectors around one axis of eight."""
    noise = 0.2 * np.random.default_rng(seed).standard_normal((count, 8))
    rows = np.eye(8)[center] + noise
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


EXAMPLES = np.concatenate([cluster(0, 12, 1), cluster(1, 6, 2)])
LABELS = ["one"] * 12 + ["two"] * 6


def test_a_vector_gets_the_label_of_the_examples_that_it_is_like() -> None:
    likeness = Likeness(EXAMPLES, LABELS)
    for center, label in enumerate(("one", "two")):
        scores = likeness.scores(cluster(center, 1, 3)[0])
        assert max(scores, key=lambda name: scores[name]) == label
        assert scores[label] > 0 > min(scores.values())


def test_scores_do_not_depend_on_the_range_of_the_vectors() -> None:
    vector, shift = cluster(1, 1, 4)[0], np.full(8, 3.0, np.float32)
    scores = Likeness(EXAMPLES, LABELS).scores(vector)
    moved = Likeness(0.1 * EXAMPLES + shift, LABELS).scores(0.1 * vector + shift)
    assert moved == pytest.approx(scores, abs=1e-3)


def test_left_out_scores_are_those_of_a_fit_without_the_example() -> None:
    left_out = Likeness(EXAMPLES, LABELS).left_out()
    without = Likeness(EXAMPLES[1:], LABELS[1:])
    assert left_out[0] == pytest.approx(without.scores(EXAMPLES[0]), abs=0.1)
    assert left_out[0]["one"] < Likeness(EXAMPLES, LABELS).scores(EXAMPLES[0])["one"]


def test_equal_examples_are_no_error() -> None:
    likeness = Likeness(np.ones((3, 4), np.float32), ["one", "one", "two"])
    assert np.isfinite(list(likeness.scores(np.ones(4, np.float32)).values())).all()
