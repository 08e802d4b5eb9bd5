"""Question in, cited answer out: the one object that command line, chat, API and evaluation ask."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.errors import QuestionError, StoreMismatch
from rag.answer import Answer, Citation, Hit, Timings
from rag.evidence import Sentence, sentences
from rag.extract import Quote, choose, compose, quotes
from rag.question import Question, Turn, is_injection, smalltalk, understand
from rag.retrieve import Retrieval, Retriever
from rag.settings import Engine, Settings

if TYPE_CHECKING:
    from index.embedding import Embedder
    from index.store import Store

MAX_K = 50


class Pipeline:
    """Answers questions from a store. Safe for many threads at once."""

    def __init__(self, store: Store, embedder: Embedder, settings: Settings) -> None:
        self.store, self.embedder, self.settings = store, embedder, settings
        self._retriever = Retriever(store, embedder)

    @classmethod
    def open(cls, settings: Settings) -> Pipeline:
        """Open the store and load its model.

        Raises:
            StoreMissing, StoreMismatch, StoreDamaged, ModelError: as they say.
        """
        from index.embedding import Embedder
        from index.store import Store

        store = Store.open(settings.store, settings.embedding_model)
        return cls(store, Embedder.load(settings.embedding_model), settings)

    def search(self, query: str, k: int = 10) -> list[Hit]:
        """Return the k best passages for a query.

        Raises:
            QuestionError: the query is empty or too long.
        """
        return self._hits(self._retriever.retrieve(understand(query)), k)

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        k: int = 10,
        engine: Engine | None = None,
    ) -> Answer:
        """Answer a question, in the conversation so far.

        Raises:
            QuestionError: the question or the history cannot be used.
        """
        if engine not in (None, "extractive", "llm"):
            raise QuestionError("回答方式只能是 extractive 或 llm。")
        began = time.perf_counter()
        understood = understand(question, history)
        retrieval = self._retriever.retrieve(understood)
        retrieved = time.perf_counter()
        found = sentences(retrieval)
        chosen = quotes(choose(retrieval, found))
        text, citations = self._cite(chosen)
        ended = time.perf_counter()
        return Answer(
            question=understood.asked,
            standalone_question=understood.text,
            text=text,
            abstained=False,
            confidence=0.5,
            engine="extractive",
            model=self.embedder.name,
            citations=citations,
            hits=tuple(self._hits(retrieval, k)),
            timings=Timings(
                1000 * (retrieved - began), 1000 * (ended - retrieved), 1000 * (ended - began)
            ),
        )

    def examples(self) -> list[str]:
        """Return questions that the corpus can answer, to start with."""
        return []

    def _hits(self, retrieval: Retrieval, k: int) -> list[Hit]:
        top = retrieval.candidates[: max(1, min(k, MAX_K))]
        articles = {c.passage.article_id: self._article(c.passage.article_id) for c in top}
        return [
            Hit(rank, score, c.passage, articles[c.passage.article_id])
            for rank, (c, score) in enumerate(zip(top, retrieval.scores, strict=False), 1)
        ]

    def _article(self, article_id: str):
        article = self.store.article(article_id)
        assert article is not None
        return article

    def _cite(self, chosen: Sequence[Quote]) -> tuple[str, tuple[Citation, ...]]:
        passages = [quote.sentences[0].candidate.passage for quote in chosen]
        articles = {p.article_id: self._article(p.article_id) for p in passages}
        citations = tuple(
            Citation(
                n,
                passage,
                articles[passage.article_id],
                articles[passage.article_id].text[quote.start : quote.end],
                quote.start,
                quote.end,
            )
            for n, (quote, passage) in enumerate(zip(chosen, passages, strict=True), 1)
        )
        return compose(chosen, articles), citations
