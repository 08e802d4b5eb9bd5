"""Rank candidate passages by a weighted sum of a few features.

Each feature is standardised over the question's candidates, so that the weights hold for
encoders whose cosines have another level and range. `python -m eval.fitting` fits them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from index.deadline import check
from index.text.sentences import split_sentences
from rag.fitted import weights
from rag.retrieval.late_interaction import Query, max_sim, mean_cosine, within

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.model import Article, Passage
    from rag.protocol import SearchedStore
    from rag.retrieval.articles import ArticleCache

# late: MaxSim of the passage with its title, headings and lead; text: of its text alone;
# sentence: cosine of its best sentence; lexical: BM25.
FEATURES = ("late", "text", "sentence", "lexical")
WEIGHTS = weights("passages", FEATURES)

MIN_SPREAD = 1e-6  # a column that varies less is constant except for rounding


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may answer the question, compared with the query.

    `row` is its row in the store. `tokens` (t, h) and their offsets `spans` (t, 2) are those
    of `Store.tokens`: of the title, headings and lead (negative offsets), then of the text.
    `similarity` (t, q) holds their cosines with the query's tokens. `sentences` are ranges of
    the passage's text.
    """

    row: int
    passage: Passage
    article: Article
    tokens: NDArray[np.float32]
    spans: NDArray[np.int32]
    similarity: NDArray[np.float32]
    sentences: Sequence[tuple[int, int]]

    @classmethod
    def load(
        cls, store: SearchedStore, articles: ArticleCache, row: int, query: Query
    ) -> Candidate:
        """Read a passage's tokens from the store and compare them with the query's."""
        check()
        passage = store.passages()[row]
        tokens, spans = store.tokens(row)
        similarity = tokens @ query.tokens.T
        article = articles[passage.article_id]
        return cls(row, passage, article, tokens, spans, similarity, _sentences(passage.text))

    def within(self, *stretches: tuple[int, int]) -> list[slice]:
        """Return the slice of the tokens that lie in each stretch of the passage's text."""
        return within(self.spans, stretches)

    @property
    def context(self) -> slice:
        """Return the slice of the tokens of title, headings and lead."""
        return slice(0, int(self.spans[:, 0].searchsorted(0)))

    @property
    def text(self) -> slice:
        """Return the slice of the tokens of the text, without the context."""
        return slice(self.context.stop, None)


@lru_cache(maxsize=4096)
def _sentences(text: str) -> Sequence[tuple[int, int]]:
    return split_sentences(text)


class Pool:
    """The candidates of one question, with the features that all its parts share.

    MaxSim is taken of squared cosines: one token that stands in the passage counts for more
    than two that are like something in it.
    """

    def __init__(
        self, store: SearchedStore, articles: ArticleCache, rows: Sequence[int], query: Query
    ) -> None:
        self.candidates = [Candidate.load(store, articles, row, query) for row in rows]
        self._store, self._query = store, query
        context = np.stack([max_sim(c.similarity[c.context]) for c in self.candidates])
        text = np.stack([max_sim(c.similarity[c.text]) for c in self.candidates])
        self._late, self._text = _squared(np.maximum(context, text)), _squared(text)
        self._sentence = np.array([self._best_sentence(c) for c in self.candidates])

    def features(self, weights: NDArray[np.float32], asked: str) -> NDArray[np.float32]:
        """Return the standardised features of each candidate (n, len(FEATURES)).

        `asked` is the question or a part of it, and `weights` (q,) are its token weights.
        """
        lexical = self._store.search.lexical_scores(asked, [c.row for c in self.candidates])
        columns = [self._late @ weights, self._text @ weights, self._sentence, lexical]
        return standardised(np.stack(columns, axis=1).astype(np.float32))

    def _best_sentence(self, candidate: Candidate) -> float:
        """Return the cosine of the query's vector and the candidate's best sentence."""
        sentences = candidate.within(*candidate.sentences)
        cosines = (mean_cosine(candidate.tokens[one], self._query.vector) for one in sentences)
        return max(cosines, default=0.0)


def standardised(features: NDArray[np.float32]) -> NDArray[np.float32]:
    """Subtract each column's mean and divide by its standard deviation; constants become 0."""
    spread = features.std(axis=0)
    centred = features - features.mean(axis=0)
    scaled: NDArray[np.float32] = centred / np.where(spread > MIN_SPREAD, spread, np.inf)
    return scaled


def _squared(cosines: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.square(np.maximum(cosines, 0))
