"""HTTP for a model's server: nothing is sent elsewhere than to its address, and answers are bounded."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx2
import openai

from index.errors import EndpointError

FREE_BYTES, TOKEN_BYTES = 4 << 20, 2048  # of one answer; a token takes some 300 in a stream
# what is compressed could unfold to any size
HEADERS = {"Accept-Encoding": "identity"}
TOO_LONG = "大模型接口的回答太大，已经断开。"


def bounded_client(timeout: float, max_tokens: int) -> httpx2.AsyncClient:
    """Return a client that follows no redirect, which would take the question to another server.

    An answer of more bytes than `max_tokens` can take, or a compressed one, ends in an
    EndpointError.
    """
    most = FREE_BYTES + TOKEN_BYTES * max_tokens

    async def bound(response: httpx2.Response) -> None:
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        compressed = response.headers.get("content-encoding", "identity") != "identity"
        response.stream = _Bounded(response.stream, 0 if compressed else most)

    return httpx2.AsyncClient(
        timeout=timeout,
        follow_redirects=False,
        limits=openai.DEFAULT_CONNECTION_LIMITS,
        headers=HEADERS,
        event_hooks={"response": [bound]},
    )


class _Bounded(httpx2.AsyncByteStream):
    """The bytes of a stream, up to a number of them."""

    def __init__(self, stream: httpx2.AsyncByteStream, most: int) -> None:
        self._stream, self._left = stream, most

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._stream:
            self._left -= len(piece)
            if self._left < 0:
                raise EndpointError(TOO_LONG)
            yield piece

    async def aclose(self) -> None:
        await self._stream.aclose()
