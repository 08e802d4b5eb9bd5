"""Late interaction: a query's tokens against a passage's, kept apart until they are compared.

MaxSim (ColBERT, Khattab & Zaharia 2020): each query token takes its best cosine among the
passage's tokens. Function words and punctuation say little and weigh little.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.embedding.embedder import Encoded

FUNCTION_WEIGHT = 0.1
CONTEXT_COST = 0.03  # cosine that a match in the context of a text counts less than one in it
OUTSIDE_WEIGHT = 0.4  # of tokens outside the part that is asked for
_FUNCTION = set(
    "的了和与及或在是为对将把被等也都就而其之于以由从到向这那有个吗呢吧啊哪么多少几请问怎么样如何是否什么些讲说"
)


@dataclass(frozen=True, slots=True)
class Query:
    """A query's vector (d,), tokens (q, h), their offsets (q, 2) and weights (q,), sum 1."""

    text: str
    vector: NDArray[np.float32]
    tokens: NDArray[np.float32]
    spans: NDArray[np.int32]
    weights: NDArray[np.float32]

    @classmethod
    def of(cls, text: str, encoded: Encoded, context_end: int = 0) -> Query:
        """Weigh an encoded text's tokens; those of a turn before count for less."""
        weights = np.array([_weight(text[a:b]) for a, b in encoded.spans], np.float32)
        weights[encoded.spans[:, 0] < context_end] *= OUTSIDE_WEIGHT
        return cls(text, encoded.vector, encoded.tokens, encoded.spans, _unit_sum(weights))

    def covering(self, spans: Sequence[tuple[int, int]]) -> NDArray[np.intp]:
        """Indices of the content tokens that lie in any of the spans."""
        content = self.weights > self.weights.max() / 2
        inside = [any(a >= start and b <= end for start, end in spans) for a, b in self.spans]
        return np.flatnonzero(content & np.array(inside, bool))

    def part(self, start: int, end: int) -> NDArray[np.float32]:
        """Weights that stress the characters `start:end`; the rest remains as context."""
        inside = (self.spans[:, 0] >= start) & (self.spans[:, 1] <= end)
        return _unit_sum(self.weights * np.where(inside, 1.0, OUTSIDE_WEIGHT).astype(np.float32))


def _weight(token: str) -> float:
    bare = token.strip().lower()
    silent = not re.search(r"\w", bare) or all(c in _FUNCTION for c in bare)
    return FUNCTION_WEIGHT if silent else 1.0


def _unit_sum(weights: NDArray[np.float32]) -> NDArray[np.float32]:
    total = float(weights.sum())
    return weights / total if total else weights


def max_sim(similarity: NDArray[np.float32]) -> NDArray[np.float32]:
    """Best cosine of each query token, (q,), among tokens compared with them (t, q); 0 of none."""
    if not len(similarity):
        return np.zeros(similarity.shape[1], np.float32)
    best: NDArray[np.float32] = np.maximum.reduce(similarity)
    return best


def mean_cosine(tokens: NDArray[np.float32], vector: NDArray[np.float32]) -> float:
    """Cosine of the mean of tokens (t, h) and a unit vector (h,); 0 where there are none.

    Late chunking (Günther et al. 2024): pooling after the passage was read as a whole.
    """
    total = np.add.reduce(tokens)
    return float(total @ vector) / max(sqrt(total @ total), 1e-9)


def within(spans: NDArray[np.int32], stretches: Sequence[tuple[int, int]]) -> list[slice]:
    """The tokens of each stretch of a text, by tokens' offsets (t, 2) in the text's order."""
    starts, ends = np.array(stretches, np.int32).reshape(-1, 2).T
    first = spans[:, 0].searchsorted(starts).tolist()
    last = spans[:, 1].searchsorted(ends, side="right").tolist()
    return [slice(a, max(a, b)) for a, b in zip(first, last, strict=True)]
