import json

import pytest
from fastapi.testclient import TestClient

from rag.filters import Filters
from rag.settings import Settings
from ui.app import create_app

QUESTION = "到2025年社区医院达到多少家？"


@pytest.fixture(scope="module")
def client(pipeline):
    app = create_app(pipeline, Settings(base_url="https://wence.example"))
    return TestClient(app, raise_server_exceptions=False)


def test_ask_answers_with_absolute_urls(client):
    data = client.post("/api/ask", json={"question": QUESTION}).json()
    assert "120家" in data["answer"]
    assert data["citations"][0]["url"] == "https://wence.example/articles/2022-03-14/1#p2"


def test_ask_passes_history_engine_and_k(client, pipeline, monkeypatch):
    taken = []
    real = pipeline.ask

    def ask(*args, **more):
        taken.append((*args, more["k"], more["engine"], more["filters"]))
        return real(*args, **more)

    monkeypatch.setattr(pipeline, "ask", ask)
    history = [{"role": "user", "content": "你好"}, {"role": "assistant", "content": "您好"}]
    body = {"question": QUESTION, "history": history, "engine": "extractive", "k": 1}
    assert len(client.post("/api/ask", json=body).json()["passages"]) == 1
    assert taken == [(QUESTION, history, 1, "extractive", Filters())]


def test_filters_limit_an_answer_and_a_search(client):
    body = {"question": QUESTION, "filters": {"sections": ["基层卫生"], "since": "2022-03"}}
    assert client.post("/api/ask", json=body).json()["citations"][0]["issue"] == "2022-03-14"
    body["filters"] = {"until": "2021"}
    assert client.post("/api/ask", json=body).json()["passages"] == []
    wanted = {"q": "疫苗", "source": ["东江市卫生健康委", "别处"]}
    found = client.get("/api/search", params=wanted).json()["passages"]
    assert {p["n"] for p in found} == {1}


def test_streamed_events_add_up_to_the_answer(client):
    headers = {"accept": "text/event-stream"}
    response = client.post("/api/ask", json={"question": QUESTION}, headers=headers)
    assert response.headers["content-type"].startswith("text/event-stream")
    events = [event.split("\n") for event in response.text.strip().split("\n\n")]
    names = [event[0] for event in events]
    data = [json.loads(event[1].removeprefix("data: ")) for event in events]
    assert names == ["event: delta"] * (len(events) - 1) + ["event: result"]
    assert "".join(d["text"] for d in data[:-1]) == data[-1]["answer"]


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"", "JSON"),
        (b"{", "JSON"),
        (b"[" * 100_000, "JSON"),
        (b"\xff\xfe", "JSON"),
        (b"[]", "JSON"),
        (b"{}", "问题"),
        (b'{"question": 5}', "问题"),
        (b'{"question": "\\ud800"}', "问题"),
        (b'{"question": "x", "history": "y"}', "历史"),
        (b'{"question": "x", "history": [{"role": "system", "content": "y"}]}', "历史"),
        (b'{"question": "x", "engine": "gpt"}', "引擎"),
        (b'{"question": "x", "k": 0}', "k"),
        (b'{"question": "x", "k": "5"}', "k"),
        (b'{"question": "x", "filters": {"issue": "2022-03-14"}}', "没有 issue 这一项"),
        (b'{"question": "x", "filters": {"issues": "2022-03-14"}}', "应是一列文字"),
        (b'{"question": "x", "filters": {"since": "2022/3"}}', "日期应写成"),
        (b'{"question": "x", "filters": []}', "filters"),
    ],
)
def test_invalid_request_is_answered_with_a_chinese_sentence(client, body, word):
    response = client.post("/api/ask", content=body)
    assert response.status_code == 400
    assert word in response.json()["error"]


def test_search_returns_ranked_passages(client):
    data = client.get("/api/search", params={"q": "家庭医生签约率", "k": 2}).json()
    assert data["query"] == "家庭医生签约率"
    assert [p["rank"] for p in data["passages"]] == [1, 2]
    assert data["passages"][0]["passage_id"] == "2022-03-14/1#2"


def test_search_counts_the_articles_that_hold_its_words(client):
    def count(query, **more):
        found = client.get("/api/search", params={"q": query, **more}).json()
        return found["articles_with_term"]

    assert (count("疫苗"), count("疫苗 冷链"), count("量子计算")) == (1, 1, 0)
    assert count("疫苗", section="没有的栏目") == 0
    assert count("疫苗冷链记录存几年？") is None


@pytest.mark.parametrize("params", [{}, {"q": "x", "k": 0}, {"q": "x", "k": "ten"}])
def test_invalid_search_is_answered_with_status_400(client, params):
    response = client.get("/api/search", params=params)
    assert response.status_code == 400
    assert set(response.json()) == {"error"}


def test_articles_are_listed_and_one_has_its_text(client, pipeline):
    listed = client.get("/api/articles").json()
    assert [a["id"] for a in listed] == ["2022-03-14/1", "2022-03-14/2"]
    assert "text" not in listed[0]
    one = client.get("/api/articles/2022-03-14/1").json()
    assert one["text"] == pipeline.store.article("2022-03-14/1").text


def test_health_probes_answer(client):
    assert client.get("/healthz").json() == {"status": "ok"}
    ready = {"status": "ready", "articles": 2, "integrity": "intact"}
    assert client.get("/readyz").json() == ready


def test_a_store_that_is_gone_is_told_to_the_probe(client, pipeline, monkeypatch):
    monkeypatch.setattr(pipeline.store, "integrity", "missing")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "已不在磁盘上" in response.json()["error"]
