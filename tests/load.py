"""Load test: many people ask at once over HTTP: python tests/load.py STORE [QUESTIONS].

Starts `wence ui` on a free port, asks one question after another, then 32 at a time, and
prints latencies, errors and the server's memory as JSON. Exits with 1 if an answer
failed, the 95th percentile is above 15 times the median of a single person, or memory grew.

With --during-build one person asks, first alone, then while `wence index` builds another store
of the shipped sample. Exits with 1 if an answer failed, or the 95th percentile has doubled.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any

import httpx2

PEOPLE, ALONE, WARM = 32, 20, 5
SLOWER, GROWTH, DURING_BUILD = 15, 1.1, 2  # largest ratios allowed
WENCE = Path(sys.executable).with_name("wence")
SAMPLE = Path(__file__).parents[1] / "index" / "sample"
FORMS = ("《{}》主要讲了什么？", "{}有哪些做法？", "{}涉及多少资金？", "{}的原因是什么？")


async def ask(client: httpx2.AsyncClient, question: str) -> float | None:
    """Return the seconds an answer took, or None if there was none."""
    began = time.perf_counter()
    try:
        response = await client.post("/api/ask", json={"question": question})
        answered = response.status_code == 200 and bool(response.json()["answer"])
    except (httpx2.HTTPError, ValueError, KeyError):
        return None
    return time.perf_counter() - began if answered else None


async def questions(client: httpx2.AsyncClient) -> Iterator[str]:
    """Return questions about the store's articles, without end."""
    while (await client.get("/readyz")).status_code != 200:
        await asyncio.sleep(0.1)
    titles = [article["title"] for article in (await client.get("/api/articles")).json()]
    asked = [form.format(title) for form in FORMS for title in titles]
    # the same mixture throughout, since some kinds of question take longer
    return cycle(Random(7).sample(asked, len(asked)))


async def load(address: str, pid: int, count: int) -> dict[str, Any]:
    """Ask one by one, then together; measure memory after a fifth of the questions and at the end."""
    async with httpx2.AsyncClient(base_url=address, timeout=300) as client:
        asked = await questions(client)
        alone = [await ask(client, question) for question in islice(asked, WARM + ALONE)][WARM:]
        left = iter(list(islice(asked, count)))
        together: list[float | None] = []
        memory: list[int] = []

        async def person() -> None:
            for question in left:
                together.append(await ask(client, question))
                if len(together) in (count // 5, count):
                    memory.append(resident_mb(pid))

        began = time.perf_counter()
        await asyncio.gather(*(person() for _ in range(PEOPLE)))
        seconds = time.perf_counter() - began
    answered = [taken for taken in together if taken is not None]
    single = median(taken for taken in alone if taken is not None)
    slower = quantiles(answered, n=20)[-1] / single
    errors = alone.count(None) + together.count(None)
    return {
        "questions": count,
        "people": PEOPLE,
        "errors": errors,
        "alone_p50_s": round(single, 3),
        "p50_s": round(median(answered), 3),
        "p95_s": round(quantiles(answered, n=20)[-1], 3),
        "times_slower": round(slower, 1),
        "questions_per_s": round(len(answered) / seconds, 2),
        "memory_mb": memory,
        "kept": not errors and slower <= SLOWER and memory[-1] <= memory[0] * GROWTH,
    }


async def load_during_build(address: str, count: int) -> dict[str, Any]:
    """Ask one by one, first `count` questions, then as long as a build runs."""
    async with httpx2.AsyncClient(base_url=address, timeout=300) as client:
        asked = await questions(client)
        idle = [await ask(client, question) for question in islice(asked, WARM + count)][WARM:]
        busy: list[float | None] = []
        with building() as build:
            while build.poll() is None:
                busy.append(await ask(client, next(asked)))
    answered = [[taken for taken in all if taken is not None] for all in (idle, busy)]
    p50 = [median(times) for times in answered]
    p95 = [quantiles(times, n=20)[-1] for times in answered]
    errors = idle.count(None) + busy.count(None)
    return {
        "questions": [len(idle), len(busy)],
        "errors": errors,
        "p50_s": [round(seconds, 3) for seconds in p50],
        "p95_s": [round(seconds, 3) for seconds in p95],
        "times_slower": round(p95[1] / p95[0], 2),
        "kept": not errors and p95[1] <= p95[0] * DURING_BUILD,
    }


@contextmanager
def building() -> Iterator[subprocess.Popen[bytes]]:
    """Build a store of the sample, as a service would, in a session of its own."""
    with tempfile.TemporaryDirectory() as store:
        command = [WENCE, "index", SAMPLE, "--store", store]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True) as build:
            yield build


def resident_mb(pid: int) -> int:
    """Return the memory that a process uses, in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) // 1024  # type: ignore[index]


def main() -> int:
    """Start a server, load it, print the figures and return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("store")
    parser.add_argument("questions", nargs="?", type=int, default=1000)
    parser.add_argument("--during-build", action="store_true")
    wanted = parser.parse_args()
    command = [WENCE, "ui", "--port", "0", "--store", wanted.store]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            address = server.stdout.readline().partition("：")[2].strip()
            if wanted.during_build:
                found = asyncio.run(load_during_build(address, wanted.questions))
            else:
                found = asyncio.run(load(address, server.pid, wanted.questions))
        finally:
            server.terminate()
    print(json.dumps(found, indent=1))
    return 0 if found["kept"] else 1


if __name__ == "__main__":
    sys.exit(main())
