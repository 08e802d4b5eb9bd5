"""Slow and greedy clients against a server with short time limits."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from threading import Event, Thread
from time import monotonic
from typing import Any

import httpx2
import pytest
import uvicorn

from ui.access.connections import SMALL_CHUNKS, GuardedProtocol

SLOW_S = 0.3
WAIT_S = 20


class Hasty(GuardedProtocol):
    """A server's connections in these tests."""

    head_s = body_s = unread_s = SLOW_S
    total = 6


class App:
    """Answers with what it was sent, or with more than a socket holds; tells when one is gone."""

    gone = Event()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            more = message.get("more_body", False)
            body += message.get("body", b"")
        start = {"type": "http.response.start", "status": 200, "headers": []}
        await send(start)
        if scope["path"] == "/flood":
            for _ in range(1000):
                await send({"type": "http.response.body", "body": b"x" * 65536, "more_body": True})
            self.gone.set()
        await send({"type": "http.response.body", "body": body or b"ok"})


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    config = uvicorn.Config(App(), log_config=None, http=Hasty, lifespan="off")
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join(WAIT_S)


def connected(port: int, sent: bytes = b"") -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=WAIT_S)
    connection.sendall(sent)
    return connection


def answer(connection: socket.socket) -> bytes:
    """Return all that comes until the server ends the connection."""
    found = b""
    try:
        while piece := connection.recv(65536):
            found += piece
    except ConnectionError:
        pass
    return found


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: a\r\n"])
def test_a_request_whose_head_does_not_come_is_ended(port: int, sent: bytes) -> None:
    with connected(port, sent) as connection:
        assert answer(connection).startswith(b"HTTP/1.1 408 ")


def test_the_head_of_a_second_request_must_come_too(port: int) -> None:
    with connected(port, b"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HT") as connection:
        found = answer(connection)
    assert found.startswith(b"HTTP/1.1 200 ") and b"HTTP/1.1 408 " in found


def test_a_body_that_does_not_come_is_ended(port: int) -> None:
    head = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nabc"
    with connected(port, head) as connection:
        assert answer(connection) == b""


def test_a_body_that_comes_slowly_but_steadily_is_read(port: int) -> None:
    pieces = [b"x" * 20_000] * 5

    def slowly() -> Iterator[bytes]:
        for piece in pieces:
            Event().wait(SLOW_S / 3)
            yield piece

    answered = httpx2.post(f"http://127.0.0.1:{port}/", content=slowly(), timeout=WAIT_S)
    assert answered.content == b"".join(pieces)


def test_a_client_that_reads_nothing_is_left(port: int) -> None:
    App.gone.clear()
    with connected(port, b"GET /flood HTTP/1.1\r\nHost: a\r\n\r\n"):
        assert App.gone.wait(WAIT_S)


def test_a_body_in_very_many_small_chunks_is_refused(port: int) -> None:
    head = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    with connected(port, head + b"1\r\nx\r\n" * (SMALL_CHUNKS + 1)) as connection:
        assert answer(connection).startswith(b"HTTP/1.1 400 ")


def test_where_there_are_too_many_connections_an_idle_one_makes_room(port: int) -> None:
    idle = [connected(port) for _ in range(Hasty.total)]
    began = monotonic()
    answered = httpx2.get(f"http://127.0.0.1:{port}/", timeout=WAIT_S)
    assert answered.text == "ok"
    assert monotonic() - began < WAIT_S
    for connection in idle:
        connection.close()


def test_one_address_may_not_take_all_unless_it_is_a_proxys() -> None:
    assert GuardedProtocol.each < GuardedProtocol.total
    config = uvicorn.Config(App(), http=GuardedProtocol, forwarded_allow_ips="10.0.0.1")

    async def made() -> GuardedProtocol:
        return GuardedProtocol(config, uvicorn.server.ServerState(), {})

    import asyncio

    one = asyncio.run(made())
    for address, proxy in (("127.0.0.1", True), ("10.0.0.1", True), ("10.0.0.2", False)):
        one.client = (address, 1)
        assert one._is_proxy() is proxy
