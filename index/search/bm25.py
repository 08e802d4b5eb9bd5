"""BM25 over Chinese text: jieba's words, and character bigrams as a net for unknown words."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.errors import StoreDamaged
from index.text.tokenizer import Tokenizer

if TYPE_CHECKING:
    from numpy.typing import NDArray

K1, B = 1.5, 0.75
BIGRAM_WEIGHT = 0.5  # of a bigram's score beside a word's
_BLOCKS = 1024
_SCORES_KEPT = 8  # queries; four bytes a document each


class LexicalIndex:
    """BM25 (Lucene's form) of documents, in their order."""

    def __init__(self, model: Any, tokenizer: Tokenizer) -> None:
        self._model, self._tokenizer = model, tokenizer
        # a question's candidates are found by these scores, then ranked by them among others
        self._kept = lru_cache(maxsize=_SCORES_KEPT)(self._scores)

    @classmethod
    def build(cls, texts: Iterable[str], terms: Sequence[str] = ()) -> LexicalIndex:
        """Index texts, one at least."""
        tokenizer = Tokenizer(terms)
        return cls.from_tokens(map(tokenizer.tokens, texts), tokenizer)

    @classmethod
    def from_tokens(cls, documents: Iterable[list[str]], tokenizer: Tokenizer) -> LexicalIndex:
        """Index documents as the tokenizer gives them; memory holds four bytes a token."""
        import bm25s

        ids = {"": 0}  # bm25s wants a term, even of texts that have none
        encoded = [array("i", [ids.setdefault(t, len(ids)) for t in d]) for d in documents]
        model = bm25s.BM25(method="lucene", k1=K1, b=B)
        model.index((encoded, ids), show_progress=False)
        return cls(model, tokenizer)

    def __len__(self) -> int:
        return int(self._model.scores["num_docs"])

    def scores(self, query: str, bigram_weight: float = BIGRAM_WEIGHT) -> NDArray[np.float32]:
        """Score of each document, (n,), read-only."""
        return self._kept(query, bigram_weight)

    def _scores(self, query: str, bigram_weight: float) -> NDArray[np.float32]:
        words = self._score(self._tokenizer.words(query))
        found = words + bigram_weight * self._score(self._tokenizer.bigrams(query))
        found.setflags(write=False)
        return found

    def search(self, query: str, k: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The k best documents, best first, and their scores; none that shares no term."""
        scores = self.scores(query)
        rows = best_rows(scores, k)
        return rows, scores[rows]

    def _score(self, terms: list[str]) -> NDArray[np.float32]:
        known = [term for term in terms if term in self._model.vocab_dict]
        if not known:
            return np.zeros(len(self), np.float32)
        return np.asarray(self._model.get_scores(known), np.float32)

    def save(self, folder: Path) -> None:
        """Write bm25s' own files: npy and JSON."""
        folder.mkdir(parents=True, exist_ok=True)
        self._model.save(str(folder), show_progress=False, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path, terms: Sequence[str] = (), mmap: bool = True) -> LexicalIndex:
        """Read, or map, what `save` wrote; `terms` are those it was built with.

        Raises:
            StoreDamaged: a file is missing or not what `save` wrote.
        """
        import bm25s

        try:
            model = bm25s.BM25.load(str(folder), mmap=mmap, allow_pickle=False, show_progress=False)
        except (OSError, ValueError, KeyError) as error:
            raise StoreDamaged(f"关键词索引 {folder} 无法读取，请重新运行 wence index。") from error
        return cls(model, Tokenizer(terms))


def best_rows(scores: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """Rows of the k greatest scores above zero, greatest first, ties by row.

    k blocks of rows reach the k-th greatest block's maximum, so that no score below it is
    among the k: two passes, where sorting or partitioning a million takes ten times as long.
    """
    starts = np.arange(0, len(scores), max(1, len(scores) // _BLOCKS))
    tops = np.sort(np.maximum.reduceat(scores, starts))[::-1]
    floor = tops[k - 1] if k <= len(tops) else 0.0
    rows = np.flatnonzero((scores >= floor) & (scores > 0))
    return rows[np.lexsort((rows, -scores[rows]))[:k]].astype(np.int64)
