"""Dynamic batching, as inference servers do it: requests that arrive together share one pass.

A model reads all its weights once per pass, for one text as for ten, so encoding the texts
that wait for it together is faster than one after another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Batcher(Generic[T, R]):
    """A function of many items, offered as a function of one that batches concurrent calls.

    One thread of its own calls `work`, which returns one result for each item. Items that
    arrive during a batch form the next one, at most `max_batch` of them; an item that arrives
    alone is worked on at once. Safe for many threads at once.
    """

    def __init__(self, work: Callable[[Sequence[T]], Sequence[R]], max_batch: int) -> None:
        self._work, self._max_batch = work, max_batch
        self._queue = SimpleQueue[tuple[T, Future[R]]]()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="batch")

    @property
    def waiting(self) -> int:
        """Number of items that wait for the next batch."""
        return self._queue.qsize()

    def __call__(self, item: T) -> R:
        """Return the result for one item; raise what `work` raises."""
        result = Future[R]()
        self._queue.put((item, result))
        self._thread.submit(self._run_batch)
        return result.result()

    def _run_batch(self) -> None:
        count = min(self.waiting, self._max_batch)  # this thread alone takes items out
        batch = [self._queue.get_nowait() for _ in range(count)]
        if not batch:
            return
        futures = [future for _, future in batch]
        try:
            results = list(zip(futures, self._work([item for item, _ in batch]), strict=True))
        except Exception as error:  # every caller must hear of it, or would wait for ever
            for future in futures:
                future.set_exception(error)
        else:
            for future, result in results:
                future.set_result(result)
