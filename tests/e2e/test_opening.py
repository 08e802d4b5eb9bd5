"""Opening the chat when the server has only just begun to answer."""

import pytest
from playwright.sync_api import expect

from rag.settings import Settings
from tests.e2e.steps import PATIENCE, QUESTION
from tests.serving import served
from ui.app import create_app

pytestmark = pytest.mark.browser


def test_a_question_asked_too_early_is_answered_once_the_chat_is_open(page, pipeline):
    app = create_app(pipeline, Settings(_env_file=None))
    with served(app, chat=False) as address:
        page.goto(f"{address}/?q={QUESTION}")
        expect(page.get_by_role("status")).to_have_text("问答页正在打开…")
        app.state.chat.load()
        page.wait_for_selector(".answer.done", timeout=PATIENCE)
        assert QUESTION in page.locator(".question").first.inner_text()


def test_the_page_that_waits_speaks_english_too(page, pipeline):
    with served(create_app(pipeline, Settings(_env_file=None)), chat=False) as address:
        page.goto(f"{address}/?lang=en")
        expect(page.get_by_role("status")).to_have_text("The question page is opening…")
