"""Search of a store's version in Milvus."""

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

_SAMPLED = 100
_WORDS = round(1 / BIGRAM_WEIGHT)  # how often a query repeats its words, to outweigh its bigrams
_SCALE = _WORDS * (K1 + 1)  # Milvus's BM25 against bm25s's of Lucene's form


def encode_terms(tokens: Iterable[str]) -> str:
    """Tokens as a text that any analyzer parts into them: letters, digits, _ and spaces."""
    return " ".join(re.sub(r"\W", lambda m: f"_{ord(m[0]):02x}", token) for token in tokens)


class MilvusSearch:
    """Search among the entities of one version: `keys` (n,) are theirs, in row order.

    What the collection holds of other versions is passed over.
    """

    def __init__(
        self, collection: Collection, keys: NDArray[np.int64], tokenizer: Tokenizer
    ) -> None:
        self.collection, self._tokenizer = collection, tokenizer
        self._rows = np.argsort(keys)
        self._keys = keys[self._rows]
        self._by_row = keys

    @classmethod
    def open(
        cls, milvus: Milvus, dimension: int, keys: NDArray[np.int64], tokenizer: Tokenizer
    ) -> MilvusSearch:
        """Connect, and look whether the collection holds the version: a hundred of it.

        Raises:
            StoreUnreachable: Milvus does not answer.
            StoreMissing, StoreMismatch, StoreDamaged: the collection is not there, is
                another, or lacks passages.
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
        """Search the vectors: exactly in milvus-lite, by the collection's index elsewhere."""
        return self._search(VECTOR, query_vector, k, scope)

    def lexical(self, query: str, k: int, scope: Scope | None = None) -> Ranking:
        """Search by Milvus's BM25."""
        rows, scores = self._search(SPARSE, self.terms(query), k, scope)
        return rows, scores / np.float32(_SCALE)

    def lexical_scores(self, query: str, rows: Rows) -> NDArray[np.float32]:
        """Search among these rows alone."""
        if not (terms := self.terms(query)):
            return np.zeros(len(rows), np.float32)
        wanted = self._by_row[rows].tolist()
        keys, scores = self.collection.search(SPARSE, terms, len(wanted), f"{ID} in {wanted}")
        found = dict(zip(keys.tolist(), scores.tolist(), strict=True))
        return np.array([found.get(key, 0.0) for key in wanted], np.float32) / np.float32(_SCALE)

    def _search(
        self, of: str, query: str | NDArray[np.float32], k: int, scope: Scope | None
    ) -> Ranking:
        """Ask for more until there are k of this version, or no more."""
        empty = np.empty(0, np.int64), np.empty(0, np.float32)
        if not len(query) or (scope is not None and not len(scope.rows)):
            return empty
        expression = "" if scope is None else _expression(scope)
        asked = min(k, MAX_HITS)
        while True:
            keys, scores = self.collection.search(of, query, asked, expression)
            rows, ours = self._known(keys)
            if len(rows) >= k or len(keys) < asked or asked == MAX_HITS:
                break
            asked = min(2 * asked, MAX_HITS)
        scores = scores[ours]
        order = np.lexsort((rows, -scores))[:k]
        return rows[order], scores[order]

    def _known(self, keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Rows of the keys that are this version's, and which are."""
        places = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        ours = self._keys[places] == keys
        return self._rows[places[ours]], ours

    def terms(self, query: str) -> str:
        """A query as the BM25 function takes it."""
        tokens = self._tokenizer.words(query) * _WORDS + self._tokenizer.bigrams(query)
        return encode_terms(tokens)


def _expression(scope: Scope) -> str:
    """A scope as Milvus takes it; JSON's strings are its own."""
    parts = [
        f"{name} in {json.dumps(sorted(values), ensure_ascii=False)}"
        for name, values in (("issue", scope.issues), ("article", scope.articles))
        if values
    ]
    return " or ".join(parts)
