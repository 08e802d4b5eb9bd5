"""Rank candidate passages by a weighted sum of a few features.

The weights are set by hand: weights fitted on the few development questions did no better on
an issue that was left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from index.text.sentences import split_sentences
from rag.question.answer_type import prefers_figures
from rag.retrieval.late_interaction import Query, max_sim, mean_cosine, within

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.model import Article, Passage
    from index.store.store import Store
    from rag.retrieval.articles import ArticleCache

# late: MaxSim of the passage with its title, headings and lead; text: of its text alone;
# sentence: cosine of its best sentence; dense: of its vector; lexical: BM25, as a share of the
# best; article: mean `late` of its article's best passages; figures: it has digits and a figure
# is asked for; length: of its text, in units of 350 characters.
FEATURES = ("late", "text", "sentence", "dense", "lexical", "article", "figures", "length")
WEIGHTS = np.array([60.0, 20.0, 30.0, 5.0, 3.0, 5.0, 1.5, 1.4], np.float32)

ARTICLE_PASSAGES = 3  # best passages of an article whose mean is its score


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
    def load(cls, store: Store, articles: ArticleCache, row: int, query: Query) -> Candidate:
        """Read a passage's tokens from the store and compare them with the query's."""
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
    """The candidates of one question, with the features that all its parts share."""

    def __init__(
        self, store: Store, articles: ArticleCache, rows: Sequence[int], query: Query
    ) -> None:
        self.candidates = [Candidate.load(store, articles, row, query) for row in rows]
        self._store, self._query = store, query
        self._late = np.stack([max_sim(c.similarity) for c in self.candidates])
        self._text = np.stack([max_sim(c.similarity[c.text]) for c in self.candidates])
        self._dense = np.asarray(store.vectors[list(rows)]) @ query.vector
        self._sentence = np.array([self._best_sentence(c) for c in self.candidates])
        self._length = np.array([len(c.passage.text) / 350 for c in self.candidates])
        self._figures = np.array([bool(re.search(r"\d", c.passage.text)) for c in self.candidates])

    def features(self, weights: NDArray[np.float32], asked: str) -> NDArray[np.float32]:
        """Return the features of each candidate (n, len(FEATURES)).

        `asked` is the question or a part of it, and `weights` (q,) are its token weights.
        """
        late = self._late @ weights
        lexical = self._store.search.lexical_scores(asked, [c.row for c in self.candidates])
        figures = self._figures if prefers_figures(asked) else 0 * self._length
        columns = [
            late,
            self._text @ weights,
            self._sentence,
            self._dense,
            lexical / max(float(lexical.max()), 1e-9),
            self._article(late),
            figures,
            self._length,
        ]
        return np.stack(columns, axis=1).astype(np.float32)

    def _best_sentence(self, candidate: Candidate) -> float:
        """Return the cosine of the query's vector and the candidate's best sentence."""
        sentences = candidate.within(*candidate.sentences)
        cosines = (mean_cosine(candidate.tokens[one], self._query.vector) for one in sentences)
        return max(cosines, default=0.0)

    def _article(self, late: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return, for each candidate, the mean score of its article's best passages (n,).

        An article with fewer candidates than ARTICLE_PASSAGES is filled up with the lowest score.
        """
        groups: defaultdict[str, list[float]] = defaultdict(list)
        for candidate, score in zip(self.candidates, late, strict=True):
            groups[candidate.passage.article_id].append(float(score))
        least = float(late.min()) if len(late) else 0.0
        means = {
            article: float(
                np.mean(
                    (sorted(scores, reverse=True) + [least] * ARTICLE_PASSAGES)[:ARTICLE_PASSAGES]
                )
            )
            for article, scores in groups.items()
        }
        return np.array([means[c.passage.article_id] for c in self.candidates], np.float32)
