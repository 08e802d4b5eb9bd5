"""A semaphore that serves threads in arrival order.

Ranking with more threads than cores makes every question slower: they contend for the
interpreter's lock and the CPU caches, so that 32 questions at once take longer than one by one.
"""

from __future__ import annotations

from collections import deque
from threading import Lock


class FairSemaphore:
    """Let at most `limit` threads rank at once, in arrival order.

    A context manager: a thread that enters waits until it is its turn.
    """

    def __init__(self, limit: int) -> None:
        self._free, self._queue, self._lock = limit, deque[Lock](), Lock()

    @property
    def waiting(self) -> int:
        """Number of threads that wait."""
        return len(self._queue)

    def __enter__(self) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                return
            turn = Lock()
            turn.acquire()
            self._queue.append(turn)
        turn.acquire()

    def __exit__(self, *_: object) -> None:
        with self._lock:
            if self._queue:
                self._queue.popleft().release()
            else:
                self._free += 1
