"""Accessibility: axe-core's rules, the narrowest phones, print."""

import pytest

from tests.e2e.accessibility import violations
from tests.e2e.steps import PATIENCE, QUESTION, ask, visit

pytestmark = pytest.mark.browser

PAGES = [
    "/articles",
    "/articles?q=签约率",
    "/articles/2022-03-14/1",
    "/articles/2022-03-14/1?embed=1",
    "/articles/x/1",
    "/upload",
    "/admin",
    "/s",
    "/nosuch",
    "/docs",
]


@pytest.fixture(params=["light", "dark"])
def coloured(request, page):
    """A page for a reader who prefers light colours at a desk, or dark ones on a phone."""
    page.emulate_media(color_scheme=request.param)
    if request.param == "dark":
        page.set_viewport_size({"width": 375, "height": 812})
    return page


def test_the_chat_breaks_no_rule(coloured, app):
    page = coloured
    visit(page, app)
    page.wait_for_selector(".welcome")
    assert violations(page) == []
    answer = ask(page, QUESTION)
    answer.locator(".related summary").click()
    answer.locator(".dislike").click()
    assert violations(page) == []
    page.click(".narrow-toggle")
    page.locator(".choices .one").first.click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.click(".bar .history-toggle")
    assert violations(page) == []


@pytest.mark.parametrize("path", PAGES)
def test_the_library_breaks_no_rule(coloured, app, path):
    coloured.goto(app + path)
    assert violations(coloured) == []


def test_the_evaluation_page_breaks_no_rule(coloured, app):
    coloured.goto(f"{app}/evaluation")
    coloured.wait_for_selector("text=自带题集", timeout=PATIENCE)
    assert violations(coloured) == []


@pytest.mark.parametrize("path", ["/", "/evaluation", *PAGES])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_wider_than_a_phone(phone, app, path, language):
    phone.context.add_cookies([{"name": "wence-lang", "value": language, "url": app}])
    phone.goto(app + path)
    phone.wait_for_selector("main, #box", timeout=PATIENCE)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360


def test_print_shows_the_article_alone(page, app):
    page.goto(f"{app}/articles/2022-03-14/1")
    page.emulate_media(media="print")
    for chrome in (".bar", ".toc", ".turn", ".near", ".ask"):
        assert page.locator(chrome).is_hidden(), chrome
    assert page.locator(".prose table").is_visible()
