"""Benchmark starts of the program: as a command, and as a server."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPException
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

from eval.metrics.stats import percentile

if TYPE_CHECKING:
    from rag.settings import Settings

STARTS = 3  # of each; the median counts
PATIENCE_S = 120
# what a program that encodes with torch has to import before anything else
TORCH = [sys.executable, "-c", "import sentence_transformers"]
WENCE = [sys.executable, "-m", "ui.cli"]


def cold_start(settings: Settings, question: str) -> dict[str, float]:
    """Measure the median seconds that commands take, and a server until it answers.

    `ask_to_import` is the time of `wence ask` as a share of torch's import alone, which is
    measured in turns with it. `healthz` and `chat` count from the start of `wence ui`.
    """
    store = ["--store", str(settings.store)]
    commands = {
        "help": [*WENCE, "--help"],
        "ask": [*WENCE, "ask", question, *store, "--json"],
        "import_sentence_transformers": TORCH,
    }
    times: dict[str, list[float]] = {name: [] for name in (*commands, "healthz", "chat")}
    for _ in range(STARTS):
        for name, command in commands.items():
            times[name].append(_run_s(command))
        with _server(store) as address:
            began, url = address
            times["healthz"].append(answered_s(f"{url}/healthz", began))
            times["chat"].append(answered_s(f"{url}/", began))
    medians = {name: round(percentile(taken, 50), 2) for name, taken in times.items()}
    share = medians["ask"] / medians["import_sentence_transformers"]
    return {**medians, "ask_to_import": round(share, 2)}


def _run_s(command: Sequence[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own program
    return time.perf_counter() - started


@contextmanager
def _server(store: Sequence[str]) -> Iterator[tuple[float, str]]:
    """Start a server on a free port; give the time of its start and its address."""
    began = time.perf_counter()
    command = [*WENCE, "ui", "--port", "0", *store]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        out: Any = process.stdout
        try:
            yield began, out.readline().partition("：")[2].strip()
        finally:
            process.terminate()


def answered_s(url: str, began: float) -> float:
    """Return the seconds from `began` until an address answers with success.

    Raises:
        TimeoutError: it never does.
    """
    while time.perf_counter() - began < PATIENCE_S:
        try:
            with urlopen(url, timeout=PATIENCE_S):  # noqa: S310 - our own server
                return time.perf_counter() - began
        except (OSError, HTTPException):  # not yet; a status of 503 is an OSError too
            time.sleep(0.02)
    raise TimeoutError(url)
