import json
import logging
import sys

import pytest
from fastapi.testclient import TestClient

from rag.settings import Settings
from ui.app import create_app
from ui.monitoring.logs import (
    LINES,
    LONGEST,
    LONGEST_PATH,
    LONGEST_TRACE,
    REFUSED,
    JsonFormatter,
    LogLimit,
    set_up_logs,
)


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


def record(message="x", level=logging.WARNING, status=0, trace=None):
    made = logging.LogRecord("wence", level, "", 1, message, (), trace)
    made.fields = {"status": status}
    return made


def test_of_one_kind_few_lines_a_minute_are_written_and_the_others_counted():
    now = 0.0
    limit = LogLimit(lambda: now)
    assert sum(limit.filter(record()) for _ in range(REFUSED + 7)) == REFUSED
    assert limit.filter(record(level=logging.ERROR))  # another kind
    assert limit.filter(record(level=logging.INFO, status=200))
    now = 60.0
    later = record("y")
    assert limit.filter(later)
    assert later.getMessage() == "y (7 similar lines were left out)"


def test_lines_of_refused_requests_are_fewer_than_of_answered_ones():
    limit, info = LogLimit(lambda: 0.0), logging.INFO
    for status, written in ((429, REFUSED), (200, LINES)):
        found = [limit.filter(record(level=info, status=status)) for _ in range(LINES + 1)]
        assert sum(found) == written


def test_a_line_is_never_long():
    long = record("%s" * 10_000)
    assert LogLimit().filter(long)
    assert len(long.getMessage()) == LONGEST
    try:
        raise ValueError("z" * 100_000)
    except ValueError:
        traced = record(trace=sys.exc_info())
    assert len(json.loads(JsonFormatter().format(traced))["exception"]) == LONGEST_TRACE


def test_the_path_of_a_request_is_cut(client, logged):
    read = logged(log_format="json", log_level="info")
    client.get("/api/" + "a" * 5000)
    [line] = [json.loads(line) for line in read().splitlines()]
    assert len(line["path"]) == LONGEST_PATH and len(line["message"]) < LONGEST_PATH + 50
