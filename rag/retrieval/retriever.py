"""Hybrid retrieval: find candidates by vectors and BM25, then rerank them by late interaction.

The best passages by vectors and by BM25 (index.search: FAISS and bm25s, or Milvus) are joined
by reciprocal rank fusion (Cormack et al. 2009) and reranked by `rag.retrieval.ranking`. A
question of several parts is ranked for each part too, so that each part's best passages come
first. Filters apply before the search: all allowed passages are searched, and no others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial
from typing import TYPE_CHECKING

import numpy as np

from index.search.interface import Scope
from index.search.levels import Levels
from index.text.tokenizer import simplified
from rag.english.rendering import NEAREST, Rendering, is_english, render
from rag.filters import Filters
from rag.question.asked_time import asked_time
from rag.question.understanding import Question
from rag.retrieval.articles import ArticleCache
from rag.retrieval.in_force import UNKNOWN, InForce, in_force, order_in_force
from rag.retrieval.late_interaction import Query
from rag.retrieval.own_places import own_places_first
from rag.retrieval.ranking import WEIGHTS, Candidate, Pool
from rag.validity import Standings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.embedding.embedder import Embedder, Encoded
    from rag.protocol import SearchedStore
    from rag.retrieval.reranker import Reranker

CANDIDATES = 60  # passages of each search, and of those that are reranked
RRF_K = 20  # a larger value makes the first ranks of reciprocal rank fusion count less
PART_MARGIN = 1.0  # score by which a part's best passage ranks below the whole question's


@dataclass(frozen=True, slots=True)
class Retrieval:
    """The ranked candidates for a question, best first.

    `scores` are 0 for the best candidate and negative for the others. `gaps` (candidates,
    parts) are each candidate's score minus the best score, for each part of the question.
    `levels` are those of similarities to unrelated articles in this store. `in_force` tells
    which of the articles are in force at the time asked for.
    """

    question: Question
    query: Query
    candidates: list[Candidate]
    scores: list[float]
    gaps: NDArray[np.float32]
    levels: Levels
    in_force: InForce = UNKNOWN


class Retriever:
    """Search for passages of one store. Safe for use by several threads.

    With a reranker the first candidates of each ranking are put in its order.
    """

    def __init__(
        self,
        store: SearchedStore,
        embedder: Embedder,
        reranker: Reranker | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        self._store, self._embedder, self._reranker = store, embedder, reranker
        self.articles = ArticleCache(store)
        self.standings = Standings(store, today)
        self._search = store.search
        self._scope = lru_cache(maxsize=64)(self._allowed)

    def retrieve(self, question: Question, filters: Filters | None = None) -> Retrieval:
        """Encode a question, then find and rank its candidates."""
        return self.rank(self.encode(question), question, filters)

    def rank(self, query: Query, question: Question, filters: Filters | None = None) -> Retrieval:
        """Find and rank the candidates for a question that is already encoded."""
        scope = self._scope(filters, self._today) if filters else None
        found = self.candidates(query, question, scope)
        if not found:
            none = np.zeros((0, len(question.parts)), np.float32)
            return Retrieval(question, query, [], [], none, self._levels)
        pool = Pool(self._store, self.articles, found, query)
        whole = self._scores(pool, query.weights, question.text)
        parts = [whole]
        if len(question.parts) > 1:
            parts = [
                self._scores(pool, query.part(*question.ranges(part)), question.asked_in(part))
                for part in range(len(question.parts))
            ]
        order, scores = merge(whole, parts)
        gaps = np.stack([_below_best(part)[order] for part in parts], axis=1)
        candidates = [pool.candidates[i] for i in order]
        retrieval = Retrieval(question, query, candidates, scores, gaps, self._levels)
        return self._in_force_first(retrieval, filters or Filters())

    def _in_force_first(self, found: Retrieval, filters: Filters) -> Retrieval:
        """Rank what is not in force at the time asked for lower; without any, change nothing."""
        question, ids = found.question, [c.article.id for c in found.candidates]
        time = asked_time(question, self.standings.today())
        if filters.as_of:
            time = replace(time, day=filters.as_of)
        articles = (c.article for c in found.candidates)
        known = in_force(articles, self.standings, time, question.text, filters.as_of)
        if not known.outdated:
            return replace(found, in_force=known)
        order, scores = order_in_force(found.scores, ids, known.outdated)
        candidates = [found.candidates[i] for i in order]
        gaps = found.gaps[order]
        return replace(found, candidates=candidates, scores=scores, gaps=gaps, in_force=known)

    @property
    def _today(self) -> str:
        return self.standings.today().isoformat()

    @property
    def _levels(self) -> Levels:
        return self._store.levels(self._embedder)

    def _scores(self, pool: Pool, weights: NDArray[np.float32], asked: str) -> NDArray[np.float32]:
        """Return each candidate's score for the question or a part of it (n,)."""
        scores = pool.features(weights, asked) @ WEIGHTS
        scores = own_places_first(scores, [c.article.title for c in pool.candidates], asked)
        return self._reranker.rescore(asked, pool.candidates, scores) if self._reranker else scores

    def encode_text(self, text: str) -> Encoded:
        """Encode a text as a question, in simplified characters."""
        return self._embedder.query(simplified(text))

    def in_chinese(
        self, asked: str, vector: NDArray[np.float32], filters: Filters | None = None
    ) -> Rendering:
        """Put an English question into Chinese by the words of the passages near it.

        `vector` is the question's. A question in Chinese, or with too many words that are
        unknown, stays as it is.
        """
        if not is_english(asked):
            return Rendering(asked)
        scope = self._scope(filters, self._today) if filters else None
        rows = self._search.dense(vector, NEAREST, scope)[0]
        passages = self._store.passages()
        nearest = [passages[int(row)] for row in rows]
        titles = (self.articles[passage.article_id].title for passage in nearest)
        texts = ["\n".join((t, *p.headings, p.text)) for t, p in zip(titles, nearest, strict=True)]
        rendered = render(asked, texts)
        return rendered if rendered.is_understood else Rendering(asked)

    def encode(self, question: Question, asked: Encoded | None = None) -> Query:
        """Encode a question; `asked` is its own text's encoding, where it is there already.

        It serves unless the question was made standalone or has a context, which is encoded in
        front of it. Later steps read the tokens.
        """
        context = f"{question.context}；" if question.context else ""
        alone = question.text == question.asked and not context
        encoded = asked if asked and alone else self.encode_text(context + question.text)
        if asked and not alone and is_english(question.asked):
            both = encoded.vector + asked.vector
            encoded = replace(encoded, vector=both / np.linalg.norm(both))
        return Query.of(context + question.text, encoded, len(context))

    def candidates(self, query: Query, question: Question, scope: Scope | None = None) -> list[int]:
        """Return the rows to rerank: the best by vectors, by BM25, and by BM25 for each part.

        Of passages with the same text, only the best stays.
        """
        texts = [question.text]
        if len(question.parts) > 1:
            texts += [question.asked_in(part) for part in range(len(question.parts))]
        lists = [self._search.dense(query.vector, CANDIDATES, scope)[0]]
        lists += [self._search.lexical(text, CANDIDATES, scope)[0] for text in texts]
        day = asked_time(question, self.standings.today()).day
        found = distinct(rrf(lists), self._store.copies, lambda row: self._in_force(row, day))
        return found[:CANDIDATES]

    def _in_force(self, row: int, day: str) -> bool:
        article = self.articles[self._store.passages()[row].article_id]
        standing = self.standings.of(article, day)
        return standing is None or standing.in_force

    def _allowed(self, filters: Filters, today: str) -> Scope:
        """Return what filters allow on a day, which is a key of the cache."""
        allows = partial(filters.allows, standings=self.standings)
        return Scope.of(self._store.articles(), self._store.passages(), allows)


