"""Asking in the chat: answers, sources beside them, conversations that are kept, feedback."""

import re
from threading import Event

import pytest
from playwright.sync_api import expect

from rag.settings import Settings
from tests.e2e.steps import (
    PATIENCE,
    QUESTION,
    VACCINE,
    ask,
    marked,
    questions,
    settling,
    storing,
    visit,
)
from ui.monitoring.feedback import export

pytestmark = pytest.mark.browser


def test_real_question_opens_the_marked_passage(page, sample_app):
    visit(page, sample_app)
    answer = ask(page, "养老FOF有多少只，规模多大？")
    assert "297只" in answer.inner_text()
    quote = answer.locator(".card mark").first.inner_text()
    frame = page.frame_locator("iframe.panel-frame")
    assert "2348亿元" in marked(frame)
    assert quote[:15] in "".join(frame.locator("mark.quote").all_text_contents())
    assert frame.locator("mark.quote").first.bounding_box()["y"] < 800
    with page.context.expect_page() as opened:
        answer.locator("a.cite").first.click(modifiers=["Control"])
    assert re.search(r"/articles/2022-01-24/\d+\?q=\d+-\d+#p\d+$", opened.value.url)
    assert "2348亿元" in marked(opened.value)


def test_follow_up_is_understood_from_what_was_asked(page, sample_app):
    visit(page, sample_app)
    ask(page, "养老FOF有多少只？")
    answer = ask(page, "规模多大？")
    assert "养老FOF" in answer.locator(".understood").inner_text()
    assert "2348亿元" in answer.locator(".text").inner_text()
    assert questions(page) == ["养老FOF有多少只？", "规模多大？"]
    assert answer.locator("a.cite").first.bounding_box()["y"] < 720  # above the composer


def test_real_refusal_offers_questions_that_are_answered(page, sample_app):
    visit(page, sample_app)
    refused = ask(page, "火星上有几家银行？")
    assert "没有" in refused.locator(".text").inner_text()
    assert refused.locator(".card, a.cite").count() == 0
    assert page.locator("#evidence").is_hidden()
    offered = refused.locator(".suggestions .ask-this").first
    question = offered.inner_text()
    offered.click()
    answer = page.locator(".answer.done").nth(1)
    answer.wait_for(timeout=PATIENCE)
    assert page.locator(".question").nth(1).inner_text() == question
    assert answer.locator("a.cite").count() > 0


def test_first_source_opens_by_itself_and_escape_closes_it(page, app):
    visit(page, app)
    answer = ask(page, QUESTION)
    assert "120家" in marked(page.frame_locator("iframe.panel-frame"))
    answer.locator("a.cite").click(modifiers=["Alt"])
    page.keyboard.press("Escape")
    page.wait_for_selector("#evidence", state="hidden")


def test_hover_shows_the_quote_in_its_surroundings(page, app):
    visit(page, app)
    ask(page, QUESTION).locator("a.cite").hover()
    assert "家庭医生签约率达到75%" in page.locator(".quote-tip mark").inner_text()
    assert page.locator(".quote-tip .date").inner_text() == "2022-03-14"
    page.mouse.move(5, 5)
    page.wait_for_selector(".quote-tip", state="detached")


def test_on_a_phone_the_source_covers_the_chat_and_closes(phone, app):
    page = phone
    visit(page, app)
    answer = ask(page, QUESTION)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator("#evidence").is_hidden()
    answer.locator("a.cite").click()
    assert "120家" in marked(page.frame_locator("iframe.panel-frame"))
    assert page.locator(".source-panel").bounding_box()["width"] == 360
    page.click(".panel-close")
    page.wait_for_selector("#evidence", state="hidden")


def test_example_asks_itself(page, app, pipeline):
    visit(page, app)
    page.click(".welcome .ask-this >> nth=0")
    page.wait_for_selector(".answer.done", timeout=PATIENCE)
    assert page.locator(".question").inner_text() == pipeline.examples()[0]


def test_examples_follow_the_corpus(page, app, pipeline, monkeypatch):
    visit(page, app)
    page.locator(".welcome .ask-this").first.wait_for()
    monkeypatch.setattr(pipeline, "examples", lambda language="zh": ["疫苗冷链记录存几年？"])
    page.reload()
    page.wait_for_function(
        "document.querySelector('.welcome .ask-this')?.textContent === '疫苗冷链记录存几年？'",
        timeout=PATIENCE,
    )


def test_an_unexpected_failure_is_shown_and_the_chat_goes_on(page, app, pipeline, monkeypatch):
    visit(page, app)
    with monkeypatch.context() as failing:
        failing.setattr(pipeline, "ask", lambda *args, **more: 1 / 0)
        page.fill("#box textarea", VACCINE)
        with settling(page, stores=False):  # Gradio stops after an event that fails
            page.press("#box textarea", "Enter")
        assert page.locator(".answer.error").inner_text() == "程序内部出错，请稍后再试。"
    page.fill("#box textarea", QUESTION)
    with settling(page):
        page.press("#box textarea", "Enter")
    page.wait_for_selector(".answer.done", timeout=PATIENCE)
    assert questions(page) == [QUESTION]


