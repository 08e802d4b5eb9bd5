"""Load test: honest people ask while one address attacks: python tests/attack.py STORE [SECONDS].

Starts `wence ui` on a free port, lets eight people ask from addresses of their own, first
undisturbed, then beside hostile requests of all kinds at once from one other address, without a
limit of requests a minute. Prints the honest latencies, the answers' errors, how long /healthz
took and what the attacker got, as JSON. Exits with 1 if an honest answer failed or their 95th
percentile is above three times the undisturbed one.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from itertools import count
from random import Random
from statistics import median, quantiles
from typing import Any

from tests.paths import ROOT

PEOPLE, PAUSE_S, SLOWER = 8, 1.0, 3
HOSTILE = "127.0.0.100"
HALF_SENT = 150
LONG = 2000
UNITS = (
    "与", "、", "医院和医生和", "12.5%", "几", "第一条、", "门诊和住院的比例是多少，", "（《", "医保、",
    "医保是什么？", "1", "a-", "国办发〔2021〕1号", "[1] 《", "包括哪些、", "2021年", "😀",
)  # fmt: skip
FORMS = ("{}有哪些做法？", "{}涉及多少资金？", "{}的原因是什么？", "《{}》主要讲了什么？")


class Client:
    """Requests over raw connections from an address, as cheap as can be."""

    def __init__(self, port: int, own: str) -> None:
        self._port, self._own = port, own

    async def opened(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Connect."""
        local = (self._own, 0)
        return await asyncio.open_connection("127.0.0.1", self._port, local_addr=local)

    async def send(self, method: str, path: str, body: Any = None, accept: str = "*/*") -> bytes:
        """Return the whole response."""
        reader, writer = await self.opened()
        try:
            writer.write(head(method, path, body, accept))
            await writer.drain()
            return await reader.read()
        finally:
            writer.close()


def head(method: str, path: str, body: Any = None, accept: str = "*/*") -> bytes:
    """Return a request's bytes."""
    sent = b"" if body is None else json.dumps(body).encode()
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Connection: close",
        f"Accept: {accept}",
    ]
    if body is not None:
        lines += ["Content-Type: application/json", f"Content-Length: {len(sent)}"]
    return "\r\n".join([*lines, "", ""]).encode() + sent


async def person(client: Client, asked: list[str], times: list[float | None], until: float) -> None:
    """Ask, wait a little, ask again."""
    for question in asked:
        if time.monotonic() > until:
            return
        began = time.perf_counter()
        try:
            got = await client.send("POST", "/api/ask", {"question": question})
            fine = got.startswith(b"HTTP/1.1 200 ") and b'"answer"' in got
        except OSError:
            fine = False
        times.append(time.perf_counter() - began if fine else None)
        await asyncio.sleep(PAUSE_S)


async def probe(client: Client, times: list[float], until: float) -> None:
    """Ask /healthz ten times a second."""
    while time.monotonic() < until:
        began = time.perf_counter()
        with suppress(OSError):
            await client.send("GET", "/healthz")
            times.append(time.perf_counter() - began)
        await asyncio.sleep(0.1)


async def people(port: int, titles: list[str], seconds: float) -> dict[str, Any]:
    """Let everybody ask for some seconds; return the latencies."""
    times: list[float | None] = []
    health: list[float] = []
    until = time.monotonic() + seconds
    random = Random(7)
    jobs = [probe(Client(port, "127.0.0.50"), health, until)]
    for n in range(PEOPLE):
        asked = [random.choice(FORMS).format(random.choice(titles)) for _ in range(1000)]
        jobs.append(person(Client(port, f"127.0.0.{n + 2}"), asked, times, until))
    await asyncio.gather(*jobs)
    answered = [taken for taken in times if taken is not None]
    return {
        "questions": len(times),
        "errors": times.count(None),
        "p50_s": round(median(answered), 3),
        "p95_s": round(quantiles(answered, n=20)[-1], 3),
        "healthz_p50_ms": round(1000 * median(health), 1),
        "healthz_p99_ms": round(1000 * quantiles(health, n=100)[-1], 1),
        "healthz_max_ms": round(1000 * max(health), 1),
    }


def long(unit: str, length: int = LONG) -> str:
    """Return a unit again and again."""
    return (unit * length)[:length]


