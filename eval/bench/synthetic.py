"""SYNTHETIC corpora of any size, made of the sentences of a small corpus.

They serve to measure speed and memory, not the quality of answers. A passage is three random
sentences of one article. Its vector is the mean of their token vectors (late chunking, Günther
et al. 2024) with a little noise, so that no two vectors are equal. Texts and vectors thus keep
the vocabulary, topics and neighbourhoods of the small corpus.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from index.text.sentences import split_sentences
from rag.retrieval.late_interaction import within

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.store.store import Store

SENTENCES = 3
NOISE = 0.2  # length of the noise, where the vector's is 1
SEED = 7
_CHUNK = 50_000
_SIDES: tuple[Literal["left", "right"], ...] = ("left", "right")


@dataclass(frozen=True, slots=True)
class Sentences:
    """Sentences in the order of their articles.

    `vectors`: unit vectors, (n, d). `bounds`: for each sentence the first row of its article
    and the row after the last, (n, 2).
    """

    texts: list[str]
    vectors: NDArray[np.float32]
    bounds: NDArray[np.int64]

    @classmethod
    def from_store(cls, store: Store) -> Sentences:
        """Collect all complete sentences of a store's passages."""
        texts, vectors, ids = zip(*_sentences(store), strict=True)
        _, articles = np.unique(np.array(ids), return_inverse=True)
        order = np.argsort(articles, kind="stable")
        ends = [np.searchsorted(articles[order], articles[order], side) for side in _SIDES]
        return cls([texts[i] for i in order], _unit(np.stack(vectors)[order]), np.stack(ends, 1))

    def draw(self, n: int) -> NDArray[np.int64]:
        """Draw n passages at random; return the rows of their sentences, (n, 3)."""
        rng = np.random.default_rng(SEED)
        low, high = self.bounds[rng.integers(0, len(self.texts), n)].T[:, :, None]
        return rng.integers(low, high, (n, SENTENCES))

    def text(self, rows: NDArray[np.int64]) -> str:
        """Return the text of a passage, given the rows of its sentences."""
        return "".join(self.texts[row] for row in rows)

    def embed(self, passages: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the vectors of passages, (n, d)."""
        rng = np.random.default_rng(SEED)
        out = np.empty((len(passages), self.vectors.shape[1]), np.float32)
        for start in range(0, len(passages), _CHUNK):
            means = _unit(self.vectors[passages[start : start + _CHUNK]].sum(1))
            noise = rng.standard_normal(means.shape, dtype=np.float32)
            out[start : start + _CHUNK] = _unit(means + NOISE * _unit(noise))
        return out


def _sentences(store: Store) -> Iterator[tuple[str, NDArray[np.float32], str]]:
    for row, passage in enumerate(store.passages()):
        states, spans = store.tokens(row)
        sentences = split_sentences(passage.text)
        for (start, end), inside in zip(sentences, within(spans, sentences), strict=True):
            tokens = states[inside]
            # no word of jieba crosses a full stop, so every token belongs to one sentence
            if passage.text[end - 1] in "。！？；" and len(tokens):
                yield passage.text[start:end], tokens.sum(0), passage.article_id


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit
