"""How much each caller may have kept in a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from threading import Lock

from ui.access.limits import MAX_CALLERS


class Daily:
    """Counts what each caller had kept today, at most `most`. Safe for many threads.

    Nothing is written down: who asked for what stays unknown, and a restart begins anew.
    """

    def __init__(self, most: int, today: Callable[[], date] = date.today) -> None:
        self._most, self._today, self._lock = most, today, Lock()
        self._day, self._kept = today(), dict[str, int]()

    def take(self, who: str) -> bool:
        """Count one more and return True, or return False if the caller has had all."""
        with self._lock:
            if self._day != self._today():
                self._day, self._kept = self._today(), {}
            kept = self._kept.pop(who, 0)
            self._kept[who] = min(kept + 1, self._most)  # most recent callers last
            if len(self._kept) > MAX_CALLERS:
                del self._kept[next(iter(self._kept))]
            return kept < self._most
