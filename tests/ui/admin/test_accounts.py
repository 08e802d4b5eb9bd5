"""Users and keys, managed in the browser."""

import re

import pytest
from fastapi.testclient import TestClient

from rag.settings import Settings
from ui.access.accounts import Accounts
from ui.app import create_app

PASSWORD = "湖滨路一号 lake"


@pytest.fixture
def accounts(tmp_path):
    made = Accounts(tmp_path / "users.json")
    made.add_user("林知秋", PASSWORD, "administrator")
    made.add_user("reader", PASSWORD)
    return made


@pytest.fixture
def app(pipeline, accounts):
    return create_app(pipeline, Settings(_env_file=None, users=accounts.path))


def signed_in(app, name="林知秋"):
    client = TestClient(app)
    client.post("/login", data={"name": name, "password": PASSWORD}, follow_redirects=False)
    return client


def roles(accounts):
    return {user.name: user.role for user in accounts.users}


def test_an_administrator_adds_changes_and_removes_people(app, accounts):
    client = signed_in(app)
    new = {"name": "wang", "password": PASSWORD, "role": "reader"}
    assert "wang 可以登录了" in client.post("/admin/users", data=new).text
    assert "wang" in client.get("/admin").text
    client.post("/admin/users/change", data={"name": "wang", "role": "administrator"})
    assert roles(accounts)["wang"] == "administrator"
    assert accounts.with_password("wang", PASSWORD)  # kept where none is given
    changed = {"name": "wang", "role": "reader", "password": "another one"}
    client.post("/admin/users/change", data=changed)
    assert accounts.with_password("wang", "another one") and roles(accounts)["wang"] == "reader"
    client.post("/admin/users/remove", data={"name": "wang"})
    assert "wang" not in roles(accounts)


def test_a_key_is_shown_once_and_can_be_revoked(app, accounts):
    client = signed_in(app)
    page = client.post("/admin/users/keys", data={"name": "reader", "label": "门户"}).text
    [token] = re.findall(r"wence_[\w-]+", page)
    assert accounts.with_key(token).name == "reader"
    assert token not in client.get("/admin/users").text
    client.post("/admin/users/keys/revoke", data={"id": accounts.keys[0].id})
    assert accounts.with_key(token) is None


@pytest.mark.parametrize(
    ("path", "data", "said"),
    [
        ("", {"name": "reader", "password": PASSWORD}, "已经有用户 reader。"),
        ("", {"name": "a b", "password": PASSWORD}, "用户名应是"),
        ("", {"name": "wang", "password": "short"}, "密码至少 8 位"),
        ("/change", {"name": "nobody", "role": "reader"}, "没有用户 nobody。"),
        ("/change", {"name": "林知秋", "role": "reader"}, "不能改自己的角色。"),
        ("/remove", {"name": "林知秋"}, "不能移除自己。"),
        ("/remove", {"name": "nobody"}, "没有用户 nobody。"),
        ("/keys", {"name": "nobody"}, "没有用户 nobody。"),
        ("/keys/revoke", {"id": "nothing"}, "没有密钥 nothing。"),
    ],
)
def test_what_cannot_be_done_is_explained_and_nobody_locks_themselves_out(
    app, accounts, path, data, said
):
    before = roles(accounts)
    refused = signed_in(app).post(f"/admin/users{path}", data=data)
    assert refused.status_code == 400 and said in refused.text
    assert roles(accounts) == before and accounts.with_password("reader", PASSWORD)


def test_names_are_escaped(app):
    page = signed_in(app).post("/admin/users/remove", data={"name": "<b>x</b>"}).text
    assert "<b>x" not in page


@pytest.mark.parametrize("path", ["/admin", "/admin/users", "/admin/feedback", "/admin/audit"])
def test_a_reader_sees_none_of_it(app, path):
    reader = signed_in(app, "reader")
    assert reader.get(path).status_code == 403
    links = reader.get("/articles").text
    assert 'href="/admin"' not in links and 'href="/evaluation"' not in links
    assert 'href="/admin"' in signed_in(app).get("/articles").text


def test_a_form_on_another_website_changes_nothing(app, accounts):
    client = signed_in(app)
    foreign = {"Sec-Fetch-Site": "cross-site"}
    data = {"name": "reader"}
    assert client.post("/admin/users/remove", data=data, headers=foreign).status_code == 403
    assert "reader" in roles(accounts)
