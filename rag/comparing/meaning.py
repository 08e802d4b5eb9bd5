"""Measure how alike clauses are by what they mean: cosines of the embedding model's vectors.

The vectors are mean-centred first, so that what all the clauses share does not count.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from rag.comparing.clauses import Clause

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_CHARS = 20_000  # of the clauses that are embedded, which takes some four seconds
FEWEST = 24  # clauses from which a mean may be taken

Embed = Callable[[Sequence[str]], "NDArray[np.float32]"]


def meant_likeness(
    a: Sequence[Clause],
    b: Sequence[Clause],
    rows: Sequence[int],
    columns: Sequence[int],
    embed: Embed,
) -> NDArray[np.float32] | None:
    """Return the likeness in meaning of some clauses to some of the others.

    The matrix has a place for all clauses, zero where it was not asked for. None where there is
    too much to embed.
    """
    others = [n for n in range(len(a)) if n not in set(rows)][: max(0, FEWEST - len(rows))]
    first, second = [a[i] for i in (*rows, *others)], [b[j] for j in columns]
    texts = [clause.text for clause in (*first, *second)]
    if not rows or not columns or sum(map(len, texts)) > MOST_CHARS:
        return None
    vectors = _unit(embed(texts))
    vectors = _unit(vectors - vectors.mean(axis=0))
    likeness = np.zeros((len(a), len(b)), np.float32)
    likeness[np.ix_(rows, columns)] = vectors[: len(rows)] @ vectors[len(first) :].T
    return likeness


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    unit: NDArray[np.float32] = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return unit
