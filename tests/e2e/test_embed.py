"""The chat in pages of other websites: a listed one, and one that is not."""

import json

import pytest

from rag.settings import Settings
from tests.conftest import FakePipeline, community_article, hostile_article
from tests.e2e.accessibility import violations
from tests.e2e.steps import QUESTION, VACCINE
from tests.e2e.websites import UNKNOWN, Refusing, ask, chat_in, opened, website
from tests.serving import served
from ui.access.accounts import Accounts
from ui.app import create_app

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def pages():
    return {}


@pytest.fixture(scope="module")
def port(pages):
    with website(pages) as port:
        yield port


@pytest.fixture(scope="module")
def wence(port):
    """The application, which the website may embed under its name localhost, another site."""
    settings = Settings(_env_file=None, embed_origins=f"http://localhost:{port}")
    pipeline = Refusing([community_article(), hostile_article()])
    with served(create_app(pipeline, settings), chat=False) as address:
        yield address


@pytest.fixture(scope="module")
def intranet(pages, port, wence):
    script = f'<script src="{wence}/embed.js" async'
    pages |= {
        "/": f"{script}></script>",
        "/set": f'{script} data-theme="dark" data-lang="en" data-label="Policies" data-position="left"'
        f' data-question="{QUESTION}" data-filters="issue=2022-03-14&amp;region=东"></script>',
        "/frame": f'<iframe src="{wence}/embed" title="问策" width="700" height="500"></iframe>',
        "policy": f"default-src 'none'; script-src {wence}; frame-src {wence}; img-src data:",
    }
    return f"http://localhost:{port}"


@pytest.fixture
def console(page):
    """Collect what the browser complains of."""
    said = []
    page.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def test_a_question_is_answered_in_a_page_of_another_website(page, intranet, wence, console):
    chat = opened(page, f"{intranet}/")
    answer = ask(chat, QUESTION)
    assert "120家" in answer.locator(".text").inner_text()
    with page.context.expect_page() as article:
        answer.locator("a.cite").first.click()
    article.value.wait_for_load_state()
    assert article.value.url.startswith(f"{wence}/articles/2022-03-14/1?q=")
    assert article.value.locator(".marked").first.is_visible()
    assert article.value.evaluate("window.opener") is None
    assert page.url == f"{intranet}/"
    assert console == []


def test_a_plain_frame_needs_no_script_of_the_website(page, intranet, console):
    page.goto(f"{intranet}/frame")
    chat = chat_in(page)
    assert "120家" in ask(chat, QUESTION).inner_text()
    assert chat.locator(".close").is_hidden()
    assert console == []


@pytest.mark.reports("frame-ancestors")
def test_a_website_that_is_not_listed_is_refused_by_the_browser(page, port, intranet):
    page.goto(f"http://127.0.0.1:{port}/frame")
    page.wait_for_function("document.readyState === 'complete'")
    assert page.frames[1].locator("textarea").count() == 0
    page.goto(f"http://127.0.0.1:{port}/")
    page.click(".launch")
    failed = page.locator(".failed")
    failed.wait_for()
    assert "打不开" in failed.inner_text()
    failed.locator("button").click()
    assert not page.locator("dialog").is_visible()


@pytest.mark.reports("frame-ancestors|status of 503")
def test_no_other_page_can_be_framed(page, pages, intranet, wence):
    for path in ("/articles", "/articles/2022-03-14/1", "/login"):
        pages["/other"] = f'<iframe src="{wence}{path}" title="x"></iframe>'
        page.goto(f"{intranet}/other")
        assert page.frames[1].locator(".bar").count() == 0, path


def test_it_is_opened_used_and_closed_with_the_keyboard(page, intranet):
    page.goto(f"{intranet}/")
    page.locator(".launch").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    chat = chat_in(page)
    chat.locator("textarea:focus").wait_for()
    assert page.locator(".launch").get_attribute("aria-expanded") == "true"
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    chat.locator(".answer.done").wait_for()
    page.keyboard.press("Escape")
    page.locator("dialog").wait_for(state="hidden")
    assert (
        page.evaluate("document.activeElement.shadowRoot.activeElement.className.trim()")
        == "launch"
    )
    assert page.locator(".launch").get_attribute("aria-expanded") == "false"
    page.keyboard.press("Enter")  # what was said is still there
    assert chat.locator(".answer.done").is_visible()
    chat.locator("textarea:focus").wait_for()


def test_a_follow_up_is_asked_in_its_conversation_until_a_new_one_begins(page, intranet):
    chat = opened(page, f"{intranet}/")
    ask(chat, QUESTION)
    with page.expect_request("**/embed/ask") as asked:
        ask(chat, "那西山区呢？")
    [turn] = json.loads(asked.value.post_data)["turns"]
    assert turn["question"] == QUESTION and "120家" in turn["text"]
    chat.locator(".new").click()
    chat.locator(".welcome").wait_for()
    assert chat.locator(".question").count() == 0


def test_the_script_s_attributes_set_language_colours_filters_and_a_question(page, intranet):
    page.goto(f"{intranet}/set")
    assert page.locator(".launch").inner_text() == "Policies"
    assert page.locator(".launch").bounding_box()["x"] < 100
    page.click(".launch")
    chat = chat_in(page)
    assert chat.locator("h2").inner_text() == "Ask about a policy"
    assert chat.locator("textarea").input_value() == QUESTION
    assert chat.locator(".limits").inner_text().endswith("2022-03-14 期、东")
    assert chat.locator("html").get_attribute("data-theme") == "dark"
    with page.expect_request("**/embed/ask") as asked:
        chat.locator(".send").click()
    filters = json.loads(asked.value.post_data)["filters"]
    assert filters == {"issues": ["2022-03-14"], "region": "东"}
    chat.locator(".refused").wait_for()
    chat.locator(".to-chinese").click()
    chat.locator("html[lang=zh-CN]").wait_for()
    assert chat.locator("html").get_attribute("data-theme") == "dark"


