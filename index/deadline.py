"""A time limit for what one thread computes: checked in its loops, where it ends the work.

An exception is raised at the next check alone, so that locks are released and files are closed.
"""

from __future__ import annotations

from contextvars import ContextVar
from math import inf
from time import monotonic

from index.errors import TimeLimitError

_limit: ContextVar[TimeLimit | None] = ContextVar("limit", default=None)


class TimeLimit:
    """A context in which `check` raises an error once these seconds are over, or it is cancelled.

    A limit around it holds too. To be entered once; another thread may cancel it, even before.
    """

    def __init__(self, seconds: float = inf) -> None:
        self._seconds, self._ends = seconds, inf
        self._outer: TimeLimit | None = None

    def __enter__(self) -> None:
        self._outer = _limit.get()
        self._ends = min(self._ends, monotonic() + self._seconds)
        self._token = _limit.set(self)

    def __exit__(self, *_: object) -> None:
        _limit.reset(self._token)

    def cancel(self) -> None:
        """End the work at its next check."""
        self._ends = self._seconds = -inf

    @property
    def ends(self) -> float:
        """When the time is over, by the monotonic clock."""
        return min(self._ends, self._outer.ends) if self._outer else self._ends


def check() -> None:
    """Raise an error where the time is over; costs about a microsecond.

    Raises:
        TimeLimitError: the time is over.
    """
    if seconds_left() < 0:
        raise TimeLimitError(
            "没有在限定的时间里答完，已经停止。请把问题写短一些、具体一些，或稍后再试。"
        )


def seconds_left() -> float:
    """Return the seconds that are left, infinity without a limit."""
    limit = _limit.get()
    return limit.ends - monotonic() if limit else inf
