"""Hybrid retrieval: dense and lexical candidates, ranked by late interaction and few other signals.

Candidates are the best of FAISS and of BM25, joined by reciprocal rank fusion (Cormack et
al. 2009), and ranked by `rag.rank`. A question of several parts is ranked for each of them
too, so that each part's best passages stand at the top.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rag.late import Query
from rag.question import Question
from rag.rank import WEIGHTS, Candidate, Pool

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.embedding import Embedder
    from index.store import Store

CANDIDATES = 60
RRF_K = 20
PART_MARGIN = 1.0  # a part's best passage stands behind the whole question's, by this much


@dataclass(frozen=True, slots=True)
class Retrieval:
    """Candidates for a question, best first, and their scores (only differences matter)."""

    question: Question
    query: Query
    candidates: list[Candidate]
    scores: list[float]


class Retriever:
    """Finds passages of a store. Safe for many threads at once."""

    def __init__(self, store: Store, embedder: Embedder) -> None:
        self._store, self._embedder = store, embedder

    def retrieve(self, question: Question) -> Retrieval:
        """Rank the candidates for a question."""
        query = self.encode(question)
        pool = Pool(self._store, self.candidates(query, question), query)
        scores = [pool.features(query.weights, question.text) @ WEIGHTS]
        if len(question.parts) > 1:
            for start, end in question.parts:
                scores.append(pool.features(query.part(start, end), question.text[start:end]) @ WEIGHTS)
        order, fused = merge(scores)
        return Retrieval(question, query, [pool.candidates[i] for i in order], fused)

    def encode(self, question: Question) -> Query:
        """Encode the question once; every later step reads its tokens."""
        encoded = self._embedder.encode([question.text], "query")[0]
        return Query.of(question.text, encoded, question.context_end)

    def candidates(self, query: Query, question: Question) -> list[int]:
        """Rows worth ranking: of the dense, the lexical, and each part's lexical best."""
        texts = [question.text]
        if len(question.parts) > 1:
            texts += [question.text[start:end] for start, end in question.parts]
        lists = [self._store.dense.search(query.vector, CANDIDATES)[0]]
        lists += [self._store.lexical.search(text, CANDIDATES)[0] for text in texts]
        return rrf(lists)[:CANDIDATES]


def rrf(lists: Sequence[Sequence[int] | NDArray[np.int64]], k: int = RRF_K) -> list[int]:
    """Reciprocal rank fusion: the sum of 1 / (k + rank) over the lists, best first."""
    scores: defaultdict[int, float] = defaultdict(float)
    for ranking in lists:
        for rank, row in enumerate(ranking, 1):
            scores[int(row)] += 1 / (k + rank)
    return sorted(scores, key=lambda row: (-scores[row], row))


def merge(scores: Sequence[NDArray[np.float32]]) -> tuple[list[int], list[float]]:
    """Order by the least distance to the best of any ranking; the first ranking leads."""
    if not len(scores[0]):
        return [], []
    gaps = [s.max() - s + (PART_MARGIN if j else 0.0) for j, s in enumerate(scores)]
    least = np.minimum.reduce(gaps)
    order = np.lexsort((gaps[0], least))
    return [int(i) for i in order], [float(-least[i]) for i in order]
