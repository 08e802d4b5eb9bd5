"""Late interaction: compare each token of a query with each token of a passage.

MaxSim (ColBERT, Khattab & Zaharia 2020): each query token takes its highest cosine
similarity among the passage's tokens. Function words and punctuation have a low weight.
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

FUNCTION_WEIGHT = 0.1  # of a function word or punctuation mark, against 1 for other tokens
CONTEXT_COST = 0.03  # taken off the cosine of a match in a passage's title, headings or lead
OUTSIDE_WEIGHT = 0.4  # factor for tokens outside the part of the question that is ranked for
BEFORE_WEIGHT = 0.2  # factor for tokens of the question before, in front of a follow-up

# Characters of function words and of asking words. Not `rag.language.ngrams.FUNCTION_WORDS`:
# that list has no asking words, which statements lack, and the weights were tuned without 并.
_FUNCTION = set(
    "的了和与及或在是为对将把被等也都就而其之于以由从到向这那有个吗呢吧啊哪么多少几请问怎么样如何是否什么些讲说"
)


@dataclass(frozen=True, slots=True)
class Query:
    """An encoded query: its vector (d,) and its tokens (q, h).

    `spans` (q, 2) are the tokens' offsets in `text`, negative for those of the question before,
    which was encoded in front of it; `weights` (q,) sum to 1.
    """

    text: str
    vector: NDArray[np.float32]
    tokens: NDArray[np.float32]
    spans: NDArray[np.int32]
    weights: NDArray[np.float32]

    @classmethod
    def of(cls, text: str, encoded: Encoded, context_end: int = 0) -> Query:
        """Build a query of a text, with a context in front of it up to `context_end`.

        The tokens of the context weigh less, and their offsets are negative.
        """
        weights = token_weights(text, encoded.spans)
        weights[encoded.spans[:, 0] < context_end] *= BEFORE_WEIGHT
        asked, spans = text[context_end:], encoded.spans - context_end
        return cls(asked, encoded.vector, encoded.tokens, spans, _unit_sum(weights))

    def content(self) -> NDArray[np.intp]:
        """Return the indices of the tokens that are no function words, all if there are none."""
        return np.flatnonzero(self.weights > self.weights.max() / 2)

    def part(self, *ranges: tuple[int, int]) -> NDArray[np.float32]:
        """Return weights (q,) in which tokens outside these ranges of characters count less."""
        starts, ends = np.array(ranges, np.int32).T
        inside = (self.spans[:, :1] >= starts) & (self.spans[:, 1:] <= ends)
        inside = inside.any(axis=1)
        return _unit_sum(self.weights * np.where(inside, 1.0, OUTSIDE_WEIGHT).astype(np.float32))


def token_weights(text: str, spans: NDArray[np.integer]) -> NDArray[np.float32]:
    """Return a weight for each token of a question, (q,): low for function words."""
    return np.array([_weight(text[a:b]) for a, b in spans], np.float32)


def _weight(token: str) -> float:
    """Return a low weight for a token of function characters or without letters or digits."""
    bare = token.strip().lower()
    silent = not re.search(r"\w", bare) or all(c in _FUNCTION for c in bare)
    return FUNCTION_WEIGHT if silent else 1.0


def _unit_sum(weights: NDArray[np.float32]) -> NDArray[np.float32]:
    total = float(weights.sum())
    return weights / total if total else weights


def max_sim(similarity: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return each query token's highest cosine (q,) in a similarity matrix (t, q).

    Zeros where the matrix has no rows.
    """
    if not len(similarity):
        return np.zeros(similarity.shape[1], np.float32)
    best: NDArray[np.float32] = np.maximum.reduce(similarity)
    return best


def mean_cosine(tokens: NDArray[np.float32], vector: NDArray[np.float32]) -> float:
    """Return the cosine of the mean of tokens (t, h) and a unit vector (h,); 0 without tokens.

    Late chunking (Günther et al. 2024): the tokens are pooled after the model has read the
    whole passage, so a sentence's vector knows its context.
    """
    total = np.add.reduce(tokens)
    return float(total @ vector) / max(sqrt(total @ total), 1e-9)


def within(spans: NDArray[np.int32], stretches: Sequence[tuple[int, int]]) -> list[slice]:
    """Return the slice of the tokens that lie in each stretch of a text.

    `spans` (t, 2) are the tokens' offsets, in ascending order.
    """
    starts, ends = np.array(stretches, np.int32).reshape(-1, 2).T
    first = spans[:, 0].searchsorted(starts).tolist()
    last = spans[:, 1].searchsorted(ends, side="right").tolist()
    return [slice(a, max(a, b)) for a, b in zip(first, last, strict=True)]
