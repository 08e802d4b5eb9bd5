import json

import pytest
from fastapi.testclient import TestClient

from index.errors import EndpointError, QuestionError, StoreDamaged
from rag.filters import Filters
from rag.settings import Settings
from ui.access.limits import MAX_BODY
from ui.api.feedback import export
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
        taken.append((*args, more["filters"]))
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


def test_ask_streams_events_that_add_up(client):
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
def test_bad_request_gets_a_chinese_sentence(client, body, word):
    response = client.post("/api/ask", content=body)
    assert response.status_code == 400
    assert word in response.json()["error"]


def test_body_is_bounded(client):
    response = client.post("/api/ask", content=b" " * (MAX_BODY + 1))
    assert (response.status_code, response.json()) == (413, {"error": "请求太大，最多 1 MB。"})


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (QuestionError("问题太长。"), 400),
        (EndpointError("接口没有回答。"), 502),
        (StoreDamaged("索引坏了。"), 503),
    ],
)
def test_pipeline_errors_keep_their_sentence(client, pipeline, monkeypatch, error, status):
    def fail(*args, **more):
        raise error

    monkeypatch.setattr(pipeline, "ask", fail)
    response = client.post("/api/ask", json={"question": "x"})
    assert (response.status_code, response.json()) == (status, {"error": str(error)})


def test_internal_failure_tells_nothing_about_itself(client, pipeline, monkeypatch):
    monkeypatch.setattr(pipeline, "search", lambda *args: 1 / 0)
    response = client.get("/api/search", params={"q": "x"})
    assert response.status_code == 500
    assert response.json() == {"error": "程序内部出错，请稍后再试。"}


def test_search_returns_ranked_passages(client):
    data = client.get("/api/search", params={"q": "家庭医生签约率", "k": 2}).json()
    assert data["query"] == "家庭医生签约率"
    assert [p["rank"] for p in data["passages"]] == [1, 2]
    assert data["passages"][0]["passage_id"] == "2022-03-14/1#2"


@pytest.mark.parametrize("params", [{}, {"q": "x", "k": 0}, {"q": "x", "k": "ten"}])
def test_bad_search_is_400(client, params):
    response = client.get("/api/search", params=params)
    assert response.status_code == 400
    assert set(response.json()) == {"error"}


def test_articles_are_listed_and_one_has_its_text(client, pipeline):
    listed = client.get("/api/articles").json()
    assert [a["id"] for a in listed] == ["2022-03-14/1", "2022-03-14/2"]
    assert "text" not in listed[0]
    one = client.get("/api/articles/2022-03-14/1").json()
    assert one["text"] == pipeline.store.article("2022-03-14/1").text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/articles/2022-03-14/9", 404),
        ("GET", "/api/articles/2022-03-14/eins", 404),
        ("GET", "/api/nothing", 404),
        ("POST", "/api/nothing", 404),
        ("DELETE", "/api/ask", 405),
        ("OPTIONS", "/api/search", 405),
        ("TRACE", "/healthz", 405),
    ],
)
def test_wrong_addresses_answer_in_chinese_json(client, method, path, status):
    response = client.request(method, path)
    assert response.status_code == status
    assert not response.json()["error"].isascii()


def test_probes(client):
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready", "articles": 2}


def test_chat_page_asks_nothing_of_other_hosts(client):
    response = client.get("/")
    assert response.status_code == 200
    policy = response.headers["content-security-policy"]
    assert "http" not in policy and "default-src 'self'" in policy
    assert "fonts.googleapis.com" not in response.text
    assert '"analytics_enabled":false' in response.text.replace(" ", "")


def test_chat_page_offers_the_corpus_questions(client, pipeline):
    assert pipeline.examples()[0] in client.get("/config").text


def test_feedback_is_stored_and_exported(pipeline, tmp_path):
    client = TestClient(create_app(pipeline, Settings(store=tmp_path)))
    given = {
        "verdict": "dislike",
        "reason": "数字错误",
        "question": "问",
        "answer": "答",
        "passages": ["/articles/2022-03-14/1#p2"],
    }
    assert client.post("/api/feedback", json=given).status_code == 200
    assert client.post("/api/feedback", json=given | {"verdict": "like", "reason": ""}).is_success
    kept = list(export(tmp_path))
    assert [item["verdict"] for item in kept] == ["dislike", "like"]
    assert {key: kept[0][key] for key in given} == given


@pytest.mark.parametrize("change", [{"verdict": "meh"}, {"reason": "x"}, {"question": "x" * 5001}])
def test_bad_feedback_is_400(client, change):
    given = {"verdict": "like", "question": "问", "answer": "答"} | change
    assert client.post("/api/feedback", json=given).status_code == 400
