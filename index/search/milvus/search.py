"""Search for the passages of one version in a Milvus collection."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from index.errors import StoreDamaged
from index.search.bm25 import BIGRAM_WEIGHT, K1
from index.search.interface import Scope
from index.search.milvus.collection import ID, MAX_HITS, SPARSE, VECTOR, Collection, Milvus
from index.text.tokenizer import Tokenizer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.search.interface import Ranking, Rows

_SAMPLED = 100  # entities looked up when a store is opened
_WORD_REPEATS = round(1 / BIGRAM_WEIGHT)  # words are repeated in a query, as bigrams weigh less
_SCALE = _WORD_REPEATS * (K1 + 1)  # factor of Milvus's BM25 scores to those of bm25s (Lucene)


def encode_terms(tokens: Iterable[str]) -> str:
    """Write tokens as a text that any of Milvus's analyzers splits back into them.

    Only letters, digits, `_` and spaces between tokens are left in it.
    """
    return " ".join(re.sub(r"\W", lambda m: f"_{ord(m[0]):02x}", token) for token in tokens)


class MilvusSearch:
    """Search among the entities of one version.

    `keys` (n,) are its entities' primary keys, in row order. Entities of other versions, which
    the collection holds too, are ignored.
    """

    def __init__(
        self, collection: Collection, keys: NDArray[np.int64], tokenizer: Tokenizer
    ) -> None:
        self.collection, self._tokenizer = collection, tokenizer
        self._keys = keys
        self._sorted_rows = np.argsort(keys)
        self._sorted_keys = keys[self._sorted_rows]

    @classmethod
    def open(
        cls, milvus: Milvus, dimension: int, keys: NDArray[np.int64], tokenizer: Tokenizer
    ) -> MilvusSearch:
        """Connect, and look up a hundred of the version's entities in the collection.

        Raises:
            StoreUnreachable: Milvus does not answer.
            StoreMissing: the collection does not exist.
            StoreMismatch: the collection has other fields or another dimension.
            StoreDamaged: the collection lacks entities of the version.
        """
        collection = Collection.open(milvus, dimension)
        if not collection.holds(keys[:: max(1, len(keys) // _SAMPLED)].tolist()):
            raise StoreDamaged(
                f"Milvus 的集合 {milvus.collection} 里缺少索引的段落，请运行 wence migrate 补齐。"
            )
        return cls(collection, keys, tokenizer)

    def dense(
        self, query_vector: NDArray[np.float32], k: int, scope: Scope | None = None
    ) -> Ranking:
        """Search the vectors: exactly in milvus-lite, else by the collection's index."""
        return self._search(VECTOR, query_vector, k, scope)

    def lexical(self, query: str, k: int, scope: Scope | None = None) -> Ranking:
        """Search the terms by Milvus's BM25."""
        rows, scores = self._search(SPARSE, self.terms(query), k, scope)
        return rows, scores / np.float32(_SCALE)

    def lexical_scores(self, query: str, rows: Rows) -> NDArray[np.float32]:
        """Search among these rows only."""
        if not (terms := self.terms(query)):
            return np.zeros(len(rows), np.float32)
        wanted = self._keys[rows].tolist()
        keys, scores = self.collection.search(SPARSE, terms, len(wanted), f"{ID} in {wanted}")
        found = dict(zip(keys.tolist(), scores.tolist(), strict=True))
        return np.array([found.get(key, 0.0) for key in wanted], np.float32) / np.float32(_SCALE)

    def terms(self, query: str) -> str:
        """Write a query as the collection's BM25 function takes it."""
        tokens = self._tokenizer.words(query) * _WORD_REPEATS + self._tokenizer.bigrams(query)
        return encode_terms(tokens)

    def _search(
        self, field: str, query: str | NDArray[np.float32], k: int, scope: Scope | None
    ) -> Ranking:
        """Search a field, for more and more hits until k of them belong to this version."""
        empty = np.empty(0, np.int64), np.empty(0, np.float32)
        if not len(query) or (scope is not None and not len(scope.rows)):
            return empty
        expression = "" if scope is None else _expression(scope)
        limit = min(k, MAX_HITS)
        while True:
            keys, scores = self.collection.search(field, query, limit, expression)
            rows, ours = self._rows_of(keys)
            if len(rows) >= k or len(keys) < limit or limit == MAX_HITS:
                break
            limit = min(2 * limit, MAX_HITS)
        scores = scores[ours]
        order = np.lexsort((rows, -scores))[:k]
        return rows[order], scores[order]

    def _rows_of(self, keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return the rows of those keys that belong to this version, and a mask of those keys."""
        places = np.minimum(np.searchsorted(self._sorted_keys, keys), len(self._keys) - 1)
        ours = self._sorted_keys[places] == keys
        return self._sorted_rows[places[ours]], ours


def _expression(scope: Scope) -> str:
    """Write a scope as a filter expression of Milvus, whose strings are those of JSON."""
    parts = [
        f"{name} in {json.dumps(sorted(values), ensure_ascii=False)}"
        for name, values in (("issue", scope.issues), ("article", scope.articles))
        if values
    ]
    return " or ".join(parts)
