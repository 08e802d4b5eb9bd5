import shutil
import sqlite3
import stat
from contextlib import closing

import pytest
from fastapi.testclient import TestClient

from rag.settings import Settings
from ui.api import routes
from ui.app import create_app
from ui.monitoring import feedback
from ui.monitoring.feedback import (
    FILE,
    Feedback,
    FeedbackError,
    FeedbackRefused,
    counts,
    expire,
    export,
    save,
)

EACH_DAY = 5


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return tmp_path_factory.mktemp("store")


@pytest.fixture(scope="module")
def client(pipeline, store):
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(routes, "EACH_DAY", EACH_DAY)
        return TestClient(create_app(pipeline, Settings(_env_file=None, store=store)))


def test_feedback_is_stored_and_exported(client, store):
    given = {
        "verdict": "dislike",
        "reason": "数字错误",
        "question": "问",
        "answer": "答",
        "passages": ["/articles/2022-03-14/1#p2"],
    }
    assert client.post("/api/feedback", json=given).status_code == 200
    assert client.post("/api/feedback", json=given | {"verdict": "like", "reason": ""}).is_success
    kept = list(export(store))
    assert [item["verdict"] for item in kept] == ["dislike", "like"]
    assert {key: kept[0][key] for key in given} == given


@pytest.mark.parametrize("change", [{"verdict": "meh"}, {"reason": "x"}, {"question": "x" * 5001}])
def test_invalid_feedback_is_answered_with_status_400(client, change):
    given = {"verdict": "like", "question": "问", "answer": "答"} | change
    assert client.post("/api/feedback", json=given).status_code == 400


GIVEN = {"verdict": "like", "question": "问", "answer": "答"}


@pytest.fixture
def given():
    return Feedback(**GIVEN)


def test_the_file_is_the_owners_alone_also_one_that_a_former_version_made(tmp_path, given):
    save(tmp_path, given)
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    (tmp_path / FILE).chmod(0o644)
    save(tmp_path, given)
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_of_no_file_and_of_an_empty_one_there_is_no_feedback(tmp_path):
    assert list(export(tmp_path)) == [] and counts(tmp_path) == {}
    (tmp_path / FILE).touch()
    assert list(export(tmp_path)) == [] and counts(tmp_path) == {}


def damaged(store):
    (store / FILE).write_bytes(b"this is no database, but it is long enough to be read" * 99)


def replaced(store):
    (store / FILE).mkdir()


@pytest.mark.parametrize("spoil", [damaged, replaced])
def test_broken_feedback_is_told_in_one_sentence(tmp_path, given, spoil):
    spoil(tmp_path)
    for act in (
        lambda: save(tmp_path, given),
        lambda: list(export(tmp_path)),
        lambda: counts(tmp_path),
    ):
        with pytest.raises(FeedbackError, match="原因见服务的日志"):
            act()


def test_locked_feedback_is_told_without_a_long_wait(tmp_path, given, monkeypatch):
    monkeypatch.setattr(feedback, "WAIT_S", 0.05)
    save(tmp_path, given)
    with closing(sqlite3.connect(tmp_path / FILE)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(FeedbackError):
            save(tmp_path, given)
    save(tmp_path, given)
    assert counts(tmp_path) == {"like": 2}


def test_a_full_file_takes_no_more_until_something_is_deleted(tmp_path, given, monkeypatch):
    monkeypatch.setattr(feedback, "MOST_BYTES", 100_000)
    large = given.model_copy(update={"answer": "答" * 10_000})
    with pytest.raises(FeedbackRefused):
        for _ in range(9):
            save(tmp_path, large)
    kept = counts(tmp_path)["like"]
    assert 0 < kept < 9 and (tmp_path / FILE).stat().st_size < 150_000
    with closing(sqlite3.connect(tmp_path / FILE)) as connection, connection:
        connection.execute("UPDATE feedback SET at = '2001-01-01T00:00:00+00:00' WHERE rowid < 3")
    expire(tmp_path, days=30)
    save(tmp_path, large)
    assert counts(tmp_path)["like"] == kept - 1


def test_the_service_goes_on_beside_broken_feedback(pipeline, tmp_path):
    damaged(tmp_path)
    client = TestClient(create_app(pipeline, Settings(_env_file=None, store=tmp_path)))
    refused = client.post("/api/feedback", json=GIVEN)
    assert (refused.status_code, refused.json()) == (
        503,
        {"error": "反馈暂时存不下来，原因见服务的日志。"},
    )
    assert client.post("/api/ask", json={"question": "签约率是多少？"}).status_code == 200


def test_a_caller_gives_so_much_feedback_a_day(client):
    given = [client.post("/api/feedback", json=GIVEN).status_code for _ in range(EACH_DAY + 1)]
    assert given[-1] == 429 and 200 in given


def test_feedback_half_written_when_the_service_was_killed_is_taken_back(tmp_path, given):
    save(tmp_path, given)
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        connection.execute("PRAGMA cache_size = 1")  # so that it writes before the end
        row = ("2026", "like", "", "问", "答" * 100_000, "[]")
        connection.executemany("INSERT INTO feedback VALUES (?, ?, ?, ?, ?, ?)", [row] * 3)
        killed = tmp_path / "killed"
        killed.mkdir()
        for name in (FILE, f"{FILE}-journal"):
            shutil.copy(tmp_path / name, killed / name)
    assert [item["answer"] for item in export(killed)] == ["答"]
    assert counts(killed) == {"like": 1}
