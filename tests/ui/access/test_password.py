"""The password page: the old one is asked, sessions elsewhere end."""

import pytest
from fastapi.testclient import TestClient

from rag.settings import Settings
from ui.access.accounts import Accounts
from ui.app import create_app

OLD, NEW = "湖滨路一号 lake", "山阴路二号 hill"


@pytest.fixture
def app(pipeline, tmp_path):
    accounts = Accounts(tmp_path / "users.json")
    accounts.add_user("lin", OLD, "reader")
    return create_app(pipeline, Settings(_env_file=None, users=accounts.path))


def signed_in(app, password=OLD):
    client = TestClient(app, follow_redirects=False)
    assert client.post("/login", data={"name": "lin", "password": password}).status_code == 303
    return client


def change(client, current=OLD, new=NEW, again=NEW):
    return client.post("/password", data={"current": current, "new": new, "again": again})


def test_a_new_password_ends_the_sessions_elsewhere_and_keeps_ones_own(app):
    here, elsewhere = signed_in(app), signed_in(app)
    assert "现在的密码" in here.get("/password").text
    changed = change(here)
    assert changed.status_code == 200 and "在别处的登录已失效" in changed.text
    assert here.get("/articles").status_code == 200
    assert elsewhere.get("/api/articles").status_code == 401
    signed_in(app, NEW)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"current": "guess"}, "现在的密码不对。"),
        ({"again": NEW + "x"}, "两次输入的新密码不一样。"),
        ({"new": "short", "again": "short"}, "密码至少 8 位"),
    ],
)
def test_a_change_that_cannot_be_made_is_explained_and_changes_nothing(app, given, said):
    refused = change(signed_in(app), **given)
    assert refused.status_code == 400 and said in refused.text
    signed_in(app)


def test_the_current_password_cannot_be_guessed_at_will(app, monkeypatch):
    client = signed_in(app)
    monkeypatch.setattr("ui.access.limits.Buckets.take", lambda self, who: 7)
    refused = change(client)
    assert refused.status_code == 429 and refused.headers["retry-after"] == "7"
    assert client.get("/articles").status_code == 200  # nothing has changed


def test_without_sign_in_there_is_no_password_page(pipeline):
    client = TestClient(create_app(pipeline, Settings(_env_file=None)))
    assert client.post("/password", data={}).status_code in (404, 405, 503)
