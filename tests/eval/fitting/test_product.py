from __future__ import annotations

import numpy as np

from eval.fitting.product import Windows, fit_product


def windows(seed: int = 0, count: int = 400) -> tuple[Windows, np.ndarray]:
    """Return statements that are right where they are covered and have no harmful edit."""
    random = np.random.default_rng(seed)
    covered, harmful = random.random(count) < 0.6, random.random(count) < 0.4
    statements = [
        (
            np.array([[random.normal() / 4 + 3 * c], [random.normal() / 4]]),
            [np.array([[float(h)], [0.0]]), np.zeros((0, 1))],
        )
        for c, h in zip(covered, harmful, strict=True)
    ]
    return Windows.of(statements), covered & ~harmful


def test_each_factor_can_refuse_by_itself() -> None:
    x, right = windows()
    found = fit_product(x, right, np.ones(len(right)))
    odds = found.log_odds(x)
    assert ((odds[x.best(odds)] > 0) == right).mean() > 0.95
    assert found.covered[0] + found.faithful[0] > 0 > found.edit[0]


def test_chosen_windows_keep_their_edits() -> None:
    x, _ = windows(count=3)
    one = x.chosen(np.array([1, 2, 5]))
    assert one.features.tolist() == x.features[[1, 2, 5]].tolist()
    assert one.owners.tolist() == [1, 1]
    assert one.edits.tolist() == x.edits[x.owners == 2].tolist()
