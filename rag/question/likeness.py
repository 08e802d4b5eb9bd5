"""Classify vectors by their likeness to labelled examples: regularised least squares.

Kernel ridge regression with a Gaussian kernel and one target per label, 1 for the label's own
examples and −1 for the others (Rifkin et al., Regularized least-squares classification, 2003).
It is fitted in closed form, a thousand examples in a twentieth of a second. Vectors are centred
on the examples and divided by their spread, so that another encoder's range of cosines makes no
difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Label = TypeVar("Label", bound=str)

RIDGE = 0.1  # added to the kernel's diagonal: a larger value makes for smoother scores
BALANCE = 0.5  # power of a label's rarity in its examples' weight: 0 none, 1 full


class Likeness(Generic[Label]):
    """Scores of vectors (d,) for labels, fitted on example vectors (n, d).

    A score is near 1 for a vector like the label's examples and near −1 for one unlike them.
    """

    def __init__(self, vectors: NDArray[np.float32], labels: Sequence[Label]) -> None:
        self.labels = tuple(dict.fromkeys(labels))
        self._mean = vectors.mean(axis=0)
        centred = vectors - self._mean
        self._spread = float(np.sqrt((centred**2).sum(axis=1).mean())) or 1.0
        self._examples = centred / self._spread
        self._of_label = np.array([[label == own for label in self.labels] for own in labels])
        self._weights = np.linalg.solve(self._system(), self._targets)

    def scores(self, vector: NDArray[np.float32]) -> dict[Label, float]:
        """Return the score of each label for a vector."""
        values = self._kernel((vector - self._mean)[None] / self._spread)[0] @ self._weights
        return dict(zip(self.labels, values.tolist(), strict=True))

    def left_out(self) -> list[dict[Label, float]]:
        """Return the scores that each example would get if it were not among the examples."""
        own_weight = np.diag(np.linalg.inv(self._system()))[:, None]
        values = self._targets - self._weights / own_weight
        return [dict(zip(self.labels, row, strict=True)) for row in values.tolist()]

    @property
    def _targets(self) -> NDArray[np.float64]:
        return np.where(self._of_label, 1.0, -1.0)

    def _system(self) -> NDArray[np.float64]:
        return self._kernel(self._examples) + np.diag(self._ridge())

    def _ridge(self) -> NDArray[np.float64]:
        """Return the ridge of each example (n,); those of a rare label are fitted more closely."""
        counts = self._of_label.sum(axis=0)[self._of_label.argmax(axis=1)]
        weights = counts.astype(np.float64) ** -BALANCE
        ridge: NDArray[np.float64] = RIDGE * weights.mean() / weights
        return ridge

    def _kernel(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return 2 exp(−‖row − example‖²) + 1, (rows, n); the 1 stands for an intercept."""
        squares = (rows**2).sum(axis=1)[:, None] + (self._examples**2).sum(axis=1)
        kernel: NDArray[np.float64] = 2 * np.exp(2 * rows @ self._examples.T - squares) + 1
        return kernel
