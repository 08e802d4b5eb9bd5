"""With sign-in: what was typed and asked outlives a session that ends."""

import pytest

from rag.settings import Settings
from tests.e2e.steps import PATIENCE, QUESTION, VACCINE, ask, questions, settling, storing, visit
from ui.access.accounts import Accounts

pytestmark = pytest.mark.browser

PASSWORD = "a good password"


@pytest.fixture
def guarded_app(pipeline, running, tmp_path):
    accounts = Accounts(tmp_path / "users.json")
    accounts.add_user("lin", PASSWORD)
    settings = Settings(_env_file=None, users=accounts.path, store=tmp_path / "store")
    with running(pipeline, settings) as address:
        yield address


def sign_in(page):
    page.fill("[name=name]", "lin")
    page.fill("[name=password]", PASSWORD)
    with settling(page):
        page.press("[name=password]", "Enter")
    page.wait_for_selector("#box textarea", timeout=PATIENCE)


@pytest.mark.reports("status of 401")
def test_an_ended_session_leads_to_sign_in_and_back_with_the_question(page, guarded_app):
    page.goto(guarded_app)
    sign_in(page)
    with storing(page):
        ask(page, VACCINE)
    page.context.clear_cookies()
    page.fill("#box textarea", QUESTION)
    page.press("#box textarea", "Enter")
    page.wait_for_url("**/login?next=%2F", timeout=PATIENCE)
    sign_in(page)
    page.wait_for_function("document.querySelector('#box textarea').value", timeout=PATIENCE)
    assert page.input_value("#box textarea") == QUESTION
    page.wait_for_selector(".answer.done", timeout=PATIENCE)
    page.press("#box textarea", "Enter")
    page.locator(".answer.done").nth(1).wait_for(timeout=PATIENCE)
    assert questions(page) == [VACCINE, QUESTION]
    visit(page, guarded_app)
    assert page.input_value("#box textarea") == ""  # given back once
