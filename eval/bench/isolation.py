"""A step in a process of its own, so that the memory it takes is measured by itself."""

from __future__ import annotations

import multiprocessing
import re
import resource
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any


def alone(step: Callable[..., dict[str, Any]], *arguments: Any) -> dict[str, Any]:
    """What the step returns, and `peak_mb`: its process's peak memory, or its largest child's."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, context) as process:
        return process.submit(_with_peak, step, *arguments).result()


def _with_peak(step: Callable[..., dict[str, Any]], *arguments: Any) -> dict[str, Any]:
    return step(*arguments) | {"peak_mb": max(peak_mb(), _resource_mb(resource.RUSAGE_CHILDREN))}


def peak_mb() -> float:
    """Most memory this process has had resident."""
    # ru_maxrss of a started process begins at what its parent held; VmHWM at nothing
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text()) if status.exists() else None
    return round(int(found[1]) / 2**10, 1) if found else _resource_mb(resource.RUSAGE_SELF)


def _resource_mb(who: int) -> float:
    peak = resource.getrusage(who).ru_maxrss
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10), 1)
