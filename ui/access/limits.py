"""Limits on how often a caller may ask and on how large a request may be."""

from __future__ import annotations

import math
import re
from asyncio import Semaphore
from collections import Counter
from collections.abc import Callable
from threading import Lock
from time import monotonic

from starlette.datastructures import Headers, QueryParams
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.access.caller import caller
from ui.web.errors import ErrorResponses

MB = 1 << 20
MAX_BODY = 1 * MB
UPLOADS = (
    (re.compile(r"/api/evaluation/runs"), 10 * MB),  # question sets
    (re.compile(r"/api/documents(?:/.*)?"), 100 * MB),
    (re.compile(r"/api/verify/(?:read|export)"), 21 * MB),  # a draft as a file
)
MAX_CALLERS, MAX_NAME = 10_000, 100
AT_ONCE, WAITING = 16, 64  # costly requests of a caller
FREE_FAILURES, LONGEST_DELAY_S = 5, 300.0
# requests that cost more than reading a page: questions, searches, feedback, uploads
COSTLY = {
    "POST": re.compile(r"/(?:api|v1|mcp|gradio_api/queue/join)(?:/.*)?"),
    "GET": re.compile(r"/api/search|/articles/results\.csv|(?:/api)?/compare"),
}


class Buckets:
    """A token bucket for each caller: `per_minute` requests, at once or spread out.

    Safe for many threads.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = monotonic) -> None:
        self._size, self._clock, self._lock = per_minute, clock, Lock()
        self._kept: dict[str, tuple[float, float]] = {}  # caller: tokens left, time

    def take(self, who: str) -> int:
        """Take a token and return 0, or return the seconds until there is one."""
        with self._lock:
            now = self._clock()
            left, since = self._kept.pop(who, (float(self._size), now))
            left = min(self._size, left + (now - since) * self._size / 60)
            allowed = left >= 1
            self._kept[who] = (left - allowed, now)  # most recent callers last
            if len(self._kept) > MAX_CALLERS:
                del self._kept[next(iter(self._kept))]
        return 0 if allowed else math.ceil((1 - left) * 60 / self._size)


class Delays:
    """A delay for each name that grows with its failures: doubled by each after the first few.

    Safe for many threads.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock, self._lock = clock, Lock()
        self._kept: dict[str, tuple[int, float]] = {}  # name: failures, until when it has to wait

    def wait(self, name: str) -> int:
        """Return the seconds before the name may be tried again, 0 if now."""
        with self._lock:
            _, until = self._kept.get(name[:MAX_NAME], (0, 0.0))
            return max(0, math.ceil(until - self._clock()))

    def failed(self, name: str) -> None:
        """Count a failure."""
        with self._lock:
            failures = self._kept.pop(name[:MAX_NAME], (0, 0.0))[0] + 1
            delay = min(2.0 ** (failures - FREE_FAILURES), LONGEST_DELAY_S)
            until = self._clock() + delay if failures > FREE_FAILURES else 0.0
            self._kept[name[:MAX_NAME]] = (failures, until)
            if len(self._kept) > MAX_CALLERS:
                del self._kept[next(iter(self._kept))]

    def succeeded(self, name: str) -> None:
        """Forget the failures."""
        with self._lock:
            self._kept.pop(name[:MAX_NAME], None)


class RateLimit:
    """Middleware that answers 429 to a caller whose bucket is empty."""

    def __init__(self, app: ASGIApp, errors: ErrorResponses, per_minute: int) -> None:
        self._app, self._errors, self._buckets = app, errors, Buckets(per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it if it is one of `COSTLY`."""
        if _costly(scope) and (wait := self._buckets.take(caller().key)):
            headers = {"Retry-After": str(wait)}
            message = f"请求过于频繁，请 {wait} 秒后再试。"
            refused = self._errors.response(scope["path"], 429, message, headers)
            return await refused(scope, receive, send)
        await self._app(scope, receive, send)


class AtOnce:
    """Middleware that answers a few costly requests of a caller at once; more wait, or get a 429.

    A caller who sends very many takes neither all threads nor all memory from the others.
    """

    def __init__(self, app: ASGIApp, errors: ErrorResponses) -> None:
        self._app, self._errors = app, errors
        self._held = Counter[str]()  # requests that run or wait
        self._turns = dict[str, Semaphore]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on in its turn, or refuse it."""
        if not _costly(scope):
            return await self._app(scope, receive, send)
        who = caller().key
        if self._held[who] >= AT_ONCE + WAITING:
            message = "您有太多请求还没有答完，请稍后再试。"
            refused = self._errors.response(scope["path"], 429, message, {"Retry-After": "1"})
            return await refused(scope, receive, send)
        self._held[who] += 1
        try:
            async with self._turns.setdefault(who, Semaphore(AT_ONCE)):
                await self._app(scope, receive, send)
        finally:
            self._held[who] -= 1
            if not self._held[who]:
                del self._held[who], self._turns[who]


def _costly(scope: Scope) -> bool:
    pattern = COSTLY.get(scope.get("method", ""))
    return bool(pattern and (pattern.fullmatch(scope["path"]) or _searches(scope)))


def _searches(scope: Scope) -> bool:
    return scope["path"] == "/articles" and bool(QueryParams(scope["query_string"]).get("q"))


class _TooLargeError(Exception):
    """The request's body is larger than allowed."""


class BodyLimit:
    """Middleware that answers 413 to a body that is too large, by its header or as it arrives."""

    def __init__(self, app: ASGIApp, errors: ErrorResponses) -> None:
        self._app, self._errors = app, errors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and count its bytes as they arrive."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        limit, size, started = max_body(scope["path"]), 0, False

        async def counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > limit:
                raise _TooLargeError
            return message

        async def answer(message: Message) -> None:
            nonlocal started
            if size > limit and not started:
                raise _TooLargeError  # the application may have turned the first one into a response
            started = True
            await send(message)

        try:
            if _declared(scope) > limit:
                raise _TooLargeError
            await self._app(scope, counted, answer)
        except _TooLargeError:
            if not started:
                message = f"请求太大，最多 {limit // MB} MB。"
                refused = self._errors.response(scope["path"], 413, message)
                await refused(scope, receive, send)


def max_body(path: str) -> int:
    """Return the largest body allowed for a path, in bytes."""
    return next((limit for pattern, limit in UPLOADS if pattern.fullmatch(path)), MAX_BODY)


def _declared(scope: Scope) -> int:
    """Return the Content-Length, or 0 if there is no valid one."""
    length = Headers(scope=scope).get("content-length", "")
    return int(length) if length.isascii() and length.isdecimal() and len(length) < 19 else 0
