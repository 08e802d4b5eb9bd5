"""Titles, texts, sections, questions and addresses that attack the reader have no effect."""

import pytest

from tests.e2e.steps import QUESTION, VACCINE, ask, storing, visit

# the picture that would run a script, were it in the page, is sought in vain by the test itself
pytestmark = [pytest.mark.browser, pytest.mark.reports("status of 404")]

HOSTILE = VACCINE  # what it finds is tests/conftest.py's hostile article
IMAGE_FAILS = """() => new Promise((failed) => {
  Object.assign(new Image(), { onerror: failed, src: `/missing-${Math.random()}` });
})"""
CORPUS_OR_PERSON = (
    "#window .question, #window .answer, #filters label, article, .results, .articles"
)


@pytest.fixture
def elsewhere(page, app):
    """Collect the addresses on other hosts that the page asks for, or that an address led it to."""
    found = []
    page.on(
        "request",
        lambda r: (
            None
            if r.url.startswith((app, "data:", "blob:")) and r.url != f"{app}/x"
            else found.append(r.url)
        ),
    )
    return found


def harmless(page):
    """Whether nothing from the corpus or a person became an element or ran as a script."""
    inside = page.locator(CORPUS_OR_PERSON)
    inside.first.wait_for(state="attached")
    page.evaluate(IMAGE_FAILS)  # by now any image before it has failed, and run its `onerror`
    assert inside.locator("img, script, svg, iframe, form:not(.ask)").count() == 0
    assert page.locator("a[href^=javascript]").count() == 0
    return page.evaluate("window.hacked") is None


def test_hostile_article_does_nothing_in_answer_panel_and_page(page, app, elsewhere):
    visit(page, app)
    answer = ask(page, HOSTILE)
    answer.locator(".related summary").click()
    answer.locator("a.cite").first.hover()
    assert harmless(page)
    frame = page.frame_locator("iframe.panel-frame")
    frame.locator(".marked").first.wait_for()
    assert frame.locator("article").locator("img, script, svg, iframe, form").count() == 0
    for path in ("/articles/2022-03-14/2", "/articles", f"/articles?q={HOSTILE}"):
        page.goto(app + path)
        assert harmless(page)
    assert elsewhere == []


def test_hostile_names_do_nothing_in_filters_and_history(page, app, elsewhere):
    visit(page, app)
    page.click(".narrow-toggle")
    page.locator(".choices .one:has-text('<script>')").click()
    assert "<script>" in page.locator(".chip").inner_text()
    with storing(page):
        ask(page, HOSTILE)
    page.reload()
    page.wait_for_selector(".chip")
    assert "<script>" in page.locator(".chip").inner_text()
    assert harmless(page)
    assert elsewhere == []


def test_hostile_question_does_nothing_now_and_after_a_reload(page, app, elsewhere):
    visit(page, app)
    with storing(page):
        ask(page, "<img src=x onerror=window.hacked=8><script>window.hacked=9</script>疫苗冷链")
    assert harmless(page)
    page.reload()
    page.wait_for_selector(".answer.done")
    page.click(".bar .history-toggle")
    assert "<script>" in page.locator(".talk-title").inner_text()
    assert page.locator(".history-list").locator("img, script").count() == 0
    assert harmless(page)
    assert elsewhere == []


def test_hostile_address_does_nothing(page, app, elsewhere):
    page.goto(f"{app}/?q=<img src=x onerror=window.hacked=8>{QUESTION}&section=<b>&article=../../x")
    page.wait_for_selector(".answer.done")
    assert harmless(page)
    assert elsewhere == []


def test_markdown_of_the_corpus_is_text(page, app, elsewhere):
    page.goto(f"{app}/articles/2022-03-14/2")
    assert "![x](http://evil.example/b.png)" in page.locator("article").inner_text()
    assert elsewhere == []
