"""Folders of one's own: sent with a file, chosen later, renamed, deleted with what is in them."""

import pytest

from index.ingest import sources
from index.store.store import Store
from tests.ui.uploads.requests import HEADERS, OTHER, OWN, finished, index, send
from ui.library.own import OWN as GROUP
from ui.uploads.places import uploads_folder


def post(client, path, **body):
    return client.post(f"/api/{path}", json=body, headers=HEADERS)


def placed(client):
    """Return the folder of each file that builds read."""
    return {
        file["name"]: file["folder"] for file in client.get("/api/documents").json()["documents"]
    }


@pytest.fixture
def added(client):
    """A client whose store holds two uploads, the second in a folder."""
    send(client)
    send(client, "other.md", OTHER, folder="医保/天津")
    index(client, {"name": "own.md"}, {"name": "other.md"})
    return client


def test_a_file_lies_in_the_folder_it_was_sent_with_or_in_the_one_chosen_since(client, settings):
    send(client, folder="../医保")
    [waiting] = client.get("/api/documents").json()["waiting"]
    assert waiting["folder"] == "医保"
    send(client, "other.md", OTHER, folder="医保")
    index(client, {"name": "own.md"}, {"name": "other.md", "folder": "养老"})
    assert placed(client) == {"other.md": "养老", "own.md": "医保"}
    assert client.get("/api/documents").json()["folders"] == ["养老", "医保"]
    files = {article.file for article in Store.open_folder(settings.store).articles()}
    assert files == {"first.md", f"{GROUP}/养老/other.md", f"{GROUP}/医保/own.md"}


def test_files_are_moved_together_without_being_read_again(added, settings, monkeypatch):
    read, actual = [], sources.read_file
    monkeypatch.setattr(sources, "read_file", lambda *a: (read.append(a), actual(*a))[1])
    before = added.get("/api/documents").json()["documents"]
    assert post(added, "documents/move", names=["own.md", "other.md"], folder="养老").is_success
    state = finished(added)
    assert state["job"]["state"] == "done" and read == []
    assert placed(added) == {"other.md": "养老", "own.md": "养老"}
    assert [f["url"] for f in state["documents"]] == sorted(f["url"] for f in before)
    post(added, "documents/move", names=["own.md"], folder="")
    finished(added)
    assert placed(added)["own.md"] == ""
    article = Store.open_folder(settings.store).article("own/1")
    assert article.file == f"{GROUP}/own.md"


def test_a_folder_is_made_renamed_and_deleted_with_its_files(added, settings):
    assert post(added, "folders", folder=" 空的 ").json() == {"folder": "空的"}
    assert "空的" in added.get("/api/documents").json()["folders"]
    body = {"folder": "医保", "to": "医疗保障"}
    assert added.patch("/api/folders", json=body, headers=HEADERS).is_success
    finished(added)
    assert placed(added)["other.md"] == "医疗保障/天津"
    gone = added.delete("/api/folders", params={"folder": "空的"}, headers=HEADERS)
    assert gone.json() == {"status": "ok"}
    assert added.delete("/api/folders", params={"folder": "医疗保障"}, headers=HEADERS).json() == {
        "status": "running"
    }
    state = finished(added)
    assert (placed(added), state["folders"]) == ({"own.md": ""}, [])
    assert {a.id for a in Store.open_folder(settings.store).articles()} == {"first/1", "own/1"}


@pytest.mark.parametrize(
    ("method", "body", "error"),
    [
        ("POST", {"folder": " / "}, "文件夹的名称不能为空。"),
        ("POST", {"folder": "医保/天津"}, "已有这个文件夹：医保/天津"),
        ("PATCH", {"folder": "没有", "to": "甲"}, "没有这个文件夹：没有"),
        ("PATCH", {"folder": "../..", "to": "甲"}, "没有这个文件夹：../.."),
        ("PATCH", {"folder": "医保", "to": "医保/天津"}, "已有这个文件夹：医保/天津"),
        ("PATCH", {"folder": "医保", "to": "医保/新"}, "文件夹不能放进自己里面。"),
    ],
)
def test_folders_that_cannot_be_are_refused_and_nothing_is_moved(
    unchanged_client, unchanged_settings, method, body, error
):
    group = uploads_folder(unchanged_settings.store) / GROUP
    (group / "医保/天津").mkdir(parents=True, exist_ok=True)
    refused = unchanged_client.request(method, "/api/folders", json=body, headers=HEADERS)
    assert (refused.status_code, refused.json()["error"]) == (400, error)
    assert sorted(p.name for p in group.rglob("*")) == ["医保", "天津"]


def test_several_files_are_deleted_at_once_waiting_ones_too(added):
    send(added, "third.md", "# 三\n\n第三份。\n")
    assert post(added, "documents/delete", names=["third.md"]).json() == {"status": "ok"}
    send(added, "fourth.md", "# 四\n\n第四份。\n")
    names = ["own.md", "other.md", "fourth.md"]
    assert post(added, "documents/delete", names=names).json() == {"status": "running"}
    state = finished(added)
    assert (state["documents"], state["waiting"]) == ([], [])
    missing = post(added, "documents/delete", names=["own.md"])
    assert (missing.status_code, missing.json()["error"]) == (400, "没有这个文件：own.md")


def test_a_file_of_a_known_name_can_take_the_place_of_the_one_there_is(added, settings):
    newer = OWN.replace("3260", "4100")
    [found] = send(added, "OWN.md", newer).json()["documents"]
    assert (found["name"], found["sent"], found["same"]) == ("OWN-2.md", "OWN.md", "own.md")
    index(added, {"name": "OWN-2.md", "replace": True})
    assert placed(added) == {"other.md": "医保/天津", "own.md": ""}
    article = Store.open_folder(settings.store).article("own/1")
    assert "4100" in article.text
