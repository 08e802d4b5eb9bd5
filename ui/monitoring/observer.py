"""Wrap a pipeline: notify observers of each question, and count the questions still running."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

from rag.answer import Answer
from rag.protocol import ArticleStore, QuestionAnswering
from ui.access.caller import Caller, caller

if TYPE_CHECKING:
    from index.model import Article
    from rag.answer import Hit
    from rag.filters import Filters
    from rag.settings import Engine


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was asked, by whom, and its answer or the error."""

    question: str
    caller: Caller
    seconds: float
    answer: Answer | None = None
    error: Exception | None = None


Observer = Callable[[Asked], None]


class ObservedPipeline(QuestionAnswering):
    """A pipeline that forwards every call, and notifies observers when a question ends.

    `running` is the number of questions being answered.
    """

    def __init__(self, pipeline: QuestionAnswering, observers: Sequence[Observer]) -> None:
        self._pipeline, self._observers = pipeline, observers
        self._lock, self.running = Lock(), 0

    @property
    def store(self) -> ArticleStore:
        """The pipeline's index."""
        return self._pipeline.store

    @property
    def embedder(self) -> Any:
        """The pipeline's embedding model."""
        return self._pipeline.embedder

    def ask(
        self,
        question: str,
        history: Sequence[Mapping[str, str]] = (),
        k: int = 10,
        engine: Engine | None = None,
        on_token: Callable[[str], None] | None = None,
        filters: Filters | None = None,
    ) -> Answer:
        """Ask the pipeline and notify the observers, of an error too."""
        began = time.perf_counter()
        self._count(1)
        try:
            answer = self._pipeline.ask(
                question, history, k, engine, on_token=on_token, filters=filters
            )
        except Exception as error:
            self._notify(Asked(question, caller(), time.perf_counter() - began, error=error))
            raise
        else:
            self._notify(Asked(question, caller(), time.perf_counter() - began, answer))
            return answer
        finally:
            self._count(-1)

    def search(self, query: str, k: int = 10, filters: Filters | None = None) -> list[Hit]:
        """Return the k best passages."""
        return self._pipeline.search(query, k, filters)

    def related(self, article_id: str, k: int = 5) -> list[Article]:
        """Return the articles nearest to one, at most k."""
        return self._pipeline.related(article_id, k)

    def examples(self) -> list[str]:
        """Return questions that the corpus answers, to start with."""
        return self._pipeline.examples()

    def _count(self, change: int) -> None:
        with self._lock:
            self.running += change

    def _notify(self, asked: Asked) -> None:
        for observer in self._observers:
            observer(asked)
