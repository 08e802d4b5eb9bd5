"""Serve an application on a loopback port, for clients that need an address."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from time import monotonic, sleep
from typing import Any

import httpx2
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

PATIENCE_S = 60  # for a chat to open on a busy machine


@contextmanager
def served(app: FastAPI, port: int = 0, chat: bool = True) -> Iterator[str]:
    """Serve in a thread, by default on a free port, with the chat open; yield the address."""
    server = uvicorn.Server(
        uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1, lifespan="on")
    )
    with socket.create_server(("127.0.0.1", port)) as listening:
        thread = Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        if chat:
            app.state.chat.load()
        until(lambda: server.started and (not chat or app.state.chat.open))
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


@contextmanager
def opened(app: FastAPI, **options: Any) -> Iterator[TestClient]:
    """Run an application until its chat is open; yield a client of it."""
    app.state.chat.load()
    with TestClient(app, **options) as client:
        until(lambda: app.state.chat.open)
        yield client


def until(true: Callable[[], bool]) -> None:
    """Wait until something is true, at most `PATIENCE_S` seconds."""
    began = monotonic()
    while not true():
        assert monotonic() - began < PATIENCE_S
        sleep(0.01)


def scripts(client: TestClient, page: str) -> str:
    """Return the text of the scripts of ours that a page loads."""
    addresses = re.findall(r'<script src="(/site/[^"]+)"', page)
    return "\n".join(client.get(address).text for address in addresses)


def chat_event(browser: httpx2.Client, event: int, data: list[object]) -> str:
    """Send an event as the chat's page does; gives the whole response."""
    asked = {"fn_index": event, "data": data, "session_hash": "session"}
    browser.post("/gradio_api/queue/join", json=asked).raise_for_status()
    answered = []
    query = {"session_hash": "session"}
    with browser.stream("GET", "/gradio_api/queue/data", params=query, timeout=30) as response:
        for line in response.iter_lines():
            answered.append(json.dumps(json.loads(line[6:]), ensure_ascii=False) if line else "")
            if '"process_completed"' in line:
                break
    return "\n".join(answered)
