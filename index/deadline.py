"""A time limit for what one thread computes: checked in its loops, where it ends the work.

An exception is raised at the next check alone, so that locks are released and files are closed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from math import inf
from time import monotonic

from index.errors import TimeLimitError

_ends: ContextVar[float] = ContextVar("ends", default=inf)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Let `check` raise an error once these seconds are over, or those of a limit around it."""
    before = _ends.set(min(_ends.get(), monotonic() + seconds))
    try:
        yield
    finally:
        _ends.reset(before)


def check() -> None:
    """Raise an error where the time is over; costs less than a microsecond.

    Raises:
        TimeLimitError: the time is over.
    """
    if monotonic() > _ends.get():
        raise TimeLimitError(
            "没有在限定的时间里答完，已经停止。请把问题写短一些、具体一些，或稍后再试。"
        )


def seconds_left() -> float:
    """Return the seconds that are left, infinity without a limit."""
    return _ends.get() - monotonic()
