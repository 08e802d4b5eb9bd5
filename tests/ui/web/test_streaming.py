"""From the model's server through the pipeline to a client: how soon, how true, how it stops."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import aclosing, contextmanager
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
import uvicorn

from index.errors import QuestionError
from rag.answer import Answer
from rag.blocks import AnswerBlock
from tests.llm_server import (
    KEY,
    Reply,
    Server,
    cuts,
    drips,
    hangs,
    says,
    serving,
    stalls,
    written_by,
)
from ui.app import create_app
from ui.web.streaming import KEEP_ALIVE_S, stream

if TYPE_CHECKING:
    from rag.pipeline import Pipeline

QUESTION = "到2033年海蓝市社区医院要达到多少家？"
DONE = Answer("问", "问", (AnswerBlock.paragraph("答。", 1),), False, 1.0, "llm", "m")


def collect(ask: Callable[[Any], Answer], most: int = 99) -> list[tuple[float, str | Answer]]:
    """What `stream` yields, with the seconds since it began."""

    async def run() -> list[tuple[float, str | Answer]]:
        began, got = time.monotonic(), []
        async with aclosing(stream(ask)) as items:
            async for item in items:
                got.append((time.monotonic() - began, item))
                if len(got) == most:
                    break
        return got

    return asyncio.run(run())


def test_text_comes_as_it_is_written_and_the_answer_last() -> None:
    def ask(on_token: Callable[[str], None]) -> Answer:
        for text in ("一", "", "二"):
            on_token(text)
            time.sleep(0.1)
        return DONE

    got = collect(ask)
    assert [item for _, item in got] == ["一", "二", DONE]
    assert got[0][0] < 0.08 < got[1][0]


def test_text_that_comes_faster_than_it_is_read_comes_together() -> None:
    def ask(on_token: Callable[[str], None]) -> Answer:
        for _ in range(500):
            on_token("字")
        return DONE

    got = [item for _, item in collect(ask)]
    assert "".join(got[:-1]) == "字" * 500  # type: ignore[arg-type]
    assert len(got) < 100


def test_silence_is_filled_with_empty_texts() -> None:
    def ask(on_token: Callable[[str], None]) -> Answer:
        time.sleep(KEEP_ALIVE_S * 1.5)
        return DONE

    assert [item for _, item in collect(ask)] == ["", DONE]


def test_what_asking_raises_is_raised() -> None:
    def ask(on_token: Callable[[str], None]) -> Answer:
        raise QuestionError("问题是空的。")

    with pytest.raises(QuestionError, match="空的"):
        collect(ask)


def test_who_leaves_ends_the_asking() -> None:
    ended = threading.Event()

    def ask(on_token: Callable[[str], None]) -> Answer:
        try:
            while True:
                on_token("字")
                time.sleep(0.01)
        finally:
            ended.set()

    collect(ask, most=1)
    assert ended.wait(1)


@contextmanager
def application(pipeline: Pipeline, server: Server) -> Iterator[str]:
    """The address of the application, whose language model is the server."""
    written = written_by(server, pipeline, llm_timeout=20)
    app = create_app(written, written.settings)
    web = uvicorn.Server(
        uvicorn.Config(app, port=0, log_level="error", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=web.run, daemon=True)
    thread.start()
    while not web.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{web.servers[0].sockets[0].getsockname()[1]}"
    web.should_exit = True
    thread.join(10)


Event = tuple[float, str, Any]


def events(address: str, question: str = QUESTION) -> Iterator[Event]:
    """Server-sent events of one question: when they came, name, data."""
    headers = {"Accept": "text/event-stream"}
    body = {"question": question}
    with httpx2.stream(
        "POST", f"{address}/api/ask", json=body, headers=headers, timeout=30
    ) as found:
        assert found.status_code == 200, found.read()
        name = ""
        for line in found.iter_lines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                yield time.monotonic(), name, json.loads(line.removeprefix("data: "))


WRITTEN = "到2033年，海蓝市社区医院要达到126家[1]。市里将新建一座机场[1]。"


def test_first_token_reaches_the_client_within_300_ms(
    real_pipeline: Pipeline, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with (
        serving(says(WRITTEN, size=2, pause=0.05)) as server,
        application(real_pipeline, server) as address,
    ):
        list(events(address))  # whatever is loaded once
        server.first_token_at = 0.0
        got = list(events(address))
    assert got[0][0] - server.first_token_at < 0.3
    deltas = [data for _, name, data in got if name == "delta"]
    assert "".join(data["text"] for data in deltas) == WRITTEN
    assert not any(data["checked"] for data in deltas)
    assert got[-1][0] - got[0][0] > 0.4  # it grew, and didn't come at once
    name, result = got[-1][1:]
    assert name == "result"
    assert "126家" in result["answer"]
    assert "机场" not in result["answer"]
    assert result["note"].startswith("有1处内容")
    assert KEY not in caplog.text + json.dumps([data for _, _, data in got])


@pytest.mark.parametrize("reply", [drips, hangs, stalls])
def test_client_who_leaves_ends_the_request_to_the_model(
    real_pipeline: Pipeline, reply: Reply
) -> None:
    with serving(reply) as server, application(real_pipeline, server) as address:
        leaving = httpx2.Timeout(1.5)
        with pytest.raises(httpx2.TimeoutException), httpx2.Client(timeout=leaving) as client:
            headers = {"Accept": "text/event-stream"}
            with client.stream(
                "POST", f"{address}/api/ask", json={"question": QUESTION}, headers=headers
            ) as found:
                until = time.monotonic() + 1.5
                for _ in found.iter_raw():
                    if time.monotonic() > until:
                        raise httpx2.ReadTimeout("enough")
        assert server.hung_up.wait(3)


def test_draft_gives_way_where_the_model_breaks_off(real_pipeline: Pipeline) -> None:
    with serving(cuts) as server, application(real_pipeline, server) as address:
        got = list(events(address))
    assert [name for _, name, _ in got] == ["delta", "result"]
    result = got[-1][2]
    assert result["engine"] == "extractive"
    assert "126家" in result["answer"]
    assert "中途断开" in result["note"]


def test_bad_question_is_refused_by_the_status(real_pipeline: Pipeline) -> None:
    with serving(says("好")) as server, application(real_pipeline, server) as address:
        found = httpx2.post(
            f"{address}/api/ask", json={"question": " "}, headers={"Accept": "text/event-stream"}
        )
    assert found.status_code == 400
    assert "error" in found.json()
