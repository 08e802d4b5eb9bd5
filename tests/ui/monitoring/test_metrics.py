from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from index.errors import EndpointError, TimeLimitError
from rag.settings import Settings
from tests.serving import opened
from ui.app import create_app

QUESTION = "到2025年社区医院达到多少家？"


@pytest.fixture(scope="module")
def client(pipeline):
    settings = Settings(_env_file=None, llm_base_url="http://127.0.0.1:9/v1", llm_model="m")
    with opened(create_app(pipeline, settings), raise_server_exceptions=False) as client:
        yield client


def samples(client):
    """Every sample as Prometheus reads it: name and labels to value."""
    families = text_string_to_metric_families(client.get("/metrics").text)
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


@pytest.fixture
def new_samples(client):
    """A function that gives the samples that have changed since the test began, by how much."""
    before = samples(client)

    def changes():
        after = samples(client)
        return {
            name: value - before.get(name, 0.0)
            for name, value in after.items()
            if value != before.get(name)
        }

    return changes


def test_requests_are_counted_by_route_and_not_by_path(client, new_samples):
    for path in ("/api/articles/2022-03-14/1", "/api/articles/2022-03-14/9", "/api/x", "/a/b/c"):
        client.get(path)
    client.request("HACK", "/api/articles")
    found = new_samples()
    route = "/api/articles/{issue}/{n}"
    assert found["wence_requests_total", "GET", route, "200"] == 1
    assert found["wence_requests_total", "GET", route, "404"] == 1
    assert found["wence_request_seconds_count", route] == 2
    assert found["wence_requests_total", "GET", "other", "404"] == 2
    assert ("wence_requests_total", "other", "other", "405") in found


def test_questions_are_counted_by_outcome(client, new_samples, pipeline, monkeypatch):
    client.post("/api/ask", json={"question": QUESTION})
    client.post("/api/ask", json={"question": "火星上有几家银行"})

    def fail(*args, **more):
        raise EndpointError("接口没有回答。")

    monkeypatch.setattr(pipeline, "ask", fail)
    client.post("/api/ask", json={"question": QUESTION})
    found = new_samples()
    assert found["wence_questions_total", "fake", "answered"] == 1
    assert found["wence_questions_total", "fake", "refused"] == 1
    assert found["wence_questions_total", "", "error"] == 1
    assert found["wence_answer_seconds_count", "fake"] == 2


def test_an_excerpt_in_place_of_the_models_answer_is_counted_as_a_fault(
    client, new_samples, pipeline, monkeypatch
):
    real = pipeline.ask(QUESTION)
    notes = iter(["连不上大模型接口，以下改为摘录原文。", ""])
    monkeypatch.setattr(
        pipeline, "ask", lambda *a, **m: replace(real, engine="extractive", note=next(notes))
    )
    client.post("/api/ask", json={"question": QUESTION})
    client.post("/api/ask", json={"question": QUESTION})
    assert new_samples()["wence_llm_faults_total",] == 1


def test_the_store_version_and_the_process_are_reported(client, pipeline, monkeypatch, tmp_path):
    samples(client)
    monkeypatch.setattr(pipeline.store, "folder", tmp_path / "20260101-abc")
    found = samples(client)
    assert [name for name in found if name[0] == "wence_store_info"] == [
        ("wence_store_info", "20260101-abc")
    ]
    assert found["process_resident_memory_bytes",] > 1e6


def test_two_applications_count_separately(client, pipeline):
    client.post("/api/ask", json={"question": QUESTION})
    other = TestClient(create_app(pipeline, Settings(_env_file=None)))
    assert not [name for name in samples(other) if name[0] == "wence_questions_total"]


def test_an_answer_that_took_too_long_is_told_and_counted(
    client, new_samples, pipeline, monkeypatch
):
    def too_long(*_, **__):
        raise TimeLimitError("没有在限定的时间里答完。")

    monkeypatch.setattr(pipeline, "ask", too_long)
    response = client.post("/api/ask", json={"question": QUESTION})
    assert (response.status_code, response.json()) == (503, {"error": "没有在限定的时间里答完。"})
    assert new_samples()["wence_questions_total", "", "timeout"] == 1
