import json
import logging

import pytest
from fastapi.testclient import TestClient

from rag.settings import Settings
from ui.app import create_app
from ui.monitoring.logs import JsonFormatter, set_up_logs


@pytest.fixture(scope="module")
def client(pipeline):
    app = create_app(pipeline, Settings(_env_file=None))
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture
def logged(monkeypatch, capsys):
    """Configure logs with settings; gives a function that reads what was written."""
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    level = root.level

    def set_up(**settings):
        set_up_logs(Settings(_env_file=None, **settings))
        return lambda: capsys.readouterr().err

    yield set_up
    root.setLevel(level)


def test_a_request_is_one_line_without_the_question(client, logged):
    read = logged(log_format="json", log_level="info")
    response = client.get("/api/search", params={"q": "秘密的问题"})
    [line] = [json.loads(line) for line in read().splitlines()]
    assert line["id"] == response.headers["x-request-id"]
    assert (line["level"], line["method"], line["path"]) == ("info", "GET", "/api/search")
    assert (line["status"], line["address"]) == (200, "testclient")
    assert "秘密" not in json.dumps(line, ensure_ascii=False)


def test_a_request_is_one_line_whatever_its_path(client, logged):
    read = logged(log_level="info")
    client.get("/api/articles%0A2026-01-01 ERROR forged")
    assert read().count("\n") == 1


def test_successful_requests_are_not_logged_by_default(client, logged):
    read = logged()
    client.get("/api/articles")
    assert read() == ""


def test_an_internal_error_is_logged_with_its_traceback_and_its_id(
    client, pipeline, monkeypatch, logged
):
    read = logged(log_format="json")
    monkeypatch.setattr(pipeline, "search", lambda *args: 1 / 0)
    response = client.get("/api/search", params={"q": "x"})
    [line] = [json.loads(line) for line in read().splitlines()]
    assert response.status_code == 500
    assert line["id"] == response.headers["x-request-id"]
    assert "ZeroDivisionError" in line["exception"]
    assert response.headers["content-security-policy"]


def test_json_lines_can_hold_any_text():
    record = logging.LogRecord("n", logging.INFO, "", 0, 'a "b"\n%s', ("丙",), None)
    assert json.loads(JsonFormatter().format(record))["message"] == 'a "b"\n丙'