async def attack(port: int, seconds: float) -> None:
    """Do all hostile things at once, and print how many times each had which status."""
    client, until = Client(port, HOSTILE), time.monotonic() + seconds
    got: Counter[str] = Counter()
    numbers = count()

    def unit() -> str:
        return UNITS[next(numbers) % len(UNITS)]

    async def again(name: str, act: Callable[[], Awaitable[bytes]]) -> None:
        while time.monotonic() < until:
            try:
                async with asyncio.timeout(max(0.1, until - time.monotonic())):
                    status = (await act())[9:12].decode(errors="replace")
            except (OSError, TimeoutError):
                status = "cut"
            got[f"{name} {status}"] += 1
            await asyncio.sleep(0.02)

    async def ask() -> bytes:
        past = [{"role": "user", "content": long(unit(), 4000)}] * 50
        return await client.send("POST", "/api/ask", {"question": long(unit()), "history": past})

    async def complete() -> bytes:
        past = {"role": "assistant", "content": "甲\n\n出处：\n" + "[1] 《" * 50_000}
        asked = {"role": "user", "content": long(unit())}
        return await client.send("POST", "/v1/chat/completions", {"messages": [asked, past, asked]})

    async def search() -> bytes:
        return await client.send("GET", "/api/search?q=" + "%E4%B8%8E" * 1000)

    async def list_articles() -> bytes:
        return await client.send("GET", "/articles?q=" + "%E4%B8%8E" * 1000)

    async def digits() -> bytes:
        past = [{"role": "user", "content": "1" * 800_000}]
        return await client.send("POST", "/api/ask", {"question": "医保呢？", "history": past})

    async def follow() -> bytes:
        asked = [long(unit())] * 50
        cited = [{"article": "x", "start": 0, "end": 9}]
        return await client.send("POST", "/api/followups", {"asked": asked, "cited": cited})

    async def join() -> bytes:
        session = f"{next(numbers)}"
        asked = {"fn_index": 2, "data": [long(unit()), [], None, -1], "session_hash": session}
        return await client.send("POST", "/gradio_api/queue/join", asked)

    async def half() -> bytes:
        reader, writer = await client.opened()
        try:
            writer.write(b"POST /api/ask HTTP/1.1\r\nHost: a\r\nContent-Le")
            return await reader.read()
        finally:
            writer.close()

    async def half_body() -> bytes:
        reader, writer = await client.opened()
        try:
            writer.write(b"POST /api/ask HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\n\r\n{")
            return await reader.read()
        finally:
            writer.close()

    async def unread() -> bytes:
        _, writer = await client.opened()
        writer.write(head("POST", "/api/ask", {"question": long(unit())}, "text/event-stream"))
        await asyncio.sleep(5)
        writer.close()
        return b"         unr"

    async def chunks() -> bytes:
        reader, writer = await client.opened()
        try:
            start = b"POST /api/ask HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            writer.write(start + b"1\r\nx\r\n" * 100_000)
            return await reader.read()
        finally:
            writer.close()

    async def garbage() -> bytes:
        reader, writer = await client.opened()
        try:
            writer.write(os.urandom(2000) + b"\r\n\r\n")
            return await reader.read()
        finally:
            writer.close()

    async def nested() -> bytes:
        return await client.send("POST", "/api/ask", {"question": [[[["["] * 200_000]]]})

    jobs = [again("half-sent head", half) for _ in range(HALF_SENT)]
    jobs += [again("half-sent body", half_body) for _ in range(20)]
    kinds = (ask, complete, search, list_articles, digits, follow, join, unread)
    jobs += [again(kind.__name__, kind) for kind in kinds for _ in range(4)]
    jobs += [again(kind.__name__, kind) for kind in (chunks, garbage, nested)]
    await asyncio.gather(*jobs)
    print(json.dumps(dict(sorted(got.items()))))


def resident_mb(pid: int) -> int:
    """Return the memory that a process uses, in MB."""
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS")) // 1024


async def measure(port: int, pid: int, seconds: float) -> dict[str, Any]:
    """Measure idle, then attacked."""
    client = Client(port, "127.0.0.50")
    while not (await client.send("GET", "/readyz")).startswith(b"HTTP/1.1 200 "):
        await asyncio.sleep(0.5)
    got = await client.send("GET", "/api/articles")
    titles = [one["title"] for one in json.loads(got.partition(b"\r\n\r\n")[2])]
    await people(port, titles, 5)
    found: dict[str, Any] = {"idle": await people(port, titles, seconds / 2)}
    memory = [resident_mb(pid)]
    # the attacker's own work is to slow nobody down
    attack = ["-m", "tests.attack", "--attack", str(port), str(seconds)]
    command = ["nice", "-n", "19", sys.executable, *attack]
    hostile = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=subprocess.PIPE)
    await asyncio.sleep(2)
    found["attacked"] = await people(port, titles, seconds - 4)
    memory.append(resident_mb(pid))
    found["hostile"] = json.loads((await hostile.communicate())[0])
    slower = found["attacked"]["p95_s"] / found["idle"]["p95_s"]
    kept = not found["attacked"]["errors"] and slower <= SLOWER
    return {**found, "memory_mb": memory, "times_slower": round(slower, 2), "kept": kept}


def main() -> int:
    """Start a server, attack it, print the figures and return the exit status."""
    if sys.argv[1:2] == ["--attack"]:
        asyncio.run(attack(int(sys.argv[2]), float(sys.argv[3])))
        return 0
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("store")
    parser.add_argument("seconds", nargs="?", type=float, default=60)
    parser.add_argument("--rate-limit", default="0", help="requests a minute; 0 for any number")
    parser.add_argument("--port", default="0")
    wanted = parser.parse_args()
    command = [sys.executable, "-m", "ui.cli", "ui", "--host", "0.0.0.0"]
    command += ["--port", wanted.port, "--store", wanted.store]
    settings = {**os.environ, "WENCE_RATE_LIMIT": wanted.rate_limit}
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
        env=settings,
    ) as server:
        try:
            assert server.stdout
            port = int(server.stdout.readline().rpartition(":")[2])
            found = asyncio.run(measure(port, server.pid, wanted.seconds))
        finally:
            server.terminate()
    print(json.dumps(found, indent=1))
    return 0 if found["kept"] else 1


if __name__ == "__main__":
    sys.exit(main())
