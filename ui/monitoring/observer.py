"""Wrap a pipeline: notify observers of each question, and count the questions still running."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Unpack

from rag.answer import Answer, Hit
from rag.protocol import AskOptions, ForwardingPipeline, Place, QuestionAnswering
from rag.semaphore import asker
from ui.access.caller import Caller, caller

if TYPE_CHECKING:
    from rag.filters import Filters
    from rag.question.followups import Turn


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was asked, by whom, and its answer or the error."""

    question: str
    caller: Caller
    seconds: float
    answer: Answer | None = None
    error: Exception | None = None


Observer = Callable[[Asked], None]


class ObservedPipeline(ForwardingPipeline[QuestionAnswering]):
    """A pipeline that forwards every call, and notifies observers when a question ends.

    It tells whose turn each call is, so that nobody waits for all that another one asks. `running` is the number of questions being answered.
    """

    def __init__(self, pipeline: QuestionAnswering, observers: Sequence[Observer]) -> None:
        super().__init__(pipeline)
        self._observers = observers
        self._lock, self.running = Lock(), 0

    def ask(
        self, question: str, history: Sequence[Turn] = (), **options: Unpack[AskOptions]
    ) -> Answer:
        """Ask the pipeline and notify the observers, of an error too."""
        began = time.perf_counter()
        asker.set(caller().key)
        self._count(1)
        try:
            answer = self._pipeline.ask(question, history, **options)
        except Exception as error:
            self._notify(Asked(question, caller(), time.perf_counter() - began, error=error))
            raise
        else:
            self._notify(Asked(question, caller(), time.perf_counter() - began, answer))
            return answer
        finally:
            self._count(-1)

    def search(self, query: str, k: int = 10, filters: Filters | None = None) -> list[Hit]:
        """Search in the caller's turn."""
        asker.set(caller().key)
        return self._pipeline.search(query, k, filters)

    def follow_ups(
        self, asked: Sequence[str], cited: Sequence[Place], filters: Filters | None = None
    ) -> list[str]:
        """Look for questions to go on with, in the caller's turn."""
        asker.set(caller().key)
        return self._pipeline.follow_ups(asked, cited, filters)

    def _count(self, change: int) -> None:
        with self._lock:
            self.running += change

    def _notify(self, asked: Asked) -> None:
        for observer in self._observers:
            observer(asked)
