"""Only what the chat's page sends reaches Gradio."""

import json

import pytest
from fastapi.testclient import TestClient
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from ui.chat.doorway import JOIN, Doorway
from ui.web.errors import ErrorResponses
from ui.web.templating import Templates

GOOD = {"fn_index": 0, "data": ["问", None], "session_hash": "s", "trigger_id": 4}


@pytest.fixture(scope="module")
def client():
    async def echo(scope, receive, send):
        body = await Request(scope, receive).body()
        await PlainTextResponse(body)(scope, receive, send)

    return TestClient(Doorway(echo, ErrorResponses(Templates()), events=[0, 2]))


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/config",
        "/assets/Index-x_1.js",
        "/static/a/b.svg",
        "/gradio_api/queue/data",
        "/theme.css",
    ],
)
def test_what_the_page_asks_for_passes(client, path):
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/monitoring",
        "/gradio_api/deep_link",
        "/gradio_api/proxy=http://evil.example",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/runs",
        "/gradio_api/custom_component/a/b/c/d",
        "/gradio_api/heartbeat/../deep_link",
        "/assets/" + "a" * 256,
        "/assets/" + "好" * 86,
        "/assets/%0a",
        "/%0A",
        "/%27",
        "/config%0a",
    ],
)
def test_other_addresses_lead_nowhere(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["process_recording", "vibe-edit", "component_server", "stream/x"])
def test_what_would_write_files_leads_nowhere(client, path):
    assert client.post(f"/gradio_api/{path}", json={}).status_code == 404


def test_an_event_is_passed_on_as_it_was_sent(client):
    body = json.dumps({**GOOD, "more": [1]}).encode()
    passed = client.post(JOIN, content=body)
    assert (passed.status_code, passed.content) == (200, body)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"NaN",
        b"[" * 100_000,
        *(
            json.dumps({**GOOD, name: value}).encode()
            for name, value in [
                ("fn_index", 1),
                ("fn_index", -1),
                ("fn_index", True),
                ("fn_index", float("nan")),
                ("data", [float("inf")]),
                ("data", ["\ud800"]),
                ("data", {"\ud800": 1}),
                ("session_hash", "s" * 101),
                ("session_hash", None),
                ("trigger_id", "\ud800"),
            ]
        ),
    ],
)
def test_what_is_no_event_is_refused(client, body):
    refused = client.post(JOIN, content=body)
    assert refused.status_code == 400 and "error" in refused.json()
