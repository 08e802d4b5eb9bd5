"""First come, first served: no more questions are ranked at once than there are cores for it.

More threads only take turns at the interpreter's lock and at the cores' caches, so that each
answer waits for all others: 32 questions at once take longer than one by one.
"""

from __future__ import annotations

from collections import deque
from threading import Lock


class Turns:
    """A context for as many threads at once as there are places; the others wait in line."""

    def __init__(self, places: int) -> None:
        self._free, self._line, self._lock = places, deque[Lock](), Lock()

    def __enter__(self) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                return
            turn = Lock()
            turn.acquire()
            self._line.append(turn)
        turn.acquire()

    def __exit__(self, *_: object) -> None:
        with self._lock:
            if self._line:
                self._line.popleft().release()
            else:
                self._free += 1
