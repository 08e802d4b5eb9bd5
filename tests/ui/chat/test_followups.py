from fastapi.testclient import TestClient

from rag.settings import Settings
from ui.app import create_app

CITED = [{"article": "2022-03-14/1", "start": 0, "end": 9}]


def test_questions_to_go_on_with_leave_out_what_was_asked(pipeline):
    client = TestClient(create_app(pipeline, Settings(_env_file=None)))
    asked = {"asked": ["到2025年社区医院达到多少家？"], "cited": CITED}
    assert client.post("/api/followups", json=asked).json() == {
        "questions": ["疫苗冷链记录保存几年？"]
    }


def test_malformed_requests_are_refused(pipeline):
    client = TestClient(create_app(pipeline, Settings(_env_file=None)))
    for wrong in ({}, {"asked": [], "cited": CITED}, {"asked": ["问"], "cited": []}):
        assert client.post("/api/followups", json=wrong).status_code == 400
    wrong = {"asked": ["问"], "cited": CITED, "filters": {"no": 1}}
    assert client.post("/api/followups", json=wrong).status_code == 400
