"""The menu 导出: an answer, a conversation and an article as files and in the clipboard."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest

from tests.e2e.accessibility import violations
from tests.e2e.steps import QUESTION, VACCINE, ask, visit

pytestmark = pytest.mark.browser

ARTICLE = "/articles/2022-03-14/1?q=7-40#p2"


def saved(page, format):
    """Choose a file of the open menu; return its name and content."""
    with page.expect_download() as download:
        page.click(f"#export-menu [data-save={format}]")
    return download.value.suggested_filename, download.value.path().read_bytes()


def test_an_answer_is_saved_as_word_with_a_footnote(page, app):
    visit(page, app)
    ask(page, VACCINE)
    ask(page, QUESTION).locator(".export").click()
    name, data = saved(page, "docx")
    assert name == f"{QUESTION}.docx"
    with ZipFile(BytesIO(data)) as file:
        body = file.read("word/document.xml").decode()
        links = file.read("word/_rels/footnotes.xml.rels").decode()
    assert "到2025年，全市社区医院达到120家" in body and VACCINE not in body
    assert body.count("<w:footnoteReference ") == 1
    assert f'Target="{app}/articles/2022-03-14/1?q=7-40#p2"' in links
    assert page.locator("#export-menu [role=status]").inner_text() == "已下载"


def test_a_conversation_is_saved_with_its_references_in_the_style_chosen(page, app):
    visit(page, app)
    ask(page, QUESTION)
    ask(page, VACCINE)
    page.click(".bar .history-toggle")
    page.click("#history .export")
    page.check("#export-menu [value=official]")
    name, data = saved(page, "md")
    text = data.decode()
    assert name == f"{QUESTION}.md" and text.startswith(f"## {QUESTION}\n\n到2025年")
    assert f"\n\n## {VACCINE}\n\n" in text
    reference = "《社区医院三年行动方案》，东江市卫生健康委，2022年3月14日，第8页。"
    assert f"{reference}\n- [1] [到2025年" in text
    page.reload()  # the style is kept
    page.locator(".answer.done .export").first.click()
    assert page.is_checked("#export-menu [value=official]")


def test_of_an_answer_that_a_model_wrote_the_file_says_so(page, app):
    visit(page, app)
    answer = ask(page, QUESTION)
    answer.evaluate("answer => answer.classList.add('written')")  # as the server marks it
    answer.locator(".export").click()
    assert "以上答案由大模型撰写" in saved(page, "md")[1].decode()


def test_an_article_is_saved_with_the_quote_marked(page, app):
    page.goto(app + ARTICLE)
    page.click(".export")
    name, data = saved(page, "md")
    assert name == "社区医院三年行动方案.md"
    assert (
        "\n\n**到2025年，全市社区医院达到120家，家庭医生签约率达到75%。**[1]\n\n" in data.decode()
    )


def test_an_answer_is_copied_with_its_form_and_as_markdown(page, app):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit(page, app)
    ask(page, QUESTION).locator(".export").click()
    page.click("#export-menu [data-copy=html]")
    page.wait_for_selector("#export-menu :text('已复制')")
    html = page.evaluate(
        "navigator.clipboard.read().then(async ([i]) => (await i.getType('text/html')).text())"
    )
    assert "<h2>" in html and f'href="{app}/articles/2022-03-14/1?q=7-40#p2"' in html
    assert page.evaluate("navigator.clipboard.readText()").startswith(f"{QUESTION}\n\n到2025年")
    page.click("#export-menu [data-copy=md]")
    page.wait_for_function("navigator.clipboard.readText().then((t) => t.startsWith('## '))")


def test_only_the_answer_chosen_is_printed_and_then_all_are_back(page, app):
    visit(page, app)
    first, second = ask(page, QUESTION), ask(page, VACCINE)
    page.evaluate("window.print = () => {}")
    second.locator(".export").click()
    page.click("#export-menu [data-print]")
    assert not first.is_visible() and second.is_visible()
    assert page.locator("#export-menu").is_hidden()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert first.is_visible()


def test_the_menu_is_used_with_the_keyboard_and_closes_alone(page, app):
    visit(page, app)
    button = ask(page, QUESTION).locator(".export")
    button.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.dataset.save") == "docx"
    assert violations(page) == []
    page.keyboard.press("Escape")
    assert page.locator("#export-menu").is_hidden() and page.locator(".source-panel").is_visible()
    assert button.evaluate("(b) => b === document.activeElement")


@pytest.mark.reports("ERR_FAILED")
def test_a_failure_is_told_in_the_menu(page, app):
    visit(page, app)
    ask(page, QUESTION).locator(".export").click()
    page.route("**/api/export", lambda route: route.abort())
    page.click("#export-menu [data-save=txt]")
    page.wait_for_selector("#export-menu :text('没能导出，请稍后再试。')")


def test_the_menu_fits_the_narrowest_phone(phone, app):
    visit(phone, app)
    ask(phone, QUESTION).locator(".export").click()
    box = phone.locator("#export-menu").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 360
    assert box["y"] >= 0 and box["y"] + box["height"] <= 740
    sizes = phone.locator("#export-menu :is(button, label)").evaluate_all(
        "(all) => all.map((e) => e.getBoundingClientRect().height)"
    )
    assert min(sizes) >= 24