def test_refusal_has_no_cards(page, app):
    visit(page, app)
    answer = ask(page, "火星上有几家银行")
    assert "没有" in answer.inner_text()
    assert answer.locator(".card, a.cite").count() == 0
    assert page.locator("#evidence").is_hidden()


def test_shared_link_asks_the_question(page, app):
    page.goto(f"{app}/?q={QUESTION}")
    page.wait_for_selector(".answer.done", timeout=PATIENCE)
    assert "120家" in page.locator(".answer .text").inner_text()


def test_two_browsers_do_not_mix(page, other_page, app):
    visit(page, app)
    visit(other_page, app)
    ask(page, QUESTION)
    ask(other_page, VACCINE)
    assert questions(page) == [QUESTION]
    assert questions(other_page) == [VACCINE]


def test_theme_follows_the_choice_into_the_source(page, app):
    visit(page, app)
    ask(page, QUESTION)
    page.click(".theme-toggle")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    frame = page.frame_locator("iframe.panel-frame")
    expect(frame.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    page.wait_for_selector("html[data-theme=dark]")
    page.click(".theme-toggle")
    page.reload()
    page.wait_for_selector("html[data-theme=contrast]")
    page.wait_for_selector("body:not(.dark)")
    page.click(".theme-toggle")
    page.wait_for_selector("html[data-theme=light]")


def test_conversation_outlives_reload_and_server(page, pipeline, running):
    with running(pipeline, Settings()) as address:
        visit(page, address)
        with storing(page):
            ask(page, QUESTION)
        port = int(address.rsplit(":", 1)[1])
    with running(pipeline, Settings(), port):
        with settling(page):
            page.reload()
        page.wait_for_selector(".answer.done", timeout=PATIENCE)
        assert page.locator(".question").inner_text() == QUESTION
        with settling(page, stores=False):
            page.click("#new")
        page.wait_for_selector(".welcome", timeout=PATIENCE)
        ask(page, VACCINE)
        page.click(".bar .history-toggle")
        with settling(page, stores=False):
            page.click(f".talk-open:has-text('{QUESTION}')")
        page.wait_for_selector(f".question:has-text('{QUESTION}')", timeout=PATIENCE)
        assert "120家" in page.locator(".answer .text").inner_text()


def test_feedback_reaches_the_store(page, pipeline, running, tmp_path):
    with running(pipeline, Settings(store=tmp_path)) as address:
        visit(page, address)
        answer = ask(page, QUESTION)
        answer.locator(".dislike").click()
        answer.locator("text=引用错误").click()
        answer.locator("text=谢谢").wait_for()
    (kept,) = export(tmp_path)
    assert (kept["verdict"], kept["reason"], kept["question"]) == ("dislike", "引用错误", QUESTION)
    assert kept["passages"] == ["/articles/2022-03-14/1?q=7-40#p2"]


@pytest.mark.reports("ERR_INTERNET_DISCONNECTED")
def test_a_lost_connection_is_told_in_our_words_and_the_question_kept(page, app):
    visit(page, app)
    with storing(page):
        ask(page, VACCINE)
    page.context.set_offline(True)
    page.fill("#box textarea", QUESTION)
    page.press("#box textarea", "Enter")
    expect(page.locator(".toast")).to_contain_text("连接断开了", timeout=PATIENCE)
    expect(page.locator(".toast-wrap")).to_be_hidden()  # Gradio's, in English
    page.context.set_offline(False)
    page.wait_for_selector(".toast", state="hidden", timeout=PATIENCE)  # loaded anew
    page.wait_for_function("document.querySelector('#box textarea')?.value", timeout=PATIENCE)
    assert page.input_value("#box textarea") == QUESTION
    expect(page.locator(".question")).to_have_text([VACCINE], timeout=PATIENCE)


def test_waiting_shows_the_steps(page, app, pipeline, monkeypatch):
    visit(page, app)
    answer, held = pipeline.ask, Event()

    def slowly(*args, **more):
        held.wait(30)
        return answer(*args, **more)

    monkeypatch.setattr(pipeline, "ask", slowly)
    page.fill("#box textarea", QUESTION)
    with settling(page):
        page.press("#box textarea", "Enter")
        steps = page.locator(".answer.pending .steps li")
        expect(steps).to_have_text(["检索", "选句", "核对"], timeout=PATIENCE)
        moving = "one => getComputedStyle(one).animationName"
        assert steps.first.evaluate(moving) == "step"
        page.emulate_media(reduced_motion="reduce")
        assert steps.first.evaluate(moving) == "none"
        held.set()
    page.wait_for_selector(".answer.done", timeout=PATIENCE)


def test_an_unknown_page_offers_a_way_on(page, app):
    page.goto(f"{app}/nosuch")
    assert page.locator("h1").inner_text() == "没有这个页面。"
    page.click("main a[href='/']")
    page.wait_for_selector("#box textarea", timeout=PATIENCE)
