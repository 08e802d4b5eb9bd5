"""The pipeline as a service uses it: every question asked is told of, and counted while it runs."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

from rag.answer import Answer
from ui.access.caller import Caller, caller

if TYPE_CHECKING:
    from rag.pipeline import Pipeline


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was asked, with its answer or what went wrong."""

    question: str
    caller: Caller
    seconds: float
    answer: Answer | None = None
    error: Exception | None = None


Teller = Callable[[Asked], None]


class Watched:
    """Tells of every question; all else is the pipeline's own."""

    def __init__(self, pipeline: Pipeline, tellers: Sequence[Teller]) -> None:
        self._pipeline, self._tellers = pipeline, tellers
        self._lock, self.running = Lock(), 0

    def __getattr__(self, name: str) -> Any:
        """Give whatever else the pipeline has."""
        return getattr(self._pipeline, name)

    def ask(self, question: str, *args: Any, **kwargs: Any) -> Answer:
        """Ask the pipeline, and tell."""
        began = time.perf_counter()
        self._count(1)
        try:
            answer = self._pipeline.ask(question, *args, **kwargs)
        except Exception as error:
            self._tell(Asked(question, caller(), time.perf_counter() - began, error=error))
            raise
        else:
            self._tell(Asked(question, caller(), time.perf_counter() - began, answer))
            return answer
        finally:
            self._count(-1)

    def _count(self, change: int) -> None:
        with self._lock:
            self.running += change

    def _tell(self, asked: Asked) -> None:
        for teller in self._tellers:
            teller(asked)
