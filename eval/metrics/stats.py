"""Bootstrap confidence intervals and tests, seeded so that results repeat exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2000
SEED = 20210125


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over n questions with its 95% confidence interval."""

    mean: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Difference:
    """The mean of b − a over the same n questions, with 95% confidence interval and p-value."""

    difference: float
    low: float
    high: float
    p: float
    n: int

    @property
    def real(self) -> bool:
        """Whether the difference is significant: its interval does not contain zero."""
        return self.low > 0 or self.high < 0


def estimate(values: Sequence[float]) -> Estimate:
    """Estimate the mean with its percentile bootstrap interval.

    Efron & Tibshirani, An Introduction to the Bootstrap, 1993, ch. 13.
    """
    means = _resampled_means(np.asarray(values, dtype=float))
    low, high = np.percentile(means, [2.5, 97.5])
    return Estimate(float(np.mean(values)), float(low), float(high), len(values))


def paired(a: Sequence[float], b: Sequence[float]) -> Difference:
    """Estimate b − a by a paired bootstrap, which draws the same questions for both.

    The two-sided p-value is twice the smaller share of resampled differences on one side of
    zero; zeros count on both sides. Sakai, Evaluating Evaluation Metrics based on the
    Bootstrap, SIGIR 2006; Koehn, EMNLP 2004.
    """
    gaps = np.asarray(b, dtype=float) - np.asarray(a, dtype=float)
    means = _resampled_means(gaps)
    low, high = np.percentile(means, [2.5, 97.5])
    p = min(1.0, 2 * min(float(np.mean(means <= 0)), float(np.mean(means >= 0))))
    return Difference(float(gaps.mean()), float(low), float(high), p, len(gaps))


def percentile(values: Sequence[float], q: float) -> float:
    """Return the q-th percentile, interpolated linearly between ranks."""
    return float(np.percentile(values, q))


def _resampled_means(values: NDArray[np.float64]) -> NDArray[np.float64]:
    draws = np.random.default_rng(SEED).integers(0, len(values), (RESAMPLES, len(values)))
    return np.asarray(values[draws].mean(axis=1))
