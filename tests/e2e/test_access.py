"""Everybody can use it: axe-core's rules, and the narrowest phones."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.e2e.steps import PATIENCE, QUESTION, ask, visit

pytestmark = pytest.mark.browser

PAGES = [
    "/articles",
    "/articles?q=签约率",
    "/articles/2022-03-14/1",
    "/articles/2022-03-14/1?embed=1",
    "/articles/x/1",
    "/upload",
    "/docs",
]


def serious(page):
    page.wait_for_timeout(400)
    return [
        f"{found['id']}: {node['target']}"
        for found in Axe().run(page).response["violations"]
        if found["impact"] in ("serious", "critical")
        for node in found["nodes"]
    ]


@pytest.fixture(params=["light", "dark"])
def coloured(request, chromium):
    context = chromium.new_context(color_scheme=request.param, locale="zh-CN")
    yield context.new_page()
    context.close()


def test_the_chat_has_no_serious_fault(coloured, app):
    page = coloured
    visit(page, app)
    page.wait_for_selector(".welcome")
    assert serious(page) == []
    answer = ask(page, QUESTION)
    answer.locator("summary").click()
    answer.locator(".dislike").click()
    assert serious(page) == []
    page.click(".narrow-toggle")
    page.locator(".choices .one").first.click()
    assert serious(page) == []
    page.keyboard.press("Escape")
    page.click(".bar .history-toggle")
    assert serious(page) == []


@pytest.mark.parametrize("path", PAGES)
def test_the_reading_room_has_no_serious_fault(coloured, app, path):
    coloured.goto(app + path)
    assert serious(coloured) == []


def test_the_evaluation_page_has_no_serious_fault(coloured, app):
    coloured.goto(f"{app}/evaluation")
    coloured.wait_for_selector("text=自带题集", timeout=PATIENCE)
    assert serious(coloured) == []


@pytest.mark.parametrize("path", ["/", "/evaluation", *PAGES])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_wider_than_a_phone(chromium, app, path, language):
    page = chromium.new_page(viewport={"width": 360, "height": 740})
    page.context.add_cookies([{"name": "wence-lang", "value": language, "url": app}])
    page.goto(app + path)
    page.wait_for_selector("main, #box, #evaluation", timeout=PATIENCE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()


def test_print_shows_the_article_alone(page, app):
    page.goto(f"{app}/articles/2022-03-14/1")
    page.emulate_media(media="print")
    for chrome in (".bar", ".toc", ".turn", ".near", ".ask"):
        assert page.locator(chrome).is_hidden(), chrome
    assert page.locator(".prose table").is_visible()
