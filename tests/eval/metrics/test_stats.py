import numpy as np
import pytest

from eval.metrics import stats


def test_the_interval_holds_the_mean_and_matches_the_normal_one_for_large_n():
    values = np.random.default_rng(1).normal(5, 2, 400)
    found = stats.estimate(list(values))
    half = 1.96 * values.std(ddof=1) / np.sqrt(400)
    assert found.mean == pytest.approx(values.mean())
    assert found.low == pytest.approx(values.mean() - half, abs=0.03)
    assert found.high == pytest.approx(values.mean() + half, abs=0.03)


def test_equal_values_have_an_interval_without_width():
    assert stats.estimate([0.5] * 7) == stats.Estimate(0.5, 0.5, 0.5, 7)


def test_results_repeat_exactly():
    assert stats.estimate([0, 1, 1, 0, 1]) == stats.estimate([0, 1, 1, 0, 1])


def test_a_constant_gain_is_real_and_its_reverse_too():
    gain = stats.paired([0.1, 0.5, 0.9], [0.2, 0.6, 1.0])
    assert gain.difference == pytest.approx(0.1)
    assert gain.real
    assert gain.p == 0
    assert stats.paired([1, 1, 1], [0, 0, 0]).real


def test_no_difference_is_not_real():
    found = stats.paired([0, 1, 0, 1], [1, 0, 1, 0])
    assert not found.real
    assert found.p > 0.5
    assert stats.paired([1, 1], [1, 1]).p == 1


def test_pairing_sees_what_separate_intervals_hide():
    a = [float(i % 2) for i in range(40)]
    b = [value + 0.05 for value in a]
    assert stats.estimate(a).high > stats.estimate(b).low
    assert stats.paired(a, b).real
