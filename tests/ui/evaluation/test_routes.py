"""Starting, stopping, repeating, naming and deleting runs over HTTP, and who may do so."""

import pytest

from tests.ui.evaluation.steps import client_of, finished, listed, ran, start
from ui.access.accounts import Accounts
from ui.access.limits import MB
from ui.app import create_app


def test_an_uploaded_set_is_run_and_listed(client, set_text):
    id = ran(client, set_text)
    assert listed(client) == [id]
    page = client.get(f"/evaluation/runs/{id}")
    assert page.status_code == 200 and "到2025年社区医院达到多少家" in page.text


def test_shipped_sets_can_be_run(client):
    started = client.post("/api/evaluation/runs", data={"sets": ["dev_refuse"]})
    assert started.json()["state"] == "running"
    status = finished(client)
    run = client.get(f"/evaluation/runs/{status['run']}/run.json").json()
    assert len(run["records"]) == 20


def test_a_bad_set_gives_one_sentence_and_starts_nothing(client):
    refused = start(client, "<b>")
    assert refused.status_code == 400
    assert refused.json()["error"].startswith("own.jsonl 第 1 行：不是合法的 JSON")
    nothing = client.post("/api/evaluation/runs", data={"baselines": "false"})
    assert (nothing.status_code, "请先选择" in nothing.text) == (400, True)
    assert client.get("/api/evaluation/job").json()["state"] == "idle"


def test_a_set_that_is_too_large_is_refused(client):
    refused = start(client, " " * (11 * MB))
    assert (refused.status_code, "最多 10 MB" in refused.text) == (413, True)


def test_a_run_is_repeated_with_the_sets_that_it_had(client, set_text):
    first = ran(client, set_text)
    assert client.post(f"/api/evaluation/runs/{first}/again").status_code == 200
    second = finished(client)["run"]
    assert listed(client) == [second, first]
    assert "变化" in client.get("/evaluation").text


def test_a_run_is_named_and_deleted(client, set_text):
    id = ran(client, set_text)
    address = f"/api/evaluation/runs/{id}"
    assert client.patch(address, json={"name": "  <b>换模型之前 "}).json() == {
        "name": "<b>换模型之前"
    }
    assert "&lt;b&gt;换模型之前" in client.get("/evaluation").text
    assert client.patch(address, json={"name": "长" * 61}).status_code == 400
    assert client.delete(address).status_code == 200
    assert listed(client) == [] and client.get(f"/evaluation/runs/{id}").status_code == 404
    assert client.delete(address).status_code == 404


def test_the_job_does_not_tell_others_what_was_run(pipeline, settings, set_text):
    app = create_app(pipeline, settings)
    here, elsewhere = client_of(app), client_of(app, "10.0.0.9")
    id = ran(here, set_text)
    assert here.get("/api/evaluation/job").json()["run"] == id
    told = elsewhere.get("/api/evaluation/job").json()
    assert (told["state"], told["run"], told["own"]) == ("done", "", False)
    assert elsewhere.post("/api/evaluation/job/stop").status_code == 403


def test_without_sign_in_each_machine_sees_its_own_runs_and_this_one_all(
    pipeline, settings, set_text
):
    app = create_app(pipeline, settings)
    here, there, other = (client_of(app, a) for a in ("127.0.0.1", "10.0.0.9", "10.0.0.8"))
    id = ran(there, set_text)
    assert listed(here) == [id] == listed(there) and listed(other) == []
    for path in ("", "/questions/0", "/report.html", "/run.json"):
        assert other.get(f"/evaluation/runs/{id}{path}").status_code == 404, path
    assert other.delete(f"/api/evaluation/runs/{id}").status_code == 404
    assert other.post(f"/api/evaluation/runs/{id}/again").status_code == 404
    assert there.delete(f"/api/evaluation/runs/{id}").status_code == 200


@pytest.fixture
def as_user(pipeline, settings, tmp_path):
    """A client for each user, with a key."""
    accounts = Accounts(tmp_path / "users.json")
    accounts.add_user("林知秋", "a long password", "administrator")
    accounts.add_user("reader", "a long password", "reader")
    app = create_app(pipeline, settings.model_copy(update={"users": accounts.path}))

    def client(name):
        made = client_of(app)
        made.headers["Authorization"] = f"Bearer {accounts.add_key(name, '')}"
        return made

    return client


def test_where_people_sign_in_only_administrators_evaluate(as_user, set_text):
    administrator, reader = as_user("林知秋"), as_user("reader")
    id = ran(administrator, set_text)
    assert "林知秋" in administrator.get("/evaluation").text
    assert start(reader, set_text).status_code == 403
    for path in ("/evaluation", f"/evaluation/runs/{id}", "/api/evaluation/job"):
        assert reader.get(path).status_code == 403, path
    assert reader.delete(f"/api/evaluation/runs/{id}").status_code == 403


def test_other_websites_cannot_start_a_run(client, set_text):
    client.headers["Sec-Fetch-Site"] = "cross-site"
    assert start(client, set_text).status_code == 403
