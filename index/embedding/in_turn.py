"""A lock that threads get in the order in which they ask for it.

The standard one goes to whoever comes first when it is free: a thread that encodes many texts in
batches would get it again and again, while the one of a short question waits.
"""

from __future__ import annotations

from collections import deque
from threading import Lock


class InTurn:
    """A context manager that one thread at a time is inside of, in arrival order."""

    def __init__(self) -> None:
        self._held, self._queue, self._lock = False, deque[Lock](), Lock()

    def __enter__(self) -> None:
        with self._lock:
            if not self._held:
                self._held = True
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
                self._held = False
