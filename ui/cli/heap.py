"""Keep the memory of a program of many threads small, where the C library is glibc."""

from __future__ import annotations

import ctypes
import sys

_ARENA_MAX = -8  # M_ARENA_MAX in malloc.h


def share_heap() -> None:
    """Let all threads allocate from one arena.

    By default each thread gets its own, which keeps what was freed: under load hundreds of
    megabytes. To be called before threads are started.
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt:
            mallopt(_ARENA_MAX, 1)
