"""The chat with a language model: text shown while it is written, checked, and stopped."""

from __future__ import annotations

import time
from contextlib import contextmanager

import pytest

from tests.e2e.steps import PATIENCE, settling, visit, wait_until
from tests.llm_server import KEY, drips, fails, hangs, says, serving, written_by

pytestmark = pytest.mark.browser

QUESTION = "到2033年海蓝市社区医院要达到多少家？"
WRITTEN = "到2033年，海蓝市社区医院要达到126家[1]。市里将新建一座<b>机场</b>[1]。"
# Notes when the first unchecked text appears in the page, in seconds since the epoch
NOTE_FIRST_TEXT = """() => { window.uncheckedAt = 0; new MutationObserver(() => {
  if (!window.uncheckedAt && document.querySelector(".draft .text")?.textContent.trim())
    window.uncheckedAt = Date.now() / 1000;
}).observe(document.body, {childList: true, subtree: true, characterData: true}); }"""


@contextmanager
def chat(page, pipeline, running, *replies):
    """Open the chat on a language model that gives these replies; yield the model's server."""
    with serving(*replies) as server:
        written = written_by(server, pipeline)
        with running(written, written.settings) as address:
            visit(page, address)
            yield server


def send(page, question=QUESTION):
    page.fill("#box textarea", question)
    page.press("#box textarea", "Enter")


def finished(page, n=0):
    answer = page.locator(".answer.done, .answer.error").nth(n)
    answer.wait_for(timeout=PATIENCE)
    return answer


def test_text_grows_while_it_is_written_and_is_corrected_once_at_the_end(
    page, real_pipeline, running
):
    with chat(page, real_pipeline, running, says(WRITTEN, size=2, pause=0.1)) as server:
        with settling(page):  # loads what is loaded once
            send(page)
        finished(page)
        server.first_token_at = 0.0
        page.evaluate(NOTE_FIRST_TEXT)
        send(page)
        unchecked = page.locator(".answer.draft")
        unchecked.wait_for(timeout=PATIENCE)
        early = unchecked.locator(".text").inner_text()
        assert WRITTEN.startswith(early[:6])
        assert len(early) < len(WRITTEN)
        assert "核对" in unchecked.inner_text()
        assert page.locator("#stop").is_visible()
        answer = finished(page, 1)
        first_token = time.time() - time.monotonic() + server.first_token_at
        assert page.evaluate("window.uncheckedAt") - first_token < 0.3
        assert "126家" in answer.locator(".text").inner_text()
        assert "机场" not in answer.inner_text()
        assert answer.locator(".checked").inner_text() == "核对 2 句：1 句有据，1 句删去"
        answer.locator(".remark summary").focus()
        page.keyboard.press("Enter")
        assert "机场" in answer.locator(".remark .told").inner_text()
        assert answer.locator("a.cite").count() == 1
        assert page.locator(".draft").count() == 0
        assert KEY not in page.content()


@pytest.mark.parametrize("slow", [drips, hangs])
def test_stop_ends_the_request_and_another_question_may_be_asked(
    page, real_pipeline, running, slow
):
    with chat(page, real_pipeline, running, slow, says(WRITTEN)) as server:
        send(page)
        page.locator(".answer.draft, .answer.pending").first.wait_for(timeout=PATIENCE)
        wait_until(page, lambda: server.requests)
        page.click("#stop")
        assert server.hung_up.wait(2)
        assert "已停止" in finished(page).inner_text()
        assert page.locator(".question").inner_text() == QUESTION
        send(page)
        assert "126家" in finished(page, 1).locator(".text").inner_text()
        assert page.locator(".question").count() == 2


def test_closing_the_page_ends_the_request_to_the_model(page, real_pipeline, running):
    with chat(page, real_pipeline, running, drips) as server:
        send(page)
        page.locator(".answer.draft").wait_for(timeout=PATIENCE)
        page.goto("about:blank")
        assert server.hung_up.wait(5)


def test_failure_of_the_model_ends_in_the_extractive_answer_with_a_note(
    page, real_pipeline, running
):
    with chat(page, real_pipeline, running, fails(401)):
        send(page)
        answer = finished(page)
        assert "126家" in answer.locator(".text").inner_text()
        assert "密钥无效" in answer.locator(".note").inner_text()
        assert KEY not in page.content()
