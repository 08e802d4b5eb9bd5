"""Load test: many people ask at once over HTTP: python tests/load.py STORE [QUESTIONS].

Starts `wence ui` on a free port, asks one question after another, then 32 at a time, and
prints latencies, errors and the server's memory as JSON. Exits with 1 if an answer
failed, the 95th percentile is above 20 times the median of a single person, or memory grew.
"""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
import time
from itertools import cycle, islice
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any

import httpx2

PEOPLE, ALONE, WARM = 32, 20, 5
SLOWER, GROWTH = 20, 1.1  # largest ratios allowed
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


async def load(address: str, pid: int, count: int) -> dict[str, Any]:
    """Ask one by one, then together; measure memory after a fifth of the questions and at the end."""
    async with httpx2.AsyncClient(base_url=address, timeout=300) as client:
        titles = [article["title"] for article in (await client.get("/api/articles")).json()]
        asked = [form.format(title) for form in FORMS for title in titles]
        # the same mixture alone and together, since some kinds of question take longer
        questions = cycle(Random(7).sample(asked, len(asked)))
        alone = [await ask(client, question) for question in islice(questions, WARM + ALONE)][WARM:]
        left = iter(list(islice(questions, count)))
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
    return {
        "questions": count,
        "people": PEOPLE,
        "errors": alone.count(None) + together.count(None),
        "alone_p50_s": round(single, 3),
        "p50_s": round(median(answered), 3),
        "p95_s": round(quantiles(answered, n=20)[-1], 3),
        "times_slower": round(quantiles(answered, n=20)[-1] / single, 1),
        "questions_per_s": round(len(answered) / seconds, 2),
        "memory_mb": memory,
    }


def resident_mb(pid: int) -> int:
    """Return the memory that a process uses, in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) // 1024  # type: ignore[index]


def main(store: str, count: int = 1000) -> int:
    """Start a server, load it, print the figures and return the exit status."""
    command = [Path(sys.executable).with_name("wence"), "ui", "--port", "0", "--store", store]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            address = server.stdout.readline().partition("：")[2].strip()
            found = asyncio.run(load(address, server.pid, count))
        finally:
            server.terminate()
    print(json.dumps(found, indent=1))
    early, late = found["memory_mb"]
    kept = not found["errors"] and found["times_slower"] <= SLOWER and late <= early * GROWTH
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:3])))
