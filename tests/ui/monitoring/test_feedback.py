import pytest
from fastapi.testclient import TestClient

from rag.settings import Settings
from ui.app import create_app
from ui.monitoring.feedback import export


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return tmp_path_factory.mktemp("store")


@pytest.fixture(scope="module")
def client(pipeline, store):
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
