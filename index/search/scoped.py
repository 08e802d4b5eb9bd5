"""Search within one scope, as if there were nothing else: rows are counted within it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.search.interface import Scope

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.search.interface import Ranking, Rows, Search


class ScopedSearch:
    """A `Search` that looks at the passages of a scope alone, before it ranks any.

    Row i is the i-th of the scope's rows, which are in ascending order.
    """

    def __init__(self, search: Search, scope: Scope) -> None:
        self._search, self._scope, self._rows = search, scope, scope.rows

    def dense(
        self, query_vector: NDArray[np.float32], k: int, scope: Scope | None = None
    ) -> Ranking:
        """Return the nearest passages, see `Search.dense`."""
        return self._own(self._search.dense(query_vector, k, self._within(scope)))

    def lexical(self, query: str, k: int, scope: Scope | None = None) -> Ranking:
        """Return the best passages by BM25, see `Search.lexical`."""
        return self._own(self._search.lexical(query, k, self._within(scope)))

    def lexical_scores(self, query: str, rows: Rows) -> NDArray[np.float32]:
        """Return the BM25 scores of some passages, see `Search.lexical_scores`."""
        return self._search.lexical_scores(query, self._rows[np.asarray(rows, np.int64)])

    def _within(self, scope: Scope | None) -> Scope:
        """Return a narrower scope, which counts the rows of this one, as the search needs it."""
        if scope is None:
            return self._scope
        others = frozenset(
            one for one in self._scope.articles if one.rpartition("/")[0] in scope.issues
        )
        return Scope(
            scope.issues & self._scope.issues, scope.articles | others, self._rows[scope.rows]
        )

    def _own(self, found: Ranking) -> Ranking:
        """Count rows within the scope; whatever lies outside is dropped all the same."""
        rows, scores = found
        places = np.searchsorted(self._rows, rows)
        inside = places < len(self._rows)
        inside[inside] = self._rows[places[inside]] == rows[inside]
        return places[inside].astype(np.int64), scores[inside]
