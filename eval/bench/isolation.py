"""Run a step in its own process, to measure its peak memory separately."""

from __future__ import annotations

import multiprocessing
import re
import resource
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any


def run_isolated(step: Callable[..., dict[str, Any]], *arguments: Any) -> dict[str, Any]:
    """Run a step in a new process; return its result with `peak_mb` added.

    `peak_mb` is the peak memory of that process or of its largest child, in MB.
    """
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, context) as process:
        return process.submit(_with_peak, step, *arguments).result()


def _with_peak(step: Callable[..., dict[str, Any]], *arguments: Any) -> dict[str, Any]:
    return step(*arguments) | {"peak_mb": max(peak_mb(), _resource_mb(resource.RUSAGE_CHILDREN))}


def peak_mb() -> float:
    """Return the peak resident memory of this process, in MB."""
    # ru_maxrss of a new process starts at its parent's memory, VmHWM at zero
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text()) if status.exists() else None
    return round(int(found[1]) / 2**10, 1) if found else _resource_mb(resource.RUSAGE_SELF)


def _resource_mb(who: int) -> float:
    peak = resource.getrusage(who).ru_maxrss
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10), 1)