def test_examples_and_what_a_refusal_suggests_are_asked_at_a_click(page, intranet):
    chat = opened(page, f"{intranet}/")
    example = chat.locator(".ask-this").first.inner_text()
    chat.locator(".ask-this").first.click()
    chat.locator(".answer.done").wait_for()
    ask(chat, UNKNOWN).locator(".ask-this").click()
    chat.locator(".answer.done").nth(2).wait_for()
    assert chat.locator(".question").all_inner_texts() == [example, UNKNOWN, QUESTION]
    assert chat.locator("#window:focus").count() == 1  # the button that had the focus is gone


def test_on_a_phone_it_covers_the_screen_and_the_page_behind_is_out_of_reach(phone, intranet):
    chat = opened(phone, f"{intranet}/")
    assert phone.locator("dialog").bounding_box() == {"x": 0, "y": 0, "width": 360, "height": 740}
    assert phone.evaluate(
        "document.querySelector('wence-chat').shadowRoot.querySelector('dialog').matches(':modal')"
    )
    ask(chat, QUESTION)
    assert chat.locator("html").evaluate("e => e.scrollWidth") <= 360
    chat.locator(".close").click()
    phone.locator("dialog").wait_for(state="hidden")


def test_messages_from_elsewhere_do_nothing(page, intranet):
    chat = opened(page, f"{intranet}/")
    page.evaluate("postMessage({ wence: 'close' }, '*')")  # from the website itself
    page.evaluate(
        "document.querySelector('wence-chat').shadowRoot.querySelector('iframe').contentWindow"
        ".postMessage({ wence: 'open', question: 'x', html: '<img src=x onerror=hacked=1>' }, '*')"
    )
    answer = ask(chat, VACCINE)  # whose article attacks
    assert page.locator("dialog").is_visible()
    assert answer.locator("img, script, svg").count() == 0
    assert chat.locator("html").evaluate("() => window.hacked") is None
    assert chat.locator(".question").count() == 1


@pytest.mark.reports("status of 429|ERR_FAILED")
def test_an_answer_can_be_stopped_and_a_limit_and_a_lost_connection_are_told(page, intranet):
    chat = opened(page, f"{intranet}/")
    page.route("**/embed/ask", lambda route: None)
    chat.locator("textarea").fill(QUESTION)
    chat.locator("textarea").press("Enter")
    chat.locator(".pending .steps").wait_for()
    chat.locator(".stop").click()
    chat.locator(".stopped").wait_for()
    page.unroute("**/embed/ask")
    said = {"error": "请求过于频繁，请 9 秒后再试。"}
    page.route("**/embed/ask", lambda route: route.fulfill(status=429, json=said))
    chat.locator("textarea").fill(QUESTION)
    chat.locator(".send").click()
    chat.locator(".error:has-text('请 9 秒后再试')").wait_for()
    page.unroute("**/embed/ask")
    page.route("**/embed/ask", lambda route: route.abort())
    chat.locator("textarea").fill(QUESTION)
    chat.locator(".send").click()
    chat.locator(".error:has-text('连接断开了')").wait_for()
    assert chat.locator("textarea").input_value() == QUESTION  # to be sent again
    assert chat.locator(".send").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_breaks_no_rule_of_accessibility(page, intranet, wence, scheme):
    page.emulate_media(color_scheme=scheme)
    opened(page, f"{intranet}/")
    assert violations(page) == []
    page.goto(f"{wence}/embed")
    assert violations(page) == []
    answer = ask(page, QUESTION)
    answer.locator(".related summary").click()
    assert violations(page) == []


@pytest.mark.reports("status of 401")
def test_with_sign_in_a_website_of_the_same_domain_goes_on_with_the_session(
    page, pages, port, tmp_path
):
    accounts = Accounts(tmp_path / "users.json")
    accounts.add_user("reader", "湖滨路一号 lake")
    settings = Settings(
        _env_file=None, users=accounts.path, embed_origins=f"http://127.0.0.1:{port}"
    )
    with served(create_app(FakePipeline([community_article()]), settings), chat=False) as guarded:
        pages["/guarded"] = f'<iframe src="{guarded}/embed" title="问策" height="500"></iframe>'
        pages["policy"] = f"default-src 'none'; frame-src {guarded}; img-src data:"
        page.goto(f"http://127.0.0.1:{port}/guarded")
        chat = page.frame_locator("iframe")
        chat.locator("h2:has-text('请先登录')").wait_for()
        login = page.context.new_page()
        login.goto(f"{guarded}/login")
        login.fill("[name=name]", "reader")
        login.fill("[name=password]", "湖滨路一号 lake")
        login.press("[name=password]", "Enter")
        login.wait_for_load_state()
        page.reload()
        assert "120家" in ask(chat, QUESTION).inner_text()
        page.goto(f"http://127.0.0.1:{port}/guarded?page=2")  # where the conversation goes on
        chat.locator(".answer.done").wait_for()
        assert chat.locator(".question").all_inner_texts() == [QUESTION]
        page.context.clear_cookies()
        chat.locator("textarea").fill(QUESTION)
        chat.locator(".send").click()
        chat.locator("h2:has-text('请先登录')").wait_for()
