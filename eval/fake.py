"""A deterministic fake system for tests: retrieves by character pairs, quotes the best passage.

It also shows what a system of your own needs in order to be evaluated (eval.system).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from eval.datasets.matching import squeeze
from eval.system import K
from index.embedding.embedder import Encoded
from index.model import Article, Passage
from index.store.manifest import Integrity
from index.text.characters import character_pairs
from rag.answer import Answer, Citation, Hit, Timings
from rag.blocks import AnswerBlock

if TYPE_CHECKING:
    from index.embedding.engine import Kind

DIMENSION = 512  # of a text's vector
TOKEN_DIMENSION = 32
REFUSAL = "资料中没有相关信息。"


class FakeEmbedder:
    """A deterministic embedding model without a network, in place of `Embedder`.

    A text's vector counts its character pairs, hashed; the cosine of two is their overlap. A
    token is one character; its vector is drawn at random, seeded by the character.
    """

    name = "fake"
    dimension = DIMENSION
    prompts: Mapping[Kind, str] = {"query": "", "passage": ""}

    def encode(
        self, texts: Sequence[str], kind: Kind, on_batch: Callable[[int], None] | None = None
    ) -> list[Encoded]:
        """Encode texts, in their order; `kind` makes no difference."""
        encoded = [
            Encoded(vector, _tokens(text), _spans(text))
            for vector, text in zip(self.embed(texts, kind), texts, strict=True)
        ]
        if on_batch:
            on_batch(len(encoded))
        return encoded

    def embed(self, texts: Sequence[str], kind: Kind) -> NDArray[np.float32]:
        """Return unit vectors of shape (len(texts), DIMENSION); `kind` makes no difference."""
        vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        for vector, text in zip(vectors, map(squeeze, texts), strict=True):
            for pair in character_pairs(text) or text:  # a single character stands for itself
                vector[crc32(pair.encode()) % DIMENSION] += 1
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: NDArray[np.float32] = vectors / np.maximum(norms, 1e-9)
        return unit

    def query(self, text: str) -> Encoded:
        """Encode one question."""
        return self.encode([text], "query")[0]


class FakeIndex:
    """Exact search over unit vectors, by a vector or by a text, which it embeds."""

    def __init__(self, embedder: FakeEmbedder, texts: Sequence[str]) -> None:
        self._embedder = embedder
        self._vectors = embedder.embed(texts, "passage")

    def search(
        self, query: str | NDArray[np.float32], k: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the rows and cosines of the k nearest passages, best first."""
        vector = self._embedder.embed([query], "query")[0] if isinstance(query, str) else query
        scores = self._vectors @ vector
        rows = np.argsort(-scores, kind="stable")[:k]
        return rows, scores[rows]


class FakeStore:
    """A store of articles in memory, with one passage per line."""

    integrity: Integrity = "intact"

    def __init__(self, articles: Iterable[Article], embedder: FakeEmbedder) -> None:
        self._articles = {article.id: article for article in articles}
        self._passages = [p for a in self._articles.values() for p in _lines(a)]
        texts = [p.text for p in self._passages]
        self.lexical = self.dense = FakeIndex(embedder, texts)

    def articles(self) -> Iterable[Article]:
        """Return every article."""
        return self._articles.values()

    def article(self, id: str) -> Article:
        """Return an article by its id."""
        return self._articles[id]

    def passages(self) -> Sequence[Passage]:
        """Return every passage, in the order of the index's rows."""
        return self._passages


class FakeSystem:
    """A system that quotes its best passage, or refuses if its cosine is below `threshold`."""

    def __init__(self, articles: Iterable[Article], threshold: float = 0.3) -> None:
        self.embedder = FakeEmbedder()
        self.store = FakeStore(articles, self.embedder)
        self._threshold = threshold

    def ask(
        self,
        question: str,
        history: Sequence[Mapping[str, str]] = (),
        k: int = K,
        engine: str | None = None,
    ) -> Answer:
        """Answer with the best passage, whole and cited."""
        rows, scores = self.store.lexical.search(question, k)
        hits = tuple(
            Hit(rank, float(score), passage, self.store.article(passage.article_id))
            for rank, (row, score) in enumerate(zip(rows, scores, strict=True), 1)
            for passage in (self.store.passages()[row],)
        )
        found = hits[:1] if hits and hits[0].score >= self._threshold else ()
        cited = tuple(
            Citation(1, h.passage, h.article, h.passage.text, h.passage.start, h.passage.end)
            for h in found
        )
        return Answer(
            question=question,
            standalone_question=question,
            blocks=(
                AnswerBlock.paragraph(cited[0].quote, 1)
                if cited
                else AnswerBlock.paragraph(REFUSAL),
            ),
            abstained=not cited,
            confidence=max(0.0, hits[0].score) if hits else 0.0,
            engine=engine or "fake",
            model="",
            citations=cited,
            hits=hits,
            timings=Timings(1.0, 1.0, 2.0),
        )


def _tokens(text: str) -> NDArray[np.float32]:
    """Return a unit vector for each character, (len(text), TOKEN_DIMENSION)."""
    rows = [_character(character) for character in text]
    return np.array(rows, np.float32).reshape(-1, TOKEN_DIMENSION)


def _spans(text: str) -> NDArray[np.int32]:
    """Return the offsets of each character, (len(text), 2)."""
    starts = np.arange(len(text), dtype=np.int32)
    return np.stack([starts, starts + 1], axis=1)


@cache
def _character(character: str) -> NDArray[np.float32]:
    row = np.random.default_rng(ord(character)).standard_normal(TOKEN_DIMENSION)
    unit: NDArray[np.float32] = (row / np.linalg.norm(row)).astype(np.float32)
    return unit


def _lines(article: Article) -> Iterable[Passage]:
    start = 0
    for k, line in enumerate(article.text.split("\n"), 1):
        end = start + len(line)
        yield Passage(article.issue, article.n, k, start, end, line)
        start = end + 1
