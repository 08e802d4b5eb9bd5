"""Limit how many drafts are checked at once, by all and by each caller."""

from __future__ import annotations

from collections import Counter
from threading import Lock

from fastapi import HTTPException

MOST = 6  # drafts at once; each holds a thread of the server
EACH = 2  # of one caller
WAIT_S = 10  # told to who is refused


class Turns:
    """The drafts that are being checked. Safe for many threads."""

    def __init__(self, most: int = MOST, each: int = EACH) -> None:
        self._most, self._each, self._lock = most, each, Lock()
        self._running: Counter[str] = Counter()

    def take(self, who: str) -> None:
        """Begin a check.

        Raises:
            HTTPException: 429 or 503, as the caller or all together check too many.
        """
        with self._lock:
            own, all_ = self._running[who], self._running.total()
            if own >= self._each:
                self._refuse(429, f"您已有 {own} 篇稿件正在核对，请等它们核对完。")
            if all_ >= self._most:
                self._refuse(503, "同时核对的稿件太多，请稍后再试。")
            self._running[who] += 1

    def give_back(self, who: str) -> None:
        """End a check."""
        with self._lock:
            self._running[who] -= 1
            self._running += Counter()  # forget who has none

    def _refuse(self, status: int, message: str) -> None:
        raise HTTPException(status, message, {"Retry-After": str(WAIT_S)})
