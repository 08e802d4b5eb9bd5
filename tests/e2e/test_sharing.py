"""Links that ask a question, and snapshots of answers."""

import pytest
from playwright.sync_api import expect

from tests.e2e.steps import PATIENCE, QUESTION, VACCINE, ask, questions, settling, visit

pytestmark = pytest.mark.browser


def follow(page, address):
    """Open a link that asks a question; return its answer, once it is stored."""
    with settling(page):
        page.goto(address)
    answer = page.locator(".answer.done")
    answer.wait_for(timeout=PATIENCE)
    return answer


def test_a_shared_question_is_one_like_any_other(page, app):
    follow(page, f"{app}/?q={QUESTION}&section=基层卫生")
    expect(page.locator(".chip")).to_have_text(["基层卫生✕"])
    refused = ask(page, VACCINE)  # in the filters of the link
    assert refused.locator(".card").count() == 0
    assert "限定" in refused.inner_text()
    assert questions(page) == [QUESTION, VACCINE]
    with settling(page):
        page.reload()
    page.locator(".answer.done").nth(1).wait_for(timeout=PATIENCE)
    assert questions(page) == [QUESTION, VACCINE]
    page.click(".bar .history-toggle")
    expect(page.locator("#kept label")).to_have_text([QUESTION])


def test_a_shared_question_leaves_the_conversations_before_it(page, app):
    visit(page, app)
    ask(page, VACCINE)
    follow(page, f"{app}/?q={QUESTION}")
    assert questions(page) == [QUESTION]
    page.click(".bar .history-toggle")
    expect(page.locator("#kept label")).to_have_text([QUESTION, VACCINE])


def test_a_shared_follow_up_gets_the_same_answer_by_itself(page, sample_app):
    visit(page, sample_app)
    ask(page, "养老FOF有多少只？")
    answer = ask(page, "规模多大？")
    shown = answer.locator(".text").inner_text()
    address = answer.locator(".share").get_attribute("href")
    opened = follow(page, sample_app + address)
    assert opened.locator(".text").inner_text() == shown
    assert questions(page) == ["养老FOF的规模多大？"]
    assert opened.locator(".understood").count() == 0
    assert opened.locator(".share").get_attribute("href") == address


def test_a_link_from_the_library_keeps_every_filter(page, app):
    page.goto(f"{app}/articles?region=东江市&status=现行")
    page.click("text=在这些文章里提问")
    expect(page.locator(".chip")).to_have_text(["东江市✕", "现行✕"], timeout=PATIENCE)
