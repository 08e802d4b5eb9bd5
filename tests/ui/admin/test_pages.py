"""Feedback and the audit file, read in the browser."""

import json
from typing import get_args

import pytest
from fastapi.testclient import TestClient

from rag.settings import Settings
from ui.access.events import Action
from ui.admin.audit import ACTIONS
from ui.admin.pages import PAGE
from ui.app import create_app
from ui.monitoring.feedback import Feedback, save

HERE = {"base_url": "http://127.0.0.1", "client": ("127.0.0.1", 50000)}


@pytest.fixture
def settings(tmp_path):
    return Settings(_env_file=None, store=tmp_path, audit=tmp_path / "audit.jsonl")


@pytest.fixture
def client(pipeline, settings):
    return TestClient(create_app(pipeline, settings), **HERE)


def given(verdict, question, **more):
    return Feedback(verdict=verdict, question=question, answer="答", **more)


def test_feedback_is_listed_newest_first_and_by_verdict(client, settings):
    save(settings.store, given("like", "第一问？"))
    save(
        settings.store, given("dislike", "第二问？", reason="数字错误", passages=["/articles/1/1"])
    )
    save(settings.store, given("like", "<b>第三问？", passages=["javascript:alert(1)"]))
    page = client.get("/admin", follow_redirects=True).text
    assert page.index("第三问") < page.index("第二问") < page.index("第一问")
    assert "<b>第三问" not in page and "javascript:" not in page and 'href="/articles/1/1"' in page
    disliked = client.get("/admin/feedback?verdict=dislike").text
    assert "第二问" in disliked and "第一问" not in disliked and "数字错误" in disliked


def test_feedback_has_pages(client, settings):
    for number in range(PAGE + 1):
        save(settings.store, given("like", f"第{number}问？"))
    assert "第0问" not in client.get("/admin/feedback").text
    assert "第0问" in client.get("/admin/feedback?page=2").text
    assert client.get("/admin/feedback?page=0").status_code == 400


def test_the_audit_file_is_read_from_its_end_and_searched(client, settings):
    lines = [
        {"at": "2026-01-02T03:04:05", "user": "lin", "question": "降价多少？", "citations": ["a"]},
        {"at": "2026-01-02T03:05:05", "address": "10.0.0.7", "question": "谁？", "error": "X"},
    ]
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    settings.audit.write_text(f"{text}\n{{cut off", encoding="utf-8")
    page = client.get("/admin/audit").text
    assert page.index("谁？") < page.index("降价多少？") and "1 处引用" in page
    found = client.get("/admin/audit", params={"q": "lin"}).text
    assert "降价多少？" in found and "谁？" not in found


def test_without_feedback_or_audit_the_pages_say_so(pipeline, tmp_path):
    app = create_app(pipeline, Settings(_env_file=None, store=tmp_path))
    client = TestClient(app, **HERE)
    assert "还没有反馈" in client.get("/admin/feedback").text
    assert "没有记审计" in client.get("/admin/audit").text


def test_without_sign_in_only_this_machine_may_read_them(pipeline, settings):
    away = TestClient(create_app(pipeline, settings), client=("10.0.0.7", 50000))
    assert away.get("/admin/feedback").status_code == 403
    assert 'href="/admin"' not in away.get("/articles").text


def test_the_audit_is_shown_by_kind_and_saved_as_a_table_without_formulas(client, settings):
    lines = [
        {"at": "2026-01-02T03:04:05", "user": "lin", "question": "=1+1", "citations": []},
        {"at": "2026-01-02T03:05:05", "user": "<b>wang", "action": "sign-in", "what": ""},
        {"at": "2026-01-02T03:06:05", "user": "lin", "action": "user-added", "what": "新人"},
        {"at": "2026-01-02T03:07:05", "user": "lin", "action": "of-a-later-version", "x": [1]},
    ]
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    settings.audit.write_text(text, encoding="utf-8")
    every = client.get("/admin/audit").text
    assert "添加用户" in every and "of-a-later-version" in every and "<b>" not in every
    signing_in = client.get("/admin/audit?kind=sign-in").text
    assert "wang" in signing_in and "新人" not in signing_in
    saved = client.get("/admin/audit.csv?kind=questions&q=lin")
    assert saved.content.decode("utf-8-sig").splitlines()[1:] == [
        '2026-01-02T03:04:05,lin,,提问，0 处引用,\'=1+1,"{""citations"": []}"'
    ]
    assert client.get("/admin/audit?kind=x").status_code == 400


def test_every_act_has_a_name():
    assert set(ACTIONS) == set(get_args(Action))


def test_an_audit_that_cannot_be_read_is_told_in_one_sentence(client, settings):
    settings.audit.mkdir()
    page = client.get("/admin/audit")
    assert page.status_code == 503 and "审计文件无法读取" in page.text
