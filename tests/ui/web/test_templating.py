import pytest

from rag.settings import Settings
from tests.serving import opened
from ui.access.accounts import Accounts
from ui.app import create_app
from ui.web.templating import Templates


def test_text_is_escaped():
    page = Templates().render("error.html", message="<script>x</script>")
    assert "<script>x" not in page


def test_pages_may_not_load_from_other_hosts():
    policy = Templates().page("error.html", message="x").headers["content-security-policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy


@pytest.mark.parametrize("with_accounts_last", [False, True])
def test_two_applications_each_show_their_own_sign_in_state(pipeline, tmp_path, with_accounts_last):
    accounts = Accounts(tmp_path / "users.json")
    accounts.add_user("lin", "a good password", "administrator")
    key = {"authorization": f"Bearer {accounts.add_key('lin')}"}
    apps = {
        users: create_app(pipeline, Settings(_env_file=None, users=users))
        for users in sorted((None, accounts.path), key=bool, reverse=not with_accounts_last)
    }
    for users, app in apps.items():
        with opened(app) as client:
            for path in ("/", "/articles", "/articles/2022-03-14/9", "/docs"):
                page = client.get(path, headers=key | {"accept": "text/html"}).text
                assert ('action="/logout"' in page) is (users is not None), (users, path)
