"""The header by role, and the administrator's pages, used with keyboard and mouse."""

import pytest
from playwright.sync_api import expect

from rag.settings import Settings
from tests.e2e.accessibility import violations
from tests.e2e.steps import PATIENCE
from ui.access.accounts import Accounts

pytestmark = pytest.mark.browser

PASSWORD = "a good password"


@pytest.fixture
def accounts(tmp_path):
    made = Accounts(tmp_path / "users.json")
    made.add_user("林知秋", PASSWORD, "administrator")
    made.add_user("reader", PASSWORD)
    return made


@pytest.fixture
def guarded_app(pipeline, running, accounts, tmp_path):
    settings = Settings(_env_file=None, users=accounts.path, store=tmp_path / "store")
    with running(pipeline, settings) as address:
        yield address


def sign_in(page, app, name, next="/articles"):
    page.goto(f"{app}/login?next={next}")
    page.fill("[name=name]", name)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_selector(".bar nav", timeout=PATIENCE)


def offered(page):
    return page.locator(".bar nav a").all_inner_texts()


@pytest.mark.reports(
    "AbortError|Connection errored out|Failed to fetch"
)  # what leaving the chat ends
def test_each_page_offers_what_ones_role_may_use(page, other_page, guarded_app):
    sign_in(page, guarded_app, "林知秋")
    sign_in(other_page, guarded_app, "reader")
    for path in ("/articles", "/"):
        page.goto(guarded_app + path)
        other_page.goto(guarded_app + path)
        assert offered(page) == ["问答", "文章库", "核对", "评测", "我的文章", "管理"]
        assert offered(other_page) == ["问答", "文章库", "核对"]
    assert other_page.goto(f"{guarded_app}/admin").status == 403
    assert other_page.locator("h1").inner_text() == "只有管理员可以使用。"


def test_an_administrator_manages_users_and_signs_out_in_words(page, guarded_app, accounts):
    sign_in(page, guarded_app, "林知秋", "/admin")
    assert violations(page) == []
    page.fill("[name=name][required]", "wang")
    page.fill("[name=password][required]", PASSWORD)
    page.click("text=添加 >> nth=-1")
    assert "wang 可以登录了" in page.locator("[role=status]").inner_text()
    page.locator("tr:has-text('wang') summary").click()
    page.click("tr:has-text('wang') button:has-text('确认移除')")
    assert "已移除 wang" in page.locator("[role=status]").inner_text()
    assert [user.name for user in accounts.users] == ["林知秋", "reader"]
    page.click(".account summary")
    page.click("text=退出登录")
    page.wait_for_url("**/login")


def test_a_phone_shows_the_administration_whole(page, guarded_app):
    page.set_viewport_size({"width": 360, "height": 640})
    sign_in(page, guarded_app, "林知秋", "/admin")
    for path in ("/admin/users", "/admin/feedback", "/admin/audit", "/password"):
        page.goto(guarded_app + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        if path != "/password":
            expect(page.locator(".bar [aria-current]")).to_be_in_viewport(ratio=0.9)
        assert violations(page) == []
    page.goto(f"{guarded_app}/admin/users")
    expect(page.locator("tr", has_text="reader").locator("summary")).to_be_in_viewport(ratio=1)
