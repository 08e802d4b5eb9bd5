"""Read files in a process of their own, with limits of time and memory.

A file from outside may make a parser loop, use all memory or crash; that ends the reading
process and nothing else. The processes exchange JSON and raw bytes over pipes.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from threading import Timer
from typing import Any, Self

from index.errors import DocumentError
from index.model import Article, Block

SECONDS, MAX_SECONDS = 8, 120  # processor time for one file: without its size, and at most
SECONDS_PER_MB = {".pdf": 20}  # a megabyte of text alone is 500 pages
OTHER_SECONDS_PER_MB = 4
SECONDS_PER_PAGE = 60  # processor time for the recognition of a page, on all cores together
WAIT = 10  # elapsed seconds per second of processor time, on a busy machine, before giving up
ANOTHER_PAGE = b"page\n"  # told by the process before it recognises a page
_PROGRAM = "import sys; sys.path.append(sys.argv[1]); from index.loading.worker import main; main()"
_CRASHED = "文件已损坏，或解析程序出错，无法读取"
_SLOW = "文件处理时间过长，已停止读取"


class Reader:
    """A process that reads files, started with the first file and again after a crash.

    Not thread-safe.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *details: object) -> None:
        if kind and self._process:
            self._process.kill()
        self._stop()

    def read(self, data: bytes, suffix: str, name: str) -> tuple[list[Article], list[str]]:
        """Run `index.loading.registry.read_bytes` in the reading process.

        Raises:
            DocumentError: the file cannot be read, or not within the limits.
        """
        rate = SECONDS_PER_MB.get(suffix, OTHER_SECONDS_PER_MB)
        seconds = min(SECONDS + rate * len(data) // 1_000_000, MAX_SECONDS)
        request = {"suffix": suffix, "name": name, "size": len(data), "seconds": seconds}
        answer = self._exchange(json.dumps(request).encode() + b"\n" + data, seconds)
        if "error" in answer:
            raise DocumentError(answer["error"])
        return [article_from_json(values) for values in answer["articles"]], answer["warnings"]

    def _exchange(self, request: bytes, seconds: int) -> dict[str, Any]:
        process = self._process or self._start()
        assert process.stdin and process.stdout
        timer = Timer(seconds * WAIT, process.kill)
        timer.start()
        try:
            process.stdin.write(request)
            process.stdin.flush()
            while (line := process.stdout.readline()) == ANOTHER_PAGE:
                timer.cancel()
                timer = Timer((seconds + SECONDS_PER_PAGE) * WAIT, process.kill)
                timer.start()
        except BrokenPipeError:
            line = b""
        finally:
            timer.cancel()
        if line.endswith(b"\n"):  # otherwise the process ended before it had answered
            answer: dict[str, Any] = json.loads(line)
            if answer.get("last"):
                self._stop()
            return answer
        code = self._stop()
        # -9 is SIGKILL, sent by the timer; -24 is SIGXCPU, sent at the limit of processor time
        return {"error": _SLOW if code in (-9, -24) else _CRASHED}

    def _start(self) -> subprocess.Popen[bytes]:
        """Start the process; `-P` keeps it from importing modules out of the current folder."""
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-P", "-c", _PROGRAM, str(Path(__file__).resolve().parents[2])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        return self._process

    def _stop(self) -> int:
        """Wait for the process to end and return its exit status; 0 if there is none."""
        process, self._process = self._process, None
        if process is None:
            return 0
        assert process.stdin and process.stdout
        with suppress(BrokenPipeError):
            process.stdin.close()
        process.stdout.close()
        return process.wait()


def article_to_json(article: Article) -> dict[str, Any]:
    """Return all fields of an article as JSON values."""
    return asdict(article)


def article_from_json(values: dict[str, Any]) -> Article:
    """Return the article that has these fields."""
    blocks = tuple(Block(**block) for block in values["blocks"])
    starts = tuple((at, page) for at, page in values["page_starts"])
    return Article(**{**values, "blocks": blocks, "page_starts": starts})
