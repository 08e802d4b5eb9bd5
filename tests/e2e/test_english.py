"""The interface in English: nothing but the corpus and what people write stays Chinese."""

import pytest

from tests.e2e.steps import PATIENCE, QUESTION, ask, visit

pytestmark = pytest.mark.browser

# Chinese that is shown, or read out, and is not marked as Chinese
CHINESE_CHROME = """() => {
    const found = [], han = /[\\u3400-\\u9fff]/;
    const chinese = (e) => e.closest('[lang|="zh"]:not(html), script, style, iframe');
    const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode, element = node.parentElement;
        if (node.nodeType === 3) {
            const shown = element.closest("head") || element.getClientRects().length;
            if (shown && han.test(node.data) && !chinese(element)) found.push(node.data.trim());
        } else for (const name of ["aria-label", "placeholder", "title"]) {
            const value = node.getAttribute(name);
            if (value && han.test(value.replace(/[：:].*|“.*”/, "")) && !chinese(node)) found.push(value);
        }
    }
    return found;
}"""


@pytest.fixture
def english(page, app):
    """A page whose reader chose English before."""
    page.context.add_cookies([{"name": "wence-lang", "value": "en", "url": app}])
    return page


def test_the_chat_speaks_english(page, app):
    visit(page, f"{app}/?lang=en")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("#send").inner_text() == "Ask"
    assert "lang=" not in page.url
    answer = ask(page, QUESTION)
    assert "120家" in answer.inner_text()  # the corpus stays Chinese
    answer.locator(".dislike").click()
    page.click(".narrow-toggle")
    page.locator(".choices .one").first.click()
    page.click(".bar .history-toggle")
    page.locator(".talk-open").first.wait_for(timeout=PATIENCE)
    assert page.evaluate(CHINESE_CHROME) == []


@pytest.mark.parametrize(
    "path",
    [
        "/articles",
        "/articles?q=疫苗&section=基层卫生",
        "/articles?issue=1999",
        "/articles/2022-03-14/1",
        "/articles/2022-03-14/99",
        "/articles?since=2023&until=2022",
        "/upload",
        "/docs",
    ],
)
def test_the_reading_room_speaks_english(english, app, path):
    english.goto(app + path)
    assert english.evaluate(CHINESE_CHROME) == []


def test_the_evaluation_page_speaks_english(english, app):
    english.goto(f"{app}/evaluation")
    english.wait_for_selector("text=Shipped question sets", timeout=PATIENCE)
    english.click("text=How question sets are written")
    english.wait_for_selector("text=only question is required")
    assert english.evaluate(CHINESE_CHROME) == []


def test_the_choice_is_remembered_and_undone(page, app):
    visit(page, f"{app}/?lang=en")
    page.goto(f"{app}/articles")
    assert page.locator("h1").inner_text() == "Library"
    page.click(".to-chinese")
    page.wait_for_selector("h1:has-text('文章库')")
    page.goto(app)
    page.wait_for_selector("#send:has-text('提问')", timeout=PATIENCE)


@pytest.mark.reports("status of 503")  # this server has no store to keep it in
def test_a_reason_is_stored_in_the_words_of_the_export(english, app):
    visit(english, app)
    with english.expect_request("**/api/feedback") as sent:
        answer = ask(english, QUESTION)
        answer.locator(".dislike").click()
        answer.locator("text=Wrong figure").click()
    assert sent.value.post_data_json["reason"] == "数字错误"
