"""Delete what is older than the settings let it be kept: at start, and every day."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress

DAY_S = 86_400.0
log = logging.getLogger("wence")


class Retention:
    """Tasks that each delete what is too old; one that fails is logged, and tried the next day."""

    def __init__(self, tasks: Sequence[Callable[[], None]], pause_s: float = DAY_S) -> None:
        self._tasks, self._pause_s = tasks, pause_s

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Run the tasks in a thread while the application runs."""
        running = asyncio.create_task(self._run())
        yield
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running

    async def _run(self) -> None:
        while True:
            await asyncio.to_thread(self.run_once)
            await asyncio.sleep(self._pause_s)

    def run_once(self) -> None:
        """Run each task once."""
        for task in self._tasks:
            try:
                task()
            except Exception:
                log.exception("what is too old could not be deleted")
