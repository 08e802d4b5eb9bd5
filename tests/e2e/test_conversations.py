"""Conversations in the browser's storage: two windows, undoing, search, people, older versions."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from playwright.sync_api import expect

from rag.settings import Settings
from tests.e2e.steps import PATIENCE, QUESTION, VACCINE, ask, questions, settling, storing, visit
from ui.access.accounts import Accounts

pytestmark = pytest.mark.browser

OLDER = Path(__file__).with_name("older_conversations.txt")  # as Gradio's BrowserState stored them
PASSWORD = "a good password"
STORED = """() => Object.keys(localStorage).filter((key) => key.startsWith('wence-talk/'))
  .map((key) => JSON.parse(localStorage.getItem(key)))"""


def stored(page):
    return page.evaluate(STORED)


def asked(conversation):
    return [turn["question"] for turn in conversation["turns"]]


def put(page, *conversations):
    """Store conversations as the page itself does."""
    page.evaluate(
        "all => all.forEach((one) => localStorage.setItem(`wence-talk//${one.id}`, JSON.stringify(one)))",
        list(conversations),
    )


def conversation(id, question, at=1.0, answer="答"):
    turn = {
        "question": question,
        "text": answer,
        "html": f'<div class="answer done">{answer}</div>',
    }
    return {"id": id, "name": "", "at": at, "filters": {}, "turns": [turn]}


def open_history(page):
    page.click(".bar .history-toggle")
    page.wait_for_selector("body.history-open")


def titles(page):
    return page.locator(".talk-title").all_inner_texts()


def test_two_windows_keep_what_each_has_asked(page, app):
    visit(page, app)
    other = page.context.new_page()
    visit(other, app)
    open_history(other)
    with storing(page):
        ask(page, QUESTION)
    expect(other.locator(".talk-title")).to_have_text([QUESTION])  # without being loaded again
    other.keyboard.press("Escape")
    with storing(other):
        ask(other, VACCINE)
    assert sorted(map(asked, stored(page))) == sorted([[QUESTION], [VACCINE]])
    assert questions(page) == [QUESTION]


def test_a_question_asked_by_a_link_is_kept(page, app):
    with settling(page):
        page.goto(f"{app}/?q={QUESTION}")
    page.wait_for_selector(".answer.done", timeout=PATIENCE)
    assert [asked(one) for one in stored(page)] == [[QUESTION]]
    with settling(page):
        page.reload()
    expect(page.locator(".question")).to_have_text([QUESTION], timeout=PATIENCE)
    assert len(stored(page)) == 1


def test_opening_another_conversation_stops_the_answer_and_keeps_both_apart(
    page, app, pipeline, monkeypatch
):
    visit(page, app)
    put(page, conversation("a", "旧问题"))
    answer, held = pipeline.ask, Event()

    def slowly(*args, **more):
        held.wait(30)
        return answer(*args, **more)

    monkeypatch.setattr(pipeline, "ask", slowly)
    page.fill("#box textarea", QUESTION)
    page.press("#box textarea", "Enter")
    page.wait_for_selector(".answer.pending", timeout=PATIENCE)
    open_history(page)
    page.click(".talk-open:has-text('旧问题')")
    expect(page.locator(".question")).to_have_text(["旧问题"], timeout=PATIENCE)
    held.set()
    assert sorted(map(asked, stored(page))) == sorted([["旧问题"], [QUESTION]])
    assert questions(page) == ["旧问题"]


def test_a_conversation_open_in_two_windows_goes_on_in_both(page, app):
    visit(page, app)
    with storing(page):
        ask(page, QUESTION)
    other = page.context.new_page()
    visit(other, app)
    open_history(other)
    with settling(other, stores=False):
        other.click(".talk-open")
    assert questions(other) == [QUESTION]
    with settling(page, stores=False), storing(other):
        ask(other, VACCINE)
    expect(page.locator(".question")).to_have_text([QUESTION, VACCINE], timeout=PATIENCE)


def test_what_another_window_added_meanwhile_is_kept(page, app):
    visit(page, app)
    with storing(page):
        ask(page, QUESTION)
    (one,) = stored(page)
    added = conversation("", "另一个窗口的问题")["turns"]
    put(page, {**one, "turns": [*one["turns"], *added]})
    ask(page, VACCINE)
    expect(page.locator(".question")).to_have_text(
        [QUESTION, VACCINE, "另一个窗口的问题"], timeout=PATIENCE
    )
    assert [asked(one) for one in stored(page)] == [[QUESTION, VACCINE, "另一个窗口的问题"]]


def test_a_deletion_is_undone_by_keyboard(page, app):
    visit(page, app)
    with storing(page):
        ask(page, QUESTION)
    before = stored(page)
    open_history(page)
    page.locator(".talk-open").focus()
    for _ in range(2):
        page.keyboard.press("Tab")
    with settling(page, stores=False):
        page.keyboard.press("Enter")
    page.wait_for_selector(".welcome", timeout=PATIENCE)
    assert stored(page) == [] and titles(page) == []
    expect(page.locator(".toast button")).to_be_focused()
    with settling(page, stores=False):
        page.keyboard.press("Enter")
    expect(page.locator(".question")).to_have_text([QUESTION], timeout=PATIENCE)
    assert stored(page) == before and titles(page) == [QUESTION]
    assert page.locator(".toast *").count() == 0


def test_the_offer_to_undo_goes_after_eight_seconds(page, app):
    page.clock.install()
    visit(page, app)
    put(page, conversation("a", "旧问题"))
    open_history(page)
    page.locator("#history li").hover()
    page.click(".talk-delete")
    expect(page.locator(".toast")).to_contain_text("已删除旧问题")
    page.clock.run_for(7000)
    assert page.locator(".toast button").is_visible()
    page.clock.run_for(1500)
    expect(page.locator(".toast button")).to_have_count(0)
    assert stored(page) == []


def test_the_history_tells_days_and_finds_words(page, app):
    visit(page, app)
    now = datetime.now()
    at = {day: (now - timedelta(days=day)).timestamp() * 1000 for day in (0, 1, 40)}
    put(
        page,
        conversation("a", "上周的问题", at[40]),
        conversation("b", "昨天的问题", at[1], answer="社区医院达到120家"),
        conversation("c", "今天的问题", at[0]),
        conversation("d", "没有日期的问题"),
    )
    open_history(page)
    expect(page.locator("#history h3")).to_have_text(["今天", "昨天", "更早"])
    assert titles(page) == ["今天的问题", "昨天的问题", "上周的问题", "没有日期的问题"]
    dates = page.locator("#history time").all_inner_texts()
    assert dates[0] == f"{now:%H:%M}" and dates[2] == f"{now - timedelta(days=40):%Y-%m-%d}"
    assert dates[3] == ""
    page.fill(".history-find", "120 医院")
    assert titles(page) == ["昨天的问题"]
    assert page.locator(".talk-found mark").inner_text() == "120"
    page.fill(".history-find", "火星")
    expect(page.locator(".history-none")).to_have_text("没有找到这样的对话。")


def test_a_conversation_is_renamed_in_the_list(page, app):
    visit(page, app)
    with storing(page):
        ask(page, QUESTION)
    open_history(page)
    page.locator("#history li").hover()
    page.click(".talk-rename")
    page.fill(".talk-name", "社区医院月报")
    page.keyboard.press("Enter")
    assert titles(page) == ["社区医院月报"]
    page.keyboard.press("Escape")
    with storing(page):
        ask(page, VACCINE)
    assert stored(page)[0]["name"] == "社区医院月报"
    open_history(page)
    page.locator("#history li").hover()
    page.click(".talk-rename")
    page.fill(".talk-name", "不要的名字")
    page.keyboard.press("Escape")
    assert titles(page) == ["社区医院月报"]


def test_conversations_of_former_versions_are_taken_over(page, app):
    page.goto(f"{app}/articles")
    page.evaluate("old => localStorage.setItem('wence-conversations', old)", OLDER.read_text())
    visit(page, app)
    expect(page.locator(".question")).to_have_text(["到2025年社区医院多少家？"], timeout=PATIENCE)
    open_history(page)
    assert titles(page) == ["疫苗冷链记录存几年？", "旧月报"]  # in the order that they had
    assert page.evaluate("localStorage.getItem('wence-conversations')") is None
    with settling(page):
        page.reload()
    expect(page.locator(".question")).to_have_text(["到2025年社区医院多少家？"], timeout=PATIENCE)
    assert len(stored(page)) == 2


def test_the_oldest_go_when_there_are_too_many_or_no_room(page, app):
    visit(page, app)
    put(page, *(conversation(f"c{n}", f"问题{n}", at=n + 1.0) for n in range(200)))
    with storing(page):
        ask(page, QUESTION)
    ids = {one["id"] for one in stored(page)}
    assert len(ids) == 200 and "c0" not in ids and "c1" in ids
    page.evaluate(
        """() => { for (let size = 4_000_000, n = 0; size > 20; n += 1) {
          try { localStorage.setItem('filler' + n, 'x'.repeat(size)); } catch { size /= 2; } } }"""
    )
    with storing(page):
        ask(page, VACCINE)
    assert [QUESTION, VACCINE] in map(asked, stored(page))


@pytest.fixture
def guarded(pipeline, running, tmp_path):
    accounts = Accounts(tmp_path / "users.json")
    for name in ("lin", "wang"):
        accounts.add_user(name, PASSWORD)
    settings = Settings(_env_file=None, users=accounts.path, store=tmp_path / "store")
    with running(pipeline, settings) as address:
        yield address


def sign_in(page, name):
    page.fill("[name=name]", name)
    page.fill("[name=password]", PASSWORD)
    with settling(page):
        page.press("[name=password]", "Enter")
    page.wait_for_selector("#box textarea", timeout=PATIENCE)


@pytest.mark.reports("status of 401")
def test_another_person_at_the_same_browser_sees_nothing(page, guarded):
    page.goto(guarded)
    sign_in(page, "lin")
    with storing(page):
        ask(page, QUESTION)
    page.context.clear_cookies()  # the session ends, but nobody signs out
    page.fill("#box textarea", VACCINE)
    page.press("#box textarea", "Enter")
    page.wait_for_url("**/login?next=%2F", timeout=PATIENCE)
    sign_in(page, "wang")
    assert questions(page) == [] and page.input_value("#box textarea") == ""
    open_history(page)
    expect(page.locator(".history-none")).to_have_text("还没有对话。")
    page.context.clear_cookies()
    page.goto(guarded)
    sign_in(page, "lin")  # hers are still there
    expect(page.locator(".question")).to_have_text([QUESTION], timeout=PATIENCE)


def test_signing_out_clears_what_was_stored_in_every_window(page, guarded):
    page.goto(guarded)
    sign_in(page, "lin")
    with storing(page):
        ask(page, QUESTION)
    other = page.context.new_page()
    other.goto(f"{guarded}/articles")
    other.click(".account summary")
    other.click(".sign-out")
    other.wait_for_url("**/login")
    page.wait_for_url("**/login", timeout=PATIENCE)
    left = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "wence-talk" not in left and json.loads(left)[1] == {}


def test_a_question_asked_during_an_answer_waits_for_it(page, app, pipeline, monkeypatch):
    visit(page, app)
    answer, held = pipeline.ask, Event()

    def slowly(*args, **more):
        held.wait(30)
        return answer(*args, **more)

    monkeypatch.setattr(pipeline, "ask", slowly)
    page.fill("#box textarea", QUESTION)
    page.press("#box textarea", "Enter")
    page.wait_for_selector(".answer.pending", timeout=PATIENCE)
    page.fill("#box textarea", VACCINE)
    page.press("#box textarea", "Enter")
    held.set()
    expect(page.locator(".answer.done")).to_have_count(2, timeout=PATIENCE)
    assert questions(page) == [QUESTION, VACCINE]
