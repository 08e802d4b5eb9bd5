"""Fit a product of probabilities: that of a statement's features, twice, and of each of its edits.

One logistic regression adds up what speaks for and against a statement, so that much coverage
outweighs a fault. In a product (a noisy AND, Pearl 1988) each factor can refuse by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eval.fitting.linear import MIN_SPREAD

if TYPE_CHECKING:
    from numpy.typing import NDArray

_RIDGE = 2.0  # penalty on half the squared weights of a feature divided by its deviation,
_EDIT_RIDGE = 3.0  # and of an edit's
_START = 1.0, 2.0, 4.0  # biases to begin with: most edits are harmless
_STEPS = 60  # of the optimizer
_ROUNDS = 2  # of choosing each statement's window anew by the weights so far


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """Windows of statements: their features (n, F), their edits (m, E), and whose edits these are (m,).

    `starts` (s + 1,) are where each statement's windows begin.
    """

    features: NDArray[np.float64]
    edits: NDArray[np.float64]
    owners: NDArray[np.int64]
    starts: NDArray[np.int64]

    @classmethod
    def of(
        cls, statements: Sequence[tuple[NDArray[np.float64], Sequence[NDArray[np.float64]]]]
    ) -> Windows:
        """Stack the windows of statements; a column of ones is added for the biases."""
        edits = [rows for _, windows in statements for rows in windows]
        return cls(
            _with_ones(np.concatenate([features for features, _ in statements])),
            _with_ones(np.concatenate(edits)),
            np.repeat(np.arange(len(edits)), [len(rows) for rows in edits]),
            np.cumsum([0, *(len(windows) for _, windows in statements)]),
        )

    def chosen(self, windows: NDArray[np.int64]) -> Windows:
        """Return one window of each statement."""
        place = np.full(len(self.features), -1)
        place[windows] = np.arange(len(windows))
        kept = place[self.owners] >= 0
        return Windows(
            self.features[windows],
            self.edits[kept],
            place[self.owners[kept]],
            np.arange(len(windows) + 1),
        )

    def best(self, odds: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the number of each statement's window with the best log odds."""
        pairs = zip(self.starts[:-1], self.starts[1:], strict=True)
        return np.array([a + int(odds[a:b].argmax()) for a, b in pairs])


@dataclass(frozen=True, slots=True, eq=False)
class Product:
    """The weights of the two factors of a window (F,) and of the factor of an edit (E,), bias last."""

    covered: NDArray[np.float64]
    faithful: NDArray[np.float64]
    edit: NDArray[np.float64]

    def log_odds(self, windows: Windows) -> NDArray[np.float64]:
        """Return the log odds of each window."""
        log = _log_product(
            windows,
            windows.features @ self.covered,
            windows.features @ self.faithful,
            windows.edits @ self.edit,
        )
        return log - np.log(-np.expm1(log))


def fit_product(
    windows: Windows, right: NDArray[np.bool_], importance: NDArray[np.float64]
) -> Product:
    """Fit the probability that a statement's best window supports it.

    Which window is the best depends on the weights, so both are found in turns (MI-SVM,
    Andrews et al. 2002).
    """
    chosen = windows.chosen(windows.starts[:-1])
    found = _fit(chosen, right, importance)
    for _ in range(_ROUNDS - 1):
        chosen = windows.chosen(windows.best(found.log_odds(windows)))
        found = _fit(chosen, right, importance)
    return found


def _fit(chosen: Windows, right: NDArray[np.bool_], importance: NDArray[np.float64]) -> Product:
    from scipy.optimize import minimize

    spreads = [_spread(chosen.features), _spread(chosen.features), _spread(chosen.edits)]
    ends = np.cumsum([len(spread) for spread in spreads])
    start = np.zeros(ends[-1])
    start[ends - 1] = _START
    penalty = np.repeat([_RIDGE, _RIDGE, _EDIT_RIDGE], [len(spread) for spread in spreads])
    penalty[ends - 1] = 0
    loss = _loss(chosen, np.concatenate(spreads), penalty, ends, right, importance)
    result = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    return Product(*np.split(result.x / np.concatenate(spreads), ends[:-1]))


def _loss(
    chosen: Windows,
    spread: NDArray[np.float64],
    penalty: NDArray[np.float64],
    ends: NDArray[np.int64],
    right: NDArray[np.bool_],
    importance: NDArray[np.float64],
) -> Callable[[NDArray[np.float64]], tuple[float, NDArray[np.float64]]]:
    """Return the cross entropy with its gradient, as a function of all scaled weights."""
    share = importance / importance.mean()
    parts = (chosen.features, chosen.features, chosen.edits)

    def loss(scaled: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        factors = np.split(scaled / spread, ends[:-1])
        scores = [x @ weights for x, weights in zip(parts, factors, strict=True)]
        log = _log_product(chosen, *scores)
        wrong = np.maximum(-np.expm1(log), 1e-9)
        entropy = -(share * np.where(right, log, np.log(wrong))).sum()
        slope = -share * np.where(right, 1.0, -np.exp(log) / wrong)
        slopes = (slope, slope, slope[chosen.owners])
        gradient = np.concatenate(
            [x.T @ (s / (1 + np.exp(z))) for x, s, z in zip(parts, slopes, scores, strict=True)]
        )
        return entropy + penalty @ scaled**2 / 2, gradient / spread + penalty * scaled

    return loss


def _log_product(
    windows: Windows,
    covered: NDArray[np.float64],
    faithful: NDArray[np.float64],
    edit: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the logarithm of each window's probability, from the log odds of its factors."""
    harmful = np.bincount(windows.owners, np.logaddexp(0, -edit), len(windows.features))
    log = -np.logaddexp(0, -covered) - np.logaddexp(0, -faithful) - harmful
    return np.minimum(log, -1e-9)


def _spread(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each column's standard deviation: infinite for a constant, 1 for the bias."""
    spread = values.std(axis=0)
    return np.append(np.where(spread > MIN_SPREAD, spread, np.inf)[:-1], 1.0)


def _with_ones(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.hstack([rows, np.ones((len(rows), 1))])
