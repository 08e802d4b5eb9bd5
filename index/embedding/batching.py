"""Dynamic batching, as inference servers do it: what is asked for at the same time is done at once.

A model reads all its weights for one text as for ten; texts that wait for it share a pass.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Batcher(Generic[T, R]):
    """Calls `work`, which gives a result for each item, from one thread of its own.

    While a batch is worked on, those who come next wait and are the next batch, `most` of
    them. Who comes alone waits for nothing. Safe for many threads at once.
    """

    def __init__(self, work: Callable[[Sequence[T]], Sequence[R]], most: int) -> None:
        self._work, self._most = work, most
        self._waiting = SimpleQueue[tuple[T, Future[R]]]()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="batch")

    def __call__(self, item: T) -> R:
        """The result for one item; raises what `work` raises."""
        result = Future[R]()
        self._waiting.put((item, result))
        self._thread.submit(self._next)
        return result.result()

    def _next(self) -> None:
        count = min(self._waiting.qsize(), self._most)  # nobody else takes any
        batch = [self._waiting.get_nowait() for _ in range(count)]
        if not batch:
            return
        results = [result for _, result in batch]
        try:
            found = list(zip(results, self._work([item for item, _ in batch]), strict=True))
        except Exception as error:  # nobody may be left waiting
            for result in results:
                result.set_exception(error)
        else:
            for result, one in found:
                result.set_result(one)
