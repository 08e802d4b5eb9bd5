"""Who may read which folders, managed in the browser."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.settings import Settings
from tests.conftest import FakePipeline, community_article, hostile_article
from tests.ui.admin.test_accounts import PASSWORD, accounts, signed_in
from ui.app import create_app

__all__ = ["accounts"]

ARTICLES = [
    replace(community_article(), file="医保/天津/a.txt"),
    replace(hostile_article(), file="<b>人事/b.txt"),
]


@pytest.fixture
def client(accounts):
    app = create_app(FakePipeline(ARTICLES), Settings(_env_file=None, users=accounts.path))
    return signed_in(app)


def change(client, folder, who, groups=""):
    return client.post("/admin/collections", data={"folder": folder, "who": who, "groups": groups})


def test_folders_are_listed_with_their_articles(client):
    page = client.get("/admin/collections").text
    for folder in ("医保", "医保/天津", "&lt;b&gt;人事"):
        assert f'<span lang="zh-CN">{folder}</span>' in page
    assert "<b>人事" not in page and "a.txt" not in page
    assert "还没有组。" in page


def test_a_folder_is_given_to_groups_and_back(client, accounts):
    assert "已保存 医保。" in change(client, "医保", "groups", "医保处，办公室").text
    assert accounts.collections == {"医保": ["医保处", "办公室"]}
    change(client, "医保/天津", "everybody")
    change(client, "/", "administrators")
    assert accounts.collections["医保/天津"] == ["*"] and accounts.collections[""] == []
    page = client.get("/admin/collections").text
    assert 'value="医保处、办公室"' in page and "<td>1 / 2</td>" in page
    for folder in ("医保", "医保/天津", "/", "没有"):
        assert change(client, folder, "inherit").status_code == 200
    assert accounts.collections == {}


def test_what_is_wrong_is_said_and_changes_nothing(client, accounts):
    assert "请写上能看的组" in change(client, "医保", "groups", "、").text
    assert change(client, "医保", "groups", "甲" * 101).status_code == 400
    assert change(client, "医保", "anybody").status_code == 400
    assert accounts.collections == {}


def test_a_rule_without_articles_is_pointed_out(client):
    page = change(client, "财务", "administrators").text
    assert "请核对名称" in page and "财务" in page


def test_readers_do_not_get_there(accounts):
    app = create_app(FakePipeline(ARTICLES), Settings(_env_file=None, users=accounts.path))
    reader = signed_in(app, "reader")
    assert reader.get("/admin/collections").status_code == 403
    assert change(reader, "医保", "administrators").status_code == 403


def test_people_are_given_groups(client, accounts):
    new = {"name": "wang", "password": PASSWORD, "role": "reader", "groups": "医保处、办公室"}
    client.post("/admin/users", data=new)
    assert accounts.user("wang").groups == ["医保处", "办公室"]
    client.post("/admin/users/change", data={"name": "wang", "role": "reader"})
    assert accounts.user("wang").groups == ["医保处", "办公室"]  # of a form without groups
    given = {"name": "wang", "role": "reader", "with_groups": "true"}
    assert client.post("/admin/users/change", data={**given, "groups": ""}).status_code == 200
    assert accounts.user("wang").groups == []
    wrong = {**given, "groups": "甲" * 101}
    assert client.post("/admin/users/change", data=wrong).status_code == 400
