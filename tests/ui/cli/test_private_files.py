"""What a run creates is its owner's alone, unless the settings share it with a group."""

import stat
from collections import defaultdict

import pytest
from fastapi.testclient import TestClient

from tests.ui.uploads.requests import HEADERS
from ui.access.accounts import Accounts
from ui.app import create_app
from ui.cli.options import load_settings, service_settings

PASSWORD = "a good password"


def modes(folder):
    """Return the modes of all files and of all folders in a folder, with those that have them."""
    found = defaultdict(set)
    for path in folder.rglob("*"):
        status = path.lstat()
        found[stat.filemode(status.st_mode)].add(str(path.relative_to(folder)))
    return dict(found)


def run(pipeline, settings):
    """Do what makes a service write files."""
    Accounts(settings.users).add_user("主任", PASSWORD, "administrator")
    with TestClient(create_app(pipeline, settings)) as client:
        client.post("/login", data={"name": "主任", "password": PASSWORD})
        given = {"verdict": "like", "question": "问", "answer": "答"}
        client.post("/api/feedback", json=given).raise_for_status()
        sent = {"files": ("own.md", "# 试点\n\n送药上门。".encode())}
        client.post("/api/documents", files=sent, headers=HEADERS).raise_for_status()
        client.post("/api/folders", json={"folder": "医保"}, headers=HEADERS).raise_for_status()
        client.post("/api/snapshots", json={"answer": "x"})  # makes the key of the seals


@pytest.mark.parametrize(
    ("umask", "folders", "files"),
    [("", "drwx------", "-rw-------"), ("027", "drwxr-x---", "-rw-r-----")],
)
def test_files_and_folders_are_the_owners_or_the_groups(
    pipeline, tmp_path, monkeypatch, umask, folders, files
):
    monkeypatch.chdir(tmp_path)
    if umask:
        monkeypatch.setenv("WENCE_UMASK", umask)
    data = tmp_path / "data"
    more = {"users": data / "users.json", "audit": data / "log" / "audit.jsonl"}
    settings = service_settings(store=data / "store", **more)
    settings.store.mkdir(parents=True)
    run(pipeline, settings)
    found = modes(data)
    assert found.keys() <= {folders, files, "drwx------", "-rw-------"}
    # what tells of people is theirs who run the service, whatever the settings say
    told = ("users.json", "log/audit.jsonl", "store/feedback.sqlite", "store/snapshots.sqlite")
    assert found["-rw-------"] >= set(told)
    assert "store-uploads/.waiting/own.md" in found[files]


def test_a_command_that_writes_where_a_person_says_leaves_the_umask(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    load_settings()
    (tmp_path / "report.html").touch()
    assert stat.filemode((tmp_path / "report.html").lstat().st_mode) == "-rw-r--r--"


def test_a_umask_that_is_none_is_refused(wence, monkeypatch):
    monkeypatch.setenv("WENCE_UMASK", "999")
    assert wence("users", "list")[0] == 2
