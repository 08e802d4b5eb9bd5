import json
import stat

import httpx2
import pytest
from fastapi.testclient import TestClient

from index.errors import StoreDamaged
from rag.settings import Settings
from tests.serving import chat_event, served
from ui.access.accounts import Accounts
from ui.app import create_app

QUESTION = "到2025年社区医院达到多少家？"


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return tmp_path_factory.mktemp("audit") / "audit.jsonl"


@pytest.fixture
def path(file):
    file.unlink(missing_ok=True)
    return file


@pytest.fixture(scope="module")
def client(pipeline, file):
    app = create_app(pipeline, Settings(_env_file=None, audit=file))
    return TestClient(app, raise_server_exceptions=False)


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_line_holds_the_caller_the_question_and_the_cited_passages(client, path):
    client.post("/api/ask", json={"question": QUESTION})
    [line] = lines(path)
    assert line.pop("at").endswith("+00:00")
    assert line.pop("ms") >= 0
    assert line == {
        "user": "",
        "address": "testclient",
        "question": QUESTION,
        "engine": "fake",
        "abstained": False,
        "citations": ["2022-03-14/1#2"],
    }
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_questions_of_every_interface_are_recorded(client, path):
    client.post("/api/ask", json={"question": "甲"})
    client.post("/api/ask", json={"question": "乙"}, headers={"accept": "text/event-stream"})
    message = {"messages": [{"role": "user", "content": "丙"}]}
    client.post("/v1/chat/completions", json=message)
    client.post("/v1/chat/completions", json={**message, "stream": True})
    assert [line["question"] for line in lines(path)] == ["甲", "乙", "丙", "丙"]


def test_questions_in_the_chat_are_recorded_with_the_user(pipeline, path, tmp_path):
    accounts = Accounts(tmp_path / "users.json")
    accounts.add_user("林知秋", "a good password")
    app = create_app(pipeline, Settings(_env_file=None, audit=path, users=accounts.path))
    with served(app) as address, httpx2.Client(base_url=address) as browser:
        browser.post("/login", data={"name": "林知秋", "password": "a good password"})
        config = browser.get("/config").json()
        box = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == "box")
        event = next(d for d in config["dependencies"] if [box, "submit"] in d["targets"])
        chat_event(browser, event["id"], [QUESTION, *[None] * (len(event["inputs"]) - 1)])
    asked = [line for line in lines(path) if "question" in line]
    assert [(line["user"], line["question"]) for line in asked] == [("林知秋", QUESTION)]


def test_an_error_is_recorded(client, path, pipeline, monkeypatch):
    def fail(*args, **more):
        raise StoreDamaged("索引坏了。")

    monkeypatch.setattr(pipeline, "ask", fail)
    client.post("/api/ask", json={"question": QUESTION})
    [line] = lines(path)
    assert line["error"] == "StoreDamaged" and "citations" not in line


def test_keys_in_questions_are_not_recorded(client, path):
    keys = ["wence_0123abcd_secretsecret", "sk-proj-secretsecret", "hf_secretsecret"]
    headers = {"authorization": "Bearer wence_deadbeef_secretsecret"}
    for key in keys:
        client.post("/api/ask", json={"question": f"我的密钥是 {key} 吗"}, headers=headers)
    assert "secret" not in path.read_text(encoding="utf-8")
    assert {line["question"] for line in lines(path)} == {"我的密钥是 … 吗"}


def test_a_question_is_answered_even_if_the_line_cannot_be_written(pipeline, tmp_path, caplog):
    (tmp_path / "a file").touch()
    app = create_app(pipeline, Settings(_env_file=None, audit=tmp_path / "a file" / "audit.jsonl"))
    assert TestClient(app).post("/api/ask", json={"question": QUESTION}).status_code == 200
    assert "audit line could not be written" in caplog.text


def test_without_the_setting_nothing_is_recorded(pipeline, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    TestClient(create_app(pipeline, Settings(_env_file=None))).post(
        "/api/ask", json={"question": QUESTION}
    )
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def office(pipeline, file, tmp_path_factory):
    folder = tmp_path_factory.mktemp("office")
    accounts = Accounts(folder / "users.json")
    accounts.add_user("主任", "a good password", "administrator")
    settings = Settings(_env_file=None, audit=file, users=accounts.path, store=folder / "store")
    return TestClient(create_app(pipeline, settings)), accounts


@pytest.fixture
def signed_in(office, path):
    client, accounts = office
    accounts.add_user("主任", "a good password", "administrator")
    client.post("/login", data={"name": "主任", "password": "a good password"})
    return client


def acts(path):
    return [{k: v for k, v in line.items() if k != "at"} for line in lines(path)]


def test_signing_in_and_out_is_recorded(signed_in, path):
    signed_in.post("/logout")
    who = {"user": "主任", "address": "testclient", "what": ""}
    assert acts(path) == [{**who, "action": "sign-in"}, {**who, "action": "sign-out"}]


def test_a_failed_sign_in_names_only_people_there_are(signed_in, path):
    signed_in.post("/login", data={"name": "主任", "password": "my wrong password"})
    signed_in.post("/login", data={"name": "my password", "password": "主任"})
    assert [(line["action"], line["user"]) for line in lines(path)[1:]] == [
        ("sign-in-failed", "主任"),
        ("sign-in-failed", ""),
    ]
    assert "my " not in path.read_text(encoding="utf-8")


def test_changes_of_users_and_keys_are_recorded_without_passwords_and_keys(signed_in, path):
    signed_in.post("/admin/users", data={"name": "读者", "password": "secret one"})
    change = {"name": "读者", "role": "administrator", "password": "secret two"}
    signed_in.post("/admin/users/change", data=change)
    page = signed_in.post("/admin/users/keys", data={"name": "读者", "label": "月报"}).text
    signed_in.post("/admin/users/remove", data={"name": "读者"})
    mine = {"current": "a good password", "new": "secret three", "again": "secret three"}
    signed_in.post("/password", data=mine)
    key = page.partition("<code>")[2].partition("</code>")[0]
    assert key.startswith("wence_")
    assert [(line["action"], line["what"]) for line in lines(path)[1:]] == [
        ("user-added", "读者"),
        ("user-changed", "读者"),
        ("key-added", "读者"),
        ("user-removed", "读者"),
        ("password-changed", "主任"),
    ]
    text = path.read_text(encoding="utf-8")
    assert "secret" not in text and key not in text and "月报" in text


def test_what_was_refused_is_not_recorded_as_done(signed_in, path):
    signed_in.post("/admin/users", data={"name": "主任", "password": "secret one"})
    signed_in.post("/admin/users/remove", data={"name": "没有这个人"})
    signed_in.post("/admin/users/keys/revoke", data={"id": "none"})
    assert [line["action"] for line in lines(path)] == ["sign-in"]
