"""SYNTHETIC corpora of any size, made of a small one's sentences: no claim about answers.

A passage is three sentences of one article, drawn at random. Its vector is what mean pooling
of their tokens gives (late chunking, Günther et al. 2024), with a little noise, so that no two
are equal. So texts and vectors keep the sample's words, topics and neighbourhoods.
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
NOISE = 0.2  # its length beside the vector's 1
SEED = 7
_CHUNK = 50_000
_SIDES: tuple[Literal["left", "right"], ...] = ("left", "right")


@dataclass(frozen=True, slots=True)
class Sentences:
    """Sentences article by article: `vectors` (n, d) of unit length, `bounds` (n, 2) each one's
    article's first row and the row after its last.
    """

    texts: list[str]
    vectors: NDArray[np.float32]
    bounds: NDArray[np.int64]

    @classmethod
    def of(cls, store: Store) -> Sentences:
        """Every whole sentence of a store's passages."""
        texts, vectors, ids = zip(*_sentences(store), strict=True)
        _, articles = np.unique(np.array(ids), return_inverse=True)
        order = np.argsort(articles, kind="stable")
        ends = [np.searchsorted(articles[order], articles[order], side) for side in _SIDES]
        return cls([texts[i] for i in order], _unit(np.stack(vectors)[order]), np.stack(ends, 1))

    def draw(self, n: int) -> NDArray[np.int64]:
        """Draw n passages: the rows of their sentences, (n, 3)."""
        rng = np.random.default_rng(SEED)
        low, high = self.bounds[rng.integers(0, len(self.texts), n)].T[:, :, None]
        return rng.integers(low, high, (n, SENTENCES))

    def text(self, rows: NDArray[np.int64]) -> str:
        """A passage's text."""
        return "".join(self.texts[row] for row in rows)

    def embed(self, passages: NDArray[np.int64]) -> NDArray[np.float32]:
        """Passages' vectors, (n, d)."""
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
            # jieba's words never cross a full stop, so tokens of passages are their sentences'
            if passage.text[end - 1] in "。！？；" and len(tokens):
                yield passage.text[start:end], tokens.sum(0), passage.article_id


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit
