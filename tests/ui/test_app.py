import pytest

from index.errors import EndpointError, QuestionError, StoreDamaged
from rag.settings import Settings
from tests.serving import opened
from ui.access.limits import MAX_BODY
from ui.app import create_app


@pytest.fixture(scope="module")
def client(pipeline):
    app = create_app(pipeline, Settings(base_url="https://wence.example"))
    with opened(app, raise_server_exceptions=False) as client:
        yield client


def test_the_body_of_a_request_is_limited(client):
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


def test_an_internal_error_reveals_nothing_about_itself(client, pipeline, monkeypatch):
    monkeypatch.setattr(pipeline, "search", lambda *args: 1 / 0)
    response = client.get("/api/search", params={"q": "x"})
    assert response.status_code == 500
    assert response.json() == {"error": "程序内部出错，请稍后再试。"}


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
        ("GET", "/gradio_api/startup-events", 404),
    ],
)
def test_unknown_paths_are_answered_in_chinese_json(client, method, path, status):
    response = client.request(method, path)
    assert response.status_code == status
    assert not response.json()["error"].isascii()


def test_chat_page_loads_nothing_from_other_hosts(client):
    response = client.get("/")
    assert response.status_code == 200
    policy = response.headers["content-security-policy"]
    assert "http" not in policy and "default-src 'self'" in policy
    assert "fonts.googleapis.com" not in response.text
    assert '"analytics_enabled":false' in response.text.replace(" ", "")


def test_chat_page_offers_the_corpus_questions(client, pipeline):
    assert pipeline.examples()[0] in client.get("/config").text
