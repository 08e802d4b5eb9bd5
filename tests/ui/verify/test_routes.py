"""The addresses that check a draft, read a file and export the result."""

import asyncio
import csv
import json
from io import BytesIO, StringIO
from urllib.parse import unquote

import pytest
from docx import Document
from fastapi.testclient import TestClient

from index.errors import StoreDamaged
from rag.settings import Settings
from tests.ui.verify.conftest import DRAFT, NOWHERE, TRUE, WRONG
from ui.app import create_app
from ui.verify import routes
from ui.verify.turns import Turns

EVENTS = {"accept": "text/event-stream"}


@pytest.fixture(scope="module")
def client(pipeline):
    app = create_app(pipeline, Settings(_env_file=None, base_url="https://wence.example"))
    return TestClient(app)


def events(response):
    messages = [message.split("\n") for message in response.text.strip().split("\n\n")]
    return [(name[7:], json.loads(data[6:])) for name, data in messages]


def test_a_draft_is_answered_with_verdicts_reasons_and_links(client):
    told = client.post("/api/verify", json={"text": DRAFT}).json()
    first, second, third = told["statements"]
    assert [one["verdict"] for one in (first, third)] == ["supported", "not_found"]
    assert second["verdict"] != "supported" and second["reason"]
    assert first["evidence"][0]["url"].startswith("https://wence.example/articles/2022-03-14/1?q=")
    assert third["nearest"] and not third["evidence"]
    assert told["counts"]["supported"] == 1 and told["took_ms"] > 0


def test_filters_narrow_what_counts_as_evidence(client):
    body = {"text": TRUE, "filters": {"until": "2021"}}
    (only,) = client.post("/api/verify", json=body).json()["statements"]
    assert only["verdict"] == "not_found"


def test_findings_arrive_one_by_one_and_add_up_to_the_result(client):
    response = client.post("/api/verify", json={"text": DRAFT}, headers=EVENTS)
    found = events(response)
    assert [name for name, _ in found] == ["draft", *["finding"] * 3, "result"]
    assert [one["n"] for one in found[0][1]["statements"]] == [1, 2, 3]
    assert [data for _, data in found[1:-1]] == found[-1][1]["statements"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"text": " "}, "是空的"),
        ({"text": "字" * 20_001}, "太长"),
        ({"text": TRUE, "filters": {"since": "去年"}}, "筛选条件有误"),
        ({"text": 5}, ""),
        ({}, ""),
    ],
)
def test_what_cannot_be_checked_is_refused_in_one_sentence(client, body, says):
    for headers in ({}, EVENTS):
        response = client.post("/api/verify", json=body, headers=headers)
        assert response.status_code == 400 and says in response.json()["error"]


def test_a_turn_is_given_back_after_an_error_too(pipeline, monkeypatch):
    monkeypatch.setattr(routes, "Turns", lambda: Turns(most=1))
    client = TestClient(create_app(pipeline, Settings(_env_file=None)))

    def fail(*given):
        raise StoreDamaged("索引坏了。")

    with monkeypatch.context() as broken:
        broken.setattr(pipeline, "search", fail)
        assert client.post("/api/verify", json={"text": TRUE}).json() == {"error": "索引坏了。"}
        found = events(client.post("/api/verify", json={"text": TRUE}, headers=EVENTS))
        assert found[-1] == ("error", {"error": "索引坏了。"})
    assert client.post("/api/verify", json={"text": TRUE}).status_code == 200


