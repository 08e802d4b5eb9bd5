"""A semaphore that serves threads in arrival order, and one asker after the other.

Ranking with more threads than cores makes every question slower: they contend for the
interpreter's lock and the CPU caches, so that 32 questions at once take longer than one by one.
Who asks many questions at once waits for their own, and others wait for one of them at most.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import TIMEOUT_MAX, Lock, local

from index.deadline import check, seconds_left

asker: ContextVar[str] = ContextVar("asker", default="")
"""Who asks, as far as turns are concerned; set by what takes questions from many people."""


class FairSemaphore:
    """Let at most `limit` threads compute at once, in arrival order of each asker, in turn.

    A context manager: a thread that enters waits until it is its turn, at most as long as its
    time limit allows (`index.deadline`). A thread that is inside may enter again.
    """

    def __init__(self, limit: int) -> None:
        self._free, self._lock = limit, Lock()
        self._queues: dict[str, deque[Lock]] = {}  # whose turn comes next first
        self._own = local()

    @property
    def waiting(self) -> int:
        """Number of threads that wait."""
        with self._lock:
            return sum(map(len, self._queues.values()))

    def __enter__(self) -> None:
        if not self._depth:
            self._acquire()
        self._depth += 1

    def __exit__(self, *_: object) -> None:
        if not self._depth:  # the time was over before this thread came back
            return
        self._depth -= 1
        if not self._depth:
            self._release()

    @contextmanager
    def away(self) -> Iterator[None]:
        """Let others in while this thread waits for something else, such as a model."""
        depth, self._depth = self._depth, 0
        if depth:
            self._release()
        try:
            yield
        finally:
            if depth:
                self._acquire()
            self._depth = depth

    @property
    def _depth(self) -> int:
        return getattr(self._own, "depth", 0)

    @_depth.setter
    def _depth(self, depth: int) -> None:
        self._own.depth = depth

    def _acquire(self) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                return
            turn, who = Lock(), asker.get()
            turn.acquire()
            self._queues.setdefault(who, deque()).append(turn)
        if not turn.acquire(timeout=max(0.0, min(seconds_left(), TIMEOUT_MAX))):
            self._give_up(turn, who)

    def _give_up(self, turn: Lock, who: str) -> None:
        """Leave the queue, or pass on the turn that came too late; raises the time limit's error."""
        with self._lock:
            queue = self._queues.get(who)
            came = not (queue and turn in queue)
            if queue and not came:
                queue.remove(turn)
                if not queue:
                    del self._queues[who]
        if came:
            self._release()
        check()

    def _release(self) -> None:
        with self._lock:
            if not self._queues:
                self._free += 1
                return
            who = next(iter(self._queues))
            queue = self._queues.pop(who)
            queue.popleft().release()
            if queue:
                self._queues[who] = queue  # the other askers first
