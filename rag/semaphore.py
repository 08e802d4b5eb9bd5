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
from threading import Lock, local
from time import thread_time

from index.deadline import check, seconds_left

LOOK_S = 0.5  # between two looks whether the time of who waits is over
SLICE_S = 0.05  # of one processor's time; most questions take less

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
        self._back = deque[Lock]()  # of those who were away
        self._own = local()

    @property
    def waiting(self) -> int:
        """Number of threads that wait."""
        with self._lock:
            return len(self._back) + sum(map(len, self._queues.values()))

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
    def away(self, goes_on: bool = True) -> Iterator[None]:
        """Let others in while this thread waits for something else, such as a model.

        Who comes back `goes_on` before those whose turn has not begun, or else waits for a turn.
        """
        depth, self._depth = self._depth, 0
        if depth:
            self._release()
        try:
            yield
        finally:
            if depth:
                self._acquire(goes_on)
            self._depth = depth

    def pause(self) -> None:
        """Let the others go first, if there are any and this turn has lasted long."""
        if self._depth and thread_time() - self._own.since > SLICE_S and self.waiting:
            depth, self._depth = self._depth, 0
            self._release()
            self._acquire()
            self._depth = depth

    @property
    def _depth(self) -> int:
        return getattr(self._own, "depth", 0)

    @_depth.setter
    def _depth(self, depth: int) -> None:
        self._own.depth = depth

    def _acquire(self, back: bool = False) -> None:
        if turn := self._queued(back):
            while not turn.acquire(timeout=max(0.0, min(seconds_left(), LOOK_S))):
                if seconds_left() < 0:
                    self._give_up(turn)
        self._own.since = thread_time()

    def _queued(self, back: bool) -> Lock | None:
        """Return the lock that is released when the turn comes, None where it has come."""
        with self._lock:
            if self._free:
                self._free -= 1
                return None
            turn = Lock()
            turn.acquire()
            queue = self._back if back else self._queues.setdefault(asker.get(), deque())
            queue.append(turn)
            return turn

    def _give_up(self, turn: Lock) -> None:
        """Leave the queue, or pass on the turn that came too late; raises the time limit's error."""
        with self._lock:
            who = asker.get()
            waits = False
            for queue in (self._back, self._queues.get(who, ())):
                if turn in queue:
                    queue.remove(turn)
                    waits = True
            if not self._queues.get(who, True):
                del self._queues[who]
        if not waits:
            self._release()
        check()

    def _release(self) -> None:
        with self._lock:
            if self._back:
                self._back.popleft().release()
                return
            if not self._queues:
                self._free += 1
                return
            who = next(iter(self._queues))
            queue = self._queues.pop(who)
            queue.popleft().release()
            if queue:
                self._queues[who] = queue  # the other askers first
