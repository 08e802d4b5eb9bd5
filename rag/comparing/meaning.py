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


def meanings(
    a: Sequence[Clause],
    b: Sequence[Clause],
    rows: Sequence[int],
    columns: Sequence[int],
    embed: Embed,
) -> tuple[NDArray[np.float32], NDArray[np.float32]] | None:
    """Return a unit vector for each clause: zeros for those that were not asked for.

    None where there is nothing, or too much, to embed.
    """
    asked = set(rows)
    others = [n for n in range(len(a)) if n not in asked][: max(0, FEWEST - len(rows))]
    texts = [a[i].text for i in (*rows, *others)] + [b[j].text for j in columns]
    if not rows or not columns or sum(map(len, texts)) > MOST_CHARS:
        return None
    vectors = unit(embed(texts))
    vectors = unit(vectors - vectors.mean(axis=0))
    first = np.zeros((len(a), vectors.shape[1]), np.float32)
    second = np.zeros((len(b), vectors.shape[1]), np.float32)
    first[rows] = vectors[: len(rows)]
    second[columns] = vectors[len(rows) + len(others) :]
    return first, second


def unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scale each row to unit length; a row of zeros stays."""
    unit: NDArray[np.float32] = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return unit
