"""The clippings: put in from everywhere, annotated, ordered, found, exported, each person's own."""

import json

import pytest
from playwright.sync_api import expect

from rag.settings import Settings
from tests.e2e.accessibility import violations
from tests.e2e.steps import PATIENCE, QUESTION, VACCINE, ask, visit
from ui.access.accounts import Accounts

pytestmark = pytest.mark.browser

KEYS = "Object.keys(localStorage).filter((key) => key.startsWith('wence-clip/'))"


def expect_count(page, count):
    expect(page.locator(".clips-count").first).to_have_text(str(count or ""), timeout=PATIENCE)


def clip_answers(page, app, *questions):
    visit(page, app)
    for count, question in enumerate(questions, 1):
        ask(page, question).locator("button.clip").click()
        expect_count(page, count)


def quotes(page):
    return page.locator(".clip-list blockquote")


def select(page, selector):
    page.locator(selector).first.evaluate(
        """(element) => { const range = document.createRange(); range.selectNodeContents(element);
        getSelection().removeAllRanges(); getSelection().addRange(range); }"""
    )


def test_quotes_of_answers_are_kept_with_notes_in_an_order_of_ones_own(page, app):
    clip_answers(page, app, QUESTION, VACCINE)
    pressed = page.locator("button.clip[aria-pressed=true]")
    assert pressed.count() == 2
    page.click(".clips-link")
    expect(quotes(page)).to_have_count(2)
    first, second = quotes(page).all_inner_texts()
    page.get_by_label("第 2 条的笔记").fill("核对这个数")
    page.get_by_label("上移第 2 条").click()
    expect(quotes(page).first).to_have_text(second, use_inner_text=True)
    page.reload()
    expect(quotes(page)).to_have_text([second, first], use_inner_text=True)
    expect(page.get_by_label("第 1 条的笔记")).to_have_value("核对这个数")
    assert not violations(page)
    page.fill(".clips-find", "核对")
    expect(quotes(page)).to_have_count(1)
    page.fill(".clips-find", "没有这个词")
    expect(page.locator(".clips-unfound")).to_have_text("没有找到这样的摘录。")


def test_a_removed_passage_comes_back_with_its_note(page, app):
    clip_answers(page, app, QUESTION)
    page.goto(f"{app}/clips")
    page.get_by_label("第 1 条的笔记").fill("要用")
    page.get_by_label("移除第 1 条").click()
    expect(page.locator(".clips-none")).to_be_visible()
    page.locator(".toast button").click()
    expect(page.get_by_label("第 1 条的笔记")).to_have_value("要用")
    expect_count(page, 1)


def test_selected_text_and_found_passages_are_clipped(page, app):
    page.goto(f"{app}/articles/2022-03-14/1")
    select(page, ".prose p")
    words = page.locator(".prose p").first.inner_text()
    page.click(".clip-selection")
    expect_count(page, 1)
    expect(page.locator(".clip-selection")).to_be_hidden()
    page.goto(f"{app}/articles?q=疫苗冷链记录要存多久")
    page.locator("button.clip").first.click()
    expect_count(page, 2)
    assert not violations(page)
    page.goto(f"{app}/clips")
    expect(quotes(page)).to_have_count(2)
    assert quotes(page).first.inner_text().split() == words.split()


def test_text_of_the_panel_is_clipped_beside_the_answer(page, app):
    visit(page, app)
    ask(page, QUESTION).locator("a.cite").first.click()
    panel = page.frame_locator(".panel-frame")
    select(panel, ".prose p")
    panel.locator(".clip-selection").click()
    expect_count(page, 1)


def test_two_windows_keep_what_either_adds_and_writes(page, profile, app):
    clip_answers(page, app, QUESTION)
    other = profile.new_page()
    other.goto(f"{app}/clips")
    other.get_by_label("第 1 条的笔记").fill("甲窗写的")
    ask(page, VACCINE).locator("button.clip").click()
    expect_count(page, 2)
    other.click("h1")
    expect(quotes(other)).to_have_count(2)
    expect(other.get_by_label("第 1 条的笔记")).to_have_value("甲窗写的")


def test_an_export_holds_what_the_source_says(page, app):
    clip_answers(page, app, QUESTION, VACCINE)
    page.goto(f"{app}/clips")
    expect(quotes(page)).to_have_count(2)
    kept = page.evaluate(f"JSON.parse(localStorage.getItem({KEYS}.sort()[0]))")
    tampered = json.dumps({**kept, "quote": "改过的话"}, ensure_ascii=False)
    page.evaluate(
        f"(text) => localStorage.setItem('wence-clip//' + {json.dumps(kept['id'])}, text)", tampered
    )
    page.reload()
    expect(page.locator(".clip-lost:visible")).to_have_count(1)
    page.click(".export-clips")
    with page.expect_download() as download:
        page.click("#export-menu [data-save=txt]")
    text = download.value.path().read_text(encoding="utf-8")
    assert download.value.suggested_filename == "摘录本.txt"
    assert "有 1 条摘录与现在收录的原文对不上" in text
    assert "改过的话" not in text


def test_signing_out_clears_the_clippings(page, pipeline, running, tmp_path):
    accounts = Accounts(tmp_path / "users.json")
    accounts.add_user("lin", "correct horse 1")
    settings = Settings(_env_file=None, users=accounts.path, store=tmp_path / "store")
    with running(pipeline, settings) as address:
        page.goto(f"{address}/articles?q=疫苗冷链记录要存多久")
        page.fill("[name=name]", "lin")
        page.fill("[name=password]", "correct horse 1")
        page.press("[name=password]", "Enter")
        page.locator("button.clip").first.click()
        expect_count(page, 1)
        assert page.evaluate(KEYS)[0].startswith("wence-clip/lin/")
        page.click(".account summary")
        page.click(".sign-out")
        page.wait_for_url("**/login", timeout=PATIENCE)
        assert page.evaluate(KEYS) == []


def test_a_phone_has_room_for_the_clippings(phone, app):
    clip_answers(phone, app, QUESTION)
    assert not violations(phone)
    phone.click(".clips-link")
    expect(quotes(phone)).to_have_count(1)
    assert not violations(phone)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
