"""The source beside the answer: citations, quotes and Back; and what a finger can hit."""

import pytest
from playwright.sync_api import expect

from tests.e2e.steps import PATIENCE, QUESTION, ask, marked, settling, visit

pytestmark = pytest.mark.browser

LEAST = 24  # CSS pixels, as WCAG 2.2's criterion 2.5.8 has it, here for links in text too
SMALL = """least => [...document.querySelectorAll('a[href], button, summary, input, select, textarea')]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }))
  .map((one) => [one, (one.closest('label') || one).getBoundingClientRect()])
  .filter(([, { width, height }]) => width && height && Math.min(width, height) < least - .01)
  .map(([one, { width, height }]) => `${one.outerHTML.slice(0, 80)}: ${width} × ${height}`)"""


@pytest.fixture
def small_phone(page):
    """A page of 360 × 640 CSS pixels."""
    page.set_viewport_size({"width": 360, "height": 640})
    return page


@pytest.fixture
def source(page):
    """The article in the panel."""
    return page.frame_locator("iframe.panel-frame")


def test_back_on_a_phone_closes_the_source_and_not_the_chat(small_phone, source, app):
    page = small_phone
    page.goto(f"{app}/articles")
    visit(page, app)
    cite = ask(page, QUESTION).locator("a.cite")
    cite.click()
    assert "120家" in marked(source)
    page.go_back()
    expect(page.locator("#evidence")).to_be_hidden()
    expect(page.locator(".answer.done")).to_be_visible()
    expect(cite).to_be_focused()
    cite.click()
    page.click(".panel-close")
    expect(page.locator("#evidence")).to_be_hidden()
    page.wait_for_function("!history.state?.cover")
    page.go_back()  # the source's entry has gone with it
    page.wait_for_url(f"{app}/articles")


def test_back_on_a_phone_closes_the_history(small_phone, app):
    page = small_phone
    visit(page, app)
    page.click(".bar .history-toggle")
    page.wait_for_selector("body.history-open")
    page.go_back()
    expect(page.locator("#history")).to_be_hidden()
    expect(page.locator("#box textarea")).to_be_visible()


def test_a_first_click_on_a_citation_marks_and_scrolls_in_the_panel(page, source, app):
    visit(page, app)
    cite = ask(page, QUESTION).locator("a.cite")
    assert "120家" in marked(source)  # opened by itself
    page.set_viewport_size({"width": 1280, "height": 240})  # short, so that there is what to scroll
    quote = source.locator("mark.quote").first
    quote.evaluate("() => scrollTo(0, document.documentElement.scrollHeight)")
    cite.evaluate("(cite) => cite.click()")
    expect(quote).to_be_in_viewport()
    assert len(page.context.pages) == 1


@pytest.mark.parametrize("how", [{"modifiers": ["Control"]}, {"button": "middle"}])
def test_a_modified_click_opens_a_tab(page, app, how):
    visit(page, app)
    answer = ask(page, QUESTION)
    page.keyboard.press("Escape")
    with page.context.expect_page() as opened:
        answer.locator("a.cite").click(**how)
    assert "120家" in marked(opened.value)
    assert page.locator("#evidence").is_hidden()


def test_the_quote_of_a_card_opens_its_passage(page, source, app):
    visit(page, app)
    answer = ask(page, QUESTION)
    page.keyboard.press("Escape")
    expect(page.locator("#evidence")).to_be_hidden()
    answer.locator(".card a.quote").click()
    assert "120家" in marked(source)


def test_nothing_to_press_is_smaller_than_a_fingertip(small_phone, app):
    page = small_phone
    visit(page, app)
    page.wait_for_selector(".welcome .ask-this", timeout=PATIENCE)
    assert page.evaluate(SMALL, LEAST) == []
    answer = ask(page, QUESTION)
    answer.locator(".related summary").click()
    answer.locator(".dislike").click()
    assert page.evaluate(SMALL, LEAST) == []
    page.click(".narrow-toggle")
    page.locator(".choices .one").first.click()
    assert page.evaluate(SMALL, LEAST) == []
    page.click(".filters-done")
    page.click(".bar .history-toggle")
    page.locator("#history li").hover()
    assert page.evaluate(SMALL, LEAST) == []
    with settling(page, stores=False):
        page.locator(".talk-delete").click()
    page.locator(".toast button").wait_for()
    assert page.evaluate(SMALL, LEAST) == []
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    ask(page, QUESTION).locator("a.cite").click()
    page.wait_for_selector(".source-panel.open")
    assert page.evaluate(SMALL, LEAST) == []
