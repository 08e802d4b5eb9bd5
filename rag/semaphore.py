"""A semaphore that serves threads in arrival order, and askers by what they have had.

Ranking with more threads than cores makes every question slower: they contend for the
interpreter's lock and the CPU caches, so that 32 questions at once take longer than one by one.
Whoever has computed least goes first (fair queueing, Demers et al. 1989), so that who asks many
questions at once, or some that take long, waits for their own and not the others for them.
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
MAX_ASKERS = 1000
SLICE_S = 0.05  # of one processor's time; most questions take less

asker: ContextVar[str] = ContextVar("asker", default="")
"""Who asks, as far as turns are concerned; set by what takes questions from many people."""


class FairSemaphore:
    """Let at most `limit` threads compute at once: those of the asker who has had least time.

    A context manager: a thread that enters waits until it is its turn, at most as long as its
    time limit allows (`index.deadline`). A thread that is inside may enter again.
    """

    def __init__(self, limit: int) -> None:
        self._free, self._lock = limit, Lock()
        self._queues: dict[str, deque[Lock]] = {}
        self._had: dict[str, float] = {}  # seconds that each asker has had
        self._least = 0.0  # that the last one served had had; nobody is owed more than others
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
            self._had[asker.get()] = max(self._had.get(asker.get(), 0.0), self._least)
            return turn

    def _give_up(self, turn: Lock) -> None:
        """Leave the queue, or pass on the turn that came too late; raises the time limit's error."""
        with self._lock:
            who = asker.get()
            waits = False
            for queue in (self._back, self._queues.get(who, deque())):
                if turn in queue:
                    queue.remove(turn)
                    waits = True
            if not self._queues.get(who, True):
                del self._queues[who]
        if not waits:
            self._release()
        check()

    def charge(self, seconds: float) -> None:
        """Count time that was computed for this thread's asker elsewhere."""
        with self._lock:
            had = max(self._had.get(asker.get(), 0.0), self._least)
            self._had[asker.get()] = had + seconds

    def _release(self) -> None:
        self.charge(thread_time() - self._own.since)
        with self._lock:
            if self._back:
                self._back.popleft().release()
                return
            if not self._queues:
                self._free += 1
                self._had.clear()
                self._least = 0.0
                return
            who = min(self._queues, key=self._had.__getitem__)
            self._least = max(self._least, self._had[who])
            queue = self._queues[who]
            queue.popleft().release()
            if not queue:
                del self._queues[who]
            if len(self._had) > MAX_ASKERS:
                kept = (one for one in self._had.items() if one[1] > self._least)
                self._had = {**dict(kept), **{one: self._had[one] for one in self._queues}}
