"""Limiting questions to some articles: choices, chips, shared links, an article's own box."""

import pytest
from playwright.sync_api import expect

from tests.e2e.steps import PATIENCE, QUESTION, VACCINE, ask, questions, settling, storing, visit

pytestmark = pytest.mark.browser


def choose(page, *names):
    page.click(".narrow-toggle")
    for name in names:
        page.locator(f".choices .one:has-text('{name}')").click()
    page.click(".filters-done")


def expect_chips(page, *names):
    """Wait until the chips of exactly these filters are shown."""
    chips = page.locator(".chip")
    expect(chips).to_have_count(len(names), timeout=PATIENCE)
    expect(chips).to_have_text(list(names))


def test_filters_limit_the_answer_and_everywhere_is_one_click_away(page, app):
    visit(page, app)
    choose(page, "基层卫生", "东江市卫生健康委")
    expect_chips(page, "基层卫生", "东江市卫生健康委")
    refused = ask(page, VACCINE)
    assert (
        refused.locator(".limits").inner_text().endswith("“基层卫生”栏目、来源“东江市卫生健康委”")
    )
    assert refused.locator(".card").count() == 0
    with settling(page):
        refused.locator(".ask-everywhere").click()
    page.locator(".answer.done .card").first.wait_for(timeout=PATIENCE)
    assert questions(page) == [VACCINE]  # asked once more, not twice
    expect_chips(page)
    expect(page.locator(".limits")).to_have_count(0)


def test_filters_stay_with_their_conversation(page, app):
    visit(page, app)
    choose(page, "基层卫生")
    with storing(page):
        ask(page, QUESTION)
    with settling(page):
        page.reload()
    expect_chips(page, "基层卫生")
    with settling(page, stores=False):
        page.click("#new")
    page.wait_for_selector(".welcome", timeout=PATIENCE)
    expect_chips(page)
    page.click(".bar .history-toggle")
    page.click(f".talk-open:has-text('{QUESTION}')")
    expect_chips(page, "基层卫生")


def test_a_chip_takes_its_filter_away(page, app):
    visit(page, app)
    choose(page, "基层卫生")
    page.click(".chip")
    expect_chips(page)
    page.click(".narrow-toggle")
    page.locator(".choices input").first.wait_for()
    assert page.locator(".choices input:checked").count() == 0
    assert ask(page, VACCINE).locator(".card").count() == 1


def test_dates_limit_too(page, app):
    visit(page, app)
    page.click(".narrow-toggle")
    page.fill(".choices input[name=until]", "2021-12-31")
    expect_chips(page, "到2021-12-31")
    assert "2021-12-31 以前" in ask(page, QUESTION).inner_text()
    assert page.locator(".choices").is_hidden()  # it folds when a question is asked


def test_escape_folds_the_choices_and_gives_the_focus_back(page, app):
    visit(page, app)
    page.click(".narrow-toggle")
    page.locator(".choices input").first.wait_for()
    assert page.locator(".narrow-toggle").get_attribute("aria-expanded") == "true"
    page.keyboard.press("Escape")
    assert page.locator(".choices").is_hidden()
    assert page.evaluate("document.activeElement.className") == "narrow-toggle"


def test_a_shared_link_carries_the_filters(page, app):
    visit(page, app)
    choose(page, "基层卫生")
    address = ask(page, QUESTION).locator(".share").get_attribute("href")
    page.goto(app + address)
    page.wait_for_selector(".answer.done", timeout=PATIENCE)
    expect_chips(page, "基层卫生")
    assert "“基层卫生”栏目" in page.locator(".limits").inner_text()


def test_an_article_is_asked_from_its_page(page, app):
    page.goto(f"{app}/articles/2022-03-14/1")
    page.fill("#ask", VACCINE)
    with settling(page):
        page.press("#ask", "Enter")
    page.wait_for_selector(".answer.done", timeout=PATIENCE)
    assert page.locator(".answer .card").count() == 0  # the other article has it
    page.wait_for_selector(".chip:has-text('《社区医院三年行动方案》')", timeout=PATIENCE)
    cited = ask(page, QUESTION).locator(".card > a.source")
    assert cited.get_attribute("href").startswith("/articles/2022-03-14/1")