def rrf(lists: Sequence[Sequence[int] | NDArray[np.int64]], k: int = RRF_K) -> list[int]:
    """Merge ranked lists by reciprocal rank fusion: the sum of 1 / (k + rank), best first.

    Rows with equal scores are in ascending order.
    """
    scores: defaultdict[int, float] = defaultdict(float)
    for ranking in lists:
        for rank, row in enumerate(ranking, 1):
            scores[int(row)] += 1 / (k + rank)
    return sorted(scores, key=lambda row: (-scores[row], row))


def distinct(
    rows: Sequence[int],
    copies: NDArray[np.int32],
    preferred: Callable[[int], bool] = lambda row: True,
) -> list[int]:
    """Keep the first row of each group of copies, or the first preferred one in its place.

    `copies` maps a row to its group.
    """
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for row in rows:
        groups[int(copies[row])].append(row)
    return [
        next((row for row in group if preferred(row)), group[0]) if len(group) > 1 else group[0]
        for group in groups.values()
    ]


def merge(
    whole: NDArray[np.float32], parts: Sequence[NDArray[np.float32]]
) -> tuple[list[int], list[float]]:
    """Merge the rankings of the whole question and its parts into an order and its scores.

    A candidate's score is its highest distance (0 or less) from the best of any ranking;
    those of parts are lowered by PART_MARGIN. The whole question decides between equals.
    """
    rankings = [_below_best(whole), *(_below_best(part) - PART_MARGIN for part in parts)]
    scores = np.maximum.reduce(rankings)
    order = np.lexsort((-rankings[0], -scores))
    return [int(i) for i in order], [float(scores[i]) for i in order]


def _below_best(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return each score minus the best: 0 or less."""
    return scores - scores.max() if len(scores) else scores
