import asyncio

import pytest
from fastapi.testclient import TestClient

from rag.settings import Settings
from ui.access.caller import Caller, caller, current
from ui.access.limits import (
    FREE_FAILURES,
    LONGEST_DELAY_S,
    MAX_BODY,
    MAX_CALLERS,
    MB,
    AtOnce,
    Buckets,
    Delays,
    max_body,
)
from ui.app import create_app
from ui.web.errors import ErrorResponses


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_a_bucket_fills_again_with_time():
    clock = Clock()
    buckets = Buckets(60, clock)
    assert [buckets.take("a") for _ in range(60)] == [0] * 60
    assert buckets.take("a") == 1
    assert buckets.take("b") == 0
    clock.now = 2.0
    assert [buckets.take("a") for _ in range(3)] == [0, 0, 1]
    clock.now = 1000.0
    assert [buckets.take("a") for _ in range(61)] == [0] * 60 + [1]


def test_the_wait_is_in_whole_seconds():
    buckets = Buckets(2, Clock())
    assert [buckets.take("a") for _ in range(3)] == [0, 0, 30]


def test_the_oldest_callers_are_forgotten_when_there_are_too_many():
    buckets = Buckets(1, Clock())
    for number in range(MAX_CALLERS + 10):
        buckets.take(str(number))
    assert buckets.take("0") == 0  # forgotten, and so with a full bucket
    assert buckets.take(str(MAX_CALLERS)) > 0


def test_the_delay_of_a_name_grows_with_its_failures_and_ends_with_success():
    clock = Clock()
    delays = Delays(clock)
    waits = []
    for _ in range(FREE_FAILURES + 3):
        delays.failed("李")
        waits.append(delays.wait("李"))
    assert waits == [0] * FREE_FAILURES + [2, 4, 8]
    assert delays.wait("王") == 0
    clock.now = 8.0
    assert delays.wait("李") == 0
    for _ in range(20):
        delays.failed("李")
    assert delays.wait("李") == LONGEST_DELAY_S
    delays.succeeded("李")
    assert delays.wait("李") == 0


def test_names_that_were_tried_are_forgotten_when_there_are_too_many():
    delays = Delays(Clock())
    for name in range(MAX_CALLERS + 10):
        for _ in range(FREE_FAILURES + 1):
            delays.failed(str(name))
    assert delays.wait("0") == 0
    assert delays.wait(str(MAX_CALLERS)) > 0


@pytest.mark.parametrize(
    "way", ["api/answer", "run/answer", "call/answer", "call/answer/1", "upload"]
)
def test_gradios_ways_past_the_limits_and_to_the_disk_are_closed(client, way):
    assert client.post(f"/gradio_api/{way}", json={"data": []}).status_code == 404
    assert client.get(f"/gradio_api/{way}").status_code == 404


@pytest.fixture(scope="module")
def client(pipeline):
    return TestClient(create_app(pipeline, Settings(_env_file=None)))


def test_too_many_questions_are_answered_with_429_and_the_time_to_wait(pipeline):
    client = TestClient(create_app(pipeline, Settings(_env_file=None, rate_limit=3)))
    codes = [client.get("/api/search", params={"q": "签约率"}).status_code for _ in range(3)]
    refused = client.post("/api/ask", json={"question": "签约率是多少？"})
    assert (codes, refused.status_code) == ([200] * 3, 429)
    assert 0 < int(refused.headers["retry-after"]) <= 20
    assert "频繁" in refused.json()["error"]
    spoken = client.post("/v1/chat/completions", json={"messages": []}).json()["error"]
    assert spoken["type"] == "rate_limit_error"
    assert client.post("/gradio_api/queue/join", json={}).status_code == 429
    assert client.get("/articles").status_code == 200
    assert client.get("/articles", params={"q": "签约率"}).status_code == 429
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("settings", "limited"),
    [({}, False), ({"host": "0.0.0.0"}, True), ({"host": "0.0.0.0", "rate_limit": 0}, False)],
)
def test_a_service_on_this_machine_alone_has_no_limit(pipeline, monkeypatch, settings, limited):
    monkeypatch.setattr("ui.app.RATE_LIMIT", 2)
    client = TestClient(create_app(pipeline, Settings(_env_file=None, **settings)))
    codes = {client.get("/api/search", params={"q": "签约"}).status_code for _ in range(5)}
    assert codes == ({200, 429} if limited else {200})


def chunks(size):
    yield from (b" " * MB for _ in range(size // MB))
    yield b" "


@pytest.mark.parametrize("path", ["/api/ask", "/v1/chat/completions", "/mcp"])
@pytest.mark.parametrize("content", [b" " * (MAX_BODY + 1), MAX_BODY])
def test_a_body_too_large_by_its_header_or_its_bytes_is_answered_with_413(client, path, content):
    body = chunks(content) if isinstance(content, int) else content
    response = client.post(path, content=body, headers={"content-type": "application/json"})
    assert response.status_code == 413
    assert "请求太大，最多 1 MB。" in response.text


def test_uploads_may_be_larger():
    assert max_body("/api/documents") == 100 * MB > max_body("/api/evaluation/runs") > MAX_BODY
    assert max_body("/api/documents-and-more") == MAX_BODY


def test_a_callers_requests_beyond_a_few_wait_and_those_beyond_many_are_refused(monkeypatch):
    monkeypatch.setattr("ui.access.limits.AT_ONCE", 2)
    monkeypatch.setattr("ui.access.limits.WAITING", 3)
    running, most, statuses, done = 0, 0, [], []

    async def flood():
        nonlocal running, most
        go = asyncio.Event()

        async def app(scope, receive, send):
            nonlocal running, most
            running += 1
            most = max(most, running)
            await go.wait()
            running -= 1
            done.append(caller().name)

        async def send(message):
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        async def ask(name):
            current.set(Caller(name))
            scope = {"type": "http", "method": "POST", "path": "/api/ask"}
            await limited(scope, None, send)

        limited = AtOnce(app, ErrorResponses(None))
        asked = [asyncio.create_task(ask("甲")) for _ in range(7)]
        other = asyncio.create_task(ask("乙"))
        while running != 3:
            await asyncio.sleep(0)
        assert statuses == [429, 429]
        go.set()
        await asyncio.gather(*asked, other)
        assert not limited._held and not limited._turns

    asyncio.run(flood())
    assert most == 3 and sorted(done) == ["乙", *["甲"] * 5]
