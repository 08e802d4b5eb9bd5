"""Asking on from an answer: within chosen articles."""

import pytest
from playwright.sync_api import expect

from tests.e2e.accessibility import violations
from tests.e2e.steps import PATIENCE, QUESTION, VACCINE, ask, settling, visit

pytestmark = pytest.mark.browser

TITLE = "社区医院三年行动方案"


def test_ticked_articles_limit_the_next_question(page, app):
    visit(page, app)
    first, second = ask(page, QUESTION), ask(page, VACCINE)
    first.get_by_label(f"选《{TITLE}》").check()
    expect(page.get_by_role("button", name="只在这一篇里问")).to_be_visible()
    second.locator(".pick input").check()
    page.get_by_role("button", name="只在所选的 2 篇里问").click()
    expect(page.locator(".chip")).to_have_count(2, timeout=PATIENCE)
    expect(page.locator(".chip").first).to_have_text(f"《{TITLE}》")
    assert page.locator(".pick :checked").count() == page.locator(".picked").count() == 0
    assert page.evaluate("document.activeElement.matches('#box textarea')")
    answer = ask(page, QUESTION)
    assert (
        answer.locator(".limits").inner_text().startswith(f"只在限定的范围内查找：《{TITLE}》、《")
    )
    page.goto(app + answer.locator(".share").get_attribute("href"))
    page.wait_for_selector(".answer.done", timeout=PATIENCE)
    expect(page.locator(".chip")).to_have_count(2, timeout=PATIENCE)


def test_a_chosen_article_is_taken_away_with_its_chip(page, app):
    visit(page, app)
    ask(page, QUESTION).locator(".pick input").check()
    ask(page, VACCINE).locator(".pick input").check()
    page.click(".ask-picked")
    page.locator(".chip").first.click()
    expect(page.locator(".chip")).to_have_count(1)
    assert ask(page, QUESTION).locator(".card").count() == 0  # the other article has it
    with settling(page):
        page.reload()
    expect(page.locator(".chip")).to_have_count(1, timeout=PATIENCE)


def test_ticks_can_be_taken_back_by_keyboard(phone, app):
    visit(phone, app)
    tick = ask(phone, QUESTION).locator(".pick input")
    tick.focus()
    phone.keyboard.press("Space")
    phone.locator(".unpick").wait_for()
    assert not violations(phone)
    phone.locator(".unpick").press("Enter")
    expect(tick).not_to_be_checked()
    expect(tick).to_be_focused()
    expect(phone.locator(".picked")).to_have_count(0)


def test_checked_questions_are_one_click_away_under_the_last_answer(page, app):
    visit(page, app)
    first = ask(page, QUESTION)
    suggested = first.locator(".go-on .ask-this")
    expect(suggested).to_have_text(["疫苗冷链记录保存几年？"], timeout=PATIENCE)
    assert not violations(page)
    with settling(page):
        suggested.click()
    expect(page.locator(".answer.done")).to_have_count(2, timeout=PATIENCE)
    expect(page.locator(".question").last).to_have_text("疫苗冷链记录保存几年？")
    expect(page.locator(".go-on")).to_have_count(0)  # both questions were asked


def test_the_suggestions_are_back_when_a_conversation_is_opened_again(page, app):
    visit(page, app)
    ask(page, QUESTION)
    with settling(page):
        page.reload()
    expect(page.locator(".go-on .ask-this")).to_have_count(1, timeout=PATIENCE)
    page.emulate_media(media="print")
    expect(page.locator(".go-on")).to_be_hidden()
    page.emulate_media(media="screen")
