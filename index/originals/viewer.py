"""Show documents in processes of their own, one each, with limits of time and memory.

A file from outside may make a parser loop, use all memory or take it over; that ends the process
or stays in it, and no process ever sees two documents. The last few are kept, since whoever looks
at one page mostly looks at another.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Condition, Timer
from typing import Any

from index.originals.record import Original, OriginalBusy, OriginalRefused

SECONDS = 15  # processor time of a command, LibreOffice aside
ELAPSED = 40  # seconds before a command is given up
CONVERTED = {".doc": 75, ".wps": 75, ".rtf": 75, ".odt": 75}  # where LibreOffice has to start first
PROCESSES = 2  # documents that are open at once
IDLE = 60  # seconds after which a document is closed
WAIT = 10  # seconds that a command waits for its turn
MAX_WAITING = 12  # commands that wait; each holds a thread of the server
MAX_ANSWER = 100_000_000  # bytes
PROGRAM = (
    "import sys; sys.path.append(sys.argv[1]); from index.originals.worker import main; main()"
)


class Viewer:
    """The process that shows one document. Not thread-safe."""

    def __init__(self, suffix: str, member: str, data: bytes) -> None:
        self._first: tuple[dict[str, Any], bytes] | None = (
            {"suffix": suffix, "member": member, "size": len(data)},
            data,
        )
        self._elapsed = CONVERTED.get(suffix, ELAPSED)
        # settings, among them keys, are nothing for a process that a file may take over
        environment = {k: v for k, v in os.environ.items() if not k.startswith("WENCE_")}
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-P", "-c", PROGRAM, str(Path(__file__).resolve().parents[2])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )

    def ask(self, command: dict[str, Any]) -> bytes:
        """Return the answer to a command of `index.originals.documents.ShownDocument`.

        Raises:
            OriginalRefused: the document cannot be shown, or not within the limits.
        """
        (opening, data), self._first = self._first or ({}, b""), None
        line = json.dumps({**opening, **command, "seconds": SECONDS}).encode() + b"\n"
        timer = Timer(self._elapsed, self._process.kill)
        timer.start()
        try:
            return self._exchange(line + data)
        except (BrokenPipeError, ValueError) as error:
            self._process.kill()
            self._process.wait()
            raise OriginalRefused("文件已损坏，或太复杂，无法显示") from error
        finally:
            timer.cancel()

    def _exchange(self, request: bytes) -> bytes:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(request)
        self._process.stdin.flush()
        told = json.loads(self._process.stdout.readline(MAX_ANSWER))  # of nothing, ValueError
        if "memory" in told:
            raise OriginalRefused("显示这个文件需要的内存太多，已停止")
        if "damaged" in told:
            raise OriginalRefused("文件已损坏，或格式不规范，无法显示")
        if "error" in told:
            raise OriginalRefused(told["error"])
        size = min(int(told["size"]), MAX_ANSWER)
        answer = self._process.stdout.read(size)
        if len(answer) < size:
            raise ValueError(size)
        return answer

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        assert self._process.stdin and self._process.stdout
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


class Viewers:
    """The documents that are open. Safe for many threads."""

    def __init__(self, processes: int = PROCESSES, idle: float = IDLE, wait: float = WAIT) -> None:
        self._processes, self._idle, self._wait = processes, idle, wait
        self._changed = Condition()
        self._free: dict[str, tuple[Viewer, float]] = {}  # by key; with when it was last used
        self._used: set[str] = set()
        self._waiting = 0

    def ask(self, original: Original, read: Callable[[], bytes], command: dict[str, Any]) -> bytes:
        """Return a document's answer to a command; `read` gives its file where it is not open.

        Raises:
            OriginalError: the document cannot be shown, or too many are at the moment.
        """
        with self._viewer(original, read) as viewer:
            return viewer.ask(command)

    def close(self) -> None:
        """Close the documents that nobody is looking at."""
        with self._changed:
            self._close_older_than(float("inf"))

    @contextmanager
    def _viewer(self, original: Original, read: Callable[[], bytes]) -> Iterator[Viewer]:
        key = original.key
        viewer = self._take(key)
        try:
            if viewer is None:
                viewer = Viewer(original.suffix, original.member, read())
            yield viewer
        finally:
            self._give_back(key, viewer)

    def _take(self, key: str) -> Viewer | None:
        """Wait for a turn; return the open document, or None where it is to be opened."""
        with self._changed:
            if not self._wait_for_room(key):
                raise OriginalBusy("现在看原件的人太多，请稍后再试")
            self._used.add(key)
            viewer, _ = self._free.pop(key, (None, 0))
            while self._free and len(self._used) + len(self._free) > self._processes:
                oldest = min(self._free, key=lambda other: self._free[other][1])
                self._free.pop(oldest)[0].close()
        return viewer

    def _wait_for_room(self, key: str) -> bool:
        if self._waiting >= MAX_WAITING:
            return self._has_room(key)
        self._waiting += 1
        try:
            return self._changed.wait_for(lambda: self._has_room(key), self._wait)
        finally:
            self._waiting -= 1

    def _has_room(self, key: str) -> bool:
        return key not in self._used and len(self._used) < self._processes

    def _give_back(self, key: str, viewer: Viewer | None) -> None:
        with self._changed:
            self._used.discard(key)
            if viewer and viewer.alive:
                self._free[key] = viewer, time.monotonic()
                timer = Timer(self._idle, self._close_idle)
                timer.daemon = True
                timer.start()
            elif viewer:
                viewer.close()
            self._changed.notify_all()

    def _close_idle(self) -> None:
        with self._changed:
            self._close_older_than(time.monotonic() - self._idle + 0.1)

    def _close_older_than(self, since: float) -> None:
        for key in [key for key, (_, used) in self._free.items() if used <= since]:
            self._free.pop(key)[0].close()
