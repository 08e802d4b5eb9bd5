"""Pass an answer from the thread that writes it to the event loop that sends it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from threading import Event

from index.deadline import TimeLimit
from rag.answer import Answer

OnToken = Callable[[str], None]

KEEP_ALIVE_S = 1.0
# a pool of its own: answers by a slow model must not delay the other pages
_pool = ThreadPoolExecutor(max_workers=64, thread_name_prefix="answer")


class _ClientGoneError(Exception):
    """The client has disconnected."""


async def stream(ask: Callable[[OnToken], Answer]) -> AsyncGenerator[str | Answer]:
    """Yield a language model's text as it arrives, unverified, then the verified answer.

    `ask` runs in a thread; its exception is raised here. While nothing arrives, an empty text
    is yielded every `KEEP_ALIVE_S` seconds: it keeps proxies from closing the connection, and
    shows whether the client is still there. Closing the iterator ends the request to the model,
    and what is computed for it.
    """
    loop, client_gone, limit = asyncio.get_running_loop(), Event(), TimeLimit()
    items: list[str | Answer | Exception] = []
    arrived = asyncio.Event()

    def add(item: str | Answer | Exception) -> None:
        items.append(item)
        arrived.set()

    def on_token(text: str) -> None:
        if client_gone.is_set():
            raise _ClientGoneError
        if text:
            loop.call_soon_threadsafe(add, text)

    def work() -> None:
        try:
            on_token("")
            with limit:
                answer = ask(on_token)
            loop.call_soon_threadsafe(add, answer)
        except _ClientGoneError:
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
        client_gone.set()
        limit.cancel()


async def last_answer(items: AsyncIterator[str | Answer]) -> Answer:
    """Wait for the answer at the end of a stream."""
    *_, last = [item async for item in items]
    if not isinstance(last, Answer):
        raise TypeError("a stream must end with an answer")
    return last
