"""Nothing is sent elsewhere, and no answer is without end."""

from __future__ import annotations

import gzip

import pytest
from pydantic import SecretStr

from index.errors import EndpointError
from rag.llm.endpoint import Endpoint
from tests.llm_server import KEY, Handler, Reply, says, serving

ASKED = [("user", "社区医院有多少家？")]


def answer(url: str) -> str:
    endpoint = Endpoint(url, "qwen", SecretStr(KEY), timeout=30)
    return "".join(endpoint.stream(ASKED, 30))


def redirects(status: int, to: str) -> Reply:
    def reply(handler: Handler) -> None:
        handler.send_response(status)
        handler.send_header("Location", to)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return reply


def pours(chunk: bytes, times: int, sent: list[int], status: int = 200) -> Reply:
    """Send a chunk many times, and count how many bytes went out."""

    def reply(handler: Handler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", "text/event-stream")
        handler.send_header("Connection", "close")
        handler.end_headers()
        for _ in range(times):
            handler.wfile.write(chunk)
            sent.append(len(chunk))

    return reply


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    with serving(says("好。")) as other:
        reply = redirects(status, f"{other.url}/chat/completions")
        with (
            serving(reply) as server,
            pytest.raises(EndpointError, match=f"{status}：接口要转到别的地址"),
        ):
            answer(server.url)
        assert (other.requests, other.keys) == ([], [])


@pytest.mark.parametrize(("status", "line"), [(200, b"data: no end "), (500, b"no end ")])
def test_an_answer_of_hundreds_of_megabytes_is_cut_off(status: int, line: bytes) -> None:
    sent: list[int] = []
    chunk = line * ((1 << 20) // len(line))
    reply = pours(chunk, 300, sent, status)
    with serving(reply) as server, pytest.raises(EndpointError, match="太大"):
        answer(server.url)
    assert sum(sent) < 50 << 20


def test_a_small_answer_that_would_unfold_to_a_large_one_is_refused() -> None:
    packed = gzip.compress(b"data: " + bytes(50 << 20))

    def reply(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.send_header("Content-Encoding", "gzip")
        handler.send_header("Content-Length", str(len(packed)))
        handler.end_headers()
        handler.wfile.write(packed)

    with serving(reply) as server, pytest.raises(EndpointError, match="太大"):
        answer(server.url)
