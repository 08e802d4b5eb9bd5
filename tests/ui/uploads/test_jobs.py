"""Indexing uploaded files in the background: one build at a time, and what becomes of it."""

import os
import sys
import time
from threading import get_native_id

import pytest

from index.ingest.build import build
from index.ingest.priority import NICENESS
from index.store.versions import write_lock
from rag.live import LivePipeline
from rag.pipeline import Pipeline
from tests.ui.uploads.requests import HEADERS, OTHER, client_of, finished, index, send, titles
from ui.app import create_app
from ui.library.own import OWN as GROUP
from ui.uploads.places import uploads_folder


def test_a_running_pipeline_answers_from_an_upload_without_a_restart(settings, embedder):
    from index.store.store import Store

    live = LivePipeline(
        Pipeline(Store.open_folder(settings.store), embedder, settings), every_s=0.05
    )
    client = client_of(create_app(live, settings))
    asked = {"question": "云岭县为多少名老人送药上门？"}
    assert "3260" not in client.post("/api/ask", json=asked).json()["answer"]
    send(client)
    index(client, {"name": "own.md"})
    until = time.monotonic() + 10
    while "3260" not in client.post("/api/ask", json=asked).json()["answer"]:
        assert time.monotonic() < until
        time.sleep(0.1)


def test_indexing_again_reads_what_changed_in_the_corpus(client, settings, tmp_path):
    send(client)
    index(client, {"name": "own.md"})
    (tmp_path / "corpus/second.md").write_text(OTHER, encoding="utf-8")
    index(client)
    assert titles(settings) == ["云岭县送药上门试点", "江原县体检车", "海蓝市夜间门诊办法"]


def test_uploads_of_before_the_group_join_it_with_the_next_build(client, settings):
    older = uploads_folder(settings.store) / "医保"
    older.mkdir(parents=True)
    (older / "own.md").write_text(OTHER, encoding="utf-8")
    [kept] = index(client)["documents"]
    assert (kept["name"], kept["folder"]) == ("own.md", "医保")
    assert client.get("/articles", params={"folder": f"{GROUP}/医保"}).status_code == 200
    assert not older.exists() or not list(older.iterdir())
    assert (uploads_folder(settings.store) / GROUP / "医保/own.md").exists()


def test_a_build_fails_while_another_program_writes_the_store(client, settings):
    with write_lock(settings.store):  # as another program does
        state = index(client)
        assert state["job"]["state"] == "failed" and "正在写入" in state["job"]["message"]
    assert index(client)["job"]["state"] == "done"


def test_where_the_first_files_have_gone_it_is_said_what_to_do(client, settings, tmp_path):
    (tmp_path / "corpus").rename(tmp_path / "elsewhere")
    send(client)
    job = index(client, {"name": "own.md"})["job"]
    assert job["state"] == "failed" and "放回原处" in job["message"]
    assert titles(settings) == ["海蓝市夜间门诊办法"]


def test_requests_that_change_files_are_refused_while_a_build_runs(client, settings, monkeypatch):
    from threading import Event

    going = Event()

    def delayed(*args, **options):
        assert going.wait(30)
        return build(*args, **options)

    monkeypatch.setattr("ui.uploads.jobs.build", delayed)
    send(client)
    body = {"documents": [{"name": "own.md"}]}
    assert client.post("/api/documents/index", json=body, headers=HEADERS).is_success
    for refused in (
        client.post("/api/documents/index", json={"documents": []}, headers=HEADERS),
        client.delete("/api/documents/own.md", headers=HEADERS),
        client.patch("/api/documents/own.md/metadata", json={"title": "新"}, headers=HEADERS),
    ):
        assert refused.status_code == 409
        assert refused.json()["error"] == "正在建立索引，请等它结束后再试。"
    going.set()
    assert [file["name"] for file in finished(client)["documents"]] == ["own.md"]


def test_an_unexpected_failure_ends_the_build_with_a_general_message(client, monkeypatch):
    monkeypatch.setattr("ui.uploads.jobs.build", lambda *args, **options: 1 / 0)
    state = index(client)
    assert state["job"]["message"] == "程序内部出错，请稍后再试。"


@pytest.mark.skipif(sys.platform != "linux", reason="threads have no priority of their own")
def test_a_build_yields_to_questions(client, monkeypatch):
    found = []

    def watched(*args, **options):
        found.append(os.getpriority(os.PRIO_PROCESS, get_native_id()))
        return build(*args, **options)

    monkeypatch.setattr("ui.uploads.jobs.build", watched)
    assert index(client)["job"]["state"] == "done"
    assert found == [NICENESS]
