"""What the tests of evaluation send to the application."""

from __future__ import annotations

import re
import time
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient


def client_of(
    app: FastAPI, address: str = "127.0.0.1", base: str = "http://127.0.0.1:7860"
) -> TestClient:
    """Return a client at this address, by default on this machine."""
    return TestClient(app, base_url=base, client=(address, 5000), raise_server_exceptions=False)


def start(client: TestClient, text: str, name: str = "own.jsonl", **fields: Any) -> Any:
    """Start a run of an uploaded set."""
    files = {"files": (name, text.encode())}
    return client.post("/api/evaluation/runs", files=files, data=fields)


def finished(client: TestClient) -> dict[str, Any]:
    """Wait for the run; return how it ended."""
    until = time.monotonic() + 60
    while (status := client.get("/api/evaluation/job").json())["state"] in ("running", "stopping"):
        assert time.monotonic() < until
        time.sleep(0.01)
    return dict(status)


def ran(client: TestClient, text: str) -> str:
    """Run an uploaded set; return the id of the run."""
    response = start(client, text)
    assert response.status_code == 200, response.text
    status = finished(client)
    assert status["state"] == "done", status
    return str(status["run"])


def listed(client: TestClient) -> list[str]:
    """Return the ids of the runs that the page lists."""
    return re.findall(r'data-id="([^"]+)"', client.get("/evaluation").text)
