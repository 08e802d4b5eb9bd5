"""BM25 over Chinese text: jieba's words, and character bigrams for words jieba does not know."""

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

METHOD, K1, B = "lucene", 1.5, 0.75
# the files of bm25s's format
DATA, INDICES, INDPTR, VOCABULARY, PARAMS = (
    "data.csc.index.npy",
    "indices.csc.index.npy",
    "indptr.csc.index.npy",
    "vocab.index.json",
    "params.index.json",
)
BIGRAM_WEIGHT = 0.5  # of a bigram's score; a word's counts 1
_BLOCKS = 1024
_CACHED_QUERIES = 8  # each takes four bytes a document


class LexicalIndex:
    """A BM25 index (Lucene's form of the formula) over documents in their order."""

    def __init__(self, model: Any, tokenizer: Tokenizer) -> None:
        self._model, self._tokenizer = model, tokenizer
        # a question's scores are read twice: to find candidates, and to rank them
        self._cached_scores = lru_cache(maxsize=_CACHED_QUERIES)(self._scores)

    @classmethod
    def build(cls, texts: Iterable[str], terms: Sequence[str] = ()) -> LexicalIndex:
        """Index texts in memory, one at least; `terms` extend the dictionary."""
        tokenizer = Tokenizer(terms)
        return cls.from_tokens(map(tokenizer.tokens, texts), tokenizer)

    @classmethod
    def from_tokens(cls, documents: Iterable[list[str]], tokenizer: Tokenizer) -> LexicalIndex:
        """Index documents that are tokenized already, in memory."""
        import bm25s

        ids = {"": 0}  # bm25s needs one term at least, even where no text has any
        encoded = [array("i", [ids.setdefault(t, len(ids)) for t in d]) for d in documents]
        model = bm25s.BM25(method=METHOD, k1=K1, b=B)
        model.index((encoded, ids), show_progress=False)
        return cls(model, tokenizer)

    def __len__(self) -> int:
        return int(self._model.scores["num_docs"])

    def scores(self, query: str, bigram_weight: float = BIGRAM_WEIGHT) -> NDArray[np.float32]:
        """Return the score of each document, (n,), read-only."""
        return self._cached_scores(query, bigram_weight)

    def _scores(self, query: str, bigram_weight: float) -> NDArray[np.float32]:
        words = self._score(self._tokenizer.words(query))
        found = words + bigram_weight * self._score(self._tokenizer.bigrams(query))
        found.setflags(write=False)
        return found

    def search(self, query: str, k: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the k best documents, best first, and their scores.

        Documents that share no term with the query are never among them.
        """
        scores = self.scores(query)
        rows = best_rows(scores, k)
        return rows, scores[rows]

    def _score(self, terms: list[str]) -> NDArray[np.float32]:
        known = [term for term in terms if term in self._model.vocab_dict]
        if not known:
            return np.zeros(len(self), np.float32)
        return np.asarray(self._model.get_scores(known), np.float32)

    @classmethod
    def load(cls, folder: Path, terms: Sequence[str] = (), mmap: bool = True) -> LexicalIndex:
        """Read an index that `index.ingest.lexical` wrote, mapped into memory by default.

        `terms` are those it was built with.

        Raises:
            StoreDamaged: a file is missing or has other content.
        """
        import bm25s

        try:
            model = bm25s.BM25.load(str(folder), mmap=mmap, allow_pickle=False, show_progress=False)
        except (OSError, ValueError, KeyError) as error:
            raise StoreDamaged(f"关键词索引 {folder} 无法读取，请重新运行 wence index。") from error
        return cls(model, Tokenizer(terms))


def best_rows(scores: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """Return the rows of the k greatest scores above zero, greatest first, ties by row.

    The k-th greatest of the blocks' maxima is a lower bound for the k-th greatest score, since
    k blocks reach it; only scores at or above it are sorted. On a million scores this takes a
    tenth of the time that sorting or partitioning all of them takes.
    """
    starts = np.arange(0, len(scores), max(1, len(scores) // _BLOCKS))
    tops = np.sort(np.maximum.reduceat(scores, starts))[::-1]
    floor = tops[k - 1] if k <= len(tops) else 0.0
    rows = np.flatnonzero((scores >= floor) & (scores > 0))
    return rows[np.lexsort((rows, -scores[rows]))[:k]].astype(np.int64)
