"""Fit linear scores: listwise for rankings, logistic for probabilities."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from index.errors import QuestionSetError

if TYPE_CHECKING:
    from numpy.typing import NDArray

RIDGE = 1e-3  # penalty on the squared weights of features divided by their deviations
FOLDS = 5
SEED = 0
MIN_SPREAD = 1e-6  # a feature that varies less is constant except for rounding

T = TypeVar("T")
Fitted = TypeVar("Fitted")

Listwise = tuple["NDArray[np.float32]", "NDArray[np.bool_]"]
"""The features of a question's items (n, features), and which of them are right (n,)."""


def fit_listwise(lists: Sequence[Listwise]) -> NDArray[np.float64]:
    """Fit weights under which the right items get most of the softmax of the scores.

    The loss is the cross entropy with the right items, each of which has the same share
    (ListNet with top-one probabilities, Cao et al. 2007). Lists without a right item are left
    out.

    Raises QuestionSetError where no list has one.
    """
    from scipy.optimize import minimize

    lists = [(x, right) for x, right in lists if right.any()]
    if not lists:
        raise QuestionSetError("没有可以用来拟合的问题：题集的证据不在索引里。")
    sizes = [len(x) for x, _ in lists]
    features = np.concatenate([x for x, _ in lists]).astype(np.float64)
    target = np.concatenate([right / right.sum() for _, right in lists])
    deviation = _deviation(features)
    features /= deviation
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = features @ weights
        scores -= np.repeat(np.maximum.reduceat(scores, starts), sizes)
        odds = np.exp(scores)
        total = np.add.reduceat(odds, starts)
        probability = odds / np.repeat(total, sizes)
        entropy = np.log(total).sum() - target @ scores
        gradient = features.T @ (probability - target)
        penalty = RIDGE * len(lists)
        return entropy + penalty * weights @ weights, gradient + 2 * penalty * weights

    found = minimize(loss, np.zeros(features.shape[1]), jac=True, method="L-BFGS-B")
    weights: NDArray[np.float64] = found.x / deviation
    return weights


def fit_logistic(
    features: NDArray[np.float32], right: NDArray[np.bool_], importance: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    """Fit the weights and the bias of a probability (Platt 1999), with the examples' importance."""
    from sklearn.linear_model import LogisticRegression

    values = features.astype(np.float64)
    mean, deviation = values.mean(axis=0), _deviation(values)
    model = LogisticRegression(C=0.5, max_iter=3000)
    model.fit((values - mean) / deviation, right, sample_weight=importance / importance.mean())
    weights = model.coef_[0] / deviation
    return weights, float(model.intercept_[0] - weights @ mean)


def _deviation(features: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each feature's standard deviation; infinite for a constant, which gets no weight."""
    deviation = features.std(axis=0)
    return np.where(deviation > MIN_SPREAD, deviation, np.inf)


def left_out(
    items: Sequence[T], group: Callable[[T], str], fit: Callable[[Sequence[T]], Fitted]
) -> list[tuple[T, Fitted]]:
    """Return every item with what was fitted on the folds that lack its group."""
    names = sorted({group(item) for item in items})
    np.random.default_rng(SEED).shuffle(names)
    fold = {name: i % FOLDS for i, name in enumerate(names)}
    found: list[tuple[T, Fitted]] = []
    for i in range(min(FOLDS, len(names))):
        fitted = fit([item for item in items if fold[group(item)] != i])
        found += [(item, fitted) for item in items if fold[group(item)] == i]
    return found
