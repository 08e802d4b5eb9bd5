"""Search in a version's own files, with FAISS and bm25s."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.search.bm25 import LexicalIndex
    from index.search.dense import DenseIndex
    from index.search.interface import Ranking, Rows, Scope

SCAN = 1 << 16  # vectors compared at once within a scope
SCANNED = 100_000  # in a scope of more, the index is searched, which need not read all of them


class LocalSearch:
    """Search in a version's own files."""

    def __init__(
        self, dense: DenseIndex, lexical: LexicalIndex, vectors: NDArray[np.float32]
    ) -> None:
        self.dense_index, self.lexical_index, self._vectors = dense, lexical, vectors

    def dense(
        self, query_vector: NDArray[np.float32], k: int, scope: Scope | None = None
    ) -> Ranking:
        """Search the FAISS index; within a scope that is not large, compare with every vector."""
        if scope is None:
            return self.dense_index.search(query_vector, k)
        if len(scope.rows) > SCANNED:
            found = self.dense_index.search(query_vector, k, scope.rows)
            if len(found[0]) == k:
                return found
        return best_of(scope.rows, scan(self._vectors, scope.rows, query_vector), k)

    def lexical(self, query: str, k: int, scope: Scope | None = None) -> Ranking:
        """Search the BM25 index."""
        if scope is None:
            return self.lexical_index.search(query, k)
        scores = self.lexical_scores(query, scope.rows)
        return best_of(scope.rows[scores > 0], scores[scores > 0], k)

    def lexical_scores(self, query: str, rows: Rows) -> NDArray[np.float32]:
        """Score all passages and pick the rows."""
        return self.lexical_index.scores(query)[rows]


def scan(
    vectors: NDArray[np.float32], rows: NDArray[np.int64], query_vector: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Compute the exact cosines of some rows' unit vectors to a query vector, in steps."""
    steps = range(0, len(rows), SCAN)
    parts = [vectors[rows[step : step + SCAN]] @ query_vector for step in steps]
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)


def best_of(rows: NDArray[np.int64], scores: NDArray[np.float32], k: int) -> Ranking:
    """Return the k rows of the highest scores and those scores, best first; ties by row."""
    if len(rows) > k:
        top = np.argpartition(-scores, k - 1)[:k]
        rows, scores = rows[top], scores[top]
    order = np.lexsort((rows, -scores))
    return rows[order], scores[order]
