"""Asking again, editing a question, the keyboard, and what is copied."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from tests.e2e.steps import (
    PATIENCE,
    QUESTION,
    VACCINE,
    ask,
    questions,
    settling,
    visit,
)

pytestmark = pytest.mark.browser


def test_asking_again_replaces_the_answer(page, app, pipeline, monkeypatch):
    visit(page, app)
    ask(page, VACCINE)
    again = ask(page, QUESTION).locator(".again")
    first_time = pipeline.ask

    def second_time(*args, **more):  # an equal answer would leave the page as it is
        return replace(first_time(*args, **more), note="第二次回答")

    monkeypatch.setattr(pipeline, "ask", second_time)
    with settling(page):
        again.click()
    answers = page.locator(".answer.done")
    expect(answers.nth(1).locator(".note")).to_have_text("第二次回答", timeout=PATIENCE)
    expect(answers).to_have_count(2)
    assert questions(page) == [VACCINE, QUESTION]


def test_an_edited_question_replaces_what_came_after_it(page, app):
    visit(page, app)
    first = ask(page, VACCINE)
    ask(page, QUESTION)
    first.locator(".edit").click()
    assert page.locator(".editing").is_visible()
    assert page.input_value("#box textarea") == VACCINE
    page.fill("#box textarea", QUESTION)
    with settling(page):
        page.press("#box textarea", "Enter")
    expect(page.locator(".question")).to_have_text([QUESTION], timeout=PATIENCE)
    page.wait_for_selector(".answer.done", timeout=PATIENCE)
    expect(page.locator(".editing")).to_be_hidden()
    ask(page, VACCINE)  # the next one follows on
    assert questions(page) == [QUESTION, VACCINE]


def test_escape_leaves_a_question_as_it_was(page, app):
    visit(page, app)
    ask(page, VACCINE).locator(".edit").click()
    page.keyboard.press("Escape")
    assert page.locator(".editing").is_hidden()
    assert page.input_value("#box textarea") == ""
    ask(page, QUESTION)
    assert questions(page) == [VACCINE, QUESTION]


def test_slash_goes_to_the_box_and_shift_enter_breaks_the_line(page, app):
    visit(page, app)
    page.locator(".theme-toggle").focus()
    page.keyboard.press("/")
    page.keyboard.type("甲")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("乙/")
    assert page.input_value("#box textarea") == "甲\n乙/"
    assert page.locator(".question").count() == 0
    page.keyboard.press("Enter")
    page.wait_for_selector(".answer.done", timeout=PATIENCE)
    assert questions(page) == ["甲\n乙/"]


def test_copied_text_holds_references_and_the_link_the_question(page, app):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit(page, app)
    answer = ask(page, QUESTION)
    answer.locator(".copy").first.click()
    page.wait_for_selector("text=已复制")
    text = page.evaluate("navigator.clipboard.readText()")
    assert "社区医院三年行动方案，东江市卫生健康委 · 2022-03-14 · 第 8 页\n[1] 「到2025年" in text
    answer.locator(".share").click()
    page.wait_for_function("navigator.clipboard.readText().then((t) => t.includes('/?q='))")
    page.goto(page.evaluate("navigator.clipboard.readText()"))
    page.wait_for_selector(".answer.done", timeout=PATIENCE)
    assert questions(page) == [QUESTION]


def test_first_paint_comes_within_two_seconds(page, app):
    visit(page, app)
    page.reload()
    page.wait_for_selector("#box textarea", timeout=PATIENCE)
    paint = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
    page.wait_for_function(paint)
    assert page.evaluate(paint) < 2000


def test_a_question_can_be_asked_again_where_the_last_scripts_came_late(page, app):
    last = re.findall(r'src="(/site/bundle-[^"]*)" defer', page.request.get(app).text())[-1]
    held = []
    page.route(f"**{last}", lambda route: held.append(route))  # Playwright marks the function
    with settling(page):
        page.goto(app, wait_until="commit")
        page.wait_for_selector("#place > *", state="attached", timeout=PATIENCE)
        held[0].continue_()
    ask(page, QUESTION)
    ask(page, VACCINE)
    with settling(page):
        page.locator(".answer.done .again").first.click()
    assert questions(page) == [QUESTION]
