"""Limit the memory and the processor time of the process that reads files from outside."""

from __future__ import annotations


def limit_memory(size: int, most: int) -> None:
    """Let this process use so many bytes of address space, and ask for `most` at most later."""
    try:
        import resource
    except ImportError:  # Windows has no such limits; the time limit of the other process holds
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    hard = most if hard == resource.RLIM_INFINITY else hard
    resource.setrlimit(resource.RLIMIT_AS, (min(size, hard), hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_time(seconds: int, further: bool = False) -> None:
    """Let the system end this process after so many seconds of processor time, counted from now.

    A `further` limit never shortens the time that is left.
    """
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    end = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (max(soft, end) if further else end, hard))
