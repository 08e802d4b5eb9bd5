"""An answer as it is written: the pipeline's thread on one side, the event loop on the other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from threading import Event

from rag.answer import Answer

OnToken = Callable[[str], None]

KEEP_ALIVE_S = 1.0
# A pool of its own: answers that a slow model writes must not hold up the other pages.
_pool = ThreadPoolExecutor(max_workers=64, thread_name_prefix="answer")


class _LeftError(Exception):
    """Nobody waits for the answer any more."""


async def stream(ask: Callable[[OnToken], Answer]) -> AsyncGenerator[str | Answer]:
    """Yield what a language model writes, unchecked, as it arrives; then the answer, checked.

    `ask` runs in a thread. An empty text is yielded now and then while nothing arrives, for
    proxies, and to notice who has left. Closing the iterator ends the request to the model.
    What `ask` raises is raised.
    """
    loop, left = asyncio.get_running_loop(), Event()
    items: list[str | Answer | Exception] = []
    arrived = asyncio.Event()

    def add(item: str | Answer | Exception) -> None:
        items.append(item)
        arrived.set()

    def on_token(text: str) -> None:
        if left.is_set():
            raise _LeftError
        if text:
            loop.call_soon_threadsafe(add, text)

    def work() -> None:
        try:
            on_token("")
            loop.call_soon_threadsafe(add, ask(on_token))
        except _LeftError:
            pass
        except Exception as error:
            loop.call_soon_threadsafe(add, error)

    _pool.submit(copy_context().run, work)
    try:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(arrived.wait(), KEEP_ALIVE_S)
            arrived.clear()
            text = "".join(item for item in items if isinstance(item, str))
            end = next((item for item in items if not isinstance(item, str)), None)
            items.clear()
            if text or not end:
                yield text
            if isinstance(end, Exception):
                raise end
            if end:
                yield end
                return
    finally:
        left.set()
