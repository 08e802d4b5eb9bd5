"""Links that ask a question, and snapshots of answers."""

import pypdfium2
import pytest
from playwright.sync_api import expect

from rag.settings import Settings
from tests.e2e.accessibility import violations
from tests.e2e.steps import PATIENCE, QUESTION, VACCINE, ask, questions, settling, visit

pytestmark = pytest.mark.browser


def follow(page, address):
    """Open a link that asks a question; return its answer, once it is stored."""
    with settling(page):
        page.goto(address)
    answer = page.locator(".answer.done")
    answer.wait_for(timeout=PATIENCE)
    return answer


def test_a_shared_question_is_one_like_any_other(page, app):
    follow(page, f"{app}/?q={QUESTION}&section=基层卫生")
    expect(page.locator(".chip")).to_have_text(["基层卫生"])
    refused = ask(page, VACCINE)  # in the filters of the link
    assert refused.locator(".card").count() == 0
    assert "限定" in refused.inner_text()
    assert questions(page) == [QUESTION, VACCINE]
    with settling(page):
        page.reload()
    page.locator(".answer.done").nth(1).wait_for(timeout=PATIENCE)
    assert questions(page) == [QUESTION, VACCINE]
    page.click(".bar .history-toggle")
    expect(page.locator(".talk-open .talk-title")).to_have_text([QUESTION])


def test_a_shared_question_leaves_the_conversations_before_it(page, app):
    visit(page, app)
    ask(page, VACCINE)
    follow(page, f"{app}/?q={QUESTION}")
    assert questions(page) == [QUESTION]
    page.click(".bar .history-toggle")
    expect(page.locator(".talk-open .talk-title")).to_have_text([QUESTION, VACCINE])


def test_a_shared_follow_up_gets_the_same_answer_by_itself(page, sample_app):
    visit(page, sample_app)
    ask(page, "养老FOF有多少只？")
    answer = ask(page, "规模多大？")
    shown = answer.locator(".text").inner_text()
    address = answer.locator(".share").get_attribute("href")
    opened = follow(page, sample_app + address)
    assert opened.locator(".text").inner_text() == shown
    assert questions(page) == ["养老FOF的规模多大？"]
    assert opened.locator(".understood").count() == 0
    assert opened.locator(".share").get_attribute("href") == address


def test_a_link_from_the_library_keeps_every_filter(page, app):
    page.goto(f"{app}/articles?region=东江市&status=现行")
    page.click("text=在这些文章里提问")
    expect(page.locator(".chip")).to_have_text(["东江市", "现行"], timeout=PATIENCE)


@pytest.fixture
def keeping_app(pipeline, running, tmp_path):
    with running(pipeline, Settings(_env_file=None, store=tmp_path)) as address:
        yield address


def test_a_snapshot_is_kept_from_an_answer_and_read_without_scripts(page, chromium, keeping_app):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit(page, keeping_app)
    answer = ask(page, QUESTION)
    answer.locator(".snapshot").click()
    expect(answer.get_by_text("快照已存，链接已复制")).to_be_visible(timeout=PATIENCE)
    address = page.evaluate("navigator.clipboard.readText()")
    assert answer.locator(".snapshot-link").get_attribute("href") == address
    context = chromium.new_context(java_script_enabled=False)
    reader = context.new_page()
    reader.goto(address)
    assert reader.locator("h1").inner_text() == QUESTION
    assert reader.locator(".kicker").inner_text().endswith("，索引版本 fake")
    assert "家庭医生签约率达到75%" in reader.locator("#source-1 blockquote").inner_text()
    sheets = pypdfium2.PdfDocument(reader.pdf(format="A4"))
    assert len(sheets) == 1
    text = sheets[0].get_textpage().get_text_range()
    assert "索引版本 fake" in text and QUESTION in text and "签约率达到75%" in text
    assert "再问一次" not in text and "删除" not in text
    reader.locator("a.cite").click()
    assert reader.url == f"{address}#source-1"
    reader.click("summary:has-text('删除')")
    reader.click("text=删除这个快照")
    assert reader.url == f"{keeping_app}/s"
    assert reader.goto(address).status == 404
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_a_snapshot_breaks_no_rule_and_fits(page, keeping_app, scheme, width):
    page.emulate_media(color_scheme=scheme)
    visit(page, keeping_app)
    answer = ask(page, QUESTION)
    answer.locator(".snapshot").click()
    address = answer.locator(".snapshot-link").get_attribute("href", timeout=PATIENCE)
    page.set_viewport_size({"width": width, "height": 740})
    for path in (address, f"{keeping_app}/s"):
        page.goto(path)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.reports("status of 400")
def test_an_answer_that_cannot_be_kept_is_told(page, keeping_app):
    visit(page, keeping_app)
    answer = ask(page, QUESTION)
    answer.locator(".snapshot").evaluate("button => { button.value = 'changed'; }")
    answer.locator(".snapshot").click()
    expect(answer.get_by_text("这个回答不是这里给出的")).to_be_visible(timeout=PATIENCE)
    expect(answer.locator(".snapshot")).to_be_enabled()
