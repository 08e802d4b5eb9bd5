"""Hybrid retrieval: dense and lexical candidates, ranked by late interaction and few other signals.

Candidates are the best by vectors and by BM25 (index.search: FAISS and bm25s, or Milvus),
joined by reciprocal rank fusion (Cormack et al. 2009), and ranked by `rag.rank`. A question
of several parts is ranked for each of them too, so that each part's best passages stand at
the top. Under a filter the allowed passages alone are searched, every one of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from index.search.interface import Scope
from index.text.tokenizer import simplified
from rag.filters import Filters
from rag.question.understanding import Question
from rag.retrieval.hits import ArticleCache
from rag.retrieval.late_interaction import Query
from rag.retrieval.ranking import WEIGHTS, Candidate, Pool

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.embedding.embedder import Embedder
    from index.store.store import Store

CANDIDATES = 60
RRF_K = 20
PART_MARGIN = 1.0  # a part's best passage stands behind the whole question's, by this much


@dataclass(frozen=True, slots=True)
class Retrieval:
    """Candidates for a question, best first.

    `scores`: 0 for the best, less for the others. `gaps`: (candidates, parts), the same for
    each part of the question by itself.
    """

    question: Question
    query: Query
    candidates: list[Candidate]
    scores: list[float]
    gaps: NDArray[np.float32]


class Retriever:
    """Finds passages of a store. Safe for many threads at once."""

    def __init__(self, store: Store, embedder: Embedder) -> None:
        self._store, self._embedder = store, embedder
        self.articles = ArticleCache(store)
        self._search = store.search
        self._scope = lru_cache(maxsize=64)(self._allowed)

    def retrieve(self, question: Question, filters: Filters | None = None) -> Retrieval:
        """Rank the candidates for a question."""
        return self.rank(self.encode(question), question, filters)

    def rank(self, query: Query, question: Question, filters: Filters | None = None) -> Retrieval:
        """Rank the candidates for a question that is encoded already."""
        found = self.candidates(query, question, self._scope(filters) if filters else None)
        if not found:
            return Retrieval(question, query, [], [], np.zeros((0, len(question.parts)), "f4"))
        pool = Pool(self._store, self.articles, found, query)
        whole = pool.features(query.weights, question.text) @ WEIGHTS
        parts = [whole]
        if len(question.parts) > 1:
            parts = [
                pool.features(query.part(start, end), question.text[start:end]) @ WEIGHTS
                for start, end in question.parts
            ]
        order, scores = merge(whole, parts)
        gaps = np.stack([_below_best(part)[order] for part in parts], axis=1)
        return Retrieval(question, query, [pool.candidates[i] for i in order], scores, gaps)

    def encode(self, question: Question) -> Query:
        """Encode the question once; every later step reads its tokens."""
        encoded = self._embedder.query(simplified(question.text))
        return Query.of(question.text, encoded, question.context_end)

    def candidates(self, query: Query, question: Question, scope: Scope | None = None) -> list[int]:
        """Rows worth ranking: of the dense, the lexical, and each part's lexical best."""
        texts = [question.text]
        if len(question.parts) > 1:
            texts += [question.text[start:end] for start, end in question.parts]
        lists = [self._search.dense(query.vector, CANDIDATES, scope)[0]]
        lists += [self._search.lexical(text, CANDIDATES, scope)[0] for text in texts]
        return distinct(rrf(lists), self._store.copies)[:CANDIDATES]

    def _allowed(self, filters: Filters) -> Scope:
        return Scope.of(self._store.articles(), self._store.passages(), filters.allows)


def rrf(lists: Sequence[Sequence[int] | NDArray[np.int64]], k: int = RRF_K) -> list[int]:
    """Reciprocal rank fusion: the sum of 1 / (k + rank) over the lists, best first."""
    scores: defaultdict[int, float] = defaultdict(float)
    for ranking in lists:
        for rank, row in enumerate(ranking, 1):
            scores[int(row)] += 1 / (k + rank)
    return sorted(scores, key=lambda row: (-scores[row], row))


def distinct(rows: Sequence[int], copies: NDArray[np.int32]) -> list[int]:
    """The rows without those that say what one before them says."""
    firsts: dict[int, int] = {}
    for row in rows:
        firsts.setdefault(int(copies[row]), row)
    return list(firsts.values())


def merge(
    whole: NDArray[np.float32], parts: Sequence[NDArray[np.float32]]
) -> tuple[list[int], list[float]]:
    """Order by the least distance to the best of any ranking; the whole question's leads."""
    rankings = [_below_best(whole), *(_below_best(part) - PART_MARGIN for part in parts)]
    scores = np.maximum.reduce(rankings)
    order = np.lexsort((-rankings[0], -scores))
    return [int(i) for i in order], [float(scores[i]) for i in order]


def _below_best(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    return scores - scores.max() if len(scores) else scores
