"""The application before its chat is loaded, and when that fails."""

import pytest
from fastapi.testclient import TestClient

from rag.settings import Settings
from tests.serving import opened, scripts
from ui.app import create_app

RELOADS = 'headers.has("Retry-After")'


@pytest.fixture
def app(pipeline):
    return create_app(pipeline, Settings(_env_file=None))


def test_everything_else_answers_before_the_chat_is_loaded(app):
    with TestClient(app) as client:
        for path in ("/healthz", "/readyz", "/articles", "/api/articles", "/docs", "/evaluation"):
            assert client.get(path).status_code == 200, path


@pytest.mark.parametrize("path", ["/", "/?q=x"])
def test_a_page_waits_for_the_chat(app, path):
    with TestClient(app) as client:
        waiting = client.get(path)
        looks = RELOADS in scripts(client, waiting.text)
    assert (waiting.status_code, waiting.headers["retry-after"]) == (503, "1")
    assert waiting.headers["cache-control"] == "no-store"
    assert "问答页正在打开…" in waiting.text and looks
    assert "unsafe" not in waiting.headers["content-security-policy"]


def test_a_browser_gets_the_page_that_waits_without_an_error(app):
    with TestClient(app) as client:
        waiting = client.get("/", headers={"Accept": "text/html,*/*"})
    assert (waiting.status_code, waiting.headers["retry-after"]) == (200, "1")
    assert "问答页正在打开…" in waiting.text


def test_an_unknown_page_is_ours_for_people_and_json_for_programs(app):
    with opened(app) as client:
        page = client.get("/nosuch", headers={"Accept": "text/html,*/*"})
        program = client.get("/nosuch", headers={"Accept": "application/json"})
    assert (page.status_code, program.status_code) == (404, 404)
    assert "没有这个页面。" in page.text and "文章库" in page.text
    assert page.headers["content-type"].startswith("text/html")
    assert program.json()


def test_programs_are_told_that_the_chat_is_not_open(app):
    with TestClient(app) as client:
        refused = client.post("/gradio_api/queue/join", json={})
    assert (refused.status_code, refused.json()) == (503, {"error": "问答页正在打开…"})


def test_the_page_leads_to_the_chat_once_that_is_loaded(app):
    with opened(app) as client:
        page = client.get("/")
        assert page.status_code == 200 and "gradio_config" in page.text
        assert RELOADS not in scripts(client, page.text)


def test_a_chat_that_cannot_be_loaded_is_logged_and_the_rest_answers(app, monkeypatch, caplog):
    monkeypatch.setattr("ui.chat.page.chat_app", lambda *_: 1 / 0)
    with TestClient(app) as client:
        app.state.chat.load()
        failed = client.get("/")
        assert failed.status_code == 503 and "问答页打不开" in failed.text
        assert RELOADS not in scripts(client, failed.text)
        assert client.get("/articles").status_code == 200
    assert "ZeroDivisionError" in caplog.text


def test_a_chat_loaded_after_the_end_is_not_laid_out(app, monkeypatch):
    monkeypatch.setattr("ui.chat.page.chat_app", lambda *_: 1 / 0)
    with TestClient(app):
        pass
    app.state.chat.load()
    assert not app.state.chat.open