def test_who_leaves_gives_the_turn_back_and_stops_the_check(pipeline, monkeypatch):
    monkeypatch.setattr(routes, "Turns", lambda: Turns(most=1))
    app = create_app(pipeline, Settings(_env_file=None))
    asked = []
    real = pipeline.search
    monkeypatch.setattr(pipeline, "search", lambda *given: asked.append(given) or real(*given))
    body = json.dumps({"text": TRUE * 50}).encode()
    scope = {
        **{"type": "http", "method": "POST", "path": "/api/verify", "query_string": b""},
        **{"headers": [(b"accept", b"text/event-stream"), (b"content-type", b"application/json")]},
        "asgi": {"spec_version": "2.3"},
    }

    async def leave_early():
        sent, left = [{"type": "http.request", "body": body}], asyncio.Event()

        async def receive():
            if sent:
                return sent.pop()
            await left.wait()
            return {"type": "http.disconnect"}

        async def send(message):
            if b"event: finding" in message.get("body", b""):
                left.set()
                await asyncio.sleep(30)  # a client that no longer reads

        await app(scope, receive, send)

    asyncio.run(leave_early())
    assert len(asked) < 50
    assert TestClient(app).post("/api/verify", json={"text": TRUE}).status_code == 200


def test_the_page_names_every_verdict_and_is_in_the_navigation(client):
    page = client.get("/verify").text
    assert '<a href="/verify" aria-current="page">核对</a>' in page
    assert "张冠李戴" in page and 'data-most="20000"' in page


def test_a_file_is_read_and_not_kept(client):
    file = {"file": ("稿.md", "# 题\n全市有**六十家**诊所。".encode("gb18030"))}
    told = client.post("/api/verify/read", files=file).json()
    assert told == {"name": "稿.md", "text": "# 题\n全市有**六十家**诊所。"}
    refused = client.post("/api/verify/read", files={"file": ("稿.exe", b"MZ")})
    assert refused.status_code == 400 and "Word" in refused.json()["error"]


def export(client, result, format, **more):
    return client.post(
        "/api/verify/export", data={"result": json.dumps(result | {"format": format})}, **more
    )


def test_a_pasted_draft_becomes_a_word_file_with_comments(client, result):
    response = export(client, result, "docx")
    assert unquote(response.headers["content-disposition"]).endswith("稿（核对）.docx")
    comments = list(Document(BytesIO(response.content)).comments)
    assert [one.text.split("\n")[0][:5] for one in comments][::2] == ["✓ 有依据", "? 没有找"]
    assert all(one.author == "问策" for one in comments)


def test_a_file_that_only_calls_itself_word_is_written_anew(client, result):
    file = {"file": ("稿.docx", TRUE.encode())}
    response = export(client, result, "docx", files=file)
    assert len(list(Document(BytesIO(response.content)).comments)) == 3


def test_markdown_and_csv_hold_every_remark(client, result):
    noted = export(client, result, "md").text
    assert f"{TRUE}[^wence-1]" in noted and f"{NOWHERE}[^wence-3]" in noted
    rows = list(csv.reader(StringIO(export(client, result, "csv").text.lstrip("\ufeff"))))
    assert [row[0] for row in rows] == ["句子", TRUE, WRONG, NOWHERE.replace("*", "")]


def test_what_has_evidence_can_be_left_out(client, result):
    rows = export(client, result | {"supported": False}, "csv").text
    assert TRUE not in rows and "火星" in rows


@pytest.mark.parametrize(
    "change",
    [
        {"text": "短"},
        {"statements": [{"start": 5, "end": 2, "verdict": "supported"}]},
        {"statements": [{"start": 0, "end": 2, "verdict": "wonderful"}]},
        {"format": "exe"},
    ],
)
def test_a_result_that_does_not_fit_its_draft_is_refused(client, result, change):
    changed = {"result": json.dumps(result | change)}
    response = client.post("/api/verify/export", data=changed)
    assert response.status_code == 400 and "重新核对" in response.json()["error"]


def test_quotes_come_from_the_store_whatever_was_sent(client, result):
    forged = json.loads(json.dumps(result))
    for one in forged["statements"]:
        for place in one["evidence"]:
            place.update(url="javascript:alert(1)", quote="编的", title="编的")
    forged["statements"][-1]["evidence"] = [{"issue": "x", "article_n": 1, "start": 0, "end": 9}]
    noted = export(client, forged, "md").text
    assert "javascript" not in noted and "编的" not in noted
    assert "https://wence.example/articles/2022-03-14/1?q=" in noted
